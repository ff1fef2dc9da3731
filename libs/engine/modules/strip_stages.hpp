// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/modules/strip_filters.hpp"
#include "engine/values.hpp"

/// What else a strip does to a signal, of both sides alike.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// SuperDirt's `dirt_shape`: k = 2 shape / (1 - shape), y = (1 + k) x / (1 + k |x|).
template <int kLanes>
CHRONUS_INLINE dsp::Float<kLanes> shaped(const dsp::Float<kLanes>& x,
                                         const dsp::Float<kLanes>& shape) {
  const auto one = dsp::all_lanes<dsp::Float<kLanes>>(1.0F);
  const auto held = dsp::lesser(shape, dsp::all_lanes<dsp::Float<kLanes>>(0.99999F));
  const auto k = (held + held) / (one - held);
  return (one + k) * x / (one + k * magnitude(x));
}

/// SuperDirt's `dirt_crush`: to the nearest multiple of 0.5^(bits - 1), halves upwards.
template <int kLanes>
CHRONUS_INLINE dsp::Float<kLanes> crushed(const dsp::Float<kLanes>& x,
                                          const dsp::Float<kLanes>& bits) {
  using Float = dsp::Float<kLanes>;
  const Float one = dsp::all_lanes<Float>(1.0F);
  const Float steps = dsp::exp2<kLanes>(bits - one);
  const Float scaled = within<kLanes>(x * steps + dsp::all_lanes<Float>(0.5F), 1e9F);
  const Float towards_zero = to_float(to_int(scaled));
  return select(towards_zero > scaled, towards_zero - one, towards_zero) / steps;
}

/// SuperDirt's `dirt_coarse`: every so many frames a sample is taken, and held for the rest; the
/// first frame of a note is. A number that is not whole holds on average.
template <int kLanes>
class StripCoarse {
 public:
  void restart(const dsp::Mask<kLanes>& lanes) {
    left_ = select(lanes, zero(), left_);
    held_[0] = select(lanes, zero(), held_[0]);
    held_[1] = select(lanes, zero(), held_[1]);
  }
  /// Up to 1: it is off, and keeps nothing.
  CHRONUS_INLINE void next(const dsp::Float<kLanes>& coarse, dsp::Float<kLanes>* left,
                           dsp::Float<kLanes>* right) {
    const auto one = dsp::all_lanes<dsp::Float<kLanes>>(1.0F);
    const auto is_on = coarse > one;
    const auto takes = left_ < one;
    held_[0] = select(is_on, select(takes, *left, held_[0]), zero());
    held_[1] = select(is_on, select(takes, *right, held_[1]), zero());
    const auto passed = select(takes, left_ + coarse, left_) - one;
    // In silence it waits for the first sample.
    const auto silent =
        (held_[0] == zero()) & (held_[1] == zero()) & (*left == zero()) & (*right == zero());
    left_ = select(is_on, select(silent, zero(), passed), zero());
    *left = select(is_on, held_[0], *left);
    *right = select(is_on, held_[1], *right);
  }
  bool rests() const {
    return all((left_ == zero()) & (held_[0] == zero()) & (held_[1] == zero()));
  }

 private:
  static dsp::Float<kLanes> zero() { return dsp::all_lanes<dsp::Float<kLanes>>(0.0F); }

  dsp::Float<kLanes> left_ = {};  ///< frames until the next is taken
  dsp::Float<kLanes> held_[2] = {};
};

