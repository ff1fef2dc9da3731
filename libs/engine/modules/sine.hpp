// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

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
          const auto draw = [&](int frame, const auto& phases) __attribute__((always_inline)) {
            constexpr int kWidth = dsp::kLanesOf<std::remove_cvref_t<decltype(phases)>>;
            store(out + static_cast<std::ptrdiff_t>(frame) * kLanes,
                  level.template in<kWidth>(frame) * dsp::sin_of<kWidth>(phases));
          };
          pitch_.run_phases(context, context.params[kFreq], context.params[kGlide], draw);
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) { return pitch_.pass(context, context.params[kFreq]); }

 private:
  Pitch<kLanes> pitch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
