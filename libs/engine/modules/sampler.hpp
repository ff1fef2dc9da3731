// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "catalog/modules/sampler.hpp"
#include "dsp/declick.hpp"
#include "dsp/held.hpp"
#include "engine/modules/sample_squeeze.hpp"
#include "engine/modules/sample_tools.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A voice that reads a sample out of the shelf. Which one, which part of it and how it is looped
/// is decided by the gate, and how far its speed goes from there; speed, pitch and level may move.
/// What is not on the shelf, or leaves it, is silence.
class Sampler {
 public:
  using enum catalog::Sampler::Param;
  static constexpr const auto& kRow = catalog::Sampler::kInfo;
  static constexpr int kChokeParam = kCut;

  void init(float /*rate*/, unsigned /*identity*/) {}

  void gate(bool on, float velocity, const float* params) {
    if (on) {
      begins_ = 1 + number_of(params[kSample]);
      releases_ = 0;
      velocity_ = velocity;
    } else {
      releases_ = 1;
    }
  }
  /// Another one of its group has begun. What this one played before it began is over already.
  void choke(std::uint32_t sample) {
    const auto plays = begins_ != 0 ? begins_ - 1 : number_;
    if (sample != kAnySample && sample != plays) return;
    begins_ = 0;
    if (plays_ != 0) chokes_ = 1;
  }
  float level(Frame /*frame*/) const {
    return begins_ != 0 ? velocity_ : plays_ != 0 ? velocity_ * envelope_ : 0.0F;
  }

  bool is_at_rest() const { return begins_ == 0 && is_silent(); }

  Rest process(const Context& context) {
    take_gates(context);
    const SampleView view = sample_of(context, number_);
    if (plays_ != 0 && !lies_in(view)) end_now(context.rate);
    const bool is_still = context.params[kSpeed].is_still() && context.params[kFreq].is_still() &&
                          context.params[kRoot].is_still() && accelerate_ == 0.0F;
    double speed = moving_speed_at(context, 0);
    for (int i = 0; i < context.frames; ++i) {
      if (is_still) {
        i += run_evenly(context, view, i, speed);
        if (i == context.frames) break;
      }
      if (!is_still) speed = moving_speed_at(context, i);
      const float level = context.params[kLevel][i];
      float left = 0.0F, right = 0.0F;
      if (plays_ != 0 && is_over()) end_now(context.rate);
      if (plays_ != 0) {
        const float gain = level * velocity_ * envelope_;
        left = gain * taken(context, view, 0, speed);
        right = view.channels > 1 ? gain * taken(context, view, 1, speed) : left;
        move(speed);
      }
      context.outputs[0][i] = tail_[0].next(left);
      context.outputs[1][i] = tail_[1].next(right);
    }
    return is_at_rest() ? Rest::kDeaf : Rest::kNone;
  }

 private:
  static std::uint32_t number_of(float sample) { return static_cast<std::uint32_t>(sample); }

  bool is_silent() const { return plays_ == 0 && !tail_[0].active(); }

  /// Whether what is played can be played of this: another sample may have its number, and a
  /// keyframe can have been spoilt.
  bool lies_in(const SampleView& view) const {
    const std::int64_t frame = place_ >> 32;
    return 0 <= begin_ && begin_ <= loop_begin_ && loop_begin_ < loop_end_ && loop_end_ <= end_ &&
           static_cast<std::uint32_t>(end_) <= view.frames && 0 <= fade_ &&
           fade_ <= loop_begin_ - begin_ && begin_ - kFarthest <= frame &&
           frame <= end_ + kFarthest && 0 <= age_ && age_ <= span_;
  }

  static constexpr float kChokeSeconds = 0.005F;
  /// Out of the part, in frames: it is left in one step, and seen in the next.
  static constexpr std::int64_t kFarthest = static_cast<std::int64_t>(kFastestSample);

  /// What the voice still has dies away under what comes.
  void carry(float rate) {
    for (auto& tail : tail_) tail.restart(rate);
  }

  void end_now(float rate) {
    carry(rate);
    plays_ = 0;
  }

  static double speed_at(const Context& context, int frame) {
    const float pitch = context.params[kFreq][frame] / context.params[kRoot][frame];
    return dsp::held(static_cast<double>(context.params[kSpeed][frame] * pitch), -kFastestSample,
                     kFastestSample);
  }

  /// With what it gathers since the begin, as SuperDirt's `Line.kr(speed, endSpeed, sustain)`.
  double moving_speed_at(const Context& context, int frame) const {
    const double speed = speed_at(context, frame);
    if (accelerate_ == 0.0F) return speed;
    const double share = age_ < span_ ? static_cast<double>(age_) / span_ : 1.0;
    return dsp::held(speed * (1.0 + static_cast<double>(accelerate_) * share), -kFastestSample,
                     kFastestSample);
  }

