// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/delay.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/held.hpp"
#include "dsp/one_pole.hpp"
#include "dsp/tail.hpp"
#include "engine/code_of.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A stereo echo with a lowpass in its feedback. The lines of both sides follow the state, see
/// line_of().
///
/// A new time moves the read head like that of a tape echo, at half a frame per frame at the most:
/// the pitch bends (a fifth up, an octave down), and no sample is skipped. A crossfade between two
/// heads would keep the pitch but could not follow an lfo, which is how an echo becomes a chorus.
///
/// `ping_pong` goes from two echoes side by side to one whose repeats change sides: what comes in
/// goes to the left line, and each line feeds the other.
class Delay {
 public:
  using enum catalog::Delay::Param;
  static constexpr bool kLineRestsEmpty = true;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& args) {
    const int length = catalog::Delay::kInfo.line_samples(static_cast<int>(args.rate)) / 2;
    // A keyframe's bytes are taken as they are: wherever they put us, it must be in the line.
    if (at_ < 0 || at_ >= length) at_ = 0;
    if (!(head_ >= dsp::DelayLine::kShortest && head_ <= dsp::DelayLine::longest(length))) {
      head_ = time_at(args, 0);
    }
    dsp::DelayLine lines[2] = {{line_of(this), length, at_}, {line_of(this) + length, length, at_}};
    const bool is_even = is_time_still(args.params) && head_ == time_at(args, 0);
    for (int i = 0; i < args.frames;) {
      const int most = is_even ? dsp::DelayLine::frames_at_once(head_) : 0;
      const int frames = std::min(most, args.frames - i);
      if (frames > 1) {
        run(args, i, frames, lines);
        i += frames;
      } else {
        head_ += std::clamp(time_at(args, i) - head_, -kFastest, kFastest);
        next(args, i, lines);
        ++i;
      }
    }
    at_ = lines[0].at();
    const bool is_silent = tail_.is_over() && damps_[0].is_silent() && damps_[1].is_silent();
    const bool is_there = head_ == time_at(args, args.frames - 1);
    return is_silent && is_there ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static_assert(dsp::DelayLine::longest(catalog::kLineSpare) == 0);
  /// Frames that the head moves in one frame.
  static constexpr double kFastest = 0.5;

  static bool is_time_still(const Param* p) {
    return p[kTime].is_still() && p[kSync].is_still() && p[kBeats].is_still() &&
           p[kBpm].is_still() && p[kDamp].is_still();
  }

  /// So many times next(), bit for bit: the head stands still, and what it reads is written
  /// already.
  void run(const Context& args, int from, int frames, dsp::DelayLine* lines) {
    using Block = std::array<float, dsp::DelayLine::kMostAtOnce>;
    const auto& p = args.params;
    Block echo[2], fed[2], share;
    copy_values(p[kFeedback], from, frames, share.data());
    for (int side = 0; side < 2; ++side) {
      lines[side].read(head_, echo[side].data(), frames);
      fed[side] = echo[side];
      damps_[side].set(p[kDamp][0], args.rate);
      damps_[side].run(fed[side].data(), frames);
      for (int i = 0; i < frames; ++i) fed[side][i] = dsp::hushed(share[i] * fed[side][i]);
    }
    copy_values(p[kPingPong], from, frames, share.data());
    const float *left = args.inputs[0] + from, *right = args.inputs[1] + from;
    int last = -1;
    for (int i = 0; i < frames; ++i) {
      const Pair sum = crossed({left[i], right[i]}, {fed[0][i], fed[1][i]}, share[i]);
      fed[0][i] = sum.left, fed[1][i] = sum.right;
      if (sum.left != 0.0F || sum.right != 0.0F) last = i;
    }
    if (last >= 0) tail_.write(true, lines[0].length());
    tail_.write(false, lines[0].length(), frames - 1 - last);
    copy_values(p[kMix], from, frames, share.data());
    for (int side = 0; side < 2; ++side) {
      lines[side].write(fed[side].data(), frames);
      const float* in = args.inputs[side] + from;
      float* out = args.outputs[side] + from;
      for (int i = 0; i < frames; ++i)
        out[i] = (1.0F - share[i]) * in[i] + share[i] * echo[side][i];
    }
  }

  struct Pair {
    float left, right;
  };
  /// What lines are given of what comes in and what is fed back, see `ping_pong`.
  CHRONUS_INLINE static Pair crossed(const Pair& in, const Pair& fed, float cross) {
    if (cross == 0.0F) return {in.left + fed.left, in.right + fed.right};
    const float straight = 1.0F - cross;
    const float left = in.left + cross * (0.5F * (in.left + in.right) - in.left);
    return {left + (straight * fed.left + cross * fed.right),
            straight * in.right + (straight * fed.right + cross * fed.left)};
  }

  void next(const Context& args, int i, dsp::DelayLine* lines) {
    const auto& p = args.params;
    float in[2], echo[2], fed[2];
    for (int side = 0; side < 2; ++side) {
      in[side] = args.inputs[side][i];
      echo[side] = lines[side].read(head_);
      damps_[side].set(p[kDamp][i], args.rate);
      const auto damped = static_cast<float>(damps_[side].next(echo[side]));
      fed[side] = dsp::hushed(p[kFeedback][i] * damped);
    }
    const Pair sum = crossed({in[0], in[1]}, {fed[0], fed[1]}, p[kPingPong][i]);
    fed[0] = sum.left, fed[1] = sum.right;
    tail_.write(fed[0] != 0.0F || fed[1] != 0.0F, lines[0].length());
    for (int side = 0; side < 2; ++side) {
      lines[side].write(fed[side]);
      args.outputs[side][i] = (1.0F - p[kMix][i]) * in[side] + p[kMix][i] * echo[side];
    }
  }

  static double time_at(const Context& args, int i) {
    const auto& p = args.params;
    if (choice_of(p[kSync][i]) == catalog::Delay::kSeconds) {
      return frames_of(p[kTime][i], args.rate);
    }
    const float seconds = p[kBeats][i] * 60.0F / p[kBpm][i];
    return frames_of(dsp::held(seconds, catalog::Delay::kShortest_s, catalog::Delay::kLongest_s),
                     args.rate);
  }

  /// A time that was meant as whole frames is: 0.1 s is 4800 frames, though the float nearest to
  /// 0.1 is not.
  static double frames_of(float time_s, float rate) {
    const double frames = static_cast<double>(time_s) * rate;
    const auto whole = static_cast<double>(static_cast<int>(frames + 0.5));
    const double off = frames < whole ? whole - frames : frames - whole;
    return off <= frames * 0x1p-23 ? whole : frames;
  }

  double head_ = 0.0;  ///< frames behind; out of range in a new delay, which begins at its time
  dsp::OnePole damps_[2];
  int at_ = 0;  ///< place in the lines that is written next
  dsp::Tail tail_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
