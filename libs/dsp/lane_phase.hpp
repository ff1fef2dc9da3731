// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A part of a turn as a fixed-point number of 64 bits, in units of 2^-64, in two words a lane: an
/// oscillator adds it for days without an error that grows.
template <int kLanes>
struct Increment {
  UInt<kLanes> high;
  UInt<kLanes> low;
};

using FourFloats = float __attribute__((vector_size(16)));
using FourInts = std::int32_t __attribute__((vector_size(16)));
using FourDoubles = double __attribute__((vector_size(32)));

/// Of frequencies that are held already, as increment_of() has it.
struct FourIncrements {
  FourInts high, low;
};
CHRONUS_INLINE FourIncrements increments_of_four(const FourFloats& hz, double scale) {
  const FourDoubles exact = __builtin_convertvector(hz, FourDoubles) * scale;
  const FourInts whole = __builtin_convertvector(exact, FourInts);
  const FourDoubles rest = (exact - __builtin_convertvector(whole, FourDoubles)) * 0x1p32 - 0x1p31;
  constexpr auto kSign = std::numeric_limits<std::int32_t>::min();
  return {whole, __builtin_convertvector(rest, FourInts) ^ kSign};
}

/// Of each frame of a wave of that frequency, held below 0.49 of the rate.
template <int kLanes>
CHRONUS_INLINE Increment<kLanes> increment_of(const Float<kLanes>& freq_hz, float rate) {
  constexpr double kTurn = 0x1p32;
  const double scale = kTurn / static_cast<double>(rate);
  const Float<kLanes> held = lesser(freq_hz, all_lanes<Float<kLanes>>(0.49F * rate));
  if constexpr (kLanes == 8) {
#ifdef __AVX2__
    const auto first =
        increments_of_four(__builtin_shufflevector(held.a, held.a, 0, 1, 2, 3), scale);
    const auto second =
        increments_of_four(__builtin_shufflevector(held.a, held.a, 4, 5, 6, 7), scale);
    const I8 high{__builtin_shufflevector(first.high, second.high, 0, 1, 2, 3, 4, 5, 6, 7)};
    const I8 low{__builtin_shufflevector(first.low, second.low, 0, 1, 2, 3, 4, 5, 6, 7)};
#else
    const auto first = increments_of_four(held.a, scale),
               second = increments_of_four(held.b, scale);
    const I8 high{first.high, second.high}, low{first.low, second.low};
#endif
    return {bits_as<U8>(high), bits_as<U8>(low)};
  }
  float hz[kLanes];
  std::uint32_t high[kLanes], low[kLanes];
  store(hz, held);
  for (int lane = 0; lane < kLanes; ++lane) {
    const double exact = static_cast<double>(hz[lane]) * scale;
    const auto whole = static_cast<std::int32_t>(exact);
    const double rest = (exact - static_cast<double>(whole)) * kTurn - 0x1p31;
    high[lane] = static_cast<std::uint32_t>(whole);
    low[lane] = static_cast<std::uint32_t>(static_cast<std::int32_t>(rest)) ^ 0x8000'0000U;
  }
  return {load<UInt<kLanes>>(high), load<UInt<kLanes>>(low)};
}

template <int kLanes>
CHRONUS_INLINE Increment<kLanes> in_all_lanes(const Increment<1>& increment) {
  return {all_lanes<UInt<kLanes>>(increment.high.a), all_lanes<UInt<kLanes>>(increment.low.a)};
}

/// Of one lane, in units of 2^-64 turns.
template <int kLanes>
CHRONUS_INLINE std::uint64_t of_lane(const Increment<kLanes>& increment, int lane) {
  return static_cast<std::uint64_t>(get(increment.high, lane)) << 32U | get(increment.low, lane);
}

/// Of so many frames at once.
template <int kLanes>
CHRONUS_INLINE Increment<kLanes> times(const Increment<kLanes>& increment, int frames) {
  std::uint32_t high[kLanes], low[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t all = of_lane(increment, lane) * static_cast<std::uint64_t>(frames);
    high[lane] = static_cast<std::uint32_t>(all >> 32U);
    low[lane] = static_cast<std::uint32_t>(all);
  }
  return {load<UInt<kLanes>>(high), load<UInt<kLanes>>(low)};
}

