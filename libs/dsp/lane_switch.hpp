// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A choice (a wave, a curve) that fades to the next one, in each lane: for kSeconds both are
/// heard, since from one to the other there is a jump. A lane that is new has its first choice at
/// once; a choice that comes while it fades waits for the end of that.
template <int kLanes>
class LaneSwitch {
 public:
  static constexpr float kSeconds = 0.005F;

  /// What is heard in a frame.
  struct Mix {
    Int<kLanes> from, to;
    Float<kLanes> share;  ///< of `to`: 1 where nothing fades
    Mask<kLanes> fades;
  };

  CHRONUS_INLINE static Int<kLanes> choice_of(const Float<kLanes>& value) {
    return to_int(value + all_lanes<Float<kLanes>>(0.5F));
  }

  /// Before the first frame of a stretch. True: this is what is heard in all lanes, and as long as
  /// it is asked for next() needs not be called.
  CHRONUS_INLINE bool rests_at(const Int<kLanes>& choice) {
    to_ = select(to_ == none(), choice + one(), to_);
    return has(choice);
  }
  /// The same, of a lane that is not new.
  CHRONUS_INLINE bool has(const Int<kLanes>& choice) const {
    return all((to_ == choice + one()) & (left_ == none()));
  }

  /// The next frame.
  CHRONUS_INLINE Mix next(const Int<kLanes>& choice, float rate) {
    const Int<kLanes> wanted = choice + one();
    to_ = select(to_ == none(), wanted, to_);
    const auto starts = (left_ == none()) & (to_ != wanted);
    from_ = select(starts, to_, from_);
    to_ = select(starts, wanted, to_);
    const auto frames = static_cast<std::int32_t>(kSeconds * rate);
    left_ = select(starts, all_lanes<Int<kLanes>>(frames), left_);
    const auto fades = left_ > none();
    const Float<kLanes> way =
        real(1.0F) - to_float(left_) * real(1.0F / static_cast<float>(frames));
    const Float<kLanes> held = lesser(greater(way, real(0.0F)), real(1.0F));
    left_ = select(fades, left_ - one(), none());
    return {from_ - one(), to_ - one(), held * held * (real(3.0F) - (held + held)), fades};
  }

  /// `wave(choice)`: what a choice gives in each lane.
  template <class Wave>
  CHRONUS_INLINE static Float<kLanes> heard(const Mix& mix, Wave wave) {
    const Float<kLanes> next = wave(mix.to);
    if (!any(mix.fades)) return next;
    const Float<kLanes> before = wave(mix.from);
    return select(mix.fades, before + mix.share * (next - before), next);
  }

 private:
  CHRONUS_INLINE static Int<kLanes> none() { return all_lanes<Int<kLanes>>(0); }
  CHRONUS_INLINE static Int<kLanes> one() { return all_lanes<Int<kLanes>>(1); }
  CHRONUS_INLINE static Float<kLanes> real(float x) { return all_lanes<Float<kLanes>>(x); }

  // One more than the choices: 0 in a new lane.
  Int<kLanes> to_ = {}, from_ = {};
  Int<kLanes> left_ = {};  // frames of the fade
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
