// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "dsp/lane_math.hpp"
#include "dsp/svf.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// The filter of Svf in each lane, in single precision. Its settings hold from tick to
/// tick: between two, tuning and damping go straight from what they were to what was asked for at
/// the first of them, and the coefficients follow in every frame, so that it is at every moment a
/// filter that is stable. To another mode it takes kModeSeconds in the same way, since what is
/// heard is another mixture.
template <int kLanes>
class LaneSvf {
  /// What is interpolated: tuning and damping, and how much of what is heard.
  struct Tuning {
    Float<kLanes> g, k, input, band, low;
  };
  struct Coefficients {
    Float<kLanes> a, b, g, input, band, low;
  };

 public:
  static constexpr int kTick = 16;
  static constexpr float kModeSeconds = 0.005F;

  struct Settings {
    Float<kLanes> freq_hz;  ///< held below 0.49 of the rate
    Float<kLanes> q;        ///< above 0
    Float<kLanes> gain_db;  ///< of the peak and the shelves
    Int<kLanes> mode;       ///< FilterMode
  };

  /// At a tick (`place` 0): all lanes. Elsewhere: those that are not set yet, which may be new
  /// beside others.
  void set(const Settings& settings, float rate, int place) {
    if (place == 0) from_ = to_;
    if (asks_for(settings)) return;
    const Mask<kLanes> is_new = unset();
    const Tuning tuning = tuning_of(settings, rate);
    if (place == 0) fade_modes(is_new, settings, tuning, rate);
    set_ = place == 0 ? settings : where(is_new, settings, set_);
    if (place != 0) to_ = where(is_new, tuning, to_);
    from_ = where(is_new, tuning, from_);
  }

  /// Lanes that wait for their first settings.
  Mask<kLanes> unset() const { return set_.q <= all_lanes<Float<kLanes>>(0.0F); }
  bool is_set() const { return !any(unset()); }
  bool is_still() const {
    return all((from_.g == to_.g) & (from_.k == to_.k) & (from_.input == to_.input) &
               (from_.band == to_.band) & (from_.low == to_.low));
  }
  /// Nothing rings.
  bool is_silent() const {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    return all((ic1_ == zero) & (ic2_ == zero));
  }
  /// Whether these are the settings of the last tick, and no mode fades.
  bool asks_for(const Settings& settings) const {
    return all((settings.freq_hz == set_.freq_hz) & (settings.q == set_.q) &
               (settings.gain_db == set_.gain_db) & (settings.mode == set_.mode) &
               (fade_left_ == all_lanes<Int<kLanes>>(0)));
  }

  /// Frames within a tick, the first `place` behind it: calls get(i) and put(i, sample).
  template <class Get, class Put>
  CHRONUS_INLINE void run(int place, int frames, Get input, Put output) {
    if (is_still()) return run(even(), frames, input, output);
    Float<kLanes> ic1 = ic1_, ic2 = ic2_;
    if constexpr (kLanes == 1) {
      for (int from = 0; from < frames; from += 8) {
        const auto eight = coefficients_from(place + from);
        for (int i = from; i < std::min(from + 8, frames); ++i) {
          output(i, next(eight.at(i - from), input(i), &ic1, &ic2));
        }
      }
    } else {
      for (int i = 0; i < frames; ++i) {
        const Float<kLanes> share =
            all_lanes<Float<kLanes>>(static_cast<float>(place + i) * (1.0F / kTick));
        output(i, next(coefficients_of(between(share)), input(i), &ic1, &ic2));
      }
    }
    ic1_ = ic1;
    ic2_ = ic2;
  }

  /// What holds as long as is_still(): made once for many ticks.
  struct Even {
    Coefficients c;
    bool is_lowpass;  ///< in every lane: the rest of the sum is zeros
  };
  CHRONUS_INLINE Even even() const { return {coefficients_of(to_), is_lowpass()}; }
  /// In every lane, where is_still().
  bool is_lowpass() const {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    return all((to_.input == zero) & (to_.band == zero));
  }
  template <class Get, class Put>
  CHRONUS_INLINE void run(const Even& even, int frames, Get input, Put output) {
    Float<kLanes> ic1 = ic1_, ic2 = ic2_;
    if (even.is_lowpass) {
      for (int i = 0; i < frames; ++i) output(i, next<true>(even.c, input(i), &ic1, &ic2));
    } else {
      for (int i = 0; i < frames; ++i) output(i, next(even.c, input(i), &ic1, &ic2));
    }
    ic1_ = ic1;
    ic2_ = ic2;
  }

