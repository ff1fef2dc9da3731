// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/snare.hpp"
#include "dsp/curve.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/swept_sine.hpp"
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
    low_.restart();
    high_.restart();
    tone_ = -1.0F;
  }

  bool is_at_rest() const { return !head_.active() && !wires_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block head{}, wires{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          const auto shorter = [&](int i) { return kHeadShare * decay(i); };
          return std::max(head_.run(shorter, args.rate, frames, head.data()),
                          wires_.run(decay, args.rate, frames, wires.data()));
        },
        [&](int from, int frames, float* out) {
          render_head(args, from, frames, head);
          render_wires(args, from, frames, wires);
          const Block snap = DrumStroke::values(args.params[kSnap], from, frames);
          const float wired = 0.5F + 0.5F * stroke_.velocity();
          for (int i = 0; i < frames; ++i) {
            const float share = snap[i] * wired;
            out[i] = (1.0F - share) * head[i] + share * wires[i];
          }
        });
  }

 private:
  using Block = DrumStroke::Block;

  /// `levels` become its samples.
  void render_head(const Context& args, int from, int frames, Block& levels) {
    const Block tune = DrumStroke::values(args.params[kTune], from, frames);
    Block increments{}, low, high;
    bend_.run([](int) { return kBendSeconds; }, args.rate, frames, increments.data());
    for (int i = 0; i < frames; ++i) {
      increments[i] = tune[i] * (1.0F + 0.6F * increments[i]) / args.rate;
    }
    low_.run(increments.data(), frames, low.data());
    for (float& increment : increments) increment *= kSecondMode;
    high_.run(increments.data(), frames, high.data());
    for (int i = 0; i < frames; ++i) levels[i] *= 0.75F * low[i] + 0.35F * high[i];
  }

  void render_wires(const Context& args, int from, int frames, Block& levels) {
    const Block tone = DrumStroke::values(args.params[kTone], from, frames);
    dsp::Svf filter = filter_;
    for (int i = 0; i < frames; ++i) {
      if (tone[i] != tone_) {
        tone_ = tone[i];
        filter.set(wires_at(tone_), args.rate);
      }
      const double noise = filter.next(static_cast<double>(noise_.next()));
      levels[i] *= static_cast<float>(2.0 * noise);
    }
    filter_ = filter;
  }

  /// Tone moves the wires from 1.2 to 9.6 kHz, three octaves; the softest stroke by one and a half.
  dsp::FilterSettings wires_at(float tone) const {
    const double softness = 1.0 - static_cast<double>(stroke_.velocity());
    const double hz = 1200.0 * dsp::exp2(3.0 * static_cast<double>(tone) - 1.5 * softness);
    return {dsp::FilterMode::kBandpass, static_cast<float>(hz), 0.6F, 0.0F};
  }

  // The ratio of the (1,1) to the (0,1) mode of a round head, and its shorter ring.
  static constexpr float kSecondMode = 1.593F;
  static constexpr float kHeadShare = 0.7F;
  static constexpr float kBendSeconds = 0.05F;

  DrumStroke stroke_;
  dsp::SweptSine low_, high_;
  dsp::DrumDecay head_, wires_, bend_;
  dsp::Svf filter_;
  float tone_ = -1.0F;  ///< that it is set for
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
