// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/delay_line.hpp"
#include "dsp/held.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/tail.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Two short delays whose heads a sine moves; its samples belong to the caller. A new sound after
/// silence meets the sine at its start.
class SweptDelay {
 public:
  /// Where a head is: seconds, and the turns that its sine is ahead.
  struct Head {
    float delay_s, depth_s;
    std::uint32_t ahead;
  };

  /// A frame of both sides: `read(side, sine_of_head)` is told by the caller's heads what it hears.
  class Frame {
   public:
    Frame(SweptDelay* owner, float* samples, int length, float rate)
        : lines_{{samples, length, owner->at_}, {samples + length, length, owner->at_}},
          owner_(owner),
          rate_(rate) {}

    float read(int side, const Head& head) const {
      const UInt<1> turns{owner_->phase_.turns().a + head.ahead};
      const float seconds = head.delay_s + head.depth_s * sin_of<1>(turns).a;
      const int longest = DelayLine::longest(lines_[side].length());
      const float frames = held(seconds * rate_, static_cast<float>(DelayLine::kShortest),
                                static_cast<float>(longest));
      return lines_[side].read(static_cast<double>(frames));
    }

    void write(float left, float right, float rate_hz) {
      const bool sounds = left != 0.0F || right != 0.0F;
      owner_->tail_.write(sounds, lines_[0].length());
      if (owner_->tail_.is_over()) {
        owner_->phase_.restart(0);
      } else {
        owner_->phase_.advance(increment_of<1>(Float<1>{rate_hz}, rate_));
      }
      lines_[0].write(left);
      lines_[1].write(right);
      owner_->at_ = lines_[0].at();
    }

   private:
    DelayLine lines_[2];
    SweptDelay* owner_;
    float rate_;
  };

  /// For a stretch; `length` samples a side.
  Frame frames(float* samples, int length, float rate) {
    if (at_ < 0 || at_ >= length) at_ = 0;
    return {this, samples, length, rate};
  }
  bool is_silent() const { return tail_.is_over(); }

 private:
  LanePhase<1> phase_;
  int at_ = 0;
  Tail tail_;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