  /// As run() of some lowpasses, frame by frame: each waits for itself, not for the others.
  template <std::size_t kCount, class Get, class Put>
  CHRONUS_INLINE static void run_together(const std::array<Even, kCount>& even,
                                          const std::array<LaneSvf*, kCount>& filters, int frames,
                                          const std::array<Get, kCount>& inputs,
                                          const std::array<Put, kCount>& outputs) {
    Float<kLanes> ic1[kCount], ic2[kCount];
    for (std::size_t n = 0; n < kCount; ++n) ic1[n] = filters[n]->ic1_, ic2[n] = filters[n]->ic2_;
    for (int i = 0; i < frames; ++i) {
#pragma GCC unroll 4
      for (std::size_t n = 0; n < kCount; ++n) {
        outputs[n](i, next<true>(even[n].c, inputs[n](i), &ic1[n], &ic2[n]));
      }
    }
    for (std::size_t n = 0; n < kCount; ++n) filters[n]->ic1_ = ic1[n], filters[n]->ic2_ = ic2[n];
  }

  /// As run(), of a lowpass: calls put(i, low, band, high, notch), the band 0 dB at its centre.
  template <class Get, class Put>
  CHRONUS_INLINE void run_outputs(int place, int frames, Get input, Put output) {
    const Float<kLanes> half = all_lanes<Float<kLanes>>(0.5F);
    const bool is_straight = is_still();
    Coefficients c = coefficients_of(to_);
    Float<kLanes> k = to_.k;
    for (int i = 0; i < frames; ++i) {
      if (!is_straight) {
        const Float<kLanes> share =
            all_lanes<Float<kLanes>>(static_cast<float>(place + i) * (1.0F / kTick));
        const Tuning tuning = between(share);
        c = coefficients_of(tuning);
        k = tuning.k;
      }
      const Float<kLanes> x = input(i);
      const Float<kLanes> before = ic1_;
      const Float<kLanes> low = next(c, x, &ic1_, &ic2_);
      const Float<kLanes> band = k * (half * (before + ic1_));
      const Float<kLanes> notch = x - band;
      output(i, low, band, notch - low, notch);
    }
  }

  /// Of a signal that goes through beside the filter's own.
  struct Memory {
    Float<kLanes> ic1, ic2;

    bool is_silent() const {
      const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
      return all((ic1 == zero) & (ic2 == zero));
    }
    void hush() { ic1 = hushed(ic1), ic2 = hushed(ic2); }
    /// As if all but these lanes had heard nothing yet.
    void keep(const Mask<kLanes>& lanes) {
      const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
      ic1 = select(lanes, ic1, zero), ic2 = select(lanes, ic2, zero);
    }
  };
  /// As run(), of two signals in their places, which do not wait for each other; in lanes that are
  /// not in `heard` they stay as they are.
  CHRONUS_INLINE void run_both(int place, int frames, const Mask<kLanes>& heard, Float<kLanes>* one,
                               Float<kLanes>* other, Memory* of_one, Memory* of_other) const {
    Memory a = *of_one, b = *of_other;
    const bool is_straight = is_still();
    Coefficients c = coefficients_of(to_);
    for (int i = 0; i < frames; ++i) {
      if (!is_straight) {
        c = coefficients_of(
            between(all_lanes<Float<kLanes>>(static_cast<float>(place + i) * (1.0F / kTick))));
      }
      one[i] = select(heard, next(c, one[i], &a.ic1, &a.ic2), one[i]);
      other[i] = select(heard, next(c, other[i], &b.ic1, &b.ic2), other[i]);
    }
    *of_one = a;
    *of_other = b;
  }

