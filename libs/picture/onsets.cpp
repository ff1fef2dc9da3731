// SPDX-License-Identifier: MIT
#include "picture/onsets.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace chronus::picture {
namespace {

constexpr double kStretchSeconds = 0.02;
constexpr int kAFew = 100;  // stretches a second
constexpr double kLowestHz = 50.0;
constexpr double kBandsAnOctave = 4.0;
/// Of an amplitude, before its logarithm: 60 dB below full scale counts a tenth of full scale.
constexpr float kCompression = 1'000.0F;

// Of peaks, in stretches and in what has risen.
constexpr std::ptrdiff_t kHighestWithin = 3;
constexpr std::ptrdiff_t kMeanBefore = 15;
constexpr std::ptrdiff_t kMeanBehind = 7;
constexpr std::ptrdiff_t kApart = 5;
constexpr float kLeast = 2.0F;
constexpr float kAboveMean = 2.0F;

int band_of(double hz) {
  return hz < kLowestHz ? 0 : 1 + static_cast<int>(kBandsAnOctave * std::log2(hz / kLowestHz));
}

}  // namespace

Onsets::Onsets(int rate)
    : hop_(rate / kAFew),
      spectrum_(stretch_frames(kStretchSeconds, rate)),
      stretches_(spectrum_.frames(), hop_) {
  for (int bin = 0; bin < spectrum_.bins(); ++bin) {
    band_of_.push_back(band_of(static_cast<double>(bin) * rate / spectrum_.frames()));
  }
  powers_.resize(static_cast<std::size_t>(band_of_.back()) + 1);
  levels_.resize(powers_.size());
}

void Onsets::add(std::span<const float> samples) {
  stretches_.add(samples, [this](const float* stretch) { add_stretch(stretch); });
}

void Onsets::add_stretch(const float* samples) {
  const auto power = spectrum_.power(samples);
  std::fill(powers_.begin(), powers_.end(), 0.0F);
  for (std::size_t bin = 0; bin < power.size(); ++bin) {
    powers_[static_cast<std::size_t>(band_of_[bin])] += power[bin];
  }
  float rise = 0.0F;
  for (std::size_t band = 0; band < powers_.size(); ++band) {
    const float level = std::log10(1.0F + kCompression * std::sqrt(powers_[band]));
    rise += std::max(0.0F, level - levels_[band]);
    levels_[band] = level;
  }
  rises_.push_back(rise);
}

std::vector<Frame> Onsets::find() const {
  std::vector<Frame> found;
  const auto count = std::ssize(rises_);
  std::ptrdiff_t last = -kApart;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto at = rises_.begin() + i;
    if (*std::max_element(at - std::min(i, kHighestWithin),
                          at + std::min(count - i, kHighestWithin + 1)) > *at) {
      continue;
    }
    const std::ptrdiff_t first = std::max<std::ptrdiff_t>(0, i - kMeanBefore);
    const std::ptrdiff_t end = std::min(count, i + kMeanBehind + 1);
    float others = -*at;
    for (std::ptrdiff_t k = first; k < end; ++k) others += rises_[static_cast<std::size_t>(k)];
    const float mean = others / static_cast<float>(std::max<std::ptrdiff_t>(1, end - first - 1));
    if (*at < kLeast + kAboveMean * mean || i - last < kApart) continue;
    last = i;
    found.push_back(static_cast<Frame>(i) * hop_);
  }
  return found;
}

}  // namespace chronus::picture
