// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "audio/levels.hpp"
#include "audio/loudness.hpp"

namespace chronus::audio {

/// Measures music: each stretch of rate / 20 frames, counted from frame 0, all of which it has
/// heard. One thread; not real-time.
class LevelMeter {
 public:
  explicit LevelMeter(const StreamFormat& format);

  /// What is heard has passed the ceiling (dsp/ceiling.hpp): frames that it bent are clipped. Else
  /// those beyond full scale.
  void use_ceiling(bool is_used);

  /// Interleaved. What is missing between this and what was heard last leaves its stretch out.
  /// Appends the stretches that end.
  void hear(Frame first, const float* samples, int frames, std::vector<Levels>* ended);

 private:
  void begin();
  void add(const float* samples, int frames);
  Levels end(Frame end) const;

  const int channels_;
  const Frame stretch_;
  Loudness loudness_;
  Frame next_ = 0;
  bool is_whole_ = true;  // the stretch so far
  float clips_above_ = 1.0F;
  // Of the stretch.
  std::array<float, kMaxChannels> peak_{};
  std::array<float, kMaxChannels> true_peak_{};
  std::array<double, kMaxChannels> squares_{};
  std::array<double, kMaxChannels> sum_{};
  std::int64_t clipped_ = 0;  // since start
};

}  // namespace chronus::audio