  /// All but these lanes wait for their first settings.
  void keep(const Mask<kLanes>& lanes) {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    const Int<kLanes> none = all_lanes<Int<kLanes>>(0);
    set_ = where(lanes, set_, {zero, zero, zero, none});
    fade_left_ = select(lanes, fade_left_, none);
  }
  /// Lanes that give something else than this mode alone.
  Mask<kLanes> away_from(FilterMode mode) const {
    return (set_.mode != all_lanes<Int<kLanes>>(static_cast<std::int32_t>(mode))) |
           (fade_left_ != all_lanes<Int<kLanes>>(0)) | (from_.input != to_.input) |
           (from_.band != to_.band) | (from_.low != to_.low);
  }

  /// A tail ends at -300 dB in a true 0 instead of in denormals: at ticks.
  void hush() {
    ic1_ = hushed(ic1_);
    ic2_ = hushed(ic2_);
  }

 private:
  template <int>
  friend class LaneSvf;

  /// A tick's aim: a step of what is left of the way where a mode fades, else all of it.
  void fade_modes(const Mask<kLanes>& is_new, const Settings& settings, const Tuning& tuning,
                  float rate) {
    const Int<kLanes> none = all_lanes<Int<kLanes>>(0);
    const auto ticks = static_cast<std::int32_t>(kModeSeconds * rate / kTick) + 1;
    const auto starts = settings.mode != set_.mode;
    fade_left_ = select(starts, all_lanes<Int<kLanes>>(ticks), fade_left_);
    fade_left_ = select(is_new | (fade_left_ < none), none, fade_left_);
    to_ = tuning;
    const auto fades = fade_left_ > none;
    if (!any(fades)) return;
    const Float<kLanes> step = all_lanes<Float<kLanes>>(1.0F) / to_float(fade_left_);
    const auto towards = [&](const Float<kLanes>& from, const Float<kLanes>& to) {
      return from + (to - from) * step;
    };
    to_ = where(
        fades,
        {towards(from_.g, tuning.g), towards(from_.k, tuning.k), towards(from_.input, tuning.input),
         towards(from_.band, tuning.band), towards(from_.low, tuning.low)},
        tuning);
    // The last step ends where a filter that was never anything else is.
    to_ = where(fade_left_ == all_lanes<Int<kLanes>>(1), tuning, to_);
    fade_left_ = select(fades, fade_left_ - all_lanes<Int<kLanes>>(1), fade_left_);
  }

  static Float<kLanes> hushed(const Float<kLanes>& x) {
    return select(magnitude(x) < all_lanes<Float<kLanes>>(1e-15F), all_lanes<Float<kLanes>>(0.0F),
                  x);
  }

  CHRONUS_INLINE Tuning between(const Float<kLanes>& share) const {
    return {from_.g + (to_.g - from_.g) * share, from_.k + (to_.k - from_.k) * share,
            from_.input + (to_.input - from_.input) * share,
            from_.band + (to_.band - from_.band) * share,
            from_.low + (to_.low - from_.low) * share};
  }

  /// Of one lane in eight frames: they do not wait for the frames before.
  struct EightFrames {
    float a[8], b[8], g[8], input[8], band[8], low[8];

    CHRONUS_INLINE Coefficients at(int i) const {
      return {{a[i]}, {b[i]}, {g[i]}, {input[i]}, {band[i]}, {low[i]}};
    }
  };
  /// From the frame on that comes `place` behind the tick.
  CHRONUS_INLINE EightFrames coefficients_from(int place) const {
    static constexpr float kFrames[8] = {0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 7.0F};
    const auto share = (all_lanes<F8>(static_cast<float>(place)) + load<F8>(kFrames)) *
                       all_lanes<F8>(1.0F / kTick);
    const auto way = [&](const Float<kLanes>& from, const Float<kLanes>& to) {
      return all_lanes<F8>(from.a) + all_lanes<F8>((to - from).a) * share;
    };
    const auto c = LaneSvf<8>::coefficients_of(
        {way(from_.g, to_.g), way(from_.k, to_.k), way(from_.input, to_.input),
         way(from_.band, to_.band), way(from_.low, to_.low)});
    EightFrames eight;
    store(eight.a, c.a), store(eight.b, c.b), store(eight.g, c.g);
    store(eight.input, c.input), store(eight.band, c.band), store(eight.low, c.low);
    return eight;
  }

