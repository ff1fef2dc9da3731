// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/curve.hpp"

namespace chronus::dsp {

/// Attack, decay, sustain, release. It never jumps: each run starts from the level there is.
class AdsrEnvelope {
 public:
  /// Seconds (above 0); sustain in [0, 1] of the peak.
  struct Shape {
    float attack, decay, sustain, release;
  };

  /// Velocity is the peak. A gate on while one is on runs to the new peak.
  void gate(bool on, float velocity) {
    if (on) {
      stage_ = Stage::kAttack;
      peak_ = held_velocity(velocity);
      start_ = level_;
    } else if (stage_ != Stage::kIdle) {
      stage_ = Stage::kRelease;
      start_ = level_;
    }
  }

  /// Idle: the level is 0 until the next gate on.
  bool idle() const { return stage_ == Stage::kIdle; }

  /// The level of the next frame; the first one of an attack is above 0 already.
  double next(const Shape& shape, float rate) {
    switch (stage_) {
      case Stage::kIdle:
        break;
      case Stage::kAttack:
        attack(attack_.step(shape.attack, rate));
        break;
      case Stage::kHold:
        hold(decay_.step(shape.decay, rate), peak_ * shape.sustain);
        break;
      case Stage::kRelease:
        release(release_.step(shape.release, rate));
        break;
    }
    return level_;
  }

 private:
  enum class Stage : std::uint8_t { kIdle, kAttack, kHold, kRelease };
  using AttackCurve = ExponentialCurve<2>;
  using FallCurve = ExponentialCurve<7>;

  /// A softer note may interrupt a louder one: then the attack falls.
  void attack(double step) {
    const double way = peak_ - start_;
    level_ += step * (peak_ + way * AttackCurve::overshoot() - level_);
    if (way >= 0.0 ? level_ >= peak_ : level_ <= peak_) {
      level_ = peak_;
      stage_ = Stage::kHold;
    }
  }

  /// Decay is the approach to the sustain level, which may move; the last -120 dB are a jump.
  void hold(double step, double sustain) {
    level_ += step * (sustain - level_);
    const double left = level_ - sustain;
    if (left < 1e-6 && left > -1e-6) level_ = sustain;
  }

  void release(double step) {
    level_ += step * (-start_ * FallCurve::overshoot() - level_);
    if (level_ <= 0.0) {
      level_ = 0.0;
      stage_ = Stage::kIdle;
    }
  }

  double level_ = 0.0;
  double start_ = 0.0;
  double peak_ = 0.0;
  AttackCurve attack_;
  FallCurve decay_, release_;
  Stage stage_ = Stage::kIdle;
};

}  // namespace chronus::dsp
