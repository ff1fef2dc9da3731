// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/delay.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/one_pole.hpp"
#include "engine/code_of.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// An echo with a lowpass in its feedback. The line follows the state, see line_of().
///
/// A new time moves the read head like that of a tape echo, at half a frame per frame at the most:
/// the pitch bends (a fifth up, an octave down), and no sample is skipped. A crossfade between two
/// heads would keep the pitch but could not follow an lfo, which is how an echo becomes a chorus.
class Delay {
 public:
  using enum catalog::Delay::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const Context& args) {
    const auto& p = args.params;
    const int length = catalog::Delay::kInfo.line_samples(static_cast<int>(args.rate));
    // A keyframe's bytes are taken as they are: wherever they put us, it must be in the line.
    if (at_ < 0 || at_ >= length) at_ = 0;
    if (!(head_ >= dsp::DelayLine::kShortest && head_ <= dsp::DelayLine::longest(length))) {
      head_ = frames_of(p[kTime][0], args.rate);
    }
    dsp::DelayLine line(line_of(this), length, at_);
    for (int i = 0; i < args.frames; ++i) {
      head_ += std::clamp(frames_of(p[kTime][i], args.rate) - head_, -kFastest, kFastest);
      const float in = args.inputs[0][i];
      const float echo = line.read(head_);
      damp_.set(p[kDamp][i], args.rate);
      line.write(in + p[kFeedback][i] * static_cast<float>(damp_.next(echo)));
      args.outputs[0][i] = (1.0F - p[kMix][i]) * in + p[kMix][i] * echo;
    }
    at_ = line.at();
  }

 private:
  static_assert(dsp::DelayLine::longest(catalog::kLineSpare) == 0);
  /// Frames that the head moves in one frame.
  static constexpr double kFastest = 0.5;

  /// A time that was meant as whole frames is: 0.1 s is 4800 frames, though the float nearest to
  /// 0.1 is not.
  static double frames_of(float time_s, float rate) {
    const double frames = static_cast<double>(time_s) * rate;
    const auto whole = static_cast<double>(static_cast<int>(frames + 0.5));
    const double off = frames < whole ? whole - frames : frames - whole;
    return off <= frames * 0x1p-23 ? whole : frames;
  }

  double head_ = 0.0;  ///< frames behind; out of range in a new delay, which begins at its time
  dsp::OnePole damp_;
  int at_ = 0;  ///< place in the line that is written next
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
