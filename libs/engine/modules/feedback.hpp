// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/feedback.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Gives what came in a tick ago. Held within ±kMost, 20 dB above full scale, so that a loop that
/// amplifies stands there.
template <int kLanes>
class Feedback {
 public:
  using enum catalog::Feedback::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  /// Without inputs: take() is told of them when they are there, before the next stretch.
  Rest process(const Context& context) {
    const Param& level = context.params[kLevel];
    for (int frame = 0; frame < context.frames; ++frame) {
      Float& held = ring_[place_of(context, frame)];
      put<kLanes>(context.outputs[0], frame, value_at<kLanes>(level, frame) * held);
      if (context.inputs != nullptr) held = taken(context, frame);
    }
    return is_silent() ? Rest::kDeaf : Rest::kNone;
  }

  /// False where it is silent still.
  bool take(const Context& context) {
    for (int frame = 0; frame < context.frames; ++frame) {
      ring_[place_of(context, frame)] = taken(context, frame);
    }
    return !is_silent();
  }

 private:
  using Float = dsp::Float<kLanes>;
  static constexpr float kMost = 10.0F;

  static int place_of(const Context& context, int frame) {
    return static_cast<int>((context.frame + frame) % kTickFrames);
  }

  CHRONUS_INLINE static Float taken(const Context& context, int frame) {
    const auto in_all = [](float x) __attribute__((always_inline)) {
      return dsp::all_lanes<Float>(x);
    };
    const Float x = sample_at<kLanes>(context.inputs[0], frame);
    const Float held = lesser(greater(x, in_all(-kMost)), in_all(kMost));
    return select(magnitude(held) < in_all(1e-12F), in_all(0.0F), held);
  }

  bool is_silent() const {
    bool silent = true;
    for (const Float& held : ring_) {
      silent = silent && all(held == dsp::all_lanes<Float>(0.0F));
    }
    return silent;
  }

  Float ring_[kTickFrames] = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
