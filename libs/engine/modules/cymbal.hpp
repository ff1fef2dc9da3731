// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/cymbal.hpp"
#include "dsp/curve.hpp"
#include "dsp/declick.hpp"
#include "dsp/phase.hpp"
#include "dsp/random.hpp"
#include "dsp/svf.hpp"
#include "dsp/waveform.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Six squares out of tune with each other and noise: a band that is heard at the stroke, and what
/// shimmers above it for longer. A soft stroke has little of what shimmers. Gate off means nothing
/// to it.
class Cymbal {
 public:
  using enum catalog::Cymbal::Param;
  static constexpr const auto& kRow = catalog::Cymbal::kInfo;

  void init(float rate, unsigned identity) {
    rate_ = rate;
    random_ = dsp::Random(identity);
    for (std::size_t n = 0; n < squares_.size(); ++n) squares_[n] = dsp::Phase(kStarts[n]);
  }

  /// The squares run on from where they were: no two strokes are the same.
  void gate(bool on, float velocity) {
    if (!on) return;
    velocity_ = dsp::held_velocity(velocity);
    declick_.restart(rate_);
    stroke_.start(1.0);
    shimmer_.start(1.0);
  }

  Rest process(const Context& args) {
    float* out = args.outputs[0];
    for (int i = 0; i < args.frames; ++i) {
      if (!sounds()) {
        std::fill(out + i, out + args.frames, 0.0F);
        break;
      }
      const float voice = args.params[kLevel][i] * velocity_ * static_cast<float>(next(args, i));
      out[i] = declick_.next(voice);
    }
    return sounds() ? Rest::kNone : Rest::kDeaf;
  }

 private:
  bool sounds() const { return shimmer_.active() || declick_.active(); }

  double next(const Context& args, int i) {
    const auto& p = args.params;
    const double metal = squares(p[kTune][i] / args.rate);
    const double noise = random_.bipolar();
    const double brightness = dsp::exp2(1.5 * p[kTone][i] + static_cast<double>(velocity_) - 1.0);
    const double x = p[kMetal][i] * metal + (1.0F - p[kMetal][i]) * noise;
    band_.set({dsp::FilterMode::kBandpass, held(3'200.0 * brightness, args.rate), 0.8F, 0.0F},
              args.rate);
    high_.set({dsp::FilterMode::kHighpass, held(5'500.0 * brightness, args.rate), 0.7F, 0.0F},
              args.rate);
    const double stroke = band_.next(x) * stroke_.next(kStrokeShare * p[kDecay][i], args.rate);
    const double shimmer = high_.next(x) * shimmer_.next(p[kDecay][i], args.rate);
    return kMakeUp * (stroke + (0.3 + 0.7 * static_cast<double>(velocity_)) * shimmer);
  }

  /// A low rate must leave something.
  static float held(double hz, float rate) { return static_cast<float>(std::min(hz, 0.3 * rate)); }

  double squares(double base) {
    double sum = 0.0;
    for (std::size_t n = 0; n < squares_.size(); ++n) {
      const double increment = std::min(base * kRatios[n], dsp::kMaxIncrement);
      sum += dsp::pulse(squares_[n].turns(), increment, 0.5);
      squares_[n].advance(increment);
    }
    return sum / 3.0;
  }

  static constexpr std::array<double, 6> kRatios{1.0, 1.342, 1.677, 1.934, 2.541, 3.137};
  static constexpr std::array<double, 6> kStarts{0.11, 0.29, 0.47, 0.61, 0.83, 0.97};
  static constexpr float kStrokeShare = 0.35F;
  static constexpr double kMakeUp = 1.2;

  float rate_ = 0.0F;
  float velocity_ = 0.0F;
  std::array<dsp::Phase, 6> squares_;
  dsp::DrumDecay stroke_, shimmer_;
  dsp::Svf band_, high_;
  dsp::Random random_;
  dsp::Declick declick_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
