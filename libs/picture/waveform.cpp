// SPDX-License-Identifier: MIT
#include "picture/waveform.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace chronus::picture {

Waveform::Waveform(int channels, Frame length, int columns)
    : channels_(channels),
      length_(length),
      columns_(columns),
      extremes_(static_cast<std::size_t>(channels) * static_cast<std::size_t>(columns)) {}

void Waveform::add(const float* samples, int frames) {
  for (int i = 0; i < frames; ++i, ++done_) {
    const int column = static_cast<int>(std::min<Frame>(columns_ - 1, done_ * columns_ / length_));
    Extremes* extremes = extremes_.data() + static_cast<std::ptrdiff_t>(column) * channels_;
    for (int channel = 0; channel < channels_; ++channel, ++samples) {
      Extremes& it = extremes[channel];
      if (column != last_column_) it = {*samples, *samples};
      it.least = std::min(it.least, *samples);
      it.greatest = std::max(it.greatest, *samples);
    }
    // A sound shorter than the picture is wide leaves no gaps.
    for (int gap = last_column_ + 1; gap < column; ++gap) {
      std::copy_n(extremes, channels_,
                  extremes_.data() + static_cast<std::ptrdiff_t>(gap) * channels_);
    }
    last_column_ = column;
  }
}

Waveform::Extremes Waveform::at(int column, int channel) const {
  return extremes_[static_cast<std::size_t>(column) * static_cast<std::size_t>(channels_) +
                   static_cast<std::size_t>(channel)];
}

float Waveform::peak() const {
  float peak = 0.0F;
  for (const Extremes& it : extremes_) {
    peak = std::max({peak, std::abs(it.least), std::abs(it.greatest)});
  }
  return peak;
}

}  // namespace chronus::picture
