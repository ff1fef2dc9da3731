// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <string>

#include "base/frame.hpp"
#include "base/slot.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::supervisor {

/// From the conductor to the main thread.
struct SlotNotice {
  enum class Kind {
    kAttached,
    kHung,
    kFailed,
    kReplace,
    kReplaceNow,  ///< at once: nobody else plays, and it is not heard either
    kKill,
    kWarning,  ///< a line for the log, of no slot
    kNews      ///< the same of what is well again
  };
  Kind kind = Kind::kAttached;
  Slot slot = Slot::kFirst;
  std::uint32_t generation = 0;  ///< the worker it speaks of, which may be gone meanwhile; 0 none
  Frame horizon = 0;             ///< kAttached: at which the slot was attached
  Frame from = 0;                ///< kAttached: every command from this frame on reaches the slot
  conductor::Sender sender;      ///< kReplace…, kKill: who asked
  osc::Message message;          ///< kReplace…, kKill
  /// kWarning, kNews: the line; kHung: the lie, if it lied; kFailed: why it failed itself.
  std::string text;
};

/// The way they go; neither thread waits for the other.
class SlotNotices {
 public:
  /// `fd`: an eventfd, rung when there is a notice; -1: nobody polls.
  explicit SlotNotices(int fd) : fd_(fd) {}
  /// The conductor thread. False when too many wait: what clients can cause leaves room for what
  /// the supervisor lives by.
  bool post(SlotNotice notice);
  /// The main thread. False when there is none.
  bool take(SlotNotice* notice);

 private:
  int fd_;
  boost::lockfree::spsc_queue<SlotNotice> notices_{1'024};
};

}  // namespace chronus::supervisor
