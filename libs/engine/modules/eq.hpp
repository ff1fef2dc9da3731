// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/eq.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Four filters of Biquad behind each other. A band at 0 dB gives the same bits.
template <int kLanes>
class Eq {
 public:
  using enum catalog::Eq::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          Float samples[kTickFrames];
          for (int i = 0; i < frames; ++i)
            samples[i] = sample_at<kLanes>(context.inputs[0], frame + i);
          for (int n = 0; n < kBands; ++n) {
            auto& band = bands_[n];
            if (place == 0 || !band.is_set()) {
              band.set(settings_at(n, context.params, frame), context.rate, place);
            }
            if (place == 0) band.hush();
            band.run(
                place, frames, [&](int i) __attribute__((always_inline)) { return samples[i]; },
                [&](int i, const Float& sample)
                    __attribute__((always_inline)) { samples[i] = sample; });
          }
          for (int i = 0; i < frames; ++i) put<kLanes>(context.outputs[0], frame + i, samples[i]);
        });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  static constexpr int kBands = 4;

  static typename dsp::LaneSvf<kLanes>::Settings settings_at(int band, const Param* params,
                                                             int frame) {
    constexpr int kFreqs[kBands] = {kLowFreq, kMid1Freq, kMid2Freq, kHighFreq};
    constexpr int kGains[kBands] = {kLowGain, kMid1Gain, kMid2Gain, kHighGain};
    constexpr dsp::FilterMode kModes[kBands] = {dsp::FilterMode::kLowShelf, dsp::FilterMode::kPeak,
                                                dsp::FilterMode::kPeak,
                                                dsp::FilterMode::kHighShelf};
    Float q = dsp::all_lanes<Float>(0.70710678F);
    if (band == 1) q = value_at<kLanes>(params[kMid1Q], frame);
    if (band == 2) q = value_at<kLanes>(params[kMid2Q], frame);
    return {value_at<kLanes>(params[kFreqs[band]], frame), q,
            value_at<kLanes>(params[kGains[band]], frame),
            dsp::all_lanes<dsp::Int<kLanes>>(static_cast<int>(kModes[band]))};
  }

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    for (int n = 0; n < kBands; ++n) {
      const auto settings = settings_at(n, context.params, context.frames - 1);
      if (!bands_[n].is_silent() || !bands_[n].is_still() || !bands_[n].asks_for(settings)) {
        return false;
      }
    }
    return true;
  }

  dsp::LaneSvf<kLanes> bands_[kBands];
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
