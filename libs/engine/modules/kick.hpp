// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/kick.hpp"
#include "dsp/curve.hpp"
#include "dsp/phase.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/waveform.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A sine that falls in pitch, saturated, with the tick of a beater. A soft stroke falls less far,
/// is saturated less and has less of the tick. Gate off means nothing to it.
class Kick {
 public:
  using enum catalog::Kick::Param;
  static constexpr const auto& kRow = catalog::Kick::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    noise_ = dsp::WhiteNoise(identity, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    body_.start(1.0);
    sweep_.start(1.0);
    tick_.start(1.0);
    phase_ = {};
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return body_.active() || tick_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  /// Peaks near 1.
  double next(const Context& args, int i) {
    const auto& p = args.params;
    const auto velocity = static_cast<double>(stroke_.velocity());
    const double octaves =
        p[kSweep][i] * (0.6 + 0.4 * velocity) * sweep_.next(p[kSweepTime][i], args.rate);
    const double freq = p[kTune][i] * dsp::exp2(octaves);
    // Moved before it is read, so that the gate's own frame sounds.
    phase_.advance(std::min(freq / args.rate, dsp::kMaxIncrement));
    const double body = dsp::sin_turns(phase_.turns()) * body_.next(p[kDecay][i], args.rate);
    const double push = 0.5 + 2.5 * p[kDrive][i] * velocity;
    return dsp::soft_clip(push * body) / dsp::soft_clip(push) +
           p[kTone][i] * velocity * tick(args.rate);
  }

  double tick(float rate) {
    if (!tick_.active()) return 0.0;
    tick_filter_.set({dsp::FilterMode::kBandpass, 3500.0F, 0.7F, 0.0F}, rate);
    return tick_.next(kTickSeconds, rate) * tick_filter_.next(noise_.next());
  }

  static constexpr float kTickSeconds = 0.012F;

  DrumStroke stroke_;
  dsp::Phase phase_;
  dsp::DrumDecay body_, sweep_, tick_;
  dsp::Svf tick_filter_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
