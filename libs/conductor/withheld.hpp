// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <map>

#include "base/frame.hpp"
#include "engine/command.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Which command: the nth (from 0) of those that fall on a frame. Unlike a sequence number it is
/// the same whenever the set is played.
struct CommandPlace {
  Frame frame = 0;
  std::uint64_t nth = 0;
  friend auto operator<=>(const CommandPlace&, const CommandPlace&) = default;
};

/// A journal's line about a command that was put into quarantine: it lands where it was taken back
/// from the books. `blocked`: a sequencer made it and was kept from making it again.
osc::Message quarantine_line(const engine::Command& command, bool blocked);
/// A journal's line about a command that a restore left out.
osc::Message withhold_line(const engine::Command& command);

/// The commands that a journal says were put aside when it was played: performing it puts them
/// aside again. Pure; used by one thread.
class Withheld {
 public:
  /// Notes what such a line names; other messages, and such lines with bad arguments, are passed
  /// over: performing them will tell.
  void take(const osc::Message& line);
  /// Makes a command that is put aside one that does nothing, under the same number.
  void strike(engine::Command* command);
  /// What was struck there, or null.
  const engine::Command* find(const CommandPlace& place) const;

 private:
  std::map<CommandPlace, engine::Command> commands_;  // kNone until it was struck
};

}  // namespace chronus::conductor
