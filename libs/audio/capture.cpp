// SPDX-License-Identifier: MIT
#include "audio/capture.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace chronus::audio {
namespace {

constexpr int kRingSeconds = 5;

}  // namespace

Capture::Capture(const StreamFormat& format)
    : channels_(format.channels),
      ring_(static_cast<std::size_t>(format.rate) * format.channels * kRingSeconds) {
  // Touch every page now, so that the audio thread never waits for one.
  const std::vector<float> zeros(4'096);
  while (ring_.push(zeros.data(), zeros.size()) == zeros.size()) {
  }
  ring_.reset();
}

void Capture::block_played(Frame first, const float* samples, int frames) noexcept {
  inside_.store(true, std::memory_order_seq_cst);
  seen_until_.store(first + frames, std::memory_order_seq_cst);
  if (armed_.load(std::memory_order_seq_cst) && !overflowed_.load(std::memory_order_relaxed)) {
    const auto skip = static_cast<int>(std::clamp<Frame>(from_ - first, 0, frames));
    const auto count = static_cast<std::size_t>(frames - skip) * channels_;
    if (ring_.write_available() < count) {
      overflowed_.store(true, std::memory_order_release);
    } else {
      ring_.push(samples + static_cast<std::size_t>(skip) * channels_, count);
    }
  }
  taken_until_.store(first + frames, std::memory_order_release);
  inside_.store(false, std::memory_order_seq_cst);
}

bool Capture::arm(Frame from) {
  from_ = from;
  overflowed_.store(false, std::memory_order_relaxed);
  armed_.store(true, std::memory_order_seq_cst);
  if (seen_until_.load(std::memory_order_seq_cst) <= from) return true;
  disarm();
  return false;
}

void Capture::disarm() {
  armed_.store(false, std::memory_order_seq_cst);
  while (inside_.load(std::memory_order_seq_cst)) std::this_thread::yield();
  ring_.consume_all([](float) {});
}

int Capture::read(float* out, int max_frames) {
  const std::size_t whole =
      std::min(ring_.read_available() / channels_, static_cast<std::size_t>(max_frames));
  return static_cast<int>(ring_.pop(out, whole * channels_) / channels_);
}

}  // namespace chronus::audio
