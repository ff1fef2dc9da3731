// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "dsp/lane_doubles.hpp"
#include "dsp/lanes.hpp"
#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Attack, decay, sustain, release, in each lane. It never jumps: each run starts from
/// the level there is.
///
/// A run is an exponential towards an aim beyond its end, so that the end is met after its exact
/// time, see ExponentialCurve. It is computed in double precision at ticks and where a run begins
/// or ends, and is straight between: of an attack of 10 ms at 48 kHz never further than 4e-4 from
/// the curve. A tick is a place in the song, not in a stretch: begin() is told where.
template <int kLanes>
class LaneEnvelope {
 public:
  static constexpr int kTick = 16;
  /// A lane of each of its first members.
  static constexpr std::size_t kDoubles = 4;

  /// Seconds (above 0); sustain in [0, 1] of the peak.
  struct Shape {
    Float<kLanes> attack, decay, sustain, release;
  };

  /// Velocity is the peak. A gate on while one is on runs to the new peak.
  void gate(int lane, bool on, float velocity) {
    if (on) {
      set(&stage_, lane, std::int32_t{kAttack});
      set(&peak_, lane, held_velocity(velocity));
    } else if (get(stage_, lane) != kIdle) {
      set(&stage_, lane, std::int32_t{kRelease});
    } else {
      return;
    }
    set(&is_gated_, lane, -1);
  }

  /// All lanes are at 0 until the next gate on.
  bool is_idle() const { return all(stage_ == all_lanes<Int<kLanes>>(kIdle)); }

  /// At the next frame, `place` frames behind a tick; in an attack what it leads to.
  float level(int lane, int place) const {
    const std::int32_t stage = get(stage_, lane);
    if (stage == kIdle) return 0.0F;
    if (stage == kAttack) return get(peak_, lane);
    const int since = place == 0 ? kTick : place;  // the tick is not taken yet
    return std::max(0.0F, get(base_, lane) + get(slope_, lane) * static_cast<float>(since));
  }
  /// The last gate's, until the lane is at 0 again.
  CHRONUS_INLINE const Float<kLanes>& velocity() const { return peak_; }

  /// From the next frame on, `place` frames (0 to kTick - 1) behind a tick: how many frames may be
  /// asked of at(), before begin() is called anew: 1 to kTick.
  int begin(int place, const Shape& shape, float rate) {
    const Int<kLanes> none = all_lanes<Int<kLanes>>(0);
    if (place == 0) tick(shape, rate);
    if (any(is_gated_ != none)) take_gates(place, shape, rate);
    if (any(left_ == none)) end_runs(place, shape, rate);
    int frames = kTick - place;
    if (!any(left_ < all_lanes<Int<kLanes>>(frames))) return frames;
    for (int lane = 0; lane < kLanes; ++lane) frames = std::min(frames, get(left_, lane));
    return std::max(1, frames);  // a keyframe's bytes are taken as they are: they must not hang us
  }

  /// The level of the frame that stands `place` behind the tick.
  CHRONUS_INLINE Float<kLanes> at(int place) const {
    return base_ + slope_ * all_lanes<Float<kLanes>>(static_cast<float>(place + 1));
  }
  /// Calls put(i, at(place + i)) for each i below `frames`.
  template <class Put>
  CHRONUS_INLINE void each(int place, int frames, Put put) const {
    const Float<kLanes> base = base_, slope = slope_;
    for (int i = 0; i < frames; ++i) {
      put(i, base + slope * all_lanes<Float<kLanes>>(kFrames[place + 1 + i]));
    }
  }

  /// So many frames have been taken since begin().
  CHRONUS_INLINE void pass(int frames) { left_ = left_ - all_lanes<Int<kLanes>>(frames); }

