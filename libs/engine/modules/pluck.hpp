// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/pluck.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/lane_glide.hpp"
#include "dsp/math.hpp"
#include "dsp/random.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A string as Karplus and Strong made it ("Digital synthesis of plucked-string and drum timbres",
/// 1983): a cycle of noise in a loop with losses. The losses are a symmetric filter of three
/// frames, which delays every partial by one frame, so that the pitch is exact however the string
/// is damped. A stroke adds to what still rings.
class Pluck {
 public:
  using enum catalog::Pluck::Param;
  static constexpr const auto& kRow = catalog::Pluck::kInfo;

  void init(float /*rate*/, unsigned identity) { random_ = dsp::Random(identity); }

  void gate(bool on, float velocity) {
    is_held_ = on ? 1 : 0;
    if (!on) return;
    velocity_ = dsp::held_velocity(velocity);
    is_struck_ = 1;
  }

  Rest process(const Context& args) {
    float* out = args.outputs[0];
    // A keyframe's bytes are taken as they are: wherever they put us, it must be in the line.
    if (at_ < 0 || at_ >= kLength) at_ = 0;
    if (!(head_ >= dsp::DelayLine::kShortest && head_ <= kFurthest)) head_ = 100.0F;
    for (int i = 0; i < args.frames; ++i) {
      if (!sounds()) {
        std::fill(out + i, out + args.frames, 0.0F);
        break;
      }
      out[i] = args.params[kLevel][i] * next(args, i);
    }
    return sounds() ? Rest::kNone : Rest::kDeaf;
  }

 private:
  static constexpr int kLength = catalog::Pluck::kLongest;
  static constexpr float kFurthest = static_cast<float>(dsp::DelayLine::longest(kLength));
  static constexpr float kSilent = 1e-6F;
  /// Frames that the string's end moves in one frame.
  static constexpr float kFastest = 0.5F;

  bool sounds() const { return is_struck_ != 0 || left_ > 0; }

  float next(const Context& args, int i) {
    const auto& p = args.params;
    const float hz = glide_.next({p[kFreq][i]}, {p[kGlide][i]}, args.rate).a;
    const float period = std::clamp(args.rate / hz, 4.0F, kFurthest);
    const float delay = delay_of(period);
    if (left_ <= 0) head_ = delay;  // a string at rest has no pitch to bend
    head_ += std::clamp(delay - head_, -kFastest, kFastest);
    if (is_struck_ != 0) strike(period, p[kColor][i]);

    dsp::DelayLine line(line_.data(), kLength, at_);
    const float x = line.read(static_cast<double>(head_));
    set_losses(is_held_ != 0 ? p[kDecay][i] : p[kRelease][i], period, args.rate);
    const float side = 0.22F * p[kDamp][i] * p[kDamp][i];
    const float looped = loss_ * ((1.0F - 2.0F * side) * x1_ + side * (x + x2_));
    x2_ = x1_, x1_ = x;
    const float y = looped + stroke();
    line.write(y);
    at_ = line.at();
    const bool is_loud = y > kSilent || y < -kSilent;
    left_ = is_loud || stroke_left_ > 0 ? static_cast<std::int32_t>(period) + 8 : left_ - 1;
    if (left_ <= 0) rest();
    return y;
  }

  /// What makes a cycle of that many frames, with the frame of the losses: above 1/20 of the rate
  /// with what the line delays the fundamental by, which is not where it is read.
  float delay_of(float period) {
    if (period == tuned_period_) return delay_;
    tuned_period_ = period;
    const double wanted = static_cast<double>(period) - 1.0;
    double delay = wanted;
    if (period < 20.0F) {
      const double turns = 1.0 / static_cast<double>(period);
      for (int n = 0; n < 4; ++n) delay += wanted - dsp::DelayLine::phase_delay(delay, turns);
    }
    delay_ = std::clamp(static_cast<float>(delay), 2.0F, kFurthest);
    return delay_;
  }

  /// A cycle of noise that begins and ends softly, so that the string has no edge of its own.
  void strike(float period, float color) {
    is_struck_ = 0;
    stroke_left_ = stroke_total_ = static_cast<std::int32_t>(period);
    // From a dull thumb to a pick: the share of the step that a frame goes.
    const float brightness = color * (0.4F + 0.6F * velocity_);
    share_ = 0.05F + 0.95F * brightness * brightness;
    // As loud through the filter as without it.
    gain_ = velocity_ *
            static_cast<float>(dsp::exp2(0.5 * dsp::log2((2.0 - static_cast<double>(share_)) /
                                                         static_cast<double>(share_))));
    dull_ = 0.0F;
  }

  float stroke() {
    if (stroke_left_ <= 0) return 0.0F;
    --stroke_left_;
    const float place =
        (static_cast<float>(stroke_left_) + 0.5F) / static_cast<float>(stroke_total_);
    dull_ += share_ * (random_.bipolar() - dull_);
    return gain_ * dull_ * 4.0F * place * (1.0F - place);
  }

  /// -60 dB are 2^-10 or so.
  void set_losses(float seconds, float period, float rate) {
    if (seconds == seconds_ && period == period_) return;
    seconds_ = seconds, period_ = period;
    const double cycles = static_cast<double>(seconds) * rate / period;
    loss_ = static_cast<float>(dsp::exp2(-9.965784 / cycles));
  }

  /// Silent: all zeros, as when it was new.
  void rest() {
    line_.fill(0.0F);
    x1_ = x2_ = 0.0F;
    left_ = 0;
  }

  std::array<float, kLength> line_{};
  std::int32_t at_ = 0;
  float head_ = 0.0F;  ///< frames behind; out of range in a new string
  float tuned_period_ = 0.0F, delay_ = 0.0F;
  float x1_ = 0.0F, x2_ = 0.0F;
  float velocity_ = 0.0F;
  float share_ = 1.0F, gain_ = 0.0F, dull_ = 0.0F;
  float seconds_ = 0.0F, period_ = 0.0F, loss_ = 0.0F;
  std::int32_t stroke_left_ = 0, stroke_total_ = 1;  ///< frames of noise
  std::int32_t left_ = 0;                            ///< frames until it is at rest
  std::int32_t is_struck_ = 0, is_held_ = 0;
  dsp::LaneGlide<1> glide_;
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
