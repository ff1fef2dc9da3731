// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/clap.hpp"
#include "dsp/curve.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Several hands: bursts of noise `spread` apart, then a room. Softer is darker. Gate off means
/// nothing to it.
class Clap {
 public:
  using enum catalog::Clap::Param;
  static constexpr const auto& kRow = catalog::Clap::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    noise_ = dsp::WhiteNoise(identity, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    room_.start(1.0);
    hand_.start(1.0);
    hands_ = kHands;
    frames_ = 0;
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return room_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  double next(const Context& args, int i) {
    const auto& p = args.params;
    if (hands_ > 1 && ++frames_ >= static_cast<int>(p[kSpread][i] * stroke_.rate())) {
      hand_.start(1.0);
      --hands_;
      frames_ = 0;
    }
    const double softness = 1.0 - static_cast<double>(stroke_.velocity());
    // Tone makes the band wider.
    const auto centre = static_cast<float>(p[kTune][i] * dsp::exp2(-softness));
    band_.set({dsp::FilterMode::kBandpass, centre, 2.5F - 2.0F * p[kTone][i], 0.0F}, args.rate);
    const double noise = band_.next(noise_.next());
    const double hands = hand_.next(kHandSeconds, args.rate);
    return kMakeUp * noise * (0.7 * hands + 0.3 * room_.next(p[kDecay][i], args.rate));
  }

  static constexpr int kHands = 4;
  static constexpr float kHandSeconds = 0.02F;
  static constexpr double kMakeUp = 3.4;

  DrumStroke stroke_;
  std::int32_t hands_ = 0;   ///< that are still to come
  std::int32_t frames_ = 0;  ///< since the last one
  dsp::DrumDecay room_, hand_;
  dsp::Svf band_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
