// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "audio/device.hpp"

namespace chronus::audio {

/// Between devices and a Callback: lets through only the device whose token is admitted, and never
/// two at a time. A late callback of a device that was given up on gets silence, and so cannot run
/// beside its successor, nor after close(), when the Callback may be gone.
class Gate {
 public:
  Gate(Callback& callback, int channels) : callback_(callback), channels_(channels) {}

  /// Owner's thread. 0 admits none.
  void admit(std::uint64_t token) { admitted_.store(token, std::memory_order_relaxed); }
  /// Shuts for good; waits for a callback that is inside. Owner's thread.
  void close();
  /// Real-time; any device thread. False: that device was given silence.
  bool render(std::uint64_t token, float* out, int frames) noexcept;

  /// The device asks for so many frames at once from now on; no word for the Callback unless it is
  /// admitted. Any thread but a real-time one.
  void expect_period(std::uint64_t token, int frames);
  /// One that is about to be admitted will: should they be more than are asked for now, the
  /// Callback may get them ready before. Any thread but a real-time one.
  void foresee_period(int frames);

 private:
  Callback& callback_;
  const int channels_;
  // Of the words about periods, which come from any thread; real-time ones never touch it.
  std::mutex period_mutex_;
  bool knows_no_periods_ = false;  // any more: the Callback may be gone
  int period_ = 0;                 // of the admitted device
  bool closed_ = false;            // the owner's
  // Written by the owner, read by device threads inside the lock below. Relaxed: nothing is
  // published with it; a device that sees it a callback late is still alone inside.
  std::atomic<std::uint64_t> admitted_{0};
  // A try-lock taken and released by device threads, and taken for good by close(). Acquire and
  // release hand the Callback's state from one device thread to the next.
  std::atomic<bool> busy_{false};
};

}  // namespace chronus::audio
