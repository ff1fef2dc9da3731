// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/adsr.hpp"
#include "dsp/lane_envelope.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A gated amplifier: `out` is `in` times `env`. `velocity` is that of the gate that is heard.
template <int kLanes>
class Adsr {
 public:
  using enum catalog::Adsr::Param;
  static constexpr bool kIsNoLouder = true;  // an envelope is at most 1, see LaneEnvelope
  static constexpr std::size_t kDoubles = dsp::LaneEnvelope<kLanes>::kDoubles;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  void gate(int lane, bool on, float velocity) { envelope_.gate(lane, on, velocity); }

  float level(int lane, Frame frame) const {
    return envelope_.level(lane, static_cast<int>(frame % kTickFrames));
  }

  Rest process(const Context& context) {
    static_assert(dsp::LaneEnvelope<kLanes>::kTick == kTickFrames);
    for (int frame = 0; frame < context.frames;) {
      if (envelope_.is_idle()) {
        silence(context, frame);
        break;
      }
      const int place = static_cast<int>((context.frame + frame) % kTickFrames);
      const int most = envelope_.begin(place, shape_at(context.params, frame), context.rate);
      const int frames = std::min(most, context.frames - frame);
      if ((context.heard & 2U) != 0) {
        amplify<true>(context, frame, place, frames);
      } else {
        amplify<false>(context, frame, place, frames);
      }
      if ((context.heard & 4U) != 0) tell_velocity(context, frame, frames);
      envelope_.pass(frames);
      frame += frames;
    }
    return envelope_.is_idle() ? Rest::kDeaf : Rest::kNone;
  }

 private:
  static typename dsp::LaneEnvelope<kLanes>::Shape shape_at(const Param* params, int frame) {
    return {value_at<kLanes>(params[kAttack], frame), value_at<kLanes>(params[kDecay], frame),
            value_at<kLanes>(params[kSustain], frame), value_at<kLanes>(params[kRelease], frame)};
  }

  template <bool kIsEnvHeard>
  CHRONUS_INLINE void amplify(const Context& context, int from, int place, int frames) const {
    const float* in = context.inputs[0] + static_cast<std::ptrdiff_t>(from) * kLanes;
    float* out = context.outputs[0] + static_cast<std::ptrdiff_t>(from) * kLanes;
    float* level = context.outputs[1] + static_cast<std::ptrdiff_t>(from) * kLanes;
    envelope_.each(
        place, frames, [&](int i, const auto& env) __attribute__((always_inline)) {
          // A lane at rest gives the zeros that silence() gives: none of them negative.
          put<kLanes>(out, i,
                      sample_at<kLanes>(in, i) * env + dsp::all_lanes<dsp::Float<kLanes>>(0.0F));
          if constexpr (kIsEnvHeard) put<kLanes>(level, i, env);
        });
  }

  void tell_velocity(const Context& context, int from, int frames) const {
    for (int i = from; i < from + frames; ++i) {
      put<kLanes>(context.outputs[2], i, envelope_.velocity());
    }
  }

  /// Only a gate ends it, and gates fall between calls.
  static void silence(const Context& context, int from) {
    for (int port = 0; port < 3; ++port) {
      float* out = context.outputs[port];
      std::fill(out + static_cast<std::ptrdiff_t>(from) * kLanes,
                out + static_cast<std::ptrdiff_t>(context.frames) * kLanes, 0.0F);
    }
  }

  dsp::LaneEnvelope<kLanes> envelope_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
