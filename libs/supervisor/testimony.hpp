// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// What a worker has said of itself, held against what it said before and what the supervisor
/// knows. A healthy worker never says what cannot be, however it is delayed: its words are read in
/// an order in which none can have overtaken another. Used by the conductor thread.
class Testimony {
 public:
  struct Known {
    std::int32_t block_frames = 0;
    Frame horizon = 0;           ///< no worker may have rendered beyond
    std::uint64_t last_seq = 0;  ///< no worker can have met a later command
    std::int64_t now_ns = 0;     ///< CLOCK_MONOTONIC
  };

  /// Which of its words cannot be true, in words for a log; null where all can.
  const char* first_lie(SlotLink& link, const CommandFeed& feed, const Known& known);

 private:
  struct Words {
    std::uint64_t heartbeat = 0;
    std::int64_t heartbeat_ns = 0;
    std::uint64_t block_seq = 0;
    std::uint64_t applied_seq = 0;
    std::uint64_t applying_seq = 0;
    std::uint64_t built_version = 0;
    std::uint64_t build_failed = 0;
    ipc::WorkerState state = ipc::WorkerState::kStarting;
    Frame rendered = 0;
  };
  static Words read(const SlotLink& link);
  const char* lie_of_life(const Words& now, const ipc::SlotReport& report,
                          const Known& known) const;
  const char* lie_of_commands(const Words& now, const CommandFeed& feed, const Known& known) const;
  static const char* lie_of_reading(const Words& now, SlotLink& link, const CommandFeed& feed);

  Words said_;
};

}  // namespace chronus::supervisor
