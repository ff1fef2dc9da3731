// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/follower.hpp"
#include "dsp/lane_follower.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Of peaks: the level rises towards a louder frame and falls from there.
template <int kLanes>
class Follower {
 public:
  using enum catalog::Follower::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param* params = context.params;
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float level = follow_.next(magnitude(sample_at<kLanes>(context.inputs[0], frame)),
                                       value_at<kLanes>(params[kAttack], frame),
                                       value_at<kLanes>(params[kRelease], frame), context.rate);
      put<kLanes>(context.outputs[0], frame,
                  level * value_at<kLanes>(params[kDepth], frame) +
                      value_at<kLanes>(params[kOffset], frame));
    }
    return follow_.is_at_rest() && is_zero<kLanes>(params[kOffset]) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;

  dsp::LaneFollower<kLanes> follow_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
