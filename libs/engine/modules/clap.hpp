// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

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
    darkness_ = static_cast<float>(dsp::exp2(static_cast<double>(stroke_.velocity()) - 1.0));
  }

  bool is_at_rest() const { return !room_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block room{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          return room_.run(decay, args.rate, frames, room.data());
        },
        [&](int from, int frames, float* out) { render(args, from, frames, room, out); });
  }

 private:
  using Block = DrumStroke::Block;

  void render(const Context& args, int from, int frames, const Block& room, float* out) {
    const auto& p = args.params;
    dsp::Svf band = band_;
    for (int i = 0; i < frames; ++i) {
      if (hands_ > 1 &&
          ++frames_ >= static_cast<std::uint32_t>(p[kSpread][from + i] * stroke_.rate())) {
        hand_.start(1.0);
        --hands_;
        frames_ = 0;
      }
      // Tone makes the band wider.
      const float centre = p[kTune][from + i] * darkness_;
      band.set({dsp::FilterMode::kBandpass, centre, 2.5F - 2.0F * p[kTone][from + i], 0.0F},
               args.rate);
      const auto noise = static_cast<float>(band.next(static_cast<double>(noise_.next())));
      const auto hands = static_cast<float>(hand_.next(kHandSeconds, args.rate));
      out[i] = kMakeUp * noise * (0.7F * hands + 0.3F * room[i]);
    }
    band_ = band;
  }

  static constexpr int kHands = 4;
  static constexpr float kHandSeconds = 0.02F;
  static constexpr float kMakeUp = 3.4F;

  DrumStroke stroke_;
  std::int32_t hands_ = 0;    ///< that are still to come
  std::uint32_t frames_ = 0;  ///< since the last one
  float darkness_ = 1.0F;     ///< of a soft stroke: what its band is lower by
  dsp::DrumDecay room_, hand_;
  dsp::Svf band_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
