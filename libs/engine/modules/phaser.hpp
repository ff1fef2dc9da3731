// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/phaser.hpp"
#include "dsp/held.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/lane_switch.hpp"
#include "dsp/tail.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Allpasses of one pole in a row, each the trapezoidal lowpass twice less what comes in. A sine
/// moves their frequency by octaves, that of the right side a quarter of a turn ahead. A new sound
/// after silence meets it at its start.
class Phaser {
 public:
  using enum catalog::Phaser::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !is_set_) tick(context, frame, place == 0);
          for (int i = 0; i < frames; ++i) {
            const float share = static_cast<float>(place + i) * (1.0F / kTickFrames);
            const auto mix = switch_.next(choice_at(context, frame + i), context.rate);
            for (int side = 0; side < 2; ++side) next(context, frame + i, side, share, mix);
          }
        });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static constexpr int kMostStages = 12;

  struct Side {
    float s[kMostStages] = {};
    float last = 0.0F;
    float from = 0.0F, to = 0.0F;  ///< what the stages step by, at this tick and the next
  };

  using Switch = dsp::LaneSwitch<1>;

  static dsp::Int<1> choice_at(const Context& context, int frame) {
    return {choice_of(context.params[catalog::Phaser::kStages][frame])};
  }
  static int stages_of(const dsp::Int<1>& choice) {
    constexpr int kStageCounts[] = {4, 6, 8, kMostStages};
    return kStageCounts[dsp::held(choice.a, 0, 3)];
  }

  bool is_silent() const {
    bool silent = true;
    for (const Side& side : sides_) {
      for (const float s : side.s) silent = silent && s == 0.0F;
      silent = silent && side.last == 0.0F;
    }
    return silent;
  }

  float step_at(const Context& context, int frame, int side) const {
    const auto& p = context.params;
    const std::uint32_t ahead = side == 0 ? 0U : 1U << 30;
    const float sine = dsp::sin_of<1>(dsp::UInt<1>{phase_.turns().a + ahead}).a;
    const float octaves = 0.5F * p[kDepth][frame] * sine;
    const float freq = p[kFreq][frame] * dsp::exp2<1>(dsp::Float<1>{octaves}).a;
    const float turns = std::min(freq / context.rate, 0.45F);
    const float g = dsp::tan_half_turns<1>(dsp::Float<1>{turns}).a;
    return g / (1.0F + g);
  }

  void tick(const Context& context, int frame, bool moves) {
    for (Side& side : sides_) {
      for (float& s : side.s) s = dsp::hushed(s);
      side.last = dsp::hushed(side.last);
    }
    if (is_silent() && context.inputs[0][frame] == 0.0F && context.inputs[1][frame] == 0.0F) {
      phase_.restart(0);
    } else if (moves) {
      const dsp::Float<1> hz{context.params[kRate][frame]};
      phase_.advance(dsp::times<1>(dsp::increment_of<1>(hz, context.rate), kTickFrames));
    }
    for (int side = 0; side < 2; ++side) {
      sides_[side].from = sides_[side].to;
      sides_[side].to = step_at(context, frame, side);
      if (!is_set_) sides_[side].from = sides_[side].to;
    }
    is_set_ = 1;
  }

  void next(const Context& context, int frame, int side, float share, const Switch::Mix& mix) {
    const auto& p = context.params;
    Side& it = sides_[side];
    const float step = it.from + (it.to - it.from) * share;
    const float in = context.inputs[side][frame];
    float x = in + p[kFeedback][frame] * it.last;
    const int heard = stages_of(mix.to), before = mix.fades.a ? stages_of(mix.from) : heard;
    const int stages = std::max(heard, before);
    float at_heard = x, at_before = x;
    for (int n = 0; n < stages; ++n) {
      const float v = (x - it.s[n]) * step;
      const float low = v + it.s[n];
      it.s[n] = low + v;
      x = low + low - x;
      if (n + 1 == heard) at_heard = x;
      if (n + 1 == before) at_before = x;
    }
    for (int n = stages; n < kMostStages; ++n) it.s[n] = 0.0F;
    if (heard != before) at_heard = at_before + mix.share.a * (at_heard - at_before);
    it.last = at_heard;
    const float wet = p[kMix][frame];
    context.outputs[side][frame] = (1.0F - wet) * in + wet * at_heard;
  }

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    if (!is_silent() || phase_.turns().a != 0U) return false;
    if (!switch_.has(choice_at(context, context.frames - 1))) return false;
    for (int side = 0; side < 2; ++side) {
      const Side& it = sides_[side];
      if (it.from != it.to || it.to != step_at(context, context.frames - 1, side)) return false;
    }
    return true;
  }

  Side sides_[2];
  dsp::LanePhase<1> phase_;
  int is_set_ = 0;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
