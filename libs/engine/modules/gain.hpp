// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/gain.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// An amplifier in dB; its minimum is silence.
template <int kLanes>
class Gain {
 public:
  using enum catalog::Gain::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& gain_db = context.params[kGainDb];
    Float gain = gain_of(value_at<kLanes>(gain_db, 0));
    for (int frame = 0; frame < context.frames; ++frame) {
      if (!gain_db.is_still()) gain = gain_of(value_at<kLanes>(gain_db, frame));
      put<kLanes>(context.outputs[0], frame, sample_at<kLanes>(context.inputs[0], frame) * gain);
    }
    return Rest::kQuiet;
  }

 private:
  using Float = dsp::Float<kLanes>;

  /// 20 dB are a factor of 10.
  CHRONUS_INLINE static Float gain_of(const Float& db) {
    constexpr float kOctavesOfDb = 3.3219280949F / 20.0F;
    const Float gain = dsp::exp2<kLanes>(db * dsp::all_lanes<Float>(kOctavesOfDb));
    return select(db > dsp::all_lanes<Float>(catalog::Gain::kSilenceDb), gain,
                  dsp::all_lanes<Float>(0.0F));
  }

  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
