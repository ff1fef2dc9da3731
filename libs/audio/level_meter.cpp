// SPDX-License-Identifier: MIT
#include "audio/level_meter.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/ceiling.hpp"

namespace chronus::audio {

LevelMeter::LevelMeter(const StreamFormat& format)
    : channels_(format.channels), stretch_(format.rate / Levels::kPerSecond), loudness_(format) {}

void LevelMeter::use_ceiling(bool is_used) { clips_above_ = is_used ? dsp::kCeilingKnee : 1.0F; }

void LevelMeter::hear(Frame first, const float* samples, int frames, std::vector<Levels>* ended) {
  if (first != next_) is_whole_ = false;
  next_ = first + frames;
  for (Frame done = 0; done < frames;) {
    const Frame at = (first + done) % stretch_;
    const Frame n = std::min(frames - done, stretch_ - at);
    if (at == 0) begin();
    add(samples + done * channels_, static_cast<int>(n));
    done += n;
    if (is_whole_ && at + n == stretch_) ended->push_back(end(first + done));
  }
}

void LevelMeter::begin() {
  is_whole_ = true;
  peak_.fill(0.0F);
  true_peak_.fill(0.0F);
  squares_.fill(0.0);
  sum_.fill(0.0);
}

void LevelMeter::add(const float* samples, int frames) {
  loudness_.add(samples, frames);
  for (int c = 0; c < channels_; ++c) {
    auto& peak = true_peak_[static_cast<std::size_t>(c)];
    peak = std::max(peak, loudness_.true_peak(c));
  }
  for (int i = 0; i < frames; ++i) {
    float highest = 0.0F;
    for (int c = 0; c < channels_; ++c, ++samples) {
      const auto channel = static_cast<std::size_t>(c);
      const float magnitude = std::abs(*samples);
      highest = std::max(highest, magnitude);
      peak_[channel] = std::max(peak_[channel], magnitude);
      squares_[channel] += static_cast<double>(*samples) * static_cast<double>(*samples);
      sum_[channel] += static_cast<double>(*samples);
    }
    if (highest > clips_above_) ++clipped_;
  }
}

Levels LevelMeter::end(Frame end) const {
  Levels levels;
  levels.end = end;
  levels.peak = peak_;
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c) {
    const auto frames = static_cast<double>(stretch_);
    levels.rms[c] = static_cast<float>(std::sqrt(squares_[c] / frames));
    levels.mean[c] = static_cast<float>(sum_[c] / frames);
    levels.true_peak[c] = std::max(true_peak_[c], peak_[c]);
  }
  levels.clipped = clipped_;
  levels.momentary = loudness_.momentary();
  levels.short_term = loudness_.short_term();
  levels.integrated = loudness_.integrated();
  return levels;
}

}  // namespace chronus::audio
