// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A level that rises and falls towards its input in times of their own, in each lane: after
/// such a time a thousandth of the way is left.
template <int kLanes>
class LaneFollower {
 public:
  /// `level` >= 0; seconds above 0.
  CHRONUS_INLINE Float<kLanes> next(const Float<kLanes>& level, const Float<kLanes>& attack_s,
                                    const Float<kLanes>& release_s, float rate) {
    if (any((attack_s != attack_s_) | (release_s != release_s_)))
      set_times(attack_s, release_s, rate);
    const Float<kLanes> way = level - level_;
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    level_ = level_ + way * select(way > zero, attack_, release_);
    level_ = select(level_ < all_lanes<Float<kLanes>>(kSilent), zero, level_);
    return level_;
  }

  bool is_at_rest() const { return all(level_ == all_lanes<Float<kLanes>>(0.0F)); }

 private:
  static constexpr float kSilent = 1e-8F;

  void set_times(const Float<kLanes>& attack_s, const Float<kLanes>& release_s, float rate) {
    attack_s_ = attack_s, release_s_ = release_s;
    attack_ = share_of(attack_s, rate), release_ = share_of(release_s, rate);
  }
  static Float<kLanes> share_of(const Float<kLanes>& seconds, float rate) {
    const Float<kLanes> halvings =
        all_lanes<Float<kLanes>>(-10.0F) / (seconds * all_lanes<Float<kLanes>>(rate));
    return all_lanes<Float<kLanes>>(1.0F) - exp2<kLanes>(halvings);
  }

  Float<kLanes> level_ = {};
  Float<kLanes> attack_s_ = {}, release_s_ = {};
  Float<kLanes> attack_ = {}, release_ = {};  // the part of the way that a frame covers
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
