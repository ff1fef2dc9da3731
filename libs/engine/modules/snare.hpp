// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/snare.hpp"
#include "dsp/curve.hpp"
#include "dsp/phase.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/waveform.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Two modes of a drum head and the noise of the wires, of which a soft stroke has fewer and
/// darker. Gate off means nothing to it.
class Snare {
 public:
  using enum catalog::Snare::Param;
  static constexpr const auto& kRow = catalog::Snare::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    noise_ = dsp::WhiteNoise(identity, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    head_.start(1.0);
    wires_.start(1.0);
    bend_.start(1.0);
    low_ = high_ = {};
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return head_.active() || wires_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  double next(const Context& args, int i) {
    const float snap = args.params[kSnap][i] * (0.5F + 0.5F * stroke_.velocity());
    return (1.0F - snap) * head(args, i) + snap * wires(args, i);
  }

  double head(const Context& args, int i) {
    const double bend = 1.0 + 0.6 * bend_.next(kBendSeconds, args.rate);
    const double increment = args.params[kTune][i] * bend / args.rate;
    // Moved before they are read, so that the gate's own frame sounds.
    low_.advance(std::min(increment, dsp::kMaxIncrement));
    high_.advance(std::min(increment * kSecondMode, dsp::kMaxIncrement));
    const double level = head_.next(kHeadShare * args.params[kDecay][i], args.rate);
    return level * (0.75 * dsp::sin_turns(low_.turns()) + 0.35 * dsp::sin_turns(high_.turns()));
  }

  double wires(const Context& args, int i) {
    // Tone moves the wires from 1.2 to 9.6 kHz, three octaves; the softest stroke by one and a
    // half.
    const double softness = 1.0 - static_cast<double>(stroke_.velocity());
    const double centre = 1200.0 * dsp::exp2(3.0 * args.params[kTone][i] - 1.5 * softness);
    filter_.set({dsp::FilterMode::kBandpass, static_cast<float>(centre), 0.6F, 0.0F}, args.rate);
    const double level = wires_.next(args.params[kDecay][i], args.rate);
    return 2.0 * level * filter_.next(noise_.next());
  }

  // The ratio of the (1,1) to the (0,1) mode of a round head, and its shorter ring.
  static constexpr double kSecondMode = 1.593;
  static constexpr float kHeadShare = 0.7F;
  static constexpr float kBendSeconds = 0.05F;

  DrumStroke stroke_;
  dsp::Phase low_, high_;
  dsp::DrumDecay head_, wires_, bend_;
  dsp::Svf filter_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
