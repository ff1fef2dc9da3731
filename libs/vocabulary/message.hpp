// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string_view>

namespace chronus::vocabulary {

/// What an argument is read as, whichever OSC type it comes as (conductor/coercion.hpp).
enum class Type {
  kText,       ///< a name, a pattern, a file
  kSequencer,  ///< text: the id of a sequencer, or a pattern of ids
  kNumber,
  kWhole,  ///< a whole number
  kValue,  ///< a value of a list or of a parameter: a number, or a word
  kAny,    ///< taken as it comes
};

/// A place among a message's arguments.
struct Argument {
  std::string_view name;
  Type type = Type::kText;
  std::string_view unit = {};  ///< "BPM", "steps" …
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool optional = false;        ///< and so are all behind it
  std::size_t most = 1;         ///< how many of them there may be, of the last one
  std::string_view words = {};  ///< how usage writes it where that is not its name: `0|1`, `n`
};

/// Up to seven of them, in order.
class ArgumentList {
 public:
  constexpr ArgumentList() = default;
  constexpr ArgumentList(std::initializer_list<Argument> list) {
    for (const auto& argument : list) list_[count_++] = argument;
  }
  constexpr std::size_t size() const { return count_; }
  constexpr const Argument* begin() const { return list_.data(); }
  constexpr const Argument* end() const { return list_.data() + count_; }
  constexpr const Argument& operator[](std::size_t index) const { return list_[index]; }
  /// The one that an argument of a message is; the last one holds for all that follow.
  constexpr const Argument* at(std::size_t index) const {
    return count_ == 0 ? nullptr : &list_[index < count_ ? index : count_ - 1];
  }

 private:
  std::array<Argument, 7> list_{};
  std::size_t count_ = 0;
};

/// What a sender hears when all is well.
enum class Answer {
  kDone,    ///< `/done ADDRESS args…`
  kReply,   ///< `ADDRESS.reply …`
  kSilent,  ///< nothing: streams
  kOther,   ///< one of its own, as `/synced`
};

inline constexpr std::size_t kNoQuestion = std::numeric_limits<std::size_t>::max();

/// One message that Chronus understands.
struct MessageInfo {
  std::string_view address;  ///< a part `<name>` stands for any name
  ArgumentList arguments = {};
  std::string_view summary = {};  ///< one line of plain text
  std::string_view details = {};  ///< more, in Markdown: for docs/osc.md
  Answer answer = Answer::kDone;
  bool journaled = false;  ///< it changes the music, and goes into the journal
  bool undoable = false;
  /// With so many arguments it asks for the present value instead, `ADDRESS.reply …`.
  std::size_t asks_with = kNoQuestion;
  /// Where its forms are not one list of arguments: how usage writes them behind the address.
  std::string_view forms = {};
  bool in_journals_only = false;
};

}  // namespace chronus::vocabulary
