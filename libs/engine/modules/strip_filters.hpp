// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "dsp/decibels.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/values.hpp"

/// The filters of a strip: of both sides of a signal alike, off in lanes that ask for none, where
/// what comes in comes out bit for bit and nothing is kept.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A stretch of both sides, up to a tick.
template <int kLanes>
struct StripSignal {
  dsp::Float<kLanes> left[kTickFrames], right[kTickFrames];
};

template <int kLanes>
CHRONUS_INLINE dsp::Mask<kLanes> every_lane() {
  return dsp::all_lanes<dsp::Int<kLanes>>(0) == dsp::all_lanes<dsp::Int<kLanes>>(0);
}
template <int kLanes>
CHRONUS_INLINE dsp::Mask<kLanes> no_lane() {
  return dsp::all_lanes<dsp::Int<kLanes>>(0) != dsp::all_lanes<dsp::Int<kLanes>>(0);
}
template <int kLanes>
CHRONUS_INLINE dsp::Mask<kLanes> all_but(const dsp::Mask<kLanes>& lanes) {
  const auto one = dsp::all_lanes<dsp::Int<kLanes>>(1), none = dsp::all_lanes<dsp::Int<kLanes>>(0);
  return select(lanes, one, none) == none;
}

/// One of SuperDirt's filters: a second-order filter with a frequency in Hz, 0 for none. To none
/// and back it fades while a note sounds; a note that begins has its own at once.
template <int kLanes>
class StripFilter {
 public:
  using Float = dsp::Float<kLanes>;

  /// Where a note begins: as new.
  void restart(const dsp::Mask<kLanes>& lanes) {
    const auto others = all_but<kLanes>(lanes);
    filter_.keep(others);
    left_.keep(others);
    right_.keep(others);
  }

  /// At a tick, or where some lane is new (restarted, or without settings). `q()` is asked for
  /// where it matters.
  template <class Q>
  void tick(const Float& hz, Q q, dsp::FilterMode mode, float rate, int place) {
    const auto wants = hz > real(0.0F);
    if (place == 0) {
      // What is off has kept nothing, whoever was computed beside it.
      const auto heard = filter_.away_from(kOff);
      if (!is_silent()) left_.keep(heard), right_.keep(heard);
    }
    if (is_off(wants)) return;
    filter_.set(settings(wants, hz, q(), mode), rate, place);
    if (place == 0) left_.hush(), right_.hush();
  }

  bool is_set() const { return filter_.is_set(); }

  void run(int place, int frames, StripSignal<kLanes>* signal) {
    const auto heard = filter_.away_from(kOff);
    if (!any(heard)) return;
    filter_.run_both(place, frames, heard, signal->left, signal->right, &left_, &right_);
    for (int i = 0; i < frames; ++i) {
      signal->left[i] = select(heard, within<kLanes>(signal->left[i], kLoudest), signal->left[i]);
      signal->right[i] =
          select(heard, within<kLanes>(signal->right[i], kLoudest), signal->right[i]);
    }
  }

  /// Nothing rings, and it is set as it will be at every tick to come.
  template <class Q>
  bool rests(const Float& hz, Q q, dsp::FilterMode mode) const {
    if (!is_silent()) return false;
    const auto wants = hz > real(0.0F);
    if (is_off(wants)) return true;
    return filter_.is_still() && filter_.asks_for(settings(wants, hz, q(), mode));
  }

 private:
  /// A peak of 0 dB gives what it hears: to fade to none is to fade to another mode.
  static constexpr auto kOff = dsp::FilterMode::kPeak;
  static constexpr float kLowest_hz = 10.0F;
  /// +60 dBFS: a resonance of 1000 rings up to anything.
  static constexpr float kLoudest = 1000.0F;

  static Float real(float x) { return dsp::all_lanes<Float>(x); }
  static dsp::Int<kLanes> whole(dsp::FilterMode mode) {
    return dsp::all_lanes<dsp::Int<kLanes>>(static_cast<std::int32_t>(mode));
  }
  static typename dsp::LaneSvf<kLanes>::Settings settings(const dsp::Mask<kLanes>& wants,
                                                          const Float& hz, const Float& q,
                                                          dsp::FilterMode mode) {
    return {select(wants, greater(hz, real(kLowest_hz)), real(1000.0F)),
            select(wants, q, real(1.0F)), real(0.0F), select(wants, whole(mode), whole(kOff))};
  }
  bool is_silent() const { return left_.is_silent() && right_.is_silent(); }
  bool is_off(const dsp::Mask<kLanes>& wants) const {
    return !any(wants) && filter_.is_set() && !any(filter_.away_from(kOff));
  }

  dsp::LaneSvf<kLanes> filter_;
  typename dsp::LaneSvf<kLanes>::Memory left_ = {}, right_ = {};
};

