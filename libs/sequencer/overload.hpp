// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/frame.hpp"

/// What sequencers may ask of the engine, so that the clock never suffers; everyday sets are far
/// from it. Counted in frames, hits and commands, never in measured time: what is refused or left
/// out is the same on every machine, live, offline and in a replay (decision 45).
namespace chronus::sequencer {

/// Of all that play, as their tempi, divisions and ratchets say. More is refused.
inline constexpr std::int64_t kMostHitsPerSecond = 200'000;
/// Of what sequencers make. What goes beyond is left out: a few targets a hit are foreseen, and
/// that all hits of a moment fall on one frame.
inline constexpr std::int64_t kMostCommandsPerSecond = 400'000;
inline constexpr std::int64_t kMostCommandsAtOnce = 65'536;

/// Hits a second in exact parts, so that sums of them do not depend on the order in which they were
/// added and taken off.
class Load {
 public:
  Load() = default;
  /// Of a sequencer; without a tempo of its own it follows the transport.
  static Load of(std::optional<double> own_bpm, int division, int hits_a_step) {
    const std::int64_t hits_a_whole_note = std::int64_t{division} * hits_a_step;
    return own_bpm ? Load(parts(*own_bpm) * hits_a_whole_note, 0) : Load(0, hits_a_whole_note);
  }

  Load& operator+=(const Load& other) {
    own_ += other.own_;
    followers_ += other.followers_;
    return *this;
  }
  Load& operator-=(const Load& other) {
    own_ -= other.own_;
    followers_ -= other.followers_;
    return *this;
  }
  friend Load operator+(Load a, const Load& b) { return a += b; }
  friend Load operator-(Load a, const Load& b) { return a -= b; }
  bool operator==(const Load&) const = default;

  /// Rounded up.
  std::int64_t hits_per_second(double transport_bpm) const {
    return (parts_of_all(transport_bpm) + kPartsPerHit - 1) / kPartsPerHit;
  }
  bool is_more_than(const Load& other, double transport_bpm) const {
    return parts_of_all(transport_bpm) > other.parts_of_all(transport_bpm);
  }

 private:
  static constexpr int kBpmBits = 20;
  /// A whole note lasts 240 / bpm seconds.
  static constexpr std::int64_t kPartsPerHit = std::int64_t{240} << kBpmBits;

  Load(std::int64_t own, std::int64_t followers) : own_(own), followers_(followers) {}
  static std::int64_t parts(double bpm) { return std::llround(std::ldexp(bpm, kBpmBits)); }
  std::int64_t parts_of_all(double transport_bpm) const {
    return own_ + parts(transport_bpm) * followers_;
  }

  // Thousands of sequencers at 999 BPM, 128 steps a whole note and 8 hits a step stay below 2^52.
  std::int64_t own_ = 0;
  std::int64_t followers_ = 0;  // hits a whole note of the transport
};

/// Hits that were left out.
struct ThinnedHits {
  std::uint64_t hits = 0;       ///< a step that would only have sent its lanes counts as one
  std::uint32_t sequencer = 0;  ///< number of the last one that lost some
};

/// Room for commands: kMostCommandsAtOnce, which comes back by kMostCommandsPerSecond.
class CommandBudget {
 public:
  explicit CommandBudget(int rate) : rate_(rate), most_(rate * kMostCommandsAtOnce), room_(most_) {}

  /// A frame that has commands cuts the workers' block: so many modules that are rendered once more
  /// count as a command.
  void set_modules(int modules) { frame_cost_ = modules / kModulesPerCommand; }

  /// Whether so many more may be made on that frame, which then takes their room; `frames`: on how
  /// many, the later ones being their offs'. In the last quarter of the room lots are drawn: the
  /// less is left, the fewer may, so that it is not always those who come first on a frame. Frames
  /// do not fall.
  bool take(Frame frame, std::uint32_t sequencer, int commands, int frames) {
    if (commands == 0) return true;
    if (frame > frame_) {
      const Frame since = std::min<Frame>(frame - frame_, rate_);
      room_ = std::min(room_ + since * kMostCommandsPerSecond, most_);
      frame_ = frame;
    }
    // What comes beside others on their frame mostly goes with them too.
    const bool has_company = frame == paid_frame_;
    const std::int64_t cost = commands + (has_company ? 0 : frames * frame_cost_);
    const std::int64_t left = room_ - cost * rate_;
    if (left < 0 || (left < most_ / 4 && lot(frame, sequencer) * (most_ / 4) > left * kLots)) {
      return false;
    }
    room_ = left;
    paid_frame_ = frame;
    return true;
  }
  void leave_out(int hits, std::uint32_t sequencer) {
    thinned_.hits += static_cast<std::uint64_t>(hits);
    thinned_.sequencer = sequencer;
  }
  const ThinnedHits& thinned() const { return thinned_; }

 private:
  static constexpr int kModulesPerCommand = 12;
  static constexpr std::int64_t kLots = 1 << 16;
  /// 0 to kLots - 1, the same wherever that frame is played.
  static std::int64_t lot(Frame frame, std::uint32_t sequencer) {
    std::uint64_t bits = static_cast<std::uint64_t>(frame) * 0x9E37'79B9'7F4A'7C15 + sequencer;
    bits = (bits ^ (bits >> 31U)) * 0xBF58'476D'1CE4'E5B9;
    return static_cast<std::int64_t>(bits >> 48U);
  }

  std::int64_t rate_;
  // In commands times the rate.
  std::int64_t most_;
  std::int64_t room_;
  Frame frame_ = 0;
  Frame paid_frame_ = -1;  // the last one that has commands
  std::int64_t frame_cost_ = 0;
  ThinnedHits thinned_;
};

}  // namespace chronus::sequencer
