// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A part of a turn as a fixed-point number of 64 bits, in units of 2^-64, in two words a lane: an
/// oscillator adds it for days without an error that grows.
template <int W>
struct Increment {
  UInt<W> high;
  UInt<W> low;
};

/// Of each frame of a wave of that frequency, held below 0.49 of the rate.
template <int W>
CHRONUS_INLINE Increment<W> increment_of(const Float<W>& freq_hz, float rate) {
  constexpr double kTurn = 0x1p32;
  const double scale = kTurn / static_cast<double>(rate);
  const Float<W> held = lesser(freq_hz, all_lanes<Float<W>>(0.49F * rate));
  float hz[W];
  std::uint32_t high[W], low[W];
  store(hz, held);
  for (int lane = 0; lane < W; ++lane) {
    const double exact = static_cast<double>(hz[lane]) * scale;
    const auto whole = static_cast<std::int32_t>(exact);
    const double rest = (exact - static_cast<double>(whole)) * kTurn - 0x1p31;
    high[lane] = static_cast<std::uint32_t>(whole);
    low[lane] = static_cast<std::uint32_t>(static_cast<std::int32_t>(rest)) ^ 0x8000'0000U;
  }
  return {load<UInt<W>>(high), load<UInt<W>>(low)};
}

template <int W>
CHRONUS_INLINE Increment<W> in_all_lanes(const Increment<1>& increment) {
  return {all_lanes<UInt<W>>(increment.high.a), all_lanes<UInt<W>>(increment.low.a)};
}

/// Of one lane, in units of 2^-64 turns.
template <int W>
CHRONUS_INLINE std::uint64_t of_lane(const Increment<W>& increment, int lane) {
  return static_cast<std::uint64_t>(get(increment.high, lane)) << 32U | get(increment.low, lane);
}

/// Of so many frames at once.
template <int W>
CHRONUS_INLINE Increment<W> times(const Increment<W>& increment, int frames) {
  std::uint32_t high[W], low[W];
  for (int lane = 0; lane < W; ++lane) {
    const std::uint64_t all = of_lane(increment, lane) * static_cast<std::uint64_t>(frames);
    high[lane] = static_cast<std::uint32_t>(all >> 32U);
    low[lane] = static_cast<std::uint32_t>(all);
  }
  return {load<UInt<W>>(high), load<UInt<W>>(low)};
}

/// A place in a cycle.
template <int W>
class LanePhase {
 public:
  /// In units of 2^-32 turns.
  CHRONUS_INLINE const UInt<W>& turns() const { return high_; }

  CHRONUS_INLINE void advance(const Increment<W>& by) {
    const UInt<W> before = low_;
    low_ = low_ + by.low;
    // Both are less by 2^31, so that what compares signed numbers compares these.
    const Mask<W> carries = bits_as<Int<W>>(low_) < bits_as<Int<W>>(before);
    const UInt<W> one = all_lanes<UInt<W>>(1U);
    high_ = high_ + by.high + select(carries, one, all_lanes<UInt<W>>(0U));
  }

  void restart(int lane) { place(lane, 0); }

  /// At that many 2^-64 of a turn.
  void place(int lane, std::uint64_t turns) {
    set(&high_, lane, static_cast<std::uint32_t>(turns >> 32U));
    set(&low_, lane, static_cast<std::uint32_t>(turns) ^ kBias);
  }

 private:
  static constexpr std::uint32_t kBias = 0x8000'0000U;

  UInt<W> high_ = all_lanes<UInt<W>>(0U);
  UInt<W> low_ = all_lanes<UInt<W>>(kBias);
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