  /// With v1 and v2 as Svf names them: twice what they are made of.
  CHRONUS_INLINE static Coefficients coefficients_of(const Tuning& tuning) {
    const Float<kLanes> one = all_lanes<Float<kLanes>>(1.0F), half = all_lanes<Float<kLanes>>(0.5F);
    const Float<kLanes> a1 = one / (one + tuning.g * (tuning.g + tuning.k));
    const Float<kLanes> twice = a1 + a1;
    return {twice, tuning.g * twice, tuning.g, tuning.input, half * tuning.band, half * tuning.low};
  }

  /// In few operations, of which few wait for each other from frame to frame.
  template <bool kIsLowpass = false>
  CHRONUS_INLINE static Float<kLanes> next(const Coefficients& c, const Float<kLanes>& x,
                                           Float<kLanes>* ic1, Float<kLanes>* ic2) {
    const Float<kLanes> twice_v1 = c.a * *ic1 + c.b * (x - *ic2);
    const Float<kLanes> next2 = *ic2 + c.g * twice_v1;
    Float<kLanes> y = c.low * (*ic2 + next2);
    if constexpr (!kIsLowpass) y = c.input * x + (c.band * twice_v1 + y);
    *ic1 = twice_v1 - *ic1;
    *ic2 = next2;
    return y;
  }

  static Settings where(const Mask<kLanes>& mask, const Settings& x, const Settings& y) {
    return {select(mask, x.freq_hz, y.freq_hz), select(mask, x.q, y.q),
            select(mask, x.gain_db, y.gain_db), select(mask, x.mode, y.mode)};
  }
  static Tuning where(const Mask<kLanes>& mask, const Tuning& x, const Tuning& y) {
    return {select(mask, x.g, y.g), select(mask, x.k, y.k), select(mask, x.input, y.input),
            select(mask, x.band, y.band), select(mask, x.low, y.low)};
  }

  static Tuning tuning_of(const Settings& settings, float rate) {
    const Float<kLanes> one = all_lanes<Float<kLanes>>(1.0F), zero = all_lanes<Float<kLanes>>(0.0F);
    const Float<kLanes> turns =
        lesser(settings.freq_hz / all_lanes<Float<kLanes>>(rate), all_lanes<Float<kLanes>>(0.49F));
    Float<kLanes> g = tan_half_turns(turns);
    Float<kLanes> k = one / settings.q;
    constexpr float kOctavesOfRoot = 3.3219280949F / 80.0F;  // of the fourth root of the gain
    const Float<kLanes> root_a = exp2(settings.gain_db * all_lanes<Float<kLanes>>(kOctavesOfRoot));
    const Float<kLanes> a = root_a * root_a;
    const auto is = [&](FilterMode mode) {
      return settings.mode == all_lanes<Int<kLanes>>(static_cast<std::int32_t>(mode));
    };
    k = select(is(FilterMode::kPeak), k / a, k);
    g = select(is(FilterMode::kLowShelf), g / root_a, g);
    g = select(is(FilterMode::kHighShelf), g * root_a, g);
    const Float<kLanes> squared = a * a;
    Tuning tuning{g, k, one, zero, zero};
    const auto mix = [&](FilterMode mode, const Float<kLanes>& input, const Float<kLanes>& band,
                         const Float<kLanes>& low) {
      tuning.input = select(is(mode), input, tuning.input);
      tuning.band = select(is(mode), band, tuning.band);
      tuning.low = select(is(mode), low, tuning.low);
    };
    mix(FilterMode::kLowpass, zero, zero, one);
    mix(FilterMode::kHighpass, one, -k, -one);
    mix(FilterMode::kBandpass, zero, k, zero);
    mix(FilterMode::kNotch, one, -k, zero);
    mix(FilterMode::kPeak, one, k * (squared - one), zero);
    mix(FilterMode::kLowShelf, one, k * (a - one), squared - one);
    mix(FilterMode::kResonator, zero, one, zero);
    mix(FilterMode::kHighShelf, squared, k * (one - a) * a, one - squared);
    return tuning;
  }

  Settings set_ = {};
  Tuning from_ = {}, to_ = {};
  Float<kLanes> ic1_ = {}, ic2_ = {};
  Int<kLanes> fade_left_ = {};  // ticks, to another mode
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
