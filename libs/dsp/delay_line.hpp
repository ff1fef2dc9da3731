// SPDX-License-Identifier: MIT
#pragma once

#include <numbers>

#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A ring of samples, read between its frames. A view: the samples belong to the caller.
class DelayLine {
 public:
  /// Delays that read() takes. It looks one frame to the newer side and two to the older one.
  static constexpr int kShortest = 2;
  static constexpr int longest(int length) { return length - 3; }

  /// `at`, in [0, length): the place of the frame that is written next.
  DelayLine(float* samples, int length, int at) : samples_(samples), length_(length), at_(at) {}

  /// What was written `delay` frames ago, kShortest to longest(); bit for bit where that is a whole
  /// number. In between cubic (Catmull-Rom), which keeps the treble that a straight line loses.
  float read(double delay) const {
    const int whole = static_cast<int>(delay);
    const auto t = static_cast<float>(delay - whole);
    const float y0 = ago(whole);
    if (t == 0.0F) return y0;
    const float newer = ago(whole - 1), y1 = ago(whole + 1), older = ago(whole + 2);
    const float c1 = 0.5F * (y1 - newer);
    const float c2 = newer - 2.5F * y0 + 2.0F * y1 - 0.5F * older;
    const float c3 = 0.5F * (older - newer) + 1.5F * (y0 - y1);
    return ((c3 * t + c2) * t + c1) * t + y0;
  }

  /// By how many frames read(delay) delays a tone of so many turns a frame, up to a quarter:
  /// between two frames a cubic is not quite where it is told, the less so the higher the tone.
  static double phase_delay(double delay, double turns) {
    const int whole = static_cast<int>(delay);
    const double t = delay - whole;
    // Weights of the frames, from the newest on, seen from the middle of them.
    const double newer = 0.5 * (2.0 * t * t - t - t * t * t), older = 0.5 * (t * t * t - t * t);
    const double first = 1.0 + (1.5 * t - 2.5) * t * t, second = (0.5 + (2.0 - 1.5 * t) * t) * t;
    const double real =
        (first + second) * cos_turns(0.5 * turns) + (newer + older) * cos_turns(1.5 * turns);
    const double imaginary =
        (first - second) * sin_turns(0.5 * turns) + (newer - older) * sin_turns(1.5 * turns);
    const double tangent = imaginary / real;
    const double angle = tangent < 0.0 ? -atan(-tangent) : atan(tangent);
    return whole + 0.5 - angle / (2.0 * std::numbers::pi * turns);
  }

  void write(float sample) {
    samples_[at_] = sample;
    if (++at_ == length_) at_ = 0;
  }

  int at() const { return at_; }
  int length() const { return length_; }

 private:
  float ago(int frames) const {
    const int place = at_ - frames;
    return samples_[place < 0 ? place + length_ : place];
  }

  float* samples_;
  int length_;
  int at_;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
