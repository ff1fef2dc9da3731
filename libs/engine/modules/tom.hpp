// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/tom.hpp"
#include "dsp/curve.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/swept_sine.hpp"
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
    stick_filter_.set({dsp::FilterMode::kBandpass, 2500.0F, 0.7F, 0.0F}, rate);
  }

  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    head_.start(1.0);
    upper_.start(1.0);
    bend_.start(1.0);
    stick_.start(1.0);
    low_.restart();
    high_.restart();
  }

  bool is_at_rest() const { return !head_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block head{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          return head_.run(decay, args.rate, frames, head.data());
        },
        [&](int from, int frames, float* out) { render(args, from, frames, head, out); });
  }

 private:
  using Block = DrumStroke::Block;
  using F8 = dsp::F8;

  void render(const Context& args, int from, int frames, const Block& head, float* out) {
    const auto& p = args.params;
    Block increments{}, low, high, upper, stick;
    turn(args, from, frames, increments);
    low_.run(increments.data(), frames, low.data());
    for (float& increment : increments) increment *= kSecondMode;
    high_.run(increments.data(), frames, high.data());
    upper_.run([&](int i) { return kUpperShare * p[kDecay][from + i]; }, args.rate, frames,
               upper.data());
    const int stuck =
        stick_.run([](int) { return kStickSeconds; }, args.rate, frames, stick.data());
    for (int i = 0; i < stuck; ++i) {
      const double noise = stick_filter_.next(static_cast<double>(noise_.next()));
      stick[i] *= static_cast<float>(noise);
    }
    const Block tone = DrumStroke::values(p[kTone], from, frames);
    const float velocity = stroke_.velocity();
    for (int i = 0; i < frames; ++i) {
      const float edge = 0.3F * (high[i] * upper[i]) + tone[i] * stick[i];
      out[i] = 0.8F * (low[i] * head[i]) + velocity * edge;
    }
  }

  /// How far the head is turned in each frame.
  void turn(const Context& args, int from, int frames, Block& increments) {
    const Block tune = DrumStroke::values(args.params[kTune], from, frames);
    const Block bend = DrumStroke::values(args.params[kBend], from, frames);
    bend_.run([](int) { return kBendSeconds; }, args.rate, frames, increments.data());
    const auto real = [](float x) __attribute__((always_inline)) { return dsp::all_lanes<F8>(x); };
    for (int i = 0; i < frames; i += 8) {
      const F8 octaves = dsp::load<F8>(bend.data() + i) * real(stroke_.velocity()) *
                         dsp::load<F8>(increments.data() + i);
      const F8 hz = dsp::load<F8>(tune.data() + i) * dsp::exp2(octaves);
      dsp::store(increments.data() + i, hz / real(args.rate));
    }
  }

  // The ratio of the (1,1) to the (0,1) mode of a round head, and its shorter ring.
  static constexpr float kSecondMode = 1.593F;
  static constexpr float kUpperShare = 0.4F;
  static constexpr float kBendSeconds = 0.15F;
  static constexpr float kStickSeconds = 0.02F;

  DrumStroke stroke_;
  dsp::SweptSine low_, high_;
  dsp::DrumDecay head_, upper_, bend_, stick_;
  dsp::Svf stick_filter_;
  dsp::WhiteNoise noise_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
