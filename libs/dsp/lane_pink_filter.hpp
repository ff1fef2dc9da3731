// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"
#include "dsp/pink_filter.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// PinkFilter in each lane, in single precision.
template <int kLanes>
class LanePinkFilter {
 public:
  /// Not cheap: see PinkFilter::init().
  void init(float rate) {
    PinkFilter exact;
    exact.init(rate);
    gain_ = all_lanes<Float<kLanes>>(static_cast<float>(exact.gain()));
    for (int n = 0; n < PinkFilter::kSections; ++n) {
      sections_[n].pole = all_lanes<Float<kLanes>>(static_cast<float>(exact.pole(n)));
      sections_[n].zero = all_lanes<Float<kLanes>>(static_cast<float>(exact.zero(n)));
    }
  }

  /// White noise of RMS r comes out as pink noise of RMS r.
  CHRONUS_INLINE Float<kLanes> next(const Float<kLanes>& white) {
    Float<kLanes> x = white * gain_;
    for (Section& section : sections_) {
      section.y1 = x - section.zero * section.x1 + section.pole * section.y1;
      section.x1 = x;
      x = section.y1;
    }
    return x;
  }

 private:
  struct Section {
    Float<kLanes> pole, zero, x1, y1;
  };

  Section sections_[PinkFilter::kSections] = {};
  Float<kLanes> gain_ = {};
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
