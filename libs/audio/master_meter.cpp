// SPDX-License-Identifier: MIT
#include "audio/master_meter.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/as_memory_allows.hpp"

namespace chronus::audio {

MasterMeter::MasterMeter(const StreamFormat& format, Tap* next)
    : format_(format),
      next_(next),
      samples_(static_cast<std::size_t>(format.rate) * static_cast<std::size_t>(format.channels)),
      blocks_(static_cast<std::size_t>(format.rate / format.block_frames + 1)),
      meter_(format),
      block_(static_cast<std::size_t>(format.block_frames * format.channels)) {}

void MasterMeter::start() {
  thread_.start("meter", [this](const std::stop_token& stop) { run(stop); });
  is_measuring_.store(true, std::memory_order_relaxed);
}

void MasterMeter::block_played(Frame first, const float* samples, int frames) noexcept {
  if (next_ != nullptr) next_->block_played(first, samples, frames);
  const auto count = static_cast<std::size_t>(frames) * static_cast<std::size_t>(format_.channels);
  if (!is_measuring_.load(std::memory_order_relaxed) || count != block_.size()) return;
  if (samples_.write_available() < count || blocks_.write_available() == 0) return;
  samples_.push(samples, count);
  blocks_.push(first);
}

void MasterMeter::run(const std::stop_token& stop) {
  constexpr auto kPause = std::chrono::milliseconds(20);
  std::mutex mutex;
  std::condition_variable_any end;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    (void)as_memory_allows([this] { measure(); });
    end.wait_for(lock, stop, kPause, [] { return false; });
  }
}

void MasterMeter::measure() {
  for (Frame first = 0; blocks_.pop(first);) {
    samples_.pop(block_.data(), block_.size());
    ended_.clear();
    meter_.hear(first, block_.data(), format_.block_frames, &ended_);
    for (const Levels& levels : ended_) (void)measured_.push(levels);
  }
}

}  // namespace chronus::audio
