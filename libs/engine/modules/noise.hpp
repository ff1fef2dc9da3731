// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "catalog/modules/noise.hpp"
#include "dsp/lane_pink_filter.hpp"
#include "dsp/lane_random.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Noise {
 public:
  using enum catalog::Noise::Param;

  void init(float rate, const unsigned* identities) {
    random_.seed(identities);
    pink_.init(rate);
    // Brown is flat below 20 Hz. Its RMS is white's, and it peaks as pink does.
    const double kept = dsp::exp2(-181.29441 / static_cast<double>(rate));
    kept_ = real(static_cast<float>(kept));
    brown_gain_ =
        real(static_cast<float>(static_cast<double>(kSamePeak) * std::sqrt(1.0 - kept * kept)));
    blue_gain_ = real(kBlueGain);
  }

  Rest process(const Context& context) {
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          with_values<kLanes>(
              context.params[kColor], [&](auto color) __attribute__((always_inline)) {
                for (int frame = 0; frame < context.frames; ++frame) {
                  const Float noise = next(dsp::to_int<kLanes>(color.at(frame) + real(0.5F)));
                  put<kLanes>(context.outputs[0], frame, level.at(frame) * noise);
                }
              });
        });
    return Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  /// As the catalogue lists them.
  enum Color { kWhite, kPink, kBrown, kBlue, kViolet };

  CHRONUS_INLINE static Float real(float x) { return dsp::all_lanes<Float>(x); }

  CHRONUS_INLINE Float next(const dsp::Int<kLanes>& color) {
    const auto is = [&](Color one) { return color == dsp::all_lanes<dsp::Int<kLanes>>(one); };
    const Float white = random_.bipolar();
    // White noise peaks at 1.7 times its RMS, pink at 4.5 times: about the same peak.
    const Float pink = real(kSamePeak) * pink_.next(white);
    brown_ = brown_ * kept_ + white * brown_gain_;
    const Float violet = real(0.5F) * (white - white_);
    const Float blue = blue_gain_ * (pink - last_pink_);
    white_ = white;
    last_pink_ = pink;
    Float noise = select(is(kPink), pink, white);
    noise = select(is(kBrown), brown_, noise);
    noise = select(is(kBlue), blue, noise);
    return select(is(kViolet), violet, noise);
  }

  static constexpr float kSamePeak = 0.38F, kBlueGain = 1.6F;

  dsp::LaneRandom<kLanes> random_;
  dsp::LanePinkFilter<kLanes> pink_;
  Float white_ = {}, last_pink_ = {};  // of the last frame
  Float brown_ = {};
  Float kept_ = {}, brown_gain_ = {}, blue_gain_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
