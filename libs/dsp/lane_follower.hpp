// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A level that rises and falls towards its input in times of their own, in each of W lanes: after
/// such a time a thousandth of the way is left.
template <int W>
class LaneFollower {
 public:
  /// `level` >= 0; seconds above 0.
  CHRONUS_INLINE Float<W> next(const Float<W>& level, const Float<W>& attack_s,
                               const Float<W>& release_s, float rate) {
    if (any((attack_s != attack_s_) | (release_s != release_s_)))
      set_times(attack_s, release_s, rate);
    const Float<W> way = level - level_;
    const Float<W> zero = all_lanes<Float<W>>(0.0F);
    level_ = level_ + way * select(way > zero, attack_, release_);
    level_ = select(level_ < all_lanes<Float<W>>(kSilent), zero, level_);
    return level_;
  }

  bool is_at_rest() const { return all(level_ == all_lanes<Float<W>>(0.0F)); }

 private:
  static constexpr float kSilent = 1e-8F;

  void set_times(const Float<W>& attack_s, const Float<W>& release_s, float rate) {
    attack_s_ = attack_s, release_s_ = release_s;
    attack_ = share_of(attack_s, rate), release_ = share_of(release_s, rate);
  }
  static Float<W> share_of(const Float<W>& seconds, float rate) {
    const Float<W> halvings = all_lanes<Float<W>>(-10.0F) / (seconds * all_lanes<Float<W>>(rate));
    return all_lanes<Float<W>>(1.0F) - exp2<W>(halvings);
  }

  Float<W> level_ = {};
  Float<W> attack_s_ = {}, release_s_ = {};
  Float<W> attack_ = {}, release_ = {};  // the part of the way that a frame covers
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
