// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/sample_hold.hpp"
#include "dsp/lane_phase.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class SampleHold {
 public:
  using enum catalog::SampleHold::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  void gate(int lane, bool on, float /*velocity*/) {
    // A frame that is not above 0 came before, and one that is comes now.
    if (on) set(&trigger_, lane, kGated);
  }

  Rest process(const Context& context) {
    const Float zero = dsp::all_lanes<Float>(0.0F), gated = dsp::all_lanes<Float>(kGated);
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float in = sample_at<kLanes>(context.inputs[0], frame);
      const Float trigger = sample_at<kLanes>(context.inputs[1], frame);
      const auto rises = (trigger > zero) & (trigger_ <= zero);
      const auto before = phase_.turns();
      phase_.advance(
          dsp::increment_of<kLanes>(value_at<kLanes>(context.params[kRate], frame), context.rate));
      held_ = select(rises | (trigger_ == gated) | (phase_.turns() < before), in, held_);
      trigger_ = trigger;
      put<kLanes>(context.outputs[0], frame, held_);
    }
    return Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  /// In place of the last frame of the trigger: a gate has come.
  static constexpr float kGated = -3e38F;

  dsp::LanePhase<kLanes> phase_;
  Float held_ = {};
  Float trigger_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
