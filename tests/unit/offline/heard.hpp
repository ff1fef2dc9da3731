// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "score/score.hpp"

namespace chronus::offline {

/// Stereo at 48 kHz: what the examples are written for.
inline constexpr StreamFormat kFormat{48'000, 128, 2};

/// What a score sounds like.
struct Heard {
  std::vector<float> samples;      ///< interleaved
  std::vector<std::string> wrong;  ///< lines that failed

  /// Frames.
  Frame length() const;
  /// So many seconds from a place on; both lie inside.
  std::span<const float> stretch(double from_s, double seconds) const;
  std::span<const float> last(double seconds) const;
};

/// Renders a score up to its end.
Heard render(score::Score score);

/// dB of a magnitude.
double decibels(double value);
float peak_of(std::span<const float> samples);
/// The root of the mean square; of one channel only, where it is named.
double rms_of(std::span<const float> samples);
double rms_of(std::span<const float> samples, int channel);

/// EBU R 128.
struct Measured {
  float lufs = 0.0F;          ///< integrated
  double true_peak_db = 0.0;  ///< of the louder channel, dBTP
};
Measured measure(std::span<const float> samples);

/// Names of the files in a folder that end in `.score`, sorted.
std::vector<std::string> scores_in(const std::string& folder);
/// What spaces part.
std::vector<std::string> words_of(const std::string& line);
/// For a test's name: up to the dot.
std::string without_ending(const std::string& file);

}  // namespace chronus::offline
