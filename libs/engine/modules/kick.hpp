// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/kick.hpp"
#include "dsp/curve.hpp"
#include "dsp/lane_ladder.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/swept_sine.hpp"
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
    tick_filter_.set({dsp::FilterMode::kBandpass, 3500.0F, 0.7F, 0.0F}, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    body_.start(1.0);
    sweep_.start(1.0);
    tick_.start(1.0);
    sine_.restart();
  }

  bool is_at_rest() const { return !body_.active() && !tick_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block body{}, tick{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          const auto short_time = [](int) { return kTickSeconds; };
          return std::max(body_.run(decay, args.rate, frames, body.data()),
                          tick_.run(short_time, args.rate, frames, tick.data()));
        },
        [&](int from, int frames, float* out) {
          render_body(args, from, frames, body, out);
          render_tick(args, from, frames, tick, out);
        });
  }

 private:
  using Block = DrumStroke::Block;
  using F8 = dsp::F8;

  CHRONUS_INLINE static F8 real(float x) { return dsp::all_lanes<F8>(x); }

  /// Peaks near 1.
  void render_body(const Context& args, int from, int frames, const Block& body, float* out) {
    const auto& p = args.params;
    const Block tune = DrumStroke::values(p[kTune], from, frames);
    const Block sweep = DrumStroke::values(p[kSweep], from, frames);
    const Block drive = DrumStroke::values(p[kDrive], from, frames);
    Block increments{}, sines;
    sweep_.run([&](int i) { return p[kSweepTime][from + i]; }, args.rate, frames,
               increments.data());
    const F8 depth = real(0.6F + 0.4F * stroke_.velocity());
    for (int i = 0; i < frames; i += 8) {
      const F8 octaves =
          dsp::load<F8>(sweep.data() + i) * depth * dsp::load<F8>(increments.data() + i);
      const F8 hz = dsp::load<F8>(tune.data() + i) * dsp::exp2(octaves);
      dsp::store(increments.data() + i, hz / real(args.rate));
    }
    sine_.run(increments.data(), frames, sines.data());
    const F8 harder = real(2.5F * stroke_.velocity());
    for (int i = 0; i < frames; i += 8) {
      const F8 push = real(0.5F) + harder * dsp::load<F8>(drive.data() + i);
      const F8 x = dsp::load<F8>(sines.data() + i) * dsp::load<F8>(body.data() + i);
      dsp::store(out + i, dsp::soft_clip(push * x) / dsp::soft_clip(push));
    }
  }

  void render_tick(const Context& args, int from, int frames, const Block& levels, float* out) {
    for (int i = 0; i < frames && levels[i] > 0.0F; ++i) {
      const double noise = tick_filter_.next(static_cast<double>(noise_.next()));
      out[i] +=
          args.params[kTone][from + i] * stroke_.velocity() * levels[i] * static_cast<float>(noise);
    }
  }

  static constexpr float kTickSeconds = 0.012F;

  DrumStroke stroke_;
  dsp::SweptSine sine_;
  dsp::DrumDecay body_, sweep_, tick_;
  dsp::Svf tick_filter_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
