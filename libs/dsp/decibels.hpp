// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

inline constexpr float kDbOfOctave = 6.0205999F;

/// 20 dB are a factor of 10.
CHRONUS_INLINE float fast_gain_of_db(float db) {
  return exp2<1>(Float<1>{db * (1.0F / kDbOfOctave)}).a;
}

template <int kLanes>
CHRONUS_INLINE Float<kLanes> fast_gain_of_db(const Float<kLanes>& db) {
  return exp2(db * all_lanes<Float<kLanes>>(1.0F / kDbOfOctave));
}

/// The same, computed only when it changes.
class Decibels {
 public:
  CHRONUS_INLINE float gain(float db) {
    if (db != db_) {
      db_ = db;
      gain_ = fast_gain_of_db(db);
    }
    return gain_;
  }

 private:
  float db_ = 0.0F;
  float gain_ = 1.0F;
};

/// What a one-pole filter keeps in a frame of its way to a new value, of which 1 - 1/e is covered
/// in `seconds`. Computed only when it changes.
class TimeConstant {
 public:
  CHRONUS_INLINE float kept(float seconds, float rate) {
    if (seconds != seconds_) {
      constexpr float kOctaves = 1.44269504F;  // of e
      seconds_ = seconds;
      kept_ = exp2<1>(Float<1>{-kOctaves / (seconds * rate)}).a;
    }
    return kept_;
  }

 private:
  float seconds_ = 0.0F;
  float kept_ = 0.0F;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
