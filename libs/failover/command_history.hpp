// SPDX-License-Identifier: MIT
#pragma once

#include <boost/circular_buffer.hpp>
#include <cstdint>

#include "engine/command.hpp"

namespace chronus::failover {

/// The commands of the last seconds, for a worker that is restored from a keyframe. Numbers rise by
/// one. When it is full the oldest give way. Pure; used by one thread.
class CommandHistory {
 public:
  explicit CommandHistory(std::size_t capacity) : commands_(capacity) {}

  void add(const engine::Command& command) { commands_.push_back(command); }
  /// The command of that number, or null where it is not kept (any more).
  const engine::Command* find(std::uint64_t seq) const {
    if (commands_.empty() || seq < commands_.front().seq || seq > commands_.back().seq) {
      return nullptr;
    }
    return &commands_[seq - commands_.front().seq];
  }
  /// Whether every command after `seq` is kept, `last` being the newest that was ever added.
  bool holds_all_after(std::uint64_t seq, std::uint64_t last) const {
    return seq >= last || find(seq + 1) != nullptr;
  }
  /// Nobody will ask for these any more.
  void forget_up_to(std::uint64_t seq) {
    while (!commands_.empty() && commands_.front().seq <= seq) commands_.pop_front();
  }
  /// The oldest kept, 0 when there is none.
  std::uint64_t first_seq() const { return commands_.empty() ? 0 : commands_.front().seq; }
  std::size_t size() const { return commands_.size(); }

 private:
  boost::circular_buffer<engine::Command> commands_;
};

}  // namespace chronus::failover
