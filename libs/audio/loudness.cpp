// SPDX-License-Identifier: MIT
#include "audio/loudness.hpp"

#include <algorithm>
#include <new>

namespace chronus::audio {
namespace {

constexpr int kModes =
    EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM;

/// Minus infinity, and an error, are silence.
float lufs(int (*loudness)(ebur128_state*, double*), ebur128_state* state) {
  constexpr double kSilence = -200.0;
  double value = kSilence;
  if (loudness(state, &value) != EBUR128_SUCCESS) return static_cast<float>(kSilence);
  return static_cast<float>(std::max(value, kSilence));
}

}  // namespace

Loudness::Loudness(const StreamFormat& format)
    : state_(ebur128_init(static_cast<unsigned>(format.channels),
                          static_cast<unsigned long>(format.rate), kModes)) {
  if (state_ == nullptr) throw std::bad_alloc();
  for (int channel = 0; channel < format.channels; ++channel) {
    ebur128_set_channel(state_.get(), static_cast<unsigned>(channel), EBUR128_LEFT);
  }
}

void Loudness::add(const float* samples, int frames) {
  (void)ebur128_add_frames_float(state_.get(), samples, static_cast<std::size_t>(frames));
}

float Loudness::true_peak(int channel) const {
  double peak = 0.0;
  (void)ebur128_prev_true_peak(state_.get(), static_cast<unsigned>(channel), &peak);
  return static_cast<float>(peak);
}

float Loudness::momentary() const { return lufs(ebur128_loudness_momentary, state_.get()); }
float Loudness::short_term() const { return lufs(ebur128_loudness_shortterm, state_.get()); }
float Loudness::integrated() const { return lufs(ebur128_loudness_global, state_.get()); }

}  // namespace chronus::audio
