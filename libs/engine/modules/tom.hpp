// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/tom.hpp"
#include "dsp/curve.hpp"
#include "dsp/phase.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/waveform.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Two modes of a head that is stretched by the stroke, and the stick. A soft stroke bends it less
/// and has less of the upper mode and the stick. Gate off means nothing to it.
class Tom {
 public:
  using enum catalog::Tom::Param;
  static constexpr const auto& kRow = catalog::Tom::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    noise_ = dsp::WhiteNoise(identity, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    head_.start(1.0);
    upper_.start(1.0);
    bend_.start(1.0);
    stick_.start(1.0);
    low_ = high_ = {};
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return head_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  double next(const Context& args, int i) {
    const auto& p = args.params;
    const auto velocity = static_cast<double>(stroke_.velocity());
    const double octaves = p[kBend][i] * velocity * bend_.next(kBendSeconds, args.rate);
    const double increment = p[kTune][i] * dsp::exp2(octaves) / args.rate;
    // Moved before they are read, so that the gate's own frame sounds.
    low_.advance(std::min(increment, dsp::kMaxIncrement));
    high_.advance(std::min(increment * kSecondMode, dsp::kMaxIncrement));
    const double body = dsp::sin_turns(low_.turns()) * head_.next(p[kDecay][i], args.rate);
    const double upper =
        dsp::sin_turns(high_.turns()) * upper_.next(kUpperShare * p[kDecay][i], args.rate);
    stick_filter_.set({dsp::FilterMode::kBandpass, 2500.0F, 0.7F, 0.0F}, args.rate);
    const double stick = stick_filter_.next(noise_.next()) * stick_.next(kStickSeconds, args.rate);
    return 0.8 * body + velocity * (0.3 * upper + p[kTone][i] * stick);
  }

  // The ratio of the (1,1) to the (0,1) mode of a round head, and its shorter ring.
  static constexpr double kSecondMode = 1.593;
  static constexpr float kUpperShare = 0.4F;
  static constexpr float kBendSeconds = 0.15F;
  static constexpr float kStickSeconds = 0.02F;

  DrumStroke stroke_;
  dsp::Phase low_, high_;
  dsp::DrumDecay head_, upper_, bend_, stick_;
  dsp::Svf stick_filter_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