  void take_gates(const Context& context) {
    if (begins_ != 0) begin(context);
    if (releases_ != 0 && plays_ != 0 && mode_ != catalog::Sampler::kOneShot) {
      fall(context.params[kRelease][0], context.rate);
    }
    if (chokes_ != 0 && plays_ != 0) fall(kChokeSeconds, context.rate);
    begins_ = releases_ = chokes_ = 0;
  }

  void fall(float seconds, float rate) { slope_ = -1.0F / std::max(seconds * rate, 1.0F); }

  void begin(const Context& context) {
    const auto& p = context.params;
    if (!is_silent()) carry(context.rate);
    plays_ = 0;
    number_ = number_of(p[kSample][0]);
    const SampleView view = sample_of(context, number_);
    if (view.frames == 0) return;
    const double frames = view.frames;
    double first = static_cast<double>(p[kBegin][0]), last = static_cast<double>(p[kEnd][0]);
    if (first > last) std::swap(first, last);
    const int slices = static_cast<int>(p[kSlices][0]);
    const int slice = static_cast<int>(p[kSlice][0]) % slices;
    const double width = (last - first) / slices;
    begin_ = static_cast<std::int32_t>((first + width * slice) * frames + 0.5);
    end_ = static_cast<std::int32_t>((first + width * (slice + 1)) * frames + 0.5);
    end_ = std::min(end_, static_cast<std::int32_t>(view.frames));
    if (begin_ >= end_) return;
    mode_ = choice_of(p[kMode][0]);
    set_loop(context);
    const bool is_backwards = speed_at(context, 0) < 0.0;
    place_ = place_of_frame(is_backwards ? end_ - 1 : begin_);
    const float attack = p[kAttack][0] * context.rate;
    envelope_ = attack >= 1.0F ? 0.0F : 1.0F;
    slope_ = attack >= 1.0F ? 1.0F / attack : 0.0F;
    accelerate_ = p[kAccelerate][0];
    span_ = static_cast<std::int32_t>(p[kSpan][0] * context.rate + 0.5F);
    age_ = 0;
    squiz_ = p[kSquiz][0];
    for (auto& squeeze : squeeze_) squeeze.begin(place_);
    plays_ = 1;
  }

  void set_loop(const Context& context) {
    const auto& p = context.params;
    const double frames = end_ - begin_;
    const auto at = [&](float share) {
      return begin_ + static_cast<std::int32_t>(static_cast<double>(share) * frames + 0.5);
    };
    loop_begin_ = at(std::min(p[kLoopBegin][0], p[kLoopEnd][0]));
    loop_end_ = at(std::max(p[kLoopBegin][0], p[kLoopEnd][0]));
    if (loop_end_ <= loop_begin_) loop_begin_ = begin_, loop_end_ = end_;
    // What is faded in lies before the loop, as long as the fade.
    const auto wanted = static_cast<std::int32_t>(p[kCrossfade][0] * context.rate);
    fade_ = std::min({wanted, loop_begin_ - begin_, loop_end_ - loop_begin_});
  }

  /// Frames from here on in which nothing changes but the place: no envelope moves, no tail is
  /// left, and neither the part nor a loop nor its fade is reached.
  int even_frames(const SampleView& view, SamplePlace step, int most) const {
    const bool is_even =
        plays_ != 0 && slope_ == 0.0F && !tail_[0].active() && !tail_[1].active() && !is_squeezed();
    if (!is_even || place_ < 0 || place_ >= place_of_frame(view.frames)) return 0;
    const SamplePlace fade_from = place_of_frame(loop_end_ - fade_);
    if (loops() && fade_ != 0 && place_ >= fade_from) return 0;
    const SamplePlace last = loops() ? fade_from : place_of_frame(end_);
    const SamplePlace first = place_of_frame(loops() ? loop_begin_ : begin_);
    if (!loops() && (place_ < first || place_ >= last)) return 0;
    SamplePlace frames = most;
    if (step > 0) frames = (std::min(last, place_of_frame(view.frames)) - 1 - place_) / step;
    if (step < 0) frames = (place_ - std::max(first, SamplePlace{0})) / -step;
    return static_cast<int>(std::clamp<SamplePlace>(frames, 0, most));
  }

  /// What process() gives in such frames, bit for bit. How many they were.
  int run_evenly(const Context& context, const SampleView& view, int from, double speed) {
    const SamplePlace step = step_of(speed);
    const int frames = even_frames(view, step, context.frames - from);
    if (frames == 0) return 0;
    for (std::uint32_t channel = 0; channel < 2; ++channel) {
      float* const out = context.outputs[channel] + from;
      if (channel == 1 && view.channels == 1) {
        std::copy_n(context.outputs[0] + from, frames, out);
      } else {
        // Of what nobody hears only the last is kept, for when the voice is cut off.
        const bool is_heard = view.channels == 1 || (context.heard >> channel & 1U) != 0;
        const int first = is_heard ? 0 : frames - 1;
        read_evenly(view, channel, speed, first, frames - first, out + first);
        scale(context.params[kLevel], from + first, frames - first, out + first);
      }
      tail_[channel].next(out[frames - 1]);
    }
    place_ += step * frames;
    age_ = std::min(age_ + frames, std::max(age_, span_));
    return frames;
  }

