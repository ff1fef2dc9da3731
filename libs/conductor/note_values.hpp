// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "conductor/note_value.hpp"
#include "conductor/route.hpp"

/// What stands behind a `/note`: `param value` pairs, for the voice that plays it alone.
namespace chronus::conductor {

/// How many values a note may bring.
inline constexpr std::size_t kMostNoteValues = 64;

/// A parameter of an instrument, as a note names it.
struct OwnParam {
  Place place{};
  std::uint16_t index = 0;
  const catalog::ParameterInfo* row = nullptr;  ///< null: there is none
};

/// `speed`: of the module of that id, or else of the first other one of its instrument that has it;
/// `strip.pan`: of that module. The id is that of a module that plays notes.
OwnParam find_own_param(const PatchEditor& patches, std::string_view id, std::string_view name);

/// The values of a message's arguments from `from` on, for the instrument of the module that it is
/// addressed to.
class NoteValues {
 public:
  /// All the checks, and no effect.
  static Result<NoteValues> read(const Call& call, std::size_t from);

  /// Has samples read that are named, and tells what is clamped. Silent where all are there;
  /// Outcome::later where the message comes again. Not in a rehearsal.
  Outcome take(const Call& call);
  const std::vector<NoteValue>& all() const { return values_; }

 private:
  struct Named {
    std::size_t value;     ///< in values_
    std::size_t argument;  ///< in the message
    std::string sample;    ///< empty for none
  };
  struct Clamped {
    std::string param;
    double given, used;
  };

  Status add(const Call& call, std::size_t argument);
  Status add_sample(const Call& call, std::size_t argument);

  std::vector<NoteValue> values_;
  std::vector<Named> samples_;
  std::vector<Clamped> clamped_;
};

}  // namespace chronus::conductor
