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
  const std::lock_guard lock(period_mutex_);
  knows_no_periods_ = true;
}

void Gate::expect_period(std::uint64_t token, int frames) {
  const std::lock_guard lock(period_mutex_);
  if (knows_no_periods_ || admitted_.load(std::memory_order_relaxed) != token) return;
  period_ = frames;
  callback_.expect_period(frames);
}

void Gate::foresee_period(int frames) {
  const std::lock_guard lock(period_mutex_);
  if (!knows_no_periods_ && frames > period_) callback_.expect_period(frames);
}

bool Gate::render(std::uint64_t token, float* out, int frames) noexcept {
  // Who is not admitted does not come near the lock: it could keep the one who is from its turn.
  const bool may_enter = admitted_.load(std::memory_order_relaxed) == token;
  if (may_enter && !busy_.exchange(true, std::memory_order_acquire)) {
    const bool mine = admitted_.load(std::memory_order_relaxed) == token;
    if (mine) callback_.render(out, frames);
    busy_.store(false, std::memory_order_release);
    if (mine) return true;
  }
  std::fill_n(out, frames * channels_, 0.0F);
  return false;
}

}  // namespace chronus::audio