 private:
  static constexpr float kFrames[kTick + 1] = {0.0F,  1.0F,  2.0F,  3.0F,  4.0F,  5.0F,
                                               6.0F,  7.0F,  8.0F,  9.0F,  10.0F, 11.0F,
                                               12.0F, 13.0F, 14.0F, 15.0F, 16.0F};
  enum Stage : std::int32_t { kIdle, kAttack, kHold, kRelease };
  static constexpr int kAttackOctaves = 2;
  static constexpr int kFallOctaves = 7;
  /// Of a lane that no run ends in: pass() takes from it as well.
  static constexpr std::int32_t kForever = std::numeric_limits<std::int32_t>::max();
  /// The last -120 dB of a decay are a jump.
  static constexpr double kMet = 1e-6;

  static constexpr double overshoot(int octaves) { return 1.0 / ((1 << octaves) - 1); }
  static double end_of(int stage, float peak) {
    return stage == kAttack ? static_cast<double>(peak) : 0.0;
  }

  /// A new tick: every lane goes on as it does.
  void tick(const Shape& shape, float rate) {
    const Float<kLanes> seconds = seconds_of(shape);
    const Mask<kLanes> is_running = stage_ != all_lanes<Int<kLanes>>(kIdle);
    if (any((seconds != seconds_) & is_running)) take_times(seconds, rate);
    aim_sustained(shape.sustain);
    const Doubles<kLanes> from = load_doubles<kLanes>(level_), aim = load_doubles<kLanes>(aim_);
    const Doubles<kLanes> least = load_doubles<kLanes>(away_least_);
    const Doubles<kLanes> away = (from - aim) * load_doubles<kLanes>(ratio_);
    const Doubles<kLanes> to =
        aim + select((away < least) & (away > -least), all_doubles<kLanes>(0.0), away);
    base_ = to_floats(from);
    slope_ = to_floats(to - from) * all_lanes<Float<kLanes>>(1.0F / kTick);
    store(level_, to);
    const Mask<kLanes> ends =
        (stage_ == all_lanes<Int<kLanes>>(kAttack)) | (stage_ == all_lanes<Int<kLanes>>(kRelease));
    left_ = select(ends, left_, all_lanes<Int<kLanes>>(kForever));
    if (!any(left_ < all_lanes<Int<kLanes>>(kTick))) return;
    double before[kLanes];
    store(before, from);
    for (int lane = 0; lane < kLanes; ++lane) {
      if (get(left_, lane) < kTick && get(left_, lane) > 0) line(lane, 0, before[lane], rate);
    }
  }

  CHRONUS_INLINE Float<kLanes> seconds_of(const Shape& shape) const {
    return select(stage_ == all_lanes<Int<kLanes>>(kAttack), shape.attack,
                  select(stage_ == all_lanes<Int<kLanes>>(kHold), shape.decay, shape.release));
  }

  CHRONUS_INLINE void aim_sustained(const Float<kLanes>& sustain) {
    const Mask<kLanes> is_holding = stage_ == all_lanes<Int<kLanes>>(kHold);
    if (!any(is_holding)) return;
    store(aim_,
          select(to_doubles(is_holding), to_doubles(peak_ * sustain), load_doubles<kLanes>(aim_)));
  }

