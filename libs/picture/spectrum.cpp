// SPDX-License-Identifier: MIT
#include "picture/spectrum.hpp"

#include <cmath>
#include <new>
#include <numbers>

namespace chronus::picture {

Spectrum::Spectrum(int frames)
    : transform_(kiss_fftr_alloc(frames, 0, nullptr, nullptr)),
      window_(static_cast<std::size_t>(frames)),
      windowed_(window_.size()),
      bins_(window_.size() / 2 + 1),
      power_(bins_.size()) {
  if (!transform_) throw std::bad_alloc();
  // A Hann window's mean is a half, and a sine's power lies half below 0 Hz.
  const double scale = 4.0 / frames;
  for (std::size_t i = 0; i < window_.size(); ++i) {
    const double turn = static_cast<double>(i) / frames;
    window_[i] = static_cast<float>(scale * (0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * turn)));
  }
}

std::span<const float> Spectrum::power(const float* samples) {
  for (std::size_t i = 0; i < window_.size(); ++i) windowed_[i] = samples[i] * window_[i];
  kiss_fftr(transform_.get(), windowed_.data(), bins_.data());
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    power_[i] = bins_[i].r * bins_[i].r + bins_[i].i * bins_[i].i;
  }
  return power_;
}

int stretch_frames(double seconds, int rate) {
  int frames = 2;
  while (frames < seconds * rate) frames *= 2;
  return frames;
}

}  // namespace chronus::picture
