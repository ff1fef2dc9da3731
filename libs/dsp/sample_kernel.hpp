// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <type_traits>

#include "dsp/lane_totals.hpp"
#include "dsp/lanes.hpp"
#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Reads between samples: a windowed sinc (Kaiser) of 24 points, wider and lower for who reads
/// faster, in bands of a sixth of an octave, so that little is folded back up to two octaves above;
/// beyond that it folds. Made by our own mathematics when a program begins, the same on every
/// machine, and not changed after.
///
/// Up to speed 1 it is flat to 0.39 of the frame rate, 18.7 kHz at 48. Above, what would lie beyond
/// kStop of it is not there, so that nothing is folded back to below 0.42 of it, 20 kHz, and it is
/// flat to 0.29 of it or more, 14 kHz. docs/accuracy.md has what it leaves. All functions are
/// real-time safe.
class SampleKernel {
 public:
  static constexpr int kPhases = 128;
  static constexpr int kMostTaps = 80;

  SampleKernel() {
    std::size_t at = 0;
    for (std::size_t n = 0; n < kBands; ++n) {
      bands_[n] = {kTaps[n], at};
      const double cut = n == 0 ? 0.5 : kStop / kSpeeds[n] - kSlope / 2.0 / kTaps[n];
      Taps here = taps_at(kTaps[n], cut, 0.0);
      for (int phase = 0; phase < kPhases; ++phase) {
        const Taps next = taps_at(kTaps[n], cut, (phase + 1) / double{kPhases});
        put_row(kTaps[n], here, next, &rows_[at]);
        here = next;
        at += static_cast<std::size_t>(2 * kTaps[n]);
      }
    }
  }

  /// The taps for who reads so many frames a step, in either direction.
  struct Band {
    int taps = 0;
    std::size_t first = 0;  // in rows_
  };
  const Band& band_of(double speed) const {
    const double ratio = std::abs(speed);
    std::size_t n = 0;
    while (n < kBands - 1 && ratio > kSpeeds[n] * 1.0001) ++n;
    return bands_[n];
  }

  /// Between the samples around `position` (in 2^-32 frames, from data[0] on) of `frames` frames,
  /// beyond which there is silence.
  CHRONUS_INLINE float read(const float* data, std::int64_t frames, std::int64_t position,
                            const Band& band) const {
    float sample;
    with_taps(
        band, [&](auto eights) __attribute__((always_inline)) {
          constexpr int kTapsHere = decltype(eights)::value * 8;
          const std::int64_t first = (position >> 32) - kTapsHere / 2 + 1;
          const float* row = row_of(band, position);
          const F8 share = all_lanes<F8>(share_of(static_cast<std::uint32_t>(position)));
          if (first >= 0 && first + kTapsHere <= frames) {
            sample = total_of(weighed<kTapsHere>(data + first, row, share));
            return;
          }
          std::array<float, kTapsHere> padded{};
          const std::int64_t from = std::max<std::int64_t>(first, 0);
          const std::int64_t to = std::min<std::int64_t>(first + kTapsHere, frames);
          if (from < to) std::copy(data + from, data + to, padded.data() + (from - first));
          sample = total_of(weighed<kTapsHere>(padded.data(), row, share));
        });
    return sample;
  }

  /// What read() gives at `position` and `count - 1` positions more, `step` apart, bit for bit.
  void read_run(const float* data, std::int64_t frames, std::int64_t position, std::int64_t step,
                const Band& band, float* to, int count) const {
    const int half = band.taps / 2;
    const std::int64_t lowest = (half - 1) * kFrame, end = (frames - half) * kFrame;
    const auto is_inside = [&] { return position >= lowest && position < end; };
    while (count > 0) {
      int inside = 0;
      if (is_inside()) {
        std::int64_t most = count;
        if (step > 0) most = (end - 1 - position) / step + 1;
        if (step < 0) most = (position - lowest) / -step + 1;
        inside = static_cast<int>(std::min<std::int64_t>(most, count)) & ~7;
        if (inside > 0) read_inside(data, position, step, band, to, inside);
      }
      count -= inside, to += inside, position += step * inside;
      if (count > 0) *to++ = read(data, frames, position, band), --count, position += step;
    }
  }

 private:
  static constexpr std::size_t kBands = 13;
  static constexpr std::array<double, kBands> kSpeeds{1.0,
                                                      1.122462048309373,
                                                      1.2599210498948732,
                                                      1.4142135623730951,
                                                      1.5874010519681994,
                                                      1.7817974362806785,
                                                      2.0,
                                                      2.244924096618746,
                                                      2.5198420997897464,
                                                      2.8284271247461903,
                                                      3.1748021039363987,
                                                      3.563594872561357,
                                                      4.0};
  /// About 20 times the speed.
  static constexpr std::array<int, kBands> kTaps{24, 24, 32, 32, 32, 40, 40,
                                                 48, 56, 56, 64, 72, 80};
  static constexpr std::size_t kRows =
      std::size_t{kPhases} * 2 * (24 + 24 + 32 + 32 + 32 + 40 + 40 + 48 + 56 + 56 + 64 + 72 + 80);
  static constexpr double kBeta = 8.0;
  /// From where all passes to where nothing does: so much divided by the taps (Kaiser).
  static constexpr double kSlope = 5.1;
  static constexpr double kStop = 0.58;
  static constexpr std::int64_t kFrame = std::int64_t{1} << 32;
  static constexpr int kPartBits = 25;  // of what lies within a phase
  static constexpr std::uint32_t kPartMask = (1U << kPartBits) - 1;
  static constexpr float kPartScale = 0x1p-25F;

