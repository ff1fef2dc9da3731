// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "catalog/modules/wavetable.hpp"
#include "dsp/lane_gather.hpp"
#include "dsp/math.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// The waves of `wavetable`, each once an octave with as many harmonics as there is room for. Made
/// of sines by our own mathematics when a program begins, the same on every machine, and not
/// changed from there on.
class WaveBank {
 public:
  WaveBank() {
    for (int n = 0; n < kSize; ++n)
      sines_[n] = static_cast<float>(dsp::sin_turns(n / double{kSize}));
    for (int table = 0; table < kTables; ++table) {
      for (int wave = 0; wave < kWaves; ++wave) make(table, wave);
    }
  }

  /// Which octave's cycles a lane reads, and how much of those an octave above.
  template <int kLanes>
  struct Band {
    dsp::Int<kLanes> octave;
    dsp::Float<kLanes> fade;
    bool fades;  ///< some lane
  };

  /// For what a frame adds to the phase, in 2^-32 turns.
  template <int kLanes>
  CHRONUS_INLINE static Band<kLanes> band_of(const dsp::UInt<kLanes>& increment) {
    using Float = dsp::Float<kLanes>;
    using Int = dsp::Int<kLanes>;
    const auto real = [](float x) __attribute__((always_inline)) {
      return dsp::all_lanes<Float>(x);
    };
    const auto whole = [](int x) __attribute__((always_inline)) { return dsp::all_lanes<Int>(x); };
    // Increments are below half a turn.
    const Int least = dsp::greater(dsp::bits_as<Int>(increment), whole(1 << 20));
    const Float harmonics = real(0.5F) * (real(0x1p32F) / dsp::to_float(least));
    // Octave n has 2^(kOctaves - 1 - n) harmonics.
    Int octave = whole(0);
    for (int n = 0; n < kOctaves - 1; ++n) {
      const auto does_not_fit = real(static_cast<float>(kMost >> n)) > harmonics;
      octave = octave + select(does_not_fit, whole(1), whole(0));
    }
    // The last third of the way to where they would not fit, into the octave above.
    const Int power = shift_left<23>(octave + whole(127 - (kOctaves - 1)));
    const Float room = harmonics * dsp::bits_as<Float>(power);
    const Float held = dsp::greater((real(1.25F) - room) * real(4.0F), real(0.0F));
    const Float fade =
        select(octave == whole(kOctaves - 1), real(0.0F), dsp::lesser(held, real(1.0F)));
    return {octave, fade, any(fade != real(0.0F))};
  }

  /// `position` in [0, 1] from the first wave to the last; phase in 2^-32 turns.
  template <int kLanes>
  CHRONUS_INLINE dsp::Float<kLanes> read(const dsp::Int<kLanes>& table,
                                         const dsp::Float<kLanes>& position,
                                         const dsp::UInt<kLanes>& phase,
                                         const Band<kLanes>& band) const {
    using Float = dsp::Float<kLanes>;
    using Int = dsp::Int<kLanes>;
    const auto whole = [](int x) __attribute__((always_inline)) { return dsp::all_lanes<Int>(x); };
    const Float zero = dsp::all_lanes<Float>(0.0F);
    const Float place = position * dsp::all_lanes<Float>(static_cast<float>(kWaves - 1));
    const Int wave = dsp::lesser(dsp::to_int(place), whole(kWaves - 2));
    const Float share = place - dsp::to_float(wave);
    const Int cycle = (table * whole(kWaves) + wave) * whole(kOctaves) + band.octave;
    const Int at = cycle * whole(kCycle) + dsp::bits_as<Int>(shift_right<32 - kBits>(phase));
    const Float part = dsp::to_float(dsp::bits_as<Int>(shift_right<8>(shift_left<kBits>(phase)))) *
                       dsp::all_lanes<Float>(0x1p-24F);
    const auto between = [&](int further) __attribute__((always_inline)) {
      const auto [from, to] = dsp::neighbours<kLanes>(samples_.data() + further, at);
      return from + part * (to - from);
    };
    const auto of_wave = [&](int which) __attribute__((always_inline)) {
      const Float low = between(which * kOctaves * kCycle);
      if (!band.fades) return low;
      const Float high = between((which * kOctaves + 1) * kCycle);
      return select(band.fade == zero, low, low + band.fade * (high - low));
    };
    const Float one = of_wave(0);
    if (!any(share != zero)) return one;
    return select(share == zero, one, one + share * (of_wave(1) - one));
  }

