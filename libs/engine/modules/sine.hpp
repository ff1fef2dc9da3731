// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/sine.hpp"
#include "engine/modules/pitch.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Sine {
 public:
  using enum catalog::Sine::Param;
  static constexpr bool kIsBounded = true;  // by its level, in [0, 1]

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          float* out = context.outputs[0];
          pitch_.run(
              context, context.params[kFreq], context.params[kGlide],
              [&](int frame, const auto& phase, const auto& /*increment*/)
                  __attribute__((always_inline)) {
                    put<kLanes>(out, frame, level.at(frame) * dsp::sin_of<kLanes>(phase));
                  });
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) { return pitch_.pass(context, context.params[kFreq]); }

 private:
  Pitch<kLanes> pitch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