  /// Times that changed: what is left of a run takes its share of the new one.
  void take_times(const Float<kLanes>& seconds, float rate) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float now = get(seconds, lane), before = get(seconds_, lane);
      if (now == before || get(stage_, lane) == kIdle || get(is_gated_, lane) != 0) continue;
      if (get(left_, lane) == 0) continue;
      if (get(stage_, lane) != kHold) {
        const double left = static_cast<double>(get(left_, lane)) * now / before;
        set(&left_, lane, std::max(1, static_cast<std::int32_t>(left + 0.5)));
      }
      set_time(lane, now, rate);
    }
  }

  void set_time(int lane, float seconds, float rate) {
    const int octaves = get(stage_, lane) == kAttack ? kAttackOctaves : kFallOctaves;
    set(&seconds_, lane, seconds);
    ratio_[lane] = exp2(-octaves * kTick / (static_cast<double>(seconds) * rate));
  }

  /// Runs that end on this frame.
  void end_runs(int place, const Shape& shape, float rate) {
    for (int lane = 0; lane < kLanes; ++lane) {
      if (get(left_, lane) != 0) continue;
      if (get(stage_, lane) == kAttack) {
        start(lane, kHold, place, static_cast<double>(get(peak_, lane)), shape, rate);
      } else {
        rest(lane);
      }
    }
  }

  void take_gates(int place, const Shape& shape, float rate) {
    for (int lane = 0; lane < kLanes; ++lane) {
      if (get(is_gated_, lane) == 0) continue;
      set(&is_gated_, lane, 0);
      const double level = place == 0
                               ? static_cast<double>(get(base_, lane))
                               : static_cast<double>(get(base_, lane) +
                                                     get(slope_, lane) * static_cast<float>(place));
      if (get(stage_, lane) == kRelease && level <= 0.0) {
        rest(lane);
      } else {
        start(lane, get(stage_, lane), place, std::max(0.0, level), shape, rate);
      }
    }
  }

  void start(int lane, int stage, int place, double level, const Shape& shape, float rate) {
    const float peak = get(peak_, lane);
    set(&stage_, lane, std::int32_t{stage});
    set_time(lane, get(seconds_of(shape), lane), rate);
    const double end = end_of(stage, peak);
    if (stage == kHold) {
      aim_[lane] = static_cast<double>(peak * get(shape.sustain, lane));
      away_least_[lane] = kMet;
      set(&left_, lane, kForever);
    } else {
      const int octaves = stage == kAttack ? kAttackOctaves : kFallOctaves;
      aim_[lane] = end + (end - level) * overshoot(octaves);
      away_least_[lane] = 0.0;
      const double frames = static_cast<double>(get(seconds_, lane)) * rate;
      set(&left_, lane, std::max(1, static_cast<std::int32_t>(frames + 0.5)));
    }
    line(lane, place, level, rate);
  }

  /// Straight from `level` at `place` to where the run is at the next tick, or where it ends.
  void line(int lane, int place, double level, float rate) {
    const int coming = kTick - place;
    const int frames = std::min(coming, get(left_, lane));
    double to = end_of(get(stage_, lane), get(peak_, lane));
    if (frames < get(left_, lane)) {
      const int octaves = get(stage_, lane) == kAttack ? kAttackOctaves : kFallOctaves;
      const double part =
          frames == kTick
              ? ratio_[lane]
              : exp2(-octaves * frames / (static_cast<double>(get(seconds_, lane)) * rate));
      to = aim_[lane] + (level - aim_[lane]) * part;
    }
    const double slope = (to - level) / frames;
    set(&slope_, lane, static_cast<float>(slope));
    set(&base_, lane, static_cast<float>(level - slope * place));
    level_[lane] = to;
  }

  void rest(int lane) {
    set(&stage_, lane, std::int32_t{kIdle});
    set(&left_, lane, kForever);
    set(&base_, lane, 0.0F);
    set(&slope_, lane, 0.0F);
    set(&peak_, lane, 0.0F);
    level_[lane] = aim_[lane] = away_least_[lane] = 0.0;
    ratio_[lane] = 1.0;
  }

  double level_[kLanes] = {};  ///< at the next tick, or where the run ends
  double aim_[kLanes] = {};
  double ratio_[kLanes] = {};       ///< of what is left to the aim, over a tick
  double away_least_[kLanes] = {};  ///< what is closer to the aim is there
  Float<kLanes> base_ = {};         ///< at(): straight since the last tick
  Float<kLanes> slope_ = {};
  Float<kLanes> peak_ = {};
  Float<kLanes> seconds_ = {};  ///< of the run
  Int<kLanes> stage_ = {};
  Int<kLanes> left_ = all_lanes<Int<kLanes>>(kForever);  ///< frames of the run
  Int<kLanes> is_gated_ = {};                  ///< -1: a gate has come since the last frame
  [[maybe_unused]] Int<kLanes> padding_ = {};  // a lane's own bytes, a multiple of a double's
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