/// SuperDirt's `dirt_envelope`: Env.linen(attack, hold, release, 1, curve -3), where attack or
/// release is given; without a release it stays open. SuperCollider's curve c goes by
/// (1 - e^(c x)) / (1 - e^c).
template <int kLanes>
class StripEnvelope {
 public:
  /// Seconds; below 0: not given.
  void restart(const dsp::Mask<kLanes>& lanes, const dsp::Float<kLanes>& attack_s,
               const dsp::Float<kLanes>& hold_s, const dsp::Float<kLanes>& release_s, float rate) {
    const auto zero = real(0.0F);
    const auto frames = real(rate);
    const auto falls = release_s >= zero;
    const auto attack = greater(attack_s, zero) * frames;
    const auto falls_from = attack + greater(hold_s, zero) * frames;
    const auto release = greater(release_s, zero) * frames;
    const auto rises_end = select(attack_s >= zero, attack + real(1.0F), zero);
    const auto end = select(falls, falls_from + release + real(1.0F), rises_end);
    attack_ = select(lanes, attack, attack_);
    falls_from_ = select(lanes, select(falls, falls_from, real(-1.0F)), falls_from_);
    release_ = select(lanes, release, release_);
    end_ = select(lanes, to_int(lesser(end, real(2e9F))), end_);
    age_ = select(lanes, dsp::all_lanes<dsp::Int<kLanes>>(0), age_);
    has_begun_ = select(lanes, dsp::all_lanes<dsp::Int<kLanes>>(-1), has_begun_);
  }

  /// Neither rising nor falling nor closed, in any lane.
  bool is_off() const { return !any(shapes()); }
  /// Goes nowhere any more.
  bool rests() const { return all(age_ >= end_); }

  void run(int frames, StripSignal<kLanes>* signal) {
    const auto shaped = shapes();
    for (int i = 0; i < frames; ++i) {
      const auto level = next();
      signal->left[i] = select(shaped, signal->left[i] * level, signal->left[i]);
      signal->right[i] = select(shaped, signal->right[i] * level, signal->right[i]);
    }
  }

 private:
  static dsp::Float<kLanes> real(float x) { return dsp::all_lanes<dsp::Float<kLanes>>(x); }

  /// Lanes whose note has an envelope that is not open for good.
  dsp::Mask<kLanes> shapes() const {
    const auto begun = has_begun_ != dsp::all_lanes<dsp::Int<kLanes>>(0);
    return begun & ((falls_from_ >= real(0.0F)) | (age_ < end_));
  }

  CHRONUS_INLINE dsp::Float<kLanes> next() {
    const auto zero = real(0.0F), one = real(1.0F);
    const auto age = to_float(age_);
    const auto rises = age < attack_;
    const auto falls = (falls_from_ >= zero) & (age >= falls_from_);
    const auto left = falls_from_ + release_ - age;  // of the fall
    const auto way =
        select(rises, age / greater(attack_, one), (age - falls_from_) / greater(release_, one));
    constexpr float kOctaves = -4.3280851F;  // e^-3 is so many
    constexpr float kScale = 1.0523957F;     // 1 / (1 - e^-3)
    const auto curve = (one - dsp::exp2<kLanes>(lesser(way, one) * real(kOctaves))) * real(kScale);
    const auto fallen = select(left > zero, greater(one - curve, zero), zero);
    const auto level = select(rises, lesser(curve, one), select(falls, fallen, one));
    age_ = age_ + select(age_ < end_, dsp::all_lanes<dsp::Int<kLanes>>(1),
                         dsp::all_lanes<dsp::Int<kLanes>>(0));
    return level;
  }

  dsp::Float<kLanes> attack_ = {}, falls_from_ = {}, release_ = {};  ///< frames; -1: never
  dsp::Int<kLanes> age_ = {}, end_ = {};                             ///< frames
  dsp::Int<kLanes> has_begun_ = {};                                  ///< -1: some note has
};

