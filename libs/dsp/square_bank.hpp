// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "dsp/lane_transpose.hpp"
#include "dsp/lane_waveform.hpp"
#include "dsp/waveform.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Six squares out of tune with each other: the metal of hats and cymbals. They are computed side
/// by side, in six of eight lanes, with phases of 2^-32 turns.
class SquareBank {
 public:
  static constexpr int kSquares = 6;
  using Six = std::array<double, kSquares>;

  /// The turns that each begins at.
  void init(const Six& starts) {
    for (int n = 0; n < kSquares; ++n) {
      phases_[n] = static_cast<std::uint32_t>(static_cast<std::int64_t>(starts[n] * 0x1p32));
    }
  }

  /// Their sum, a third of it, in each of `frames` frames; `sums` has room for eights. Each moves
  /// by its ratio of `increments`, turns a frame.
  void run(const float* increments, const Six& ratios, int frames, float* sums) {
    Bank bank(load<U8>(steps_.data()));
    auto phase = load<U8>(phases_.data());
    for (int from = 0; from < frames; from += 8) {
      F8 squares[8] = {};
      for (int i = 0; i < std::min(8, frames - from); ++i) {
        if (increments[from + i] != increment_) {
          set(increments[from + i], ratios);
          bank = Bank(load<U8>(steps_.data()));
        }
        squares[i] = bank.at(phase);
        phase = phase + bank.steps;
      }
      transpose(squares);
      F8 sum = squares[0];
      for (int n = 1; n < kSquares; ++n) sum = sum + squares[n];
      store(sums + from, sum * all_lanes<F8>(1.0F / 3.0F));
    }
    store(phases_.data(), phase);
  }

 private:
  /// What does not change while the steps do not.
  struct Bank {
    U8 steps;
    F8 frames;  ///< to half a unit of phase
    bool is_high;

    CHRONUS_INLINE explicit Bank(const U8& by)
        : steps(by),
          frames(all_lanes<F8>(0.5F) / to_float(bits_as<I8>(by))),
          is_high(any(bits_as<I8>(by) > all_lanes<I8>(1 << 28))) {}

    /// Where edges are sixteen frames apart or more the nearest one says all: high in the first
    /// half of a cycle, low in the second, less what a band-limited step lacks beside an edge.
    CHRONUS_INLINE F8 at(const U8& phase) const {
      if (is_high) {
        const LaneWaves<8> waves(Increment<8>{steps, all_lanes<U8>(0U)});
        return waves.pulse(phase, all_lanes<F8>(0.5F));
      }
      const F8 d = magnitude(to_float(bits_as<I8>(shift_left<1>(phase))) * frames);
      const F8 t = d * all_lanes<F8>(0.5F) - all_lanes<F8>(1.0F);
      F8 tail = all_lanes<F8>(static_cast<float>(kStepTail[0]));
      for (std::size_t n = 1; n < kStepTail.size(); ++n) {
        tail = tail * t + all_lanes<F8>(static_cast<float>(kStepTail[n]));
      }
      tail = select(d < all_lanes<F8>(static_cast<float>(kEdgeFrames)), tail, all_lanes<F8>(0.0F));
      const F8 level = all_lanes<F8>(1.0F) - (tail + tail);
      return bits_as<F8>(bits_as<U8>(level) ^ (phase & all_lanes<U8>(0x8000'0000U)));
    }
  };

  void set(float increment, const Six& ratios) {
    increment_ = increment;
    for (int n = 0; n < kSquares; ++n) {
      const double own = std::min(static_cast<double>(increment) * ratios[n], kMaxIncrement);
      steps_[n] = static_cast<std::uint32_t>(static_cast<std::int64_t>(own * 0x1p32));
    }
  }

  std::array<std::uint32_t, 8> phases_{};
  /// Of the two lanes that nobody hears something that can be divided by.
  std::array<std::uint32_t, 8> steps_{1U << 24, 1U << 24, 1U << 24, 1U << 24,
                                      1U << 24, 1U << 24, 1U << 24, 1U << 24};
  float increment_ = -1.0F;  // that the steps are for
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
