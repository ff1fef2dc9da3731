// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

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
    stroke_.begin(velocity);
    ring_.start(1.0);
    dull_ = {};
    // Wide open at full velocity, three octaves less at none.
    const double softness = 1.0 - static_cast<double>(stroke_.velocity());
    const auto top = static_cast<float>(20'000.0 * dsp::exp2(-3.0 * softness));
    dull_.set({dsp::FilterMode::kLowpass, top, 0.7F, 0.0F}, stroke_.rate());
  }

  bool is_at_rest() const { return !ring_.active() && stroke_.is_over(); }

  Rest process(const Context& args) {
    Block ring{};
    return stroke_.play(
        args, args.params[kLevel],
        [&](int from, int frames) {
          const auto decay = [&](int i) { return args.params[kDecay][from + i]; };
          return ring_.run(decay, args.rate, frames, ring.data());
        },
        [&](int from, int frames, float* out) { render(args, from, frames, ring, out); });
  }

 private:
  using Block = DrumStroke::Block;

  void render(const Context& args, int from, int frames, const Block& ring, float* out) {
    const Block metal = DrumStroke::values(args.params[kMetal], from, frames);
    const Block tone = DrumStroke::values(args.params[kTone], from, frames);
    Block squares = DrumStroke::values(args.params[kTune], from, frames);
    for (float& tune : squares) tune /= args.rate;
    squares_.run(squares.data(), kRatios, frames, squares.data());
    dsp::Svf first = filters_[0], second = filters_[1], dull = dull_;
    const bool is_soft = stroke_.velocity() < 1.0F;
    for (int i = 0; i < frames; ++i) {
      if (tone[i] != tone_) {
        tone_ = tone[i];
        first.set(highpass(tone_, args.rate), args.rate);
        second.set(highpass(tone_, args.rate), args.rate);
      }
      double x = metal[i] * squares[i] + (1.0F - metal[i]) * random_.bipolar();
      x = second.next(first.next(x));
      if (is_soft) x = dull.next(x);
      out[i] = static_cast<float>(kMakeUp * x) * ring[i];
    }
    filters_ = {first, second};
    dull_ = dull;
  }

  /// Tone moves the highpasses from 3.5 to 14 kHz, two octaves; a low rate must leave something.
  static dsp::FilterSettings highpass(float tone, float rate) {
    const double hz = std::min(3500.0 * dsp::exp2(2.0 * static_cast<double>(tone)), 0.3 * rate);
    return {dsp::FilterMode::kHighpass, static_cast<float>(hz), 0.9F, 0.0F};
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
  float tone_ = -1.0F;  ///< that they are set for
  dsp::Svf dull_;
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
