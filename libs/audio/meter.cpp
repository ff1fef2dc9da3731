// SPDX-License-Identifier: MIT
#include "audio/meter.hpp"

#include <algorithm>
#include <cmath>

namespace chronus::audio {

float to_db(float level) {
  constexpr float kSilence_db = -200.0F;
  return level > 0.0F ? std::max(20.0F * std::log10(level), kSilence_db) : kSilence_db;
}

Meter::Meter(const StreamFormat& format, Tap* next)
    : channels_(format.channels), stretch_(format.rate / kPerSecond), next_(next) {}

void Meter::block_played(Frame first, const float* samples, int frames) noexcept {
  if (next_ != nullptr) next_->block_played(first, samples, frames);
  if (!is_listening_.load(std::memory_order_relaxed)) {
    is_measuring_ = false;
    return;
  }
  for (Frame done = 0; done < frames;) {
    const Frame at = (first + done) % stretch_;
    const Frame n = std::min(frames - done, stretch_ - at);
    if (at == 0) {
      is_measuring_ = true;
      peak_.fill(0.0F);
      squares_.fill(0.0);
    }
    if (is_measuring_) add(samples + done * channels_, static_cast<int>(n));
    done += n;
    if (is_measuring_ && at + n == stretch_) finish(first + done);
  }
}

void Meter::add(const float* samples, int frames) {
  for (int i = 0; i < frames; ++i) {
    for (int c = 0; c < channels_; ++c, ++samples) {
      const auto channel = static_cast<std::size_t>(c);
      peak_[channel] = std::max(peak_[channel], std::abs(*samples));
      squares_[channel] += static_cast<double>(*samples) * static_cast<double>(*samples);
    }
  }
}

void Meter::finish(Frame end) {
  Levels levels;
  levels.end = end;
  levels.peak = peak_;
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c) {
    levels.rms[c] = static_cast<float>(std::sqrt(squares_[c] / static_cast<double>(stretch_)));
  }
  (void)measured_.push(levels);
}

}  // namespace chronus::audio
