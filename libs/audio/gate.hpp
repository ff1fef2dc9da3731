// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

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
  /// Real-time; any device thread.
  void render(std::uint64_t token, float* out, int frames) noexcept;

 private:
  Callback& callback_;
  const int channels_;
  bool closed_ = false;  // the owner's
  // Written by the owner, read by device threads inside the lock below. Relaxed: nothing is
  // published with it; a device that sees it a callback late is still alone inside.
  std::atomic<std::uint64_t> admitted_{0};
  // A try-lock taken and released by device threads, and taken for good by close(). Acquire and
  // release hand the Callback's state from one device thread to the next.
  std::atomic<bool> busy_{false};
};

}  // namespace chronus::audio
