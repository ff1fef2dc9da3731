// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "sequencer/int128.hpp"

namespace chronus::soak {

/// Whether every step of a sequencer that plays every other sixteenth is where its tempo says, by
/// the frames on which an envelope leaves 0.
class Steps {
 public:
  Steps(std::string name, double bpm, int rate) : name_(std::move(name)), rate_(rate) {
    int exponent = 0;
    mantissa_ = static_cast<std::int64_t>(std::ldexp(std::frexp(bpm, &exponent), 53));
    shift_ = 53 - exponent;
  }

  /// The next sample of the envelope.
  void hear(Frame frame, float sample) {
    const bool sounds = sample != 0.0F;
    if (sounds && !sounded_) begin(frame);
    sounded_ = sounds;
  }
  /// All that had to begin before `end` have.
  bool are_right(Frame end) const { return wrong_ == 0 && count_ == steps_before(end); }
  std::string text(Frame end) const {
    std::string told = name_ + ": " + std::to_string(count_) + " steps of " +
                       std::to_string(steps_before(end)) + ", the last on frame " +
                       std::to_string(last_) + ", " + std::to_string(wrong_) +
                       " not on the grid's frame";
    if (wrong_ > 0) told += ", the first of them on " + std::to_string(first_wrong_);
    return told;
  }

 private:
  /// Frame of the n-th that is played, halves up: two sixteenths each.
  Frame place(std::int64_t n) const {
    const auto twice = (sequencer::Int128{n} * 60 * rate_) << (shift_ + 1);  // n / 2 beats
    return static_cast<Frame>((twice / (2 * mantissa_) + 1) / 2);
  }
  std::int64_t steps_before(Frame end) const {
    const double frames = 30.0 * rate_ / std::ldexp(static_cast<double>(mantissa_), -shift_);
    auto n = static_cast<std::int64_t>(static_cast<double>(end) / frames) + 2;
    while (n > 0 && place(n - 1) >= end) --n;
    return n;
  }
  void begin(Frame frame) {
    if (frame != place(count_) && wrong_++ == 0) first_wrong_ = frame;
    last_ = frame;
    ++count_;
  }

  std::string name_;
  int rate_;
  std::int64_t mantissa_ = 0;  // bpm = mantissa_ / 2^shift_
  int shift_ = 0;
  std::int64_t count_ = 0;
  std::int64_t wrong_ = 0;
  Frame last_ = -1;
  Frame first_wrong_ = -1;
  bool sounded_ = false;
};

/// A sine that began on frame 0, against its formula.
class Tone {
 public:
  /// `hz` as modules have it.
  Tone(float hz, double level, int rate) : level_(level), rate_(rate) {
    int exponent = 0;
    mantissa_ = static_cast<std::int64_t>(std::ldexp(std::frexp(hz, &exponent), 24));
    shift_ = 24 - exponent;
  }

  void hear(Frame frame, float sample) {
    // The turns, without a rounding in what they are more than whole ones.
    const auto parts = sequencer::Int128{rate_} << shift_;
    const auto part = sequencer::Int128{frame} * mantissa_ % parts;
    const double turn = static_cast<double>(part) / static_cast<double>(parts);
    const double wanted = level_ * std::sin(2.0 * std::numbers::pi * turn);
    furthest_ = std::max(furthest_, std::abs(wanted - static_cast<double>(sample)));
  }
  double furthest() const { return furthest_; }

 private:
  double level_;
  int rate_;
  std::int64_t mantissa_ = 0;  // hz = mantissa_ / 2^shift_
  int shift_ = 0;
  double furthest_ = 0.0;
};

/// Music that comes round every minute: its last against one of the first.
class Minute {
 public:
  /// Keeps what is heard from `kept_from` on, and compares what is from `compared_from` on: a
  /// minute each.
  Minute(Frame kept_from, Frame compared_from, int rate)
      : kept_from_(kept_from), compared_from_(compared_from), length_(Frame{60} * rate) {
    kept_.reserve(static_cast<std::size_t>(length_));
  }

  /// Whether the second from there on is of either minute.
  bool wants(Frame frame) const {
    const auto is_in = [&](Frame from) { return frame >= from && frame < from + length_; };
    return is_in(kept_from_) || is_in(compared_from_);
  }
  void hear(Frame frame, float sample) {
    if (frame >= kept_from_ && frame < kept_from_ + length_) {
      kept_.push_back(sample);
      loudest_ = std::max(loudest_, std::abs(sample));
    }
    if (frame < compared_from_ || frame >= compared_from_ + length_) return;
    const float was = kept_[static_cast<std::size_t>(frame - compared_from_)];
    furthest_ = std::max(furthest_, std::abs(static_cast<double>(was) - sample));
  }
  double loudest() const { return loudest_; }
  double furthest() const { return furthest_; }

 private:
  Frame kept_from_;
  Frame compared_from_;
  Frame length_;
  std::vector<float> kept_;
  float loudest_ = 0.0F;
  double furthest_ = 0.0;
};

/// What this process has of the machine.
struct Holdings {
  std::int64_t resident_kib = 0;
  std::int64_t descriptors = 0;

  static Holdings now() {
    Holdings held;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("RssAnon:")) held.resident_kib = std::stoll(line.substr(8));
    }
    const std::filesystem::directory_iterator open("/proc/self/fd");
    held.descriptors = std::distance(begin(open), end(open));
    return held;
  }
};

}  // namespace chronus::soak
