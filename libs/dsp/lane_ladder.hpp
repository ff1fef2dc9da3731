// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A tanh-like curve, ±1 from |x| = 3 on with slope 0 there: Padé approximant of tanh.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> soft_clip(const Float<kLanes>& sample) {
  const auto in_all = [](float x) __attribute__((always_inline)) {
    return all_lanes<Float<kLanes>>(x);
  };
  const Float<kLanes> x = lesser(greater(sample, in_all(-3.0F)), in_all(3.0F));
  const Float<kLanes> squared = x * x;
  return x * (in_all(27.0F) + squared) / (in_all(27.0F) + in_all(9.0F) * squared);
}

/// Four lowpasses of one pole in a loop, each in the trapezoidal form, the loop solved without a
/// delay (Zavalishin: "The Art of VA Filter Design", 2012, chapter 4), so that its response is that
/// of 1 / ((1 + s)^4 + k), s = j tan(pi f / rate) / tan(pi f0 / rate). It sings from k = 4 on. What
/// goes into the loop is clipped softly, and so held.
///
/// Settings hold from tick to tick and go straight in between, as those of LaneSvf.
template <int kLanes>
class LaneLadder {
 public:
  static constexpr int kTick = 16;

  struct Settings {
    Float<kLanes> freq_hz;   ///< held below 0.45 of the rate
    Float<kLanes> feedback;  ///< k, from 0
    Float<kLanes> drive_db;
  };

  /// At a tick (`place` 0): all lanes. Elsewhere: those that are not set yet, which may be new
  /// beside others.
  void set(const Settings& settings, float rate, int place) {
    if (place == 0) from_ = to_;
    if (asks_for(settings)) return;
    const Mask<kLanes> is_new = unset();
    const Tuning tuning = tuning_of(settings, rate);
    set_ = place == 0 ? settings : where(is_new, settings, set_);
    to_ = place == 0 ? tuning : where(is_new, tuning, to_);
    from_ = where(is_new, tuning, from_);
  }

  /// Lanes that wait for their first settings.
  Mask<kLanes> unset() const { return set_.freq_hz <= all_lanes<Float<kLanes>>(0.0F); }
  bool is_set() const { return !any(unset()); }
  bool is_still() const {
    return all((from_.g == to_.g) & (from_.k == to_.k) & (from_.drive == to_.drive));
  }
  bool is_silent() const {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    return all((s_[0] == zero) & (s_[1] == zero) & (s_[2] == zero) & (s_[3] == zero));
  }
  bool asks_for(const Settings& settings) const {
    return all((settings.freq_hz == set_.freq_hz) & (settings.feedback == set_.feedback) &
               (settings.drive_db == set_.drive_db));
  }

  /// Frames within a tick, the first `place` behind it: calls get(i) and put(i, sample).
  template <class Get, class Put>
  CHRONUS_INLINE void run(int place, int frames, Get input, Put output) {
    const bool is_straight = is_still();
    Tuning tuning = to_;
    Solved solved = solve(tuning);
    for (int i = 0; i < frames; ++i) {
      if (!is_straight) {
        tuning = between(all_lanes<Float<kLanes>>(static_cast<float>(place + i) * (1.0F / kTick)));
        solved = solve(tuning);
      }
      output(i, tuning.lift * next(solved, tuning.drive * input(i)));
    }
  }

  /// A tail ends at -300 dB in a true 0 instead of in denormals: at ticks.
  void hush() {
    for (Float<kLanes>& s : s_) {
      s = select(magnitude(s) < all_lanes<Float<kLanes>>(1e-15F), all_lanes<Float<kLanes>>(0.0F),
                 s);
    }
  }

 private:
  struct Tuning {
    Float<kLanes> g, k, drive, lift;
  };
  /// What follows of g and k: powers of what a stage goes of its way, and the loop's shares.
  struct Solved {
    Float<kLanes> step, step2, step3, step4;
    Float<kLanes> input, fed_back;
  };

  CHRONUS_INLINE Tuning between(const Float<kLanes>& share) const {
    return {from_.g + (to_.g - from_.g) * share, from_.k + (to_.k - from_.k) * share,
            from_.drive + (to_.drive - from_.drive) * share,
            from_.lift + (to_.lift - from_.lift) * share};
  }

  CHRONUS_INLINE static Solved solve(const Tuning& tuning) {
    const Float<kLanes> one = all_lanes<Float<kLanes>>(1.0F);
    const Float<kLanes> kept = one / (one + tuning.g);
    const Float<kLanes> step = tuning.g * kept;
    const Float<kLanes> step2 = step * step;
    const Float<kLanes> step4 = step2 * step2;
    const Float<kLanes> input = one / (one + tuning.k * step4);
    return {step, step2, step2 * step, step4, input, tuning.k * kept * input};
  }

  /// A stage goes v = (y - s) step, y the output of the one before. All that does not wait for
  /// what comes in is taken first, and then all stages go at once.
  CHRONUS_INLINE Float<kLanes> next(const Solved& solved, const Float<kLanes>& x) {
    const Float<kLanes>& step = solved.step;
    const Float<kLanes> held = ((s_[0] * step + s_[1]) * step + s_[2]) * step + s_[3];
    const Float<kLanes> second = step * (s_[0] - s_[1]);
    const Float<kLanes> third = step * ((s_[1] - s_[2]) + second);
    const Float<kLanes> fourth = step * ((s_[2] - s_[3]) + third);
    const Float<kLanes> way = soft_clip(x * solved.input - held * solved.fed_back) - s_[0];
    const Float<kLanes> v[4] = {way * step, way * solved.step2 + second, way * solved.step3 + third,
                                way * solved.step4 + fourth};
    const Float<kLanes> y = v[3] + s_[3];
    for (int n = 0; n < 4; ++n) s_[n] = (v[n] + s_[n]) + v[n];
    return y;
  }

  static Settings where(const Mask<kLanes>& mask, const Settings& x, const Settings& y) {
    return {select(mask, x.freq_hz, y.freq_hz), select(mask, x.feedback, y.feedback),
            select(mask, x.drive_db, y.drive_db)};
  }
  static Tuning where(const Mask<kLanes>& mask, const Tuning& x, const Tuning& y) {
    return {select(mask, x.g, y.g), select(mask, x.k, y.k), select(mask, x.drive, y.drive),
            select(mask, x.lift, y.lift)};
  }

  static Tuning tuning_of(const Settings& settings, float rate) {
    constexpr float kOctavesOfDb = 3.3219280949F / 20.0F;
    const Float<kLanes> turns =
        lesser(settings.freq_hz / all_lanes<Float<kLanes>>(rate), all_lanes<Float<kLanes>>(0.45F));
    const Float<kLanes> octaves = settings.drive_db * all_lanes<Float<kLanes>>(kOctavesOfDb);
    return {tan_half_turns(turns), settings.feedback, exp2(octaves),
            exp2(octaves * all_lanes<Float<kLanes>>(-0.5F))};
  }

  Settings set_ = {};
  Tuning from_ = {}, to_ = {};
  Float<kLanes> s_[4] = {};
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