/// What SuperDirt's `vowel` is: five bandpasses side by side at the formants of a tenor (Csound
/// manual, appendix "Formant values", as SuperCollider's Vowel has them too), each of q
/// 0.3 frequency / width (SuperDirt's `dirt_vowel` with its own resonance of 0.5, which divides
/// widths by 0.3). The signal itself, which it has 45 dB below that, is left out. Its levels, 125
/// times the formants' own and a quarter of all, make what is sung 28 dB louder; these leave it
/// about as loud as it was.
template <int kLanes>
class StripVowel {
 public:
  void restart(const dsp::Mask<kLanes>& lanes, const dsp::Float<kLanes>& vowel) {
    vowel_ = select(lanes, to_int(vowel + real(0.5F)), vowel_);
    for (int n = 0; n < kBands; ++n) {
      left_[n].keep(all_but<kLanes>(lanes));
      right_[n].keep(all_but<kLanes>(lanes));
    }
  }

  /// For a stretch of any length: made where it begins, since it is the same for a whole note.
  struct Bands {
    dsp::Mask<kLanes> sings;
    dsp::LaneSvf<kLanes> filters[5];
    dsp::Float<kLanes> gains[5];
  };
  bool is_off() const { return !any(vowel_ > dsp::all_lanes<dsp::Int<kLanes>>(0)); }
  void make(float rate, Bands* bands) const {
    bands->sings = vowel_ > dsp::all_lanes<dsp::Int<kLanes>>(0);
    for (int n = 0; n < kBands; ++n) {
      dsp::Float<kLanes> hz{}, q{};
      for (int lane = 0; lane < kLanes; ++lane) {
        const int vowel = std::clamp(get(vowel_, lane), 1, kVowels) - 1;
        set(&hz, lane, kTable[vowel][n].hz);
        set(&q, lane, kTable[vowel][n].q);
        set(&bands->gains[n], lane, kTable[vowel][n].gain);
      }
      bands->filters[n].set(
          {hz, q, real(0.0F),
           dsp::all_lanes<dsp::Int<kLanes>>(static_cast<int>(dsp::FilterMode::kBandpass))},
          rate, 0);
    }
  }

  void hush() {
    for (int n = 0; n < kBands; ++n) left_[n].hush(), right_[n].hush();
  }

  void run(const Bands& bands, int frames, StripSignal<kLanes>* signal) {
    StripSignal<kLanes> sum = {}, part;
    for (int n = 0; n < kBands; ++n) {
      std::copy_n(signal->left, frames, part.left);
      std::copy_n(signal->right, frames, part.right);
      // What does not sing keeps zeros.
      for (int i = 0; i < frames; ++i) {
        part.left[i] = select(bands.sings, part.left[i], real(0.0F));
        part.right[i] = select(bands.sings, part.right[i], real(0.0F));
      }
      bands.filters[n].run_both(0, frames, bands.sings, part.left, part.right, &left_[n],
                                &right_[n]);
      for (int i = 0; i < frames; ++i) {
        sum.left[i] = sum.left[i] + bands.gains[n] * part.left[i];
        sum.right[i] = sum.right[i] + bands.gains[n] * part.right[i];
      }
    }
    for (int i = 0; i < frames; ++i) {
      signal->left[i] = select(bands.sings, sum.left[i], signal->left[i]);
      signal->right[i] = select(bands.sings, sum.right[i], signal->right[i]);
    }
  }

  bool rests() const {
    bool silent = true;
    for (int n = 0; n < kBands; ++n) {
      silent = silent && left_[n].is_silent() && right_[n].is_silent();
    }
    return silent;
  }

 private:
  static constexpr int kBands = 5, kVowels = 5;
  static constexpr double kSung = 2.5;

  struct Band {
    float hz, gain, q;
  };
  static constexpr Band band(double hz, double gain_db, double width_hz) {
    return {static_cast<float>(hz), static_cast<float>(kSung * dsp::gain_of_db(gain_db)),
            static_cast<float>(0.3 * hz / width_hz)};
  }
  static constexpr Band kTable[kVowels][kBands] = {
      {band(650, 0, 80), band(1080, -6, 90), band(2650, -7, 120), band(2900, -8, 130),
       band(3250, -22, 140)},
      {band(400, 0, 70), band(1700, -14, 80), band(2600, -12, 100), band(3200, -14, 120),
       band(3580, -20, 120)},
      {band(290, 0, 40), band(1870, -15, 90), band(2800, -18, 100), band(3250, -20, 120),
       band(3540, -30, 120)},
      {band(400, 0, 70), band(800, -10, 80), band(2600, -12, 100), band(2800, -12, 130),
       band(3000, -26, 135)},
      {band(350, 0, 40), band(600, -20, 60), band(2700, -17, 100), band(2900, -14, 120),
       band(3300, -26, 120)}};

  static dsp::Float<kLanes> real(float x) { return dsp::all_lanes<dsp::Float<kLanes>>(x); }

  dsp::Int<kLanes> vowel_ = {};  ///< of the note: 0 none
  typename dsp::LaneSvf<kLanes>::Memory left_[kBands] = {}, right_[kBands] = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
