// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"
#include "dsp/random.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Xorshift (Marsaglia: "Xorshift RNGs", 2003) in each lane: 2^32 - 1 numbers, then
/// again. Lanes begin at unrelated places.
template <int kLanes>
class LaneRandom {
 public:
  void seed(const unsigned* seeds) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto place = static_cast<std::uint32_t>(Random::mixed(seeds[lane]) >> 32U);
      set(&state_, lane, place == 0 ? 1U : place);
    }
  }

  /// Uniform in [-1, 1), 24 bits.
  CHRONUS_INLINE Float<kLanes> bipolar() {
    step();
    return of(state_);
  }
  /// The same where the mask is true, and nothing where it is not.
  CHRONUS_INLINE Float<kLanes> bipolar_where(const Mask<kLanes>& mask,
                                             const Float<kLanes>& otherwise) {
    const UInt<kLanes> before = state_;
    step();
    const Float<kLanes> drawn = select(mask, of(state_), otherwise);
    state_ = select(mask, state_, before);
    return drawn;
  }

 private:
  CHRONUS_INLINE void step() {
    state_ = state_ ^ shift_left<13>(state_);
    state_ = state_ ^ shift_right<17>(state_);
    state_ = state_ ^ shift_left<5>(state_);
  }
  CHRONUS_INLINE static Float<kLanes> of(const UInt<kLanes>& bits) {
    return to_float(shift_right<8>(bits_as<Int<kLanes>>(bits))) *
           all_lanes<Float<kLanes>>(0x1p-23F);
  }

  UInt<kLanes> state_ = all_lanes<UInt<kLanes>>(1U);
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
