// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

#include "base/frame.hpp"
#include "base/slot.hpp"

namespace chronus::supervisor {

/// How far the conductor's thread has come, for the thread that fills the slots to act upon: what a
/// keyframe may hold, who is asked for one, and whether it goes on at all.
///
/// Writer of all words: the conductor's thread. Readers: the main thread, and any thread for a
/// figure. Each word is released before the horizon that lets a worker go by it: whoever has heard
/// from a worker that it did (acquire) reads here a value at least as high.
class ConductorProgress {
 public:
  /// Who is heard. Released by the conductor after the output was told: a keyframe for the store is
  /// asked of the other one. A reader that is late asks the one that is heard, which is sound too.
  Slot primary() const { return primary_.load(std::memory_order_acquire); }
  void set_primary(Slot slot) { primary_.store(slot, std::memory_order_release); }

  /// No worker may render this frame yet. Released before the horizon of any slot rises to it: a
  /// keyframe that lies beyond was made up.
  Frame horizon() const { return horizon_.load(std::memory_order_acquire); }
  void set_horizon(Frame frame) { horizon_.store(frame, std::memory_order_release); }

  /// Of the commands that workers may have met. Released before the horizon that lets them: a
  /// keyframe that holds a later one was made up.
  std::uint64_t last_seq() const { return last_seq_.load(std::memory_order_acquire); }
  void set_last_seq(std::uint64_t seq) { last_seq_.store(seq, std::memory_order_release); }

  /// Passes so far. Nothing hangs on what else is seen by then: relaxed.
  std::int64_t passes() const { return passes_.load(std::memory_order_relaxed); }
  void note_pass() { passes_.fetch_add(1, std::memory_order_relaxed); }

 private:
  std::atomic<Slot> primary_{Slot::kFirst};
  std::atomic<Frame> horizon_{0};
  std::atomic<std::uint64_t> last_seq_{0};
  std::atomic<std::int64_t> passes_{0};
};

}  // namespace chronus::supervisor