  template <class Do>
  CHRONUS_INLINE static void with_taps(const Band& band, Do make) {
    switch (band.taps / 8) {
      case 3:
        return make(std::integral_constant<int, 3>{});
      case 4:
        return make(std::integral_constant<int, 4>{});
      case 5:
        return make(std::integral_constant<int, 5>{});
      case 6:
        return make(std::integral_constant<int, 6>{});
      case 7:
        return make(std::integral_constant<int, 7>{});
      case 8:
        return make(std::integral_constant<int, 8>{});
      case 9:
        return make(std::integral_constant<int, 9>{});
      default:
        return make(std::integral_constant<int, 10>{});
    }
  }

  /// I0(x), by its series; x up to 10.
  static double bessel(double x) {
    double sum = 1.0, term = 1.0;
    for (int k = 1; k < 40; ++k) {
      term *= x / 2.0 / k;
      sum += term * term;
    }
    return sum;
  }

  using Taps = std::array<double, kMostTaps>;

  /// `cut`: in turns a frame.
  static Taps taps_at(int taps, double cut, double place) {
    Taps made{};
    double sum = 0.0;
    const double half = taps / 2.0;
    for (int tap = 0; tap < taps; ++tap) {
      const double x = tap - (half - 1.0) - place;
      const double inside = 1.0 - x / half * (x / half);
      const double window = inside > 0.0 ? bessel(kBeta * std::sqrt(inside)) : 1.0;
      const double turns = std::abs(x) * cut;
      const double sinc = x == 0.0 ? 1.0 : sin_turns(turns) / (2.0 * std::numbers::pi * turns);
      sum += made[static_cast<std::size_t>(tap)] = sinc * window;
    }
    for (double& tap : made) tap /= sum;
    return made;
  }

  /// The taps, and behind them what they are less than those of the next phase.
  static void put_row(int taps, const Taps& here, const Taps& next, float* to) {
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(taps); ++tap) {
      to[tap] = static_cast<float>(here[tap]);
      to[tap + static_cast<std::size_t>(taps)] = static_cast<float>(next[tap] - here[tap]);
    }
  }

  CHRONUS_INLINE const float* row_of(const Band& band, std::int64_t position) const {
    const std::size_t phase = static_cast<std::uint32_t>(position) >> kPartBits;
    return &rows_[band.first + phase * static_cast<std::size_t>(2 * band.taps)];
  }
  CHRONUS_INLINE static float share_of(std::uint32_t part) {
    return static_cast<float>(static_cast<std::int32_t>(part & kPartMask)) * kPartScale;
  }

  /// Eight times a sum over every eighth tap.
  template <int kTapsHere>
  CHRONUS_INLINE static F8 weighed(const float* data, const float* row, const F8& share) {
    F8 sum;
    for (int tap = 0; tap < kTapsHere; tap += 8) {
      const F8 weight = load<F8>(row + tap) + share * load<F8>(row + kTapsHere + tap);
      const F8 part = load<F8>(data + tap) * weight;
      sum = tap == 0 ? part : sum + part;
    }
    return sum;
  }

  /// Of eights, where all that is read is there.
  void read_inside(const float* data, std::int64_t position, std::int64_t step, const Band& band,
                   float* to, int count) const {
    with_taps(
        band, [&](auto eights) __attribute__((always_inline)) {
          constexpr int kTapsHere = decltype(eights)::value * 8;
          const float* const rows = &rows_[band.first];
          U8 parts = parts_from(position, step);
          const U8 parts_step = all_lanes<U8>(static_cast<std::uint32_t>(step) * 8);
          for (int i = 0; i < count; i += 8) {
            float shares[8];
            store(shares, to_float(bits_as<I8>(parts & all_lanes<U8>(kPartMask))) *
                              all_lanes<F8>(kPartScale));
            const F8 totals = totals_of([&](int k) __attribute__((always_inline)) {
              const std::size_t phase = static_cast<std::uint32_t>(position) >> kPartBits;
              const float* const at = data + ((position >> 32) - kTapsHere / 2 + 1);
              position += step;
              return weighed<kTapsHere>(at, rows + phase * 2 * kTapsHere, all_lanes<F8>(shares[k]));
            });
            store(to + i, totals);
            parts = parts + parts_step;
          }
        });
  }

  /// What lies within a frame, at eight positions.
  static U8 parts_from(std::int64_t position, std::int64_t step) {
    std::uint32_t parts[8];
    for (std::uint32_t& part : parts) {
      part = static_cast<std::uint32_t>(position);
      position += step;
    }
    return load<U8>(parts);
  }

  std::array<Band, kBands> bands_;
  /// So that no eight of a row lie in two cache lines.
  alignas(64) std::array<float, kRows> rows_{};
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