/// A place in a cycle.
template <int kLanes>
class LanePhase {
 public:
  /// In units of 2^-32 turns.
  CHRONUS_INLINE const UInt<kLanes>& turns() const { return high_; }

  CHRONUS_INLINE void advance(const Increment<kLanes>& by) {
    const UInt<kLanes> before = low_;
    low_ = low_ + by.low;
    // Both are less by 2^31, so that what compares signed numbers compares these.
    const Mask<kLanes> carries = bits_as<Int<kLanes>>(low_) < bits_as<Int<kLanes>>(before);
    high_ = plus_one_where(carries, high_ + by.high);
  }

  void restart(int lane) { place(lane, 0); }

  /// Where a lane is, in 2^-64 of a turn.
  std::uint64_t of_lane(int lane) const {
    return static_cast<std::uint64_t>(get(high_, lane)) << 32U | (get(low_, lane) ^ kBias);
  }
  /// At that many 2^-64 of a turn.
  void place(int lane, std::uint64_t turns) {
    set(&high_, lane, static_cast<std::uint32_t>(turns >> 32U));
    set(&low_, lane, static_cast<std::uint32_t>(turns) ^ kBias);
  }

 private:
  CHRONUS_INLINE static UInt<kLanes> plus_one_where(const Mask<kLanes>& mask,
                                                    const UInt<kLanes>& x) {
    if constexpr (kLanes == 1) {
      return {x.a + (mask.a ? 1U : 0U)};
    } else {
      return x - bits_as<UInt<kLanes>>(mask);  // true is -1
    }
  }

  static constexpr std::uint32_t kBias = 0x8000'0000U;

  UInt<kLanes> high_ = all_lanes<UInt<kLanes>>(0U);
  UInt<kLanes> low_ = all_lanes<UInt<kLanes>>(kBias);
};

/// Eight phases that go on by the same from frame to frame, in whole words: what LanePhase gives,
/// in fewer steps. They are those of eight lanes, or of one lane in eight frames.
class EvenPhases {
 public:
  EvenPhases(const LanePhase<8>& phases, const Increment<8>& by) {
    for_each([&](int lane, int part, int n) {
      phases_[part][n] = phases.of_lane(lane);
      by_[part][n] = of_lane(by, lane);
    });
  }
  EvenPhases(const LanePhase<1>& phase, const Increment<1>& by) {
    const std::uint64_t one = of_lane(by, 0);
    for_each([&](int frame, int part, int n) {
      phases_[part][n] = phase.of_lane(0) + static_cast<std::uint64_t>(frame) * one;
      by_[part][n] = 8U * one;
    });
  }

  /// In units of 2^-32 turns.
  CHRONUS_INLINE UInt<8> turns() const {
#ifdef __AVX2__
    const auto a = reinterpret_cast<UIntRegister>(phases_[0]);
    const auto b = reinterpret_cast<UIntRegister>(phases_[1]);
    return {__builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15)};
#else
    const auto pair = [&](int part) __attribute__((always_inline)) {
      return __builtin_shufflevector(reinterpret_cast<UIntRegister>(phases_[part]),
                                     reinterpret_cast<UIntRegister>(phases_[part + 1]), 1, 3, 5, 7);
    };
    return {pair(0), pair(2)};
#endif
  }

  CHRONUS_INLINE void advance() {
    for (int part = 0; part < kParts; ++part) phases_[part] += by_[part];
  }

  void give_back(LanePhase<8>* phases) const {
    for_each([&](int lane, int part, int n) { phases->place(lane, phases_[part][n]); });
  }
  void give_back(LanePhase<1>* phase) const { phase->place(0, phases_[0][0]); }

 private:
  using Words = std::uint64_t __attribute__((vector_size(kRegisterBytes)));
  static constexpr int kPhases = kRegisterBytes / sizeof(std::uint64_t);
  static constexpr int kParts = 8 / kPhases;

  /// Calls visit(lane, part, n): such that turns() takes one step a register, since halves of
  /// registers are not crossed.
  template <class Visit>
  static void for_each(Visit visit) {
    for (int part = 0; part < kParts; ++part) {
      for (int n = 0; n < kPhases; ++n) {
        visit(kPhases == 2 ? 2 * part + n : 2 * part + n % 2 + 4 * (n / 2), part, n);
      }
    }
  }

  Words phases_[kParts], by_[kParts];
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
