// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/frame.hpp"

namespace chronus::picture {

/// A signal as narrow columns: the least and the greatest sample of each. Not real-time; one
/// thread.
class Waveform {
 public:
  struct Extremes {
    float least = 0.0F;
    float greatest = 0.0F;
  };

  /// `length`: frames to come, at least 1; `columns`: at least 1.
  Waveform(int channels, Frame length, int columns);

  /// Interleaved. Frames beyond the length belong to the last column.
  void add(const float* samples, int frames);
  Extremes at(int column, int channel) const;
  /// The greatest magnitude of all.
  float peak() const;

 private:
  int channels_;
  Frame length_;
  int columns_;
  Frame done_ = 0;
  int last_column_ = -1;
  std::vector<Extremes> extremes_;  // [column][channel]
};

}  // namespace chronus::picture
