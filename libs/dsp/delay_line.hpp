// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <numbers>

#include "dsp/math.hpp"
#include "dsp/simd.hpp"

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
    return between(ago(whole - 1), y0, ago(whole + 1), ago(whole + 2), t);
  }

  /// What read() gives in each of `frames` frames, up to kMostAtOnce and frames_at_once(delay),
  /// where a sample is written behind each: bit for bit, in whole vectors.
  static constexpr int kMostAtOnce = 64;
  static int frames_at_once(double delay) {
    return std::min(static_cast<int>(delay) - 1, kMostAtOnce);
  }
  void read(double delay, float* __restrict to, int frames) const {
    const int whole = static_cast<int>(delay);
    const auto t = static_cast<float>(delay - whole);
    float taps[kMostAtOnce + kTaps - 1];  // the oldest first
    copy_from(whole + 2, taps, frames + kTaps - 1);
    if (t == 0.0F) {
      std::copy_n(taps + 2, frames, to);
      return;
    }
    for (int i = 0; i < frames; ++i) {
      to[i] = between(taps[i + 3], taps[i + 2], taps[i + 1], taps[i], t);
    }
  }

  /// As many in a row.
  void write(const float* samples, int frames) {
    const int whole = std::min(frames, length_ - at_);
    std::copy_n(samples, whole, samples_ + at_);
    std::copy_n(samples + whole, frames - whole, samples_);
    at_ += frames;
    if (at_ >= length_) at_ -= length_;
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
  static constexpr int kTaps = 4;

  CHRONUS_INLINE static float between(float newer, float y0, float y1, float older, float t) {
    const float c1 = 0.5F * (y1 - newer);
    const float c2 = newer - 2.5F * y0 + 2.0F * y1 - 0.5F * older;
    const float c3 = 0.5F * (older - newer) + 1.5F * (y0 - y1);
    return ((c3 * t + c2) * t + c1) * t + y0;
  }

  /// From so many frames ago on.
  void copy_from(int frames_ago, float* to, int frames) const {
    const int behind = at_ - frames_ago;
    const int at = behind < 0 ? behind + length_ : behind;
    const int whole = std::min(frames, length_ - at);
    std::copy_n(samples_ + at, whole, to);
    std::copy_n(samples_, frames - whole, to + whole);
  }

  float ago(int frames) const {
    const int place = at_ - frames;
    return samples_[place < 0 ? place + length_ : place];
  }

  float* samples_;
  int length_;
  int at_;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
