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
    tone_ = -1.0F;
  }

  bool is_at_rest() const { return !shimmer_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block shimmer{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          return shimmer_.run(decay, args.rate, frames, shimmer.data());
        },
        [&](int from, int frames, float* out) { render(args, from, frames, shimmer, out); });
  }

 private:
  using Block = DrumStroke::Block;

  void render(const Context& args, int from, int frames, const Block& ring, float* out) {
    const Block metal = DrumStroke::values(args.params[kMetal], from, frames);
    const Block tone = DrumStroke::values(args.params[kTone], from, frames);
    Block squares = DrumStroke::values(args.params[kTune], from, frames), hit;
    for (float& tune : squares) tune /= args.rate;
    squares_.run(squares.data(), kRatios, frames, squares.data());
    hit_.run([&](int i) { return kStrokeShare * args.params[kDecay][from + i]; }, args.rate, frames,
             hit.data());
    const float glitter = 0.3F + 0.7F * stroke_.velocity();
    dsp::Svf band = band_, high = high_;
    for (int i = 0; i < frames; ++i) {
      if (tone[i] != tone_) {
        tone_ = tone[i];
        band.set(band_at(brightness(), args.rate), args.rate);
        high.set(high_at(brightness(), args.rate), args.rate);
      }
      const double x = metal[i] * squares[i] + (1.0F - metal[i]) * random_.bipolar();
      const float stroke = static_cast<float>(band.next(x)) * hit[i];
      const float shimmer = static_cast<float>(high.next(x)) * ring[i];
      out[i] = kMakeUp * (stroke + glitter * shimmer);
    }
    band_ = band, high_ = high;
  }

  double brightness() const {
    const auto velocity = static_cast<double>(stroke_.velocity());
    return dsp::exp2(1.5 * static_cast<double>(tone_) + velocity - 1.0);
  }
  static dsp::FilterSettings band_at(double brightness, float rate) {
    return {dsp::FilterMode::kBandpass, held(3'200.0 * brightness, rate), 0.8F, 0.0F};
  }
  static dsp::FilterSettings high_at(double brightness, float rate) {
    return {dsp::FilterMode::kHighpass, held(5'500.0 * brightness, rate), 0.7F, 0.0F};
  }

  /// A low rate must leave something.
  static float held(double hz, float rate) { return static_cast<float>(std::min(hz, 0.3 * rate)); }

  static constexpr dsp::SquareBank::Six kRatios{1.0, 1.342, 1.677, 1.934, 2.541, 3.137};
  static constexpr dsp::SquareBank::Six kStarts{0.11, 0.29, 0.47, 0.61, 0.83, 0.97};
  static constexpr float kStrokeShare = 0.35F;
  static constexpr float kMakeUp = 1.2F;

  DrumStroke stroke_;
  dsp::SquareBank squares_;
  dsp::DrumDecay hit_, shimmer_;
  dsp::Svf band_, high_;
  float tone_ = -1.0F;  ///< that they are set for
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
