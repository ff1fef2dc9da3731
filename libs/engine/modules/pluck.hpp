// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/pluck.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/held.hpp"
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
    if (!is_in_line(head_)) head_ = 100.0F;
    if (!is_in_line(delay_)) tuned_period_ = 0.0F;
    const bool is_even = are_still(args.params);
    for (int i = 0; i < args.frames;) {
      if (!sounds()) {
        std::fill(out + i, out + args.frames, 0.0F);
        break;
      }
      const int frames = is_even ? std::min(frames_at_once(args), args.frames - i) : 0;
      if (frames > 1) {
        run(args, out + i, frames);
        i += frames;
      } else {
        out[i] = args.params[kLevel][i] * next(args, i);
        ++i;
      }
    }
    return sounds() ? Rest::kNone : Rest::kDeaf;
  }

  /// Zeros until its gate.
  bool is_at_rest() const { return !sounds(); }

 private:
  static constexpr int kLength = catalog::Pluck::kLongest;
  static constexpr float kFurthest = static_cast<float>(dsp::DelayLine::longest(kLength));
  static constexpr float kSilent = 1e-6F;
  /// Frames that the string's end moves in one frame.
  static constexpr float kFastest = 0.5F;

  bool sounds() const { return is_struck_ != 0 || left_ > 0; }

  static bool are_still(const Param* params) {
    return std::all_of(params, params + catalog::Pluck::kParams.size(),
                       [](const Param& param) { return param.is_still(); });
  }

  /// Frames that follow from what the line holds already, where nothing moves and no stroke begins.
  int frames_at_once(const Context& args) {
    const float hz = args.params[kFreq][0];
    if (is_struck_ != 0 || !glide_.rests_at({hz}) || head_ != delay_of(period_of(hz, args.rate))) {
      return 0;
    }
    return std::min(dsp::DelayLine::frames_at_once(static_cast<double>(head_)), left_);
  }

  /// So many times next(), bit for bit, in whole vectors.
  void run(const Context& args, float* __restrict out, int frames) {
    constexpr int kMost = dsp::DelayLine::kMostAtOnce;
    const auto& p = args.params;
    const float period = period_of(p[kFreq][0], args.rate);
    set_losses(is_held_ != 0 ? p[kDecay][0] : p[kRelease][0], period, args.rate);
    dsp::DelayLine line(line_.data(), kLength, at_);
    float x[2 + kMost] = {x2_, x1_};
    line.read(static_cast<double>(head_), x + 2, frames);
    float y[kMost];
    const int struck = std::clamp(stroke_left_, 0, frames);
    for (int i = 0; i < struck; ++i) y[i] = stroke();
    std::fill(y + struck, y + frames, 0.0F);
    const float side = side_of(p[kDamp][0]), loss = loss_;
    for (int i = 0; i < frames; ++i) {
      y[i] = loss * ((1.0F - 2.0F * side) * x[i + 1] + side * (x[i + 2] + x[i])) + y[i];
    }
    x2_ = x[frames], x1_ = x[frames + 1];
    line.write(y, frames);
    at_ = line.at();
    int last = frames - 1;  // that is loud, or of a stroke that goes on
    const int stroked = struck - (stroke_left_ > 0 ? 1 : 2);
    while (last >= 0 && last > stroked && !is_loud(y[last])) --last;
    left_ = last < 0 ? left_ - frames : rest_after(period) - (frames - 1 - last);
    if (left_ <= 0) rest();
    const float level = p[kLevel][0];
    for (int i = 0; i < frames; ++i) out[i] = level * y[i];
  }

  static bool is_in_line(float delay) {
    return delay >= dsp::DelayLine::kShortest && delay <= kFurthest;
  }
  static float period_of(float hz, float rate) { return dsp::held(rate / hz, 4.0F, kFurthest); }
  static float side_of(float damp) { return 0.22F * damp * damp; }
  static bool is_loud(float y) { return y > kSilent || y < -kSilent; }
  /// Frames that a string needs to be at rest behind the last loud one.
  static std::int32_t rest_after(float period) { return static_cast<std::int32_t>(period) + 8; }

  float next(const Context& args, int i) {
    const auto& p = args.params;
    const float hz = glide_.next({p[kFreq][i]}, {p[kGlide][i]}, args.rate).a;
    const float period = period_of(hz, args.rate);
    const float delay = delay_of(period);
    if (left_ <= 0) head_ = delay;  // a string at rest has no pitch to bend
    head_ += std::clamp(delay - head_, -kFastest, kFastest);
    if (is_struck_ != 0) strike(period, p[kColor][i]);

    dsp::DelayLine line(line_.data(), kLength, at_);
    const float x = line.read(static_cast<double>(head_));
    set_losses(is_held_ != 0 ? p[kDecay][i] : p[kRelease][i], period, args.rate);
    const float side = side_of(p[kDamp][i]);
    const float looped = loss_ * ((1.0F - 2.0F * side) * x1_ + side * (x + x2_));
    x2_ = x1_, x1_ = x;
    const float y = looped + stroke();
    line.write(y);
    at_ = line.at();
    left_ = is_loud(y) || stroke_left_ > 0 ? rest_after(period) : left_ - 1;
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
    mean_ = mean_of_stroke();
  }

  /// What is left over of the noise that is about to come: without it the string has no direct
  /// current, which would ring on as long as its tone.
  float mean_of_stroke() const {
    dsp::Random random = random_;
    float dull = 0.0F, sum = 0.0F, weights = 0.0F;
    for (std::int32_t left = stroke_total_ - 1; left >= 0; --left) {
      dull += share_ * (random.bipolar() - dull);
      sum += dull * weight(left);
      weights += weight(left);
    }
    return sum / weights;
  }

  /// Of a stroke that has so many frames left.
  float weight(std::int32_t left) const {
    const float place = (static_cast<float>(left) + 0.5F) / static_cast<float>(stroke_total_);
    return 4.0F * place * (1.0F - place);
  }

  float stroke() {
    if (stroke_left_ <= 0) return 0.0F;
    --stroke_left_;
    dull_ += share_ * (random_.bipolar() - dull_);
    return gain_ * (dull_ - mean_) * weight(stroke_left_);
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
  float share_ = 1.0F, gain_ = 0.0F, dull_ = 0.0F, mean_ = 0.0F;
  float seconds_ = 0.0F, period_ = 0.0F, loss_ = 0.0F;
  std::int32_t stroke_left_ = 0, stroke_total_ = 1;  ///< frames of noise
  std::int32_t left_ = 0;                            ///< frames until it is at rest
  std::int32_t is_struck_ = 0, is_held_ = 0;
  dsp::LaneGlide<1> glide_;
  dsp::Random random_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
