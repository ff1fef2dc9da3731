// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "base/frame.hpp"
#include "picture/spectrum.hpp"

namespace chronus::picture {

/// How loud a signal is at each time and frequency: columns of time, rows of frequency at equal
/// intervals of pitch. Not real-time; one thread.
class Spectrogram {
 public:
  static constexpr double kLowestHz = 30.0;
  static constexpr float kSilenceDb = -120.0F;

  /// `length`: frames to come, at least 1; `columns` at least 1, `rows` at least 2.
  Spectrogram(int rate, Frame length, int columns, int rows);

  /// Samples of one channel. Frames beyond the length belong to the last column.
  void add(std::span<const float> samples);
  /// Behind the last: what lies around it is looked at with silence behind it.
  void end();
  /// The loudest within that column and row, in dB below a sine of full scale; kSilenceDb at
  /// least.
  float decibels(int column, int row) const;
  /// In the middle of a row, which need not be whole: kLowestHz at 0, half the rate at rows - 1.
  double hz_of(double row) const;
  /// The other way round.
  double row_of(double hz) const;

 private:
  /// Bins [first, last] give it their loudest; between two bins, `part` of the way.
  struct Row {
    int first = 0;
    int last = 0;
    float part = 0.0F;
  };
  Row row_at(int row) const;
  void add_stretch(const float* samples);

  int rate_;
  Frame length_;
  int columns_;
  int hop_;
  Spectrum spectrum_;
  Stretches stretches_;
  Frame middle_ = 0;  // of the next stretch
  int last_column_ = -1;
  std::vector<Row> rows_;
  std::vector<float> powers_;  // [column][row]
};

}  // namespace chronus::picture
