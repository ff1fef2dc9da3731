// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"
#include "dsp/random.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Xorshift (Marsaglia: "Xorshift RNGs", 2003) in each of W lanes: 2^32 - 1 numbers, then again.
/// Lanes begin at unrelated places.
template <int W>
class LaneRandom {
 public:
  void seed(const unsigned* seeds) {
    for (int lane = 0; lane < W; ++lane) {
      const auto place = static_cast<std::uint32_t>(Random::mixed(seeds[lane]) >> 32U);
      set(&state_, lane, place == 0 ? 1U : place);
    }
  }

  /// Uniform in [-1, 1), 24 bits.
  CHRONUS_INLINE Float<W> bipolar() {
    step();
    return of(state_);
  }
  /// The same where the mask is true, and nothing where it is not.
  CHRONUS_INLINE Float<W> bipolar_where(const Mask<W>& mask, const Float<W>& otherwise) {
    const UInt<W> before = state_;
    step();
    const Float<W> drawn = select(mask, of(state_), otherwise);
    state_ = select(mask, state_, before);
    return drawn;
  }

 private:
  CHRONUS_INLINE void step() {
    state_ = state_ ^ shift_left<13>(state_);
    state_ = state_ ^ shift_right<17>(state_);
    state_ = state_ ^ shift_left<5>(state_);
  }
  CHRONUS_INLINE static Float<W> of(const UInt<W>& bits) {
    return to_float(shift_right<8>(bits_as<Int<W>>(bits))) * all_lanes<Float<W>>(0x1p-23F);
  }

  UInt<W> state_ = all_lanes<UInt<W>>(1U);
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
