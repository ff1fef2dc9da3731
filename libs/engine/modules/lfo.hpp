// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/lfo.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/lane_random.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Slow waves for modulation, `offset` +- `depth` in the unit of the parameter it is connected to.
/// Not band-limited: a square must stand, not ring. A gate on starts the cycle anew.
template <int kLanes>
class Lfo {
 public:
  using enum catalog::Lfo::Param;

  void init(float /*rate*/, const unsigned* identities) {
    random_.seed(identities);
    held_ = random_.bipolar();
  }

  void gate(int lane, bool on, float /*velocity*/) {
    if (!on) return;
    phase_.restart(lane);
    dsp::Int<kLanes> only = dsp::all_lanes<dsp::Int<kLanes>>(0);
    set(&only, lane, std::int32_t{1});
    held_ = random_.bipolar_where(only != dsp::all_lanes<dsp::Int<kLanes>>(0), held_);
  }

  Rest process(const Context& context) {
    const Param* params = context.params;
    const bool is_still =
        params[kRate].is_still() && params[kBeats].is_still() && params[kBpm].is_still();
    auto increment = dsp::increment_of<kLanes>(rate_at(params, 0), context.rate);
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float wave = draw(value_at<kLanes>(context.params[kWave], frame));
      const Float swing = value_at<kLanes>(context.params[kDepth], frame) * wave;
      put<kLanes>(context.outputs[0], frame,
                  value_at<kLanes>(context.params[kOffset], frame) + swing);
      if (!is_still) increment = dsp::increment_of<kLanes>(rate_at(params, frame), context.rate);
      const auto before = phase_.turns();
      phase_.advance(increment);
      const auto has_turned = phase_.turns() < before;
      if (any(has_turned)) held_ = random_.bipolar_where(has_turned, held_);
    }
    return Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  /// As the catalogue lists them.
  enum Wave { kSine, kTriangle, kSaw, kSquare, kSampleHold };

  /// Hz.
  CHRONUS_INLINE static Float rate_at(const Param* params, int frame) {
    const Float beats = value_at<kLanes>(params[kBeats], frame), zero = dsp::all_lanes<Float>(0.0F);
    const Float rate = value_at<kLanes>(params[kRate], frame);
    if (!any(beats > zero)) return rate;
    const Float beat_hz = value_at<kLanes>(params[kBpm], frame) / dsp::all_lanes<Float>(60.0F);
    return select(beats > zero, beat_hz / beats, rate);
  }

  CHRONUS_INLINE Float draw(const Float& wave) const {
    const auto choice = dsp::to_int<kLanes>(wave + dsp::all_lanes<Float>(0.5F));
    const auto is = [&](Wave one) { return choice == dsp::all_lanes<dsp::Int<kLanes>>(one); };
    const auto& phase = phase_.turns();
    const auto centred =
        dsp::bits_as<dsp::Int<kLanes>>(phase ^ dsp::all_lanes<dsp::UInt<kLanes>>(0x8000'0000U));
    const Float saw = to_float(centred) * dsp::all_lanes<Float>(0x1p-31F);
    const Float one = dsp::all_lanes<Float>(1.0F);
    const Float triangle = dsp::triangle_of<kLanes>(phase);
    Float sample = select(is(kTriangle), triangle, dsp::sin_quarter<kLanes>(triangle));
    sample = select(is(kSaw), saw, sample);
    sample = select(is(kSquare), select(saw < dsp::all_lanes<Float>(0.0F), one, -one), sample);
    return select(is(kSampleHold), held_, sample);
  }

  dsp::LanePhase<kLanes> phase_;
  dsp::LaneRandom<kLanes> random_;
  Float held_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