/// How much of something is heard: by ticks, and never from nothing to all at once.
template <int kLanes>
class StripDepth {
 public:
  /// At a tick; elsewhere in lanes that are new.
  void tick(const dsp::Float<kLanes>& wanted, float rate, int place,
            const dsp::Mask<kLanes>& is_new) {
    if (place == 0) {
      from_ = to_;
      const float most = kTickFrames / (kSeconds * rate);
      to_ = from_ + within<kLanes>(wanted - from_, most);
    }
    to_ = select(is_new, wanted, to_);
    from_ = select(is_new, wanted, from_);
  }
  CHRONUS_INLINE dsp::Float<kLanes> at(int place) const {
    constexpr float kPart = 1.0F / kTickFrames;
    return from_ +
           (to_ - from_) * dsp::all_lanes<dsp::Float<kLanes>>(static_cast<float>(place) * kPart);
  }
  dsp::Mask<kLanes> heard() const {
    const auto zero = dsp::all_lanes<dsp::Float<kLanes>>(0.0F);
    return (from_ != zero) | (to_ != zero);
  }
  bool rests_at(const dsp::Float<kLanes>& wanted) const {
    return all((from_ == wanted) & (to_ == wanted));
  }

 private:
  static constexpr float kSeconds = 0.005F;

  dsp::Float<kLanes> from_ = {}, to_ = {};
};

/// Where a modulation stands. It begins with the note; where it hears nothing for a while it waits
/// at its start, so that nothing moves in a silence.
template <int kLanes>
class StripTurn {
 public:
  void restart(const dsp::Mask<kLanes>& lanes) {
    if (!any(lanes)) return;
    for (int lane = 0; lane < kLanes; ++lane) {
      if ((bits_of(lanes) >> static_cast<unsigned>(lane) & 1U) != 0) phase_.restart(lane);
    }
  }
  CHRONUS_INLINE dsp::UInt<kLanes> turns() const { return phase_.turns(); }
  CHRONUS_INLINE void advance(const dsp::Increment<kLanes>& by) { phase_.advance(by); }
  /// A frame's, or none where it does not move.
  static dsp::Increment<kLanes> step(const dsp::Float<kLanes>& hz, float rate,
                                     const dsp::Mask<kLanes>& moves) {
    const auto by = dsp::increment_of<kLanes>(hz, rate);
    const auto none = dsp::all_lanes<dsp::UInt<kLanes>>(0U);
    return {select(moves, by.high, none), select(moves, by.low, none)};
  }

 private:
  dsp::LanePhase<kLanes> phase_;
};

/// SuperDirt's `dirt_tremolo`: times 1 - depth / 2 + depth / 2 cos(2 pi rate t).
template <int kLanes>
class StripTremolo {
 public:
  StripTurn<kLanes> turn;
  StripDepth<kLanes> depth;

  template <class Rate>
  void run(const Rate& hz, int from, int place, int frames, float rate,
           const dsp::Mask<kLanes>& moves, StripSignal<kLanes>* signal) {
    const auto heard = depth.heard();
    const auto one = dsp::all_lanes<dsp::Float<kLanes>>(1.0F);
    const auto half = dsp::all_lanes<dsp::Float<kLanes>>(0.5F);
    auto by = turn.step(hz.at(from), rate, heard & moves);
    for (int i = 0; i < frames; ++i) {
      if constexpr (!Rate::kIsStill) by = turn.step(hz.at(from + i), rate, heard & moves);
      const auto cosine =
          dsp::sin_of<kLanes>(turn.turns() + dsp::all_lanes<dsp::UInt<kLanes>>(1U << 30));
      const auto level = one - depth.at(place + i) * (half - half * cosine);
      signal->left[i] = select(heard, signal->left[i] * level, signal->left[i]);
      signal->right[i] = select(heard, signal->right[i] * level, signal->right[i]);
      turn.advance(by);
    }
  }
};

/// As SuperDirt's `dirt_phaser`, the signal and `depth` of it moved in phase; there by a delay of
/// 8.8 to 10 ms, here by what the name says: four allpasses of one pole in a row, which a sine
/// moves by 1.6 octaves around 900 Hz.
template <int kLanes>
class StripPhaser {
 public:
  StripTurn<kLanes> turn;
  StripDepth<kLanes> depth;

