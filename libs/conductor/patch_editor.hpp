// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "base/place.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "conductor/patch.hpp"
#include "engine/instruments.hpp"
#include "engine/patch.hpp"
#include "sequencer/events.hpp"

namespace chronus::conductor {

/// The patch that plays, the draft beside it, and where each module of the playing patch lies in
/// the workers. A value, so that a commit can be tried on a copy. Not real-time.
class PatchEditor final : public sequencer::TargetResolver {
 public:
  /// Where a module of the playing patch lies.
  struct Seat {
    Place place{};  ///< in the workers' patch description
    std::uint32_t identity = 0;
    std::size_t index = 0;  ///< in Patch::modules()
    const catalog::ModuleInfo* type = nullptr;
  };
  using Seats = std::map<std::string, Seat, std::less<>>;
  /// The same without an order: each gate and each value looks its module up.
  struct HashOfName {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };
  using SeatsByHash = std::unordered_map<std::string, Seat, HashOfName, std::equal_to<>>;
  struct Playing {
    Patch patch;
    Seats seats;                ///< by module id
    std::vector<int> index_at;  ///< place → index in Patch::modules(), -1 where none is
    std::vector<std::uint32_t> identity_at;  ///< place → the module's, 0 where none is
    std::vector<bool> gate_at;               ///< place → whether its gate was opened last
    engine::Instruments instruments{};       ///< by place
    SeatsByHash by_hash;
  };

  /// The catalogue outlives the editor and its patches. `drills`: modules that fail on purpose may
  /// be created.
  PatchEditor(const StreamFormat& format, const catalog::Catalog& catalog, bool drills = false)
      : format_(format), catalog_(&catalog), drills_(drills) {}

  void begin_empty() { draft_.emplace(); }
  void begin_copy() { draft_ = playing_.patch; }
  void begin_with(Patch patch) { draft_ = std::move(patch); }
  void abort() { draft_.reset(); }
  /// Null where there is no draft.
  Patch* draft() { return draft_ ? &*draft_ : nullptr; }
  const Patch* draft() const { return draft_ ? &*draft_ : nullptr; }
  const Playing& playing() const { return playing_; }
  int channels() const { return format_.channels; }
  int rate() const { return format_.rate; }
  const catalog::Catalog& catalog() const { return *catalog_; }
  bool drills() const { return drills_; }
  /// What plays until somebody has committed: nobody's, and so a bare edit does not begin with it.
  void play_default();
  bool has_committed() const { return has_committed_; }
  /// As older clients mean it: a bare create begins an empty draft, an adsr's times are
  /// milliseconds.
  void set_classic(bool is_classic) { is_classic_ = is_classic; }
  bool is_classic() const { return is_classic_; }

  /// The draft as the workers will build it, without a version: modules of the same id and type
  /// as in the playing patch keep place and identity, so they keep their state. Fails with the
  /// reason (no draft, a cycle by names, no path to the output).
  Result<engine::PatchDescription> compile() const;
  /// The same of a draft that is known to compile, without the checks, which cost the most of it.
  Result<engine::PatchDescription> describe() const;
  /// The draft plays from now on. Only after compile() succeeded.
  void commit();

  // Parameters of the playing patch. Indices as resolved by param().
  const catalog::ParameterInfo& param_info(Place place, int param) const;
  bool is_out_of_range(Place place, int param, double value) const;
  /// Notes a value, clamped, so that a copy of the patch holds what is heard.
  void note_value(Place place, int param, double value);
  float value_at(Place place, int param) const;
  /// Notes the name of the sample that its module plays.
  void note_sample(Place place, std::string name);
  /// Notes what the module's gate was told last.
  void note_gate(Place place, bool is_open) { playing_.gate_at[index_of(place)] = is_open; }
  bool is_gate_open(Place place) const { return playing_.gate_at[index_of(place)]; }
  /// All modules begin anew.
  void close_gates() { playing_.gate_at.assign(playing_.gate_at.size(), false); }
  /// How many of a message's units make one of the parameter's (classic.hpp).
  double units_of_message(Place place, int param) const;
  /// Of the module there, 0 for an empty place.
  std::uint32_t identity_at(Place place) const { return playing_.identity_at[index_of(place)]; }

  /// A module that notes are played on: one with voices, 1 is enough.
  sequencer::ResolvedTarget instrument(std::string_view module) const;
  sequencer::ResolvedTarget gate(std::string_view module) const override;
  sequencer::ResolvedTarget param(std::string_view module, std::string_view param) const override;
  int modules() const override { return static_cast<int>(playing_.patch.modules().size()); }

 private:
  std::size_t index_at(Place place) const {
    return static_cast<std::size_t>(playing_.index_at[index_of(place)]);
  }
  Result<engine::PatchDescription> describe(const Seats& seats) const;
  Status check(const engine::PatchDescription& description, const Seats& seats) const;
  Seats seat_modules(std::uint32_t* next_identity) const;

  StreamFormat format_;
  const catalog::Catalog* catalog_;
  bool drills_;
  bool is_classic_ = false;
  bool has_committed_ = false;
  Playing playing_;
  std::optional<Patch> draft_;
  std::uint32_t next_identity_ = 1;
};

}  // namespace chronus::conductor
