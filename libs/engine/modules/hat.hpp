// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/hat.hpp"
#include "dsp/curve.hpp"
#include "dsp/random.hpp"
#include "dsp/square_bank.hpp"
#include "dsp/svf.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Six squares out of tune with each other, and noise, behind steep highpasses. Short decay: a
/// closed hat, long: an open one. A soft stroke is darker, as a lowpass makes it. Gate off means
/// nothing to it.
class Hat {
 public:
  using enum catalog::Hat::Param;
  static constexpr const auto& kRow = catalog::Hat::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    random_ = dsp::Random(identity);
    squares_.init(kStarts);
  }

  /// The squares run on from where they were: no two hits are the same.
  void gate(bool on, float velocity) {
    if (!on) return;
    dull_ = {};
    stroke_.begin(velocity);
    ring_.start(1.0);
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return ring_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  double next(const Context& args, int i) {
    const float metal = args.params[kMetal][i];
    double x = metal * squares_.next(args.params[kTune][i] / args.rate, kRatios);
    x += (1.0F - metal) * random_.bipolar();
    // Tone moves the highpasses from 3.5 to 14 kHz, two octaves; a low rate must leave something.
    const auto corner = static_cast<float>(
        std::min(3500.0 * dsp::exp2(2.0 * args.params[kTone][i]), 0.3 * args.rate));
    for (dsp::Svf& filter : filters_) {
      filter.set({dsp::FilterMode::kHighpass, corner, 0.9F, 0.0F}, args.rate);
      x = filter.next(x);
    }
    // Wide open at full velocity, three octaves less at none.
    const double softness = 1.0 - static_cast<double>(stroke_.velocity());
    if (softness > 0.0) {
      const auto top = static_cast<float>(20'000.0 * dsp::exp2(-3.0 * softness));
      dull_.set({dsp::FilterMode::kLowpass, top, 0.7F, 0.0F}, args.rate);
      x = dull_.next(x);
    }
    return kMakeUp * x * ring_.next(args.params[kDecay][i], args.rate);
  }

  // The TR-808's six: 205.3, 304.4, 369.6, 522.7, 540 and 800 Hz.
  static constexpr dsp::SquareBank::Six kRatios{1.0, 1.483, 1.800, 2.546, 2.630, 3.897};
  static constexpr dsp::SquareBank::Six kStarts{0.05, 0.23, 0.41, 0.59, 0.77, 0.95};
  // The highpasses leave little.
  static constexpr double kMakeUp = 2.0;

  DrumStroke stroke_;
  dsp::SquareBank squares_;
  dsp::DrumDecay ring_;
  std::array<dsp::Svf, 2> filters_;
  dsp::Svf dull_;
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