 private:
  static constexpr int kBits = 11, kSize = 1 << kBits;
  static constexpr int kOctaves = 10, kMost = 1 << (kOctaves - 1);
  static constexpr int kTables = static_cast<int>(catalog::Wavetable::kTables.size());
  static constexpr int kWaves = catalog::Wavetable::kWaves;
  /// Samples of a cycle, with its first frame again.
  static constexpr int kCycle = kSize + 1;
  using Cycle = std::array<float, kCycle>;

  float* cycle_at(int table, int wave, int octave) {
    return samples_.data() + ((table * kWaves + wave) * kOctaves + octave) * kCycle;
  }

  /// From the octave with one harmonic down, each with as many again.
  void make(int table, int wave) {
    Cycle sum{};
    int harmonic = 1;
    for (int octave = kOctaves - 1; octave >= 0; --octave) {
      for (; harmonic <= kMost >> octave; ++harmonic) {
        const auto level = static_cast<float>(level_of(table, wave, harmonic));
        if (level == 0.0F) continue;
        // Sines alone: the second half of a cycle is the first one turned round.
        for (int n = 0; n <= kSize / 2; ++n) sum[n] += level * sines_[harmonic * n & (kSize - 1)];
      }
      std::copy_n(sum.data(), kCycle, cycle_at(table, wave, octave));
    }
    float peak = 0.0F;
    const float* first = cycle_at(table, wave, 0);
    for (int n = 0; n < kCycle; ++n) peak = std::max({peak, first[n], -first[n]});
    for (int octave = 0; octave < kOctaves; ++octave) {
      float* cycle = cycle_at(table, wave, octave);
      for (int n = 0; n <= kSize / 2; ++n) cycle[n] /= peak;
      for (int n = 1; n <= kSize / 2; ++n) cycle[kSize - n] = -cycle[n];
      cycle[kSize] = cycle[0];
    }
  }

  /// Of a harmonic of a wave.
  static double level_of(int table, int wave, int harmonic) {
    switch (table) {
      case 0:
        return basic(wave, harmonic);
      case 1:
        return organ(wave, harmonic);
      case 2:
        return vowel(wave, harmonic);
      default:
        return bell(wave, harmonic);
    }
  }
  /// Sine, triangle, saw, square.
  static double basic(int wave, int n) {
    if (wave == 0) return n == 1 ? 1.0 : 0.0;
    if (wave == 2) return 1.0 / n;
    if (n % 2 == 0) return 0.0;
    return wave == 3 ? 1.0 / n : (n % 4 == 1 ? 1.0 : -1.0) / (static_cast<double>(n) * n);
  }
  /// Drawbars of 8', 4', 2 2/3', 2', 1 3/5', 1 1/3', 1'.
  static double organ(int wave, int n) {
    constexpr double kBars[kWaves][8] = {{8, 4, 0, 0, 0, 0, 0, 0},
                                         {8, 6, 4, 2, 0, 0, 0, 0},
                                         {8, 3, 5, 6, 0, 2, 0, 4},
                                         {8, 8, 8, 8, 6, 6, 0, 8}};
    return n <= 8 ? kBars[wave][n - 1] : 0.0;
  }
  /// A buzz through resonances, as of a voice at 130 Hz: u, o, a, i.
  static double vowel(int wave, int n) {
    constexpr double kHz[kWaves][3] = {
        {300, 870, 2240}, {450, 800, 2830}, {730, 1090, 2440}, {270, 2290, 3010}};
    double sum = 0.02;
    for (int formant = 0; formant < 3; ++formant) {
      const double away = (130.0 * n - kHz[wave][formant]) / (80.0 + 40.0 * formant);
      sum += 1.0 / ((1.0 + away * away) * (1.0 + formant));
    }
    return sum / (1.0 + 0.02 * n);
  }
  /// Few and far between: more of them from wave to wave.
  static double bell(int wave, int n) {
    constexpr int kPartials[] = {1, 3, 7, 11, 16, 23, 29, 37};
    for (int k = 0; k < 2 * (wave + 1); ++k) {
      if (n == kPartials[k]) return 1.0 / (1.0 + 0.6 * k);
    }
    return 0.0;
  }

  std::array<float, kSize> sines_{};
  /// By table, wave and octave, and a cycle more of zeros: of the last octave there is none above,
  /// and it is read all the same where other lanes fade.
  std::array<float, static_cast<std::size_t>(kTables* kWaves* kOctaves + 1) * kCycle> samples_{};
};

/// The only one of this build.
const WaveBank& wave_bank();

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
