// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/cymbal.hpp"
#include "dsp/curve.hpp"
#include "dsp/random.hpp"
#include "dsp/square_bank.hpp"
#include "dsp/svf.hpp"
#include "engine/modules/drum_stroke.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Six squares out of tune with each other and noise: a band that is heard at the stroke, and what
/// shimmers above it for longer. A soft stroke has little of what shimmers. Gate off means nothing
/// to it.
class Cymbal {
 public:
  using enum catalog::Cymbal::Param;
  static constexpr const auto& kRow = catalog::Cymbal::kInfo;

  void init(float rate, unsigned identity) {
    stroke_.init(rate);
    random_ = dsp::Random(identity);
    squares_.init(kStarts);
  }

  /// The squares run on from where they were: no two strokes are the same.
  void gate(bool on, float velocity) {
    if (!on) return;
    stroke_.begin(velocity);
    hit_.start(1.0);
    shimmer_.start(1.0);
  }

  Rest process(const Context& args) {
    return stroke_.play(
        args, args.params[kLevel], [this] { return shimmer_.active(); },
        [&](int i) { return next(args, i); });
  }

 private:
  double next(const Context& args, int i) {
    const auto& p = args.params;
    const double metal = squares_.next(p[kTune][i] / args.rate, kRatios);
    const double noise = random_.bipolar();
    const double brightness =
        dsp::exp2(1.5 * p[kTone][i] + static_cast<double>(stroke_.velocity()) - 1.0);
    const double x = p[kMetal][i] * metal + (1.0F - p[kMetal][i]) * noise;
    band_.set({dsp::FilterMode::kBandpass, held(3'200.0 * brightness, args.rate), 0.8F, 0.0F},
              args.rate);
    high_.set({dsp::FilterMode::kHighpass, held(5'500.0 * brightness, args.rate), 0.7F, 0.0F},
              args.rate);
    const double stroke = band_.next(x) * hit_.next(kStrokeShare * p[kDecay][i], args.rate);
    const double shimmer = high_.next(x) * shimmer_.next(p[kDecay][i], args.rate);
    return kMakeUp * (stroke + (0.3 + 0.7 * static_cast<double>(stroke_.velocity())) * shimmer);
  }

  /// A low rate must leave something.
  static float held(double hz, float rate) { return static_cast<float>(std::min(hz, 0.3 * rate)); }

  static constexpr dsp::SquareBank::Six kRatios{1.0, 1.342, 1.677, 1.934, 2.541, 3.137};
  static constexpr dsp::SquareBank::Six kStarts{0.11, 0.29, 0.47, 0.61, 0.83, 0.97};
  static constexpr float kStrokeShare = 0.35F;
  static constexpr double kMakeUp = 1.2;

  DrumStroke stroke_;
  dsp::SquareBank squares_;
  dsp::DrumDecay hit_, shimmer_;
  dsp::Svf band_, high_;
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