  void restart(const dsp::Mask<kLanes>& lanes) {
    turn.restart(lanes);
    keep(all_but<kLanes>(lanes));
  }
  /// As StripDepth::tick(), which comes before.
  void tick(const dsp::Float<kLanes>& hz, float rate, int place, const dsp::Mask<kLanes>& moves) {
    const auto heard = depth.heard();
    if (place == 0) {
      // What was not heard has kept nothing, whoever was computed beside it.
      const auto was_heard = to_ != zero();
      if (!any(heard | was_heard)) return;
      keep(heard & was_heard);
      if (!any(heard)) return;
      turn.advance(dsp::times<kLanes>(turn.step(hz, rate, heard & moves), kTickFrames));
      from_ = to_;
      for (auto& side : memory_) {
        for (auto& s : side) s = hushed(s);
      }
    }
    const auto step = step_now(rate);
    const auto is_new = heard & (to_ == zero());
    to_ = select(place == 0 ? heard : is_new, step, to_);
    from_ = select(is_new | (heard & (from_ == zero())), step, from_);
  }
  void run(int place, int frames, StripSignal<kLanes>* signal) {
    const auto heard = depth.heard();
    constexpr float kPart = 1.0F / kTickFrames;
    for (int i = 0; i < frames; ++i) {
      const auto share = dsp::all_lanes<dsp::Float<kLanes>>(static_cast<float>(place + i) * kPart);
      const auto step = from_ + (to_ - from_) * share;
      const auto level = depth.at(place + i);
      signal->left[i] =
          select(heard, signal->left[i] + level * moved(signal->left[i], step, memory_[0]),
                 signal->left[i]);
      signal->right[i] =
          select(heard, signal->right[i] + level * moved(signal->right[i], step, memory_[1]),
                 signal->right[i]);
    }
  }
  bool is_silent() const {
    bool silent = true;
    for (const auto& side : memory_) {
      for (const auto& s : side) silent = silent && all(s == zero());
    }
    return silent;
  }
  /// Set as it will be at every tick to come, while it does not move.
  bool is_still(float rate) const {
    const auto heard = depth.heard();
    if (!any(heard)) return true;
    const auto step = select(heard, step_now(rate), zero());
    return all((from_ == step) & (to_ == step));
  }

 private:
  static constexpr int kStages = 4;

  static dsp::Float<kLanes> zero() { return dsp::all_lanes<dsp::Float<kLanes>>(0.0F); }
  static dsp::Float<kLanes> hushed(const dsp::Float<kLanes>& x) {
    return select(magnitude(x) < dsp::all_lanes<dsp::Float<kLanes>>(1e-12F), zero(), x);
  }

  void keep(const dsp::Mask<kLanes>& lanes) {
    from_ = select(lanes, from_, zero());
    to_ = select(lanes, to_, zero());
    for (auto& side : memory_) {
      for (auto& s : side) s = select(lanes, s, zero());
    }
  }

  dsp::Float<kLanes> step_now(float rate) const {
    constexpr float kOctaves = 1.6F, kAround_hz = 900.0F;
    const auto real = [](float x) { return dsp::all_lanes<dsp::Float<kLanes>>(x); };
    const auto octaves = real(kOctaves) * dsp::sin_of<kLanes>(turn.turns());
    const auto hz = real(kAround_hz) * dsp::exp2<kLanes>(octaves);
    const auto g = dsp::tan_half_turns<kLanes>(lesser(hz / real(rate), real(0.45F)));
    return g / (real(1.0F) + g);
  }

  CHRONUS_INLINE dsp::Float<kLanes> moved(dsp::Float<kLanes> x, const dsp::Float<kLanes>& step,
                                          dsp::Float<kLanes>* memory) {
    for (int n = 0; n < kStages; ++n) {
      const auto v = (x - memory[n]) * step;
      const auto low = v + memory[n];
      memory[n] = low + v;
      x = low + low - x;
    }
    return x;
  }

  dsp::Float<kLanes> from_ = {}, to_ = {};  ///< what the stages step by; 0: not told yet
  dsp::Float<kLanes> memory_[2][kStages] = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
