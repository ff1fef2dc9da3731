// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "catalog/modules/grains.hpp"
#include "dsp/declick.hpp"
#include "dsp/held.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/random.hpp"
#include "engine/modules/sample_tools.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A voice that plays a sample in grains, each under a Hann window (sin^2). A head goes through the
/// sample, from where `position` says, `speed` frames a frame, around its end; `density` times a
/// second a grain begins where it is, up to `spread` beside it. A grain keeps what it began with.
///
/// So many grains at a time, density x size, that come from one place add up to the sample; from
/// places apart, to the same power: what they are divided by goes from the one to the other while
/// spread goes from 0 to size.
class Grains {
 public:
  using enum catalog::Grains::Param;
  static constexpr const auto& kRow = catalog::Grains::kInfo;
  static constexpr int kMost = catalog::Grains::kMost;

  void init(float /*rate*/, unsigned identity) { random_ = dsp::Random(identity); }

  void gate(bool on, float velocity) {
    if (on) {
      begins_ = 1;
      releases_ = 0;
      velocity_ = velocity;
    } else {
      releases_ = 1;
    }
  }
  float level(Frame /*frame*/) const {
    return begins_ != 0 ? velocity_ : plays_ != 0 ? velocity_ * envelope_ : 0.0F;
  }

  bool is_at_rest() const { return begins_ == 0 && is_silent(); }

  Rest process(const Context& context) {
    take_gates(context);
    const SampleView view = sample_of(context, number_);
    if (plays_ != 0 && (view.frames != frames_ || frames_ == 0)) end_now(context.rate);
    for (int i = 0; i < context.frames; ++i) {
      float left = 0.0F, right = 0.0F;
      if (plays_ != 0) {
        if (until_next_ <= 0.0F) begin_grain(context, i);
        for (Grain& grain : grains_) {
          if (grain.left_frames > 0) grain.add(view, &left, &right);
        }
        const float gain = context.params[kLevel][i] * velocity_ * envelope_;
        left *= gain, right *= gain;
        move(context, i);
      }
      context.outputs[0][i] = tail_[0].next(left);
      context.outputs[1][i] = tail_[1].next(right);
    }
    return is_at_rest() ? Rest::kDeaf : Rest::kNone;
  }

 private:
  struct Grain {
    void add(const SampleView& view, float* left, float* right) {
      const double speed = static_cast<double>(step) * 0x1p-32;
      const float half = dsp::sin_of<1>(window).a;
      const float weight = half * half;
      const float first = weight * sample_between(view, 0, place, speed);
      *left += left_gain * first;
      *right +=
          right_gain * (view.channels > 1 ? weight * sample_between(view, 1, place, speed) : first);
      place = moved(place, step);
      window = window + window_step;
      --left_frames;
    }

    SamplePlace place;
    SamplePlace step;
    dsp::UInt<1> window, window_step;  // half a turn of a sine, 2^32 a turn
    float left_gain, right_gain;
    std::int32_t left_frames;  // 0: it has ended
  };

  bool is_silent() const { return plays_ == 0 && !tail_[0].active() && !tail_[1].active(); }

  void take_gates(const Context& context) {
    if (begins_ != 0) begin(context);
    if (releases_ != 0 && plays_ != 0) {
      slope_ = -1.0F / std::max(context.params[kRelease][0] * context.rate, 1.0F);
    }
    begins_ = releases_ = 0;
  }

  void begin(const Context& context) {
    end_now(context.rate);
    number_ = static_cast<std::uint32_t>(context.params[kSample][0]);
    const SampleView view = sample_of(context, number_);
    frames_ = view.frames;
    if (frames_ == 0) return;
    travelled_ = 0;
    until_next_ = 0.0F;
    const float attack = context.params[kAttack][0] * context.rate;
    envelope_ = attack >= 1.0F ? 0.0F : 1.0F;
    slope_ = attack >= 1.0F ? 1.0F / attack : 0.0F;
    plays_ = 1;
  }

  /// What the voice still has dies away under what comes.
  void end_now(float rate) {
    if (!is_silent()) {
      for (auto& tail : tail_) tail.restart(rate);
    }
    for (Grain& grain : grains_) grain.left_frames = 0;
    plays_ = 0;
  }

  /// Draws two numbers each time, so that a parameter changes what it is for alone.
  void begin_grain(const Context& context, int frame) {
    const auto free = std::find_if(std::begin(grains_), std::end(grains_),
                                   [](const Grain& grain) { return grain.left_frames == 0; });
    if (free == std::end(grains_)) return;
    const auto& p = context.params;
    const float beside = random_.bipolar(), pan = p[kWidth][frame] * random_.bipolar();
    const float size = p[kSize][frame], density = p[kDensity][frame];
    until_next_ += std::max(context.rate / density, 1.0F);
    const double speed = dsp::held(static_cast<double>(p[kFreq][frame] / p[kRoot][frame]),
                                   -kFastestSample, kFastestSample);
    const double beside_frames = static_cast<double>(beside * p[kSpread][frame] * context.rate);
    free->left_frames = std::max(static_cast<std::int32_t>(size * context.rate + 0.5F), 2);
    free->place = head(p[kPosition][frame], beside_frames);
    free->step = step_of(speed);
    free->window_step.a = (1U << 31) / static_cast<std::uint32_t>(free->left_frames);
    free->window.a = free->window_step.a / 2;
    const float gain = gain_of(size * density, p[kSpread][frame] / size);
    free->left_gain = gain * std::min(1.0F - pan, 1.0F);
    free->right_gain = gain * std::min(1.0F + pan, 1.0F);
  }

  /// A Hann window is 1/2 in the mean, and its power 3/8.
  static float gain_of(float grains, float spread) {
    const float at_once = std::min(grains, static_cast<float>(kMost));
    const float together = std::min(2.0F / at_once, 1.0F);
    const float apart = std::min(1.0F / std::sqrt(0.375F * at_once), 1.0F);
    return together + std::min(spread, 1.0F) * (apart - together);
  }

  /// Around the end of the sample.
  SamplePlace head(float position, double beside_frames) const {
    const SamplePlace length = place_of_frame(frames_);
    const double from = static_cast<double>(position) * frames_ + beside_frames;
    const SamplePlace at = moved(travelled_, step_of(from)) % length;
    return at < 0 ? at + length : at;
  }

  void move(const Context& context, int frame) {
    until_next_ = std::max(until_next_ - 1.0F, -1.0F);
    if (context.params[kFreeze][frame] < 0.5F) {
      const SamplePlace step = step_of(static_cast<double>(context.params[kSpeed][frame]));
      travelled_ = moved(travelled_, step) % place_of_frame(frames_);
    }
    envelope_ = std::clamp(envelope_ + slope_, 0.0F, 1.0F);
    if (slope_ > 0.0F && envelope_ >= 1.0F) slope_ = 0.0F;
    if (slope_ < 0.0F && envelope_ <= 0.0F) {
      for (Grain& grain : grains_) grain.left_frames = 0;
      plays_ = 0;
    }
  }

  Grain grains_[kMost]{};
  SamplePlace travelled_ = 0;
  dsp::Random random_;
  dsp::Declick tail_[2];
  std::uint32_t number_ = 0, frames_ = 0;
  float until_next_ = 0.0F;  // frames; below 0 a grain waits for a place
  float velocity_ = 0.0F;
  float envelope_ = 0.0F;
  float slope_ = 0.0F;  // a frame's
  std::int32_t plays_ = 0;
  std::int32_t begins_ = 0, releases_ = 0;  // before the next frame
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
