// SPDX-License-Identifier: MIT
#include "audio/gate.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace chronus::audio {

void Gate::close() {
  if (closed_) return;
  closed_ = true;
  while (busy_.exchange(true, std::memory_order_acquire)) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

void Gate::render(std::uint64_t token, float* out, int frames) noexcept {
  // Who is not admitted does not come near the lock: it could keep the one who is from its turn.
  const bool may_enter = admitted_.load(std::memory_order_relaxed) == token;
  if (may_enter && !busy_.exchange(true, std::memory_order_acquire)) {
    const bool mine = admitted_.load(std::memory_order_relaxed) == token;
    if (mine) callback_.render(out, frames);
    busy_.store(false, std::memory_order_release);
    if (mine) return;
  }
  std::fill_n(out, frames * channels_, 0.0F);
}

}  // namespace chronus::audio
