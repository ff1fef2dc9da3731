// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "catalog/modules/comb.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/held.hpp"
#include "dsp/one_pole.hpp"
#include "dsp/tail.hpp"
#include "engine/code_of.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A feedback comb with a lowpass in its loop. Its time is a period less what the lowpass delays,
/// so that it is in tune; noise comes out about as loud as it goes in.
class Comb {
 public:
  using enum catalog::Comb::Param;
  static constexpr bool kLineRestsEmpty = true;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& args) {
    const auto& p = args.params;
    const int length = catalog::Comb::kInfo.line_samples(static_cast<int>(args.rate));
    if (at_ < 0 || at_ >= length) at_ = 0;
    dsp::DelayLine line(line_of(this), length, at_);
    for (int i = 0; i < args.frames; ++i) {
      const double head = head_at(args, i, length);
      if (!(head_ >= dsp::DelayLine::kShortest && head_ <= dsp::DelayLine::longest(length))) {
        head_ = head;
      }
      head_ += std::clamp(head - head_, -kFastest, kFastest);
      const float feedback = p[kFeedback][i];
      const float in = args.inputs[0][i];
      const auto back = static_cast<float>(damp_.next(line.read(head_)));
      const float sum = dsp::hushed(in + feedback * back);
      line.write(sum);
      tail_.write(sum != 0.0F, length);
      const float level = std::sqrt(1.0F - feedback * feedback);
      args.outputs[0][i] = (1.0F - p[kMix][i]) * in + p[kMix][i] * (level * sum);
    }
    at_ = line.at();
    const bool is_there = head_ == head_at(args, args.frames - 1, length);
    return tail_.is_over() && damp_.is_silent() && is_there ? Rest::kQuiet : Rest::kNone;
  }

 private:
  /// Frames that the head moves in one frame.
  static constexpr double kFastest = 0.5;

  double head_at(const Context& args, int i, int length) {
    const float freq = args.params[kFreq][i], damp = args.params[kDamp][i];
    if (freq != freq_ || damp != damp_hz_) {
      freq_ = freq;
      damp_hz_ = damp;
      damp_.set(damp, args.rate);
      const double turns = std::min(static_cast<double>(freq) / args.rate, 0.25);
      period_ =
          static_cast<float>(args.rate / static_cast<double>(freq) - damp_.delay_frames(turns));
    }
    return dsp::held(static_cast<double>(period_), static_cast<double>(dsp::DelayLine::kShortest),
                     static_cast<double>(dsp::DelayLine::longest(length)));
  }

  float freq_ = 0.0F, damp_hz_ = 0.0F;
  float period_ = 0.0F;  ///< frames of these, less what the lowpass delays
  double head_ = 0.0;    ///< frames behind; out of range in a new comb, which begins at its pitch
  dsp::OnePole damp_;
  int at_ = 0;
  dsp::Tail tail_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
