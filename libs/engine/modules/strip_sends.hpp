// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/strip.hpp"
#include "dsp/lane_math.hpp"
#include "engine/modules/strip_filters.hpp"
#include "engine/values.hpp"

/// Where a strip's signal goes, and how loud.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Gain and place of both sides, and three destinations with a level each: dry, room, delay. The
/// pan is SuperCollider's Pan2 and Balance2, with which SuperDirt places one channel and two: the
/// left side by cos, the right one by sin of a quarter of a turn times pan; exactly 1 and 0 at the
/// ends. Levels hold from tick to tick, straight in between.
template <int kLanes>
class StripSends {
 public:
  using Float = dsp::Float<kLanes>;
  using Row = catalog::Strip;
  static constexpr int kDestinations = 3;

  /// At a tick; elsewhere in lanes that are new.
  void tick(const Context& context, int frame, int place, const dsp::Mask<kLanes>& is_new) {
    const Levels now = levels_at(context, frame);
    for (int n = 0; n < kLevels; ++n) {
      if (place == 0) {
        from_[n] = to_[n];
        to_[n] = now.level[n];
      } else {
        to_[n] = select(is_new, now.level[n], to_[n]);
      }
      from_[n] = select(is_new, to_[n], from_[n]);
    }
  }

  /// Notes that begin in these lanes: what the voice still had goes on, less what it has now, and
  /// dies away.
  void carry(const dsp::Mask<kLanes>& lanes) { starts_ = starts_ | bits_of_all(lanes); }

  void run(const Context& context, int frame, int place, int frames,
           const StripSignal<kLanes>& signal) {
    StripSignal<kLanes> placed;
    scale(signal.left, kLeft, place, frames, placed.left);
    scale(signal.right, kRight, place, frames, placed.right);
    for (int n = 0; n < kDestinations; ++n) {
      send(context.outputs[2 * n], placed.left, kDry + n, frame, place, frames);
      send(context.outputs[2 * n + 1], placed.right, kDry + n, frame, place, frames);
    }
    if (any((starts_ != no_bits()) | (carried_ > no_bits()))) {
      for (int i = 0; i < frames; ++i) let_go(context, frame + i);
    }
    for (int port = 0; port < kPorts; ++port) {
      last_[port] = sample_at<kLanes>(context.outputs[port], frame + frames - 1);
    }
  }

  /// Silent, and set as it will be at every tick to come.
  bool rests(const Context& context) const {
    const Levels now = levels_at(context, context.frames - 1);
    bool rests = all((starts_ == no_bits()) & (carried_ <= no_bits()));
    for (int n = 0; n < kLevels; ++n) {
      rests = rests && all((from_[n] == now.level[n]) & (to_[n] == now.level[n]));
    }
    for (int port = 0; port < kPorts; ++port) rests = rests && all(last_[port] == real(0.0F));
    return rests;
  }

 private:
  enum Level { kLeft, kRight, kDry, kRoom, kDelay, kLevels };
  static constexpr int kPorts = 2 * kDestinations;
  static constexpr float kCarry_s = 0.003F;
  static_assert(Row::kRoom == Row::kDry + 1 && Row::kDelay == Row::kDry + 2);

  struct Levels {
    Float level[kLevels];
  };

  static Float real(float x) { return dsp::all_lanes<Float>(x); }
  static dsp::Int<kLanes> no_bits() { return dsp::all_lanes<dsp::Int<kLanes>>(0); }
  static dsp::Int<kLanes> bits_of_all(const dsp::Mask<kLanes>& lanes) {
    return select(lanes, dsp::all_lanes<dsp::Int<kLanes>>(-1), no_bits());
  }

  static Levels levels_at(const Context& context, int frame) {
    const auto value = [&](int param) { return value_at<kLanes>(context.params[param], frame); };
    const Float one = real(1.0F);
    const Float gain = value(Row::kGain), pan = value(Row::kPan);
    // Of 0 and 1 it is 0 and 1, to the bit.
    const auto side = [&](const Float& share) { return gain * dsp::sin_quarter<kLanes>(share); };
    return {{side(one - pan), side(pan), value(Row::kDry), value(Row::kRoom), value(Row::kDelay)}};
  }

  /// Times 0 is 0 whatever its sign, as of what is not computed.
  CHRONUS_INLINE static Float times(const Float& sample, const Float& level) {
    return select(level == real(0.0F), real(0.0F), sample * level);
  }
  CHRONUS_INLINE Float at(int level, int place) const {
    constexpr float kPart = 1.0F / kTickFrames;
    return from_[level] + (to_[level] - from_[level]) * real(static_cast<float>(place) * kPart);
  }

  /// `samples` times a level; a level that is 1 is nothing to do.
  CHRONUS_INLINE void scale(const Float* samples, int level, int place, int frames,
                            Float* to) const {
    const Float still = to_[level];
    if (!all(from_[level] == still)) {
      for (int i = 0; i < frames; ++i) to[i] = times(samples[i], at(level, place + i));
    } else if (all(still == real(1.0F))) {
      std::copy_n(samples, frames, to);
    } else {
      for (int i = 0; i < frames; ++i) to[i] = times(samples[i], still);
    }
  }

  void send(float* to, const Float* samples, int level, int frame, int place, int frames) const {
    float* out = to + static_cast<std::ptrdiff_t>(frame) * kLanes;
    if (all((from_[level] == real(0.0F)) & (to_[level] == real(0.0F)))) {
      std::fill_n(out, static_cast<std::ptrdiff_t>(frames) * kLanes, 0.0F);
      return;
    }
    Float sent[kTickFrames];
    scale(samples, level, place, frames, sent);
    for (int i = 0; i < frames; ++i) put<kLanes>(out, i, sent[i]);
  }

  /// A frame under what is carried over: quadratic, as dsp::Declick.
  void let_go(const Context& context, int frame) {
    const auto total = static_cast<std::int32_t>(kCarry_s * context.rate);
    const auto starts = starts_ != no_bits();
    if (any(starts)) {
      auto differs = no_lane<kLanes>();
      for (int port = 0; port < kPorts; ++port) {
        const Float now = sample_at<kLanes>(context.outputs[port], frame);
        const Float most = magnitude(last_[port]);
        const Float rest = dsp::greater(dsp::lesser(last_[port] - now, most), -most);
        carried_from_[port] = select(starts, rest, carried_from_[port]);
        differs = differs | (starts & (rest != real(0.0F)));
      }
      const auto whole = dsp::all_lanes<dsp::Int<kLanes>>(total);
      carried_ = select(starts, select(differs, whole, no_bits()), carried_);
      starts_ = no_bits();
    }
    const auto goes_on = carried_ > no_bits();
    const Float share = to_float(carried_) / real(static_cast<float>(total));
    for (int port = 0; port < kPorts; ++port) {
      const Float now = sample_at<kLanes>(context.outputs[port], frame);
      put<kLanes>(context.outputs[port], frame,
                  select(goes_on, now + carried_from_[port] * share * share, now));
    }
    carried_ = select(goes_on, carried_ - dsp::all_lanes<dsp::Int<kLanes>>(1), carried_);
  }

  Float from_[kLevels] = {}, to_[kLevels] = {};
  Float last_[kPorts] = {};          ///< what was given in the last frame
  Float carried_from_[kPorts] = {};  ///< what is carried over, at its beginning
  dsp::Int<kLanes> carried_ = {};    ///< frames of it that are left
  dsp::Int<kLanes> starts_ = {};     ///< -1: a note begins with the next frame
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