  void read_evenly(const SampleView& view, std::uint32_t channel, double speed, int from,
                   int frames, float* out) const {
    const float* const data = channel_of(view, channel);
    const SamplePlace step = step_of(speed), place = place_ + step * from;
    const bool is_whole = static_cast<std::uint32_t>(place) == 0;
    const float* const whole = data + (place >> 32);
    if (is_whole && speed == 1.0) {
      std::copy_n(whole, frames, out);
    } else if (is_whole && speed == -1.0) {
      for (int i = 0; i < frames; ++i) out[i] = whole[-i];
    } else {
      const auto& kernel = sample_kernel();
      kernel.read_run(data, view.frames, place, step, kernel.band_of(speed), out, frames);
    }
  }

  /// As process() has it, with the tail, which is over.
  void scale(const Param& level, int from, int frames, float* out) const {
    if (level.is_still()) {
      const float gain = level[0] * velocity_ * envelope_;
      for (int i = 0; i < frames; ++i) out[i] = gain * out[i] + 0.0F;
      return;
    }
    for (int i = 0; i < frames; ++i) {
      out[i] = level[from + i] * velocity_ * envelope_ * out[i] + 0.0F;
    }
  }

  bool is_squeezed() const { return squiz_ > 1.0F; }

  float taken(const Context& context, const SampleView& view, std::uint32_t channel, double speed) {
    if (!is_squeezed()) return heard(view, channel, speed);
    const auto longest = static_cast<std::int32_t>(SampleSqueeze::kLongest_s * context.rate);
    return squeeze_[channel].next(view, channel, place_, speed, static_cast<double>(squiz_),
                                  longest);
  }

  bool loops() const { return mode_ == catalog::Sampler::kLooped; }

  bool is_over() const {
    if (slope_ < 0.0F && envelope_ <= 0.0F) return true;
    return !loops() && (place_ >= place_of_frame(end_) || place_ < place_of_frame(begin_));
  }

  CHRONUS_INLINE float heard(const SampleView& view, std::uint32_t channel, double speed) const {
    const float sample = sample_between(view, channel, place_, speed);
    const SamplePlace fade_from = place_of_frame(loop_end_ - fade_);
    if (!loops() || fade_ == 0 || place_ < fade_from) return sample;
    const SamplePlace length = place_of_frame(loop_end_ - loop_begin_);
    const float share = static_cast<float>(static_cast<double>(place_ - fade_from) /
                                           static_cast<double>(place_of_frame(fade_)));
    const float next = sample_between(view, channel, place_ - length, speed);
    return sample + std::min(share, 1.0F) * (next - sample);
  }

  void move(double speed) {
    place_ += step_of(speed);
    if (loops()) {
      const SamplePlace before = place_;
      const SamplePlace length = place_of_frame(loop_end_ - loop_begin_);
      if (speed >= 0.0 && place_ >= place_of_frame(loop_end_)) {
        place_ = place_of_frame(loop_begin_) + (place_ - place_of_frame(loop_end_)) % length;
      } else if (speed < 0.0 && place_ < place_of_frame(loop_begin_)) {
        place_ =
            place_of_frame(loop_end_) - 1 - (place_of_frame(loop_begin_) - 1 - place_) % length;
      }
      if (place_ != before) {
        for (auto& squeeze : squeeze_) squeeze.jump(place_);
      }
    }
    envelope_ = std::clamp(envelope_ + slope_, 0.0F, 1.0F);
    if (slope_ > 0.0F && envelope_ >= 1.0F) slope_ = 0.0F;
    if (age_ < span_) ++age_;
  }

  SamplePlace place_ = 0;
  std::uint32_t number_ = 0;
  std::int32_t begin_ = 0, end_ = 0;  // frames
  std::int32_t loop_begin_ = 0, loop_end_ = 0, fade_ = 0;
  std::int32_t mode_ = 0;
  float velocity_ = 0.0F;
  float envelope_ = 0.0F;
  float slope_ = 0.0F;  // a frame's
  dsp::Declick tail_[2];
  float accelerate_ = 0.0F;
  std::int32_t age_ = 0, span_ = 0;  // frames since the begin, up to the span
  std::int32_t plays_ = 0;
  float squiz_ = 1.0F;
  SampleSqueeze squeeze_[2];
  // Before the next frame:
  std::uint32_t begins_ = 0;  // 1 + the sample; it may be another until then
  std::int32_t releases_ = 0, chokes_ = 0;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
