// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "catalog/modules/wavetable.hpp"
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

  /// `position` in [0, 1] from the first wave to the last; phase and what a frame adds to it in
  /// 2^-32 turns.
  float read(int table, float position, std::uint32_t phase, std::uint32_t increment) const {
    const float place = position * (kWaves - 1);
    const int wave = std::min(static_cast<int>(place), kWaves - 2);
    const float share = place - static_cast<float>(wave);
    // Octave n has 2^(kOctaves - 1 - n) harmonics.
    const float frames =
        0x1p32F / static_cast<float>(std::max<std::uint32_t>(increment, 1U << 20U));
    const float harmonics = 0.5F * frames;
    int octave = 0;
    while (octave < kOctaves - 1 && static_cast<float>(kMost >> octave) > harmonics) ++octave;
    // The last third of the way to where they would not fit, into the octave above.
    const float room = harmonics / static_cast<float>(kMost >> octave);
    const float fade =
        octave == kOctaves - 1 ? 0.0F : std::clamp((1.25F - room) * 4.0F, 0.0F, 1.0F);
    const auto& waves = waves_[static_cast<std::size_t>(table)];
    const auto at = [&](int which) {
      const auto& octaves = waves[static_cast<std::size_t>(wave + which)];
      const float low = between(octaves[static_cast<std::size_t>(octave)], phase);
      if (fade == 0.0F) return low;
      return low + fade * (between(octaves[static_cast<std::size_t>(octave + 1)], phase) - low);
    };
    const float one = at(0);
    return share == 0.0F ? one : one + share * (at(1) - one);
  }

 private:
  static constexpr int kBits = 11, kSize = 1 << kBits;
  static constexpr int kOctaves = 10, kMost = 1 << (kOctaves - 1);
  static constexpr int kTables = static_cast<int>(catalog::Wavetable::kTables.size());
  static constexpr int kWaves = catalog::Wavetable::kWaves;
  /// A cycle, and its first frame again.
  using Cycle = std::array<float, kSize + 1>;

  static float between(const Cycle& cycle, std::uint32_t phase) {
    const std::uint32_t place = phase >> (32 - kBits);
    const float part = static_cast<float>(phase << kBits >> 8U) * 0x1p-24F;
    const float from = cycle[place];
    return from + part * (cycle[place + 1] - from);
  }

  /// From the octave with one harmonic down, each with as many again.
  void make(int table, int wave) {
    auto& octaves = waves_[static_cast<std::size_t>(table)][static_cast<std::size_t>(wave)];
    Cycle sum{};
    int harmonic = 1;
    for (int octave = kOctaves - 1; octave >= 0; --octave) {
      for (; harmonic <= kMost >> octave; ++harmonic) {
        const auto level = static_cast<float>(level_of(table, wave, harmonic));
        if (level == 0.0F) continue;
        // Sines alone: the second half of a cycle is the first one turned round.
        for (int n = 0; n <= kSize / 2; ++n) sum[n] += level * sines_[harmonic * n & (kSize - 1)];
      }
      octaves[static_cast<std::size_t>(octave)] = sum;
    }
    float peak = 0.0F;
    for (const float x : octaves[0]) peak = std::max({peak, x, -x});
    for (Cycle& cycle : octaves) {
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
  std::array<std::array<std::array<Cycle, kOctaves>, kWaves>, kTables> waves_{};
};

/// The only one of this build.
const WaveBank& wave_bank();

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
