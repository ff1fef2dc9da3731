// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "base/frame.hpp"
#include "picture/spectrum.hpp"

namespace chronus::picture {

/// Where sounds begin: frames in which the spectrum rises more than it does around them.
///
/// A hundred times a second the levels of quarter-octave bands are compared with those before, and
/// what has risen is added up: spectral flux on compressed magnitudes (Böck, Krebs and Schedl,
/// Evaluating the online capabilities of onset detection methods, ISMIR 2012). Peaks of it are
/// picked as by Dixon, Onset detection revisited, DAFx 2006. True to about 10 ms. Memory: four
/// bytes for each hundredth of a second. Not real-time; one thread.
class Onsets {
 public:
  /// `rate`: kMinRate to kMaxRate.
  explicit Onsets(int rate);

  /// Samples of one channel, full scale at 1.
  void add(std::span<const float> samples);
  /// Of all that has been added, in order. The last stretch of 10 ms is not looked at.
  std::vector<Frame> find() const;

 private:
  void add_stretch(const float* samples);

  int hop_;
  Spectrum spectrum_;
  Stretches stretches_;
  std::vector<int> band_of_;  // by bin
  std::vector<float> powers_;
  std::vector<float> levels_;  // of the stretch before
  std::vector<float> rises_;   // what has risen since the stretch before
};

}  // namespace chronus::picture
