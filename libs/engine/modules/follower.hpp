// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/follower.hpp"
#include "dsp/lane_follower.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Of peaks: the level rises towards a louder frame and falls from there.
template <int W>
class Follower {
 public:
  using enum catalog::Follower::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param* params = context.params;
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float level = follow_.next(magnitude(sample_at<W>(context.inputs[0], frame)),
                                       value_at<W>(params[kAttack], frame),
                                       value_at<W>(params[kRelease], frame), context.rate);
      put<W>(context.outputs[0], frame,
             level * value_at<W>(params[kDepth], frame) + value_at<W>(params[kOffset], frame));
    }
    return follow_.is_at_rest() && is_zero<W>(params[kOffset]) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<W>;

  dsp::LaneFollower<W> follow_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
