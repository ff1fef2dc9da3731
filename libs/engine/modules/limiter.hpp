// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "catalog/modules/limiter.hpp"
#include "dsp/decibels.hpp"
#include "dsp/tail.hpp"
#include "engine/code_of.hpp"
#include "engine/levels.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Looks 5 ms ahead. What every sample asks to be reduced by is held for as long as it is on its
/// way (the largest of a sliding window), released exponentially, and averaged over the same time:
/// the gain goes straight down to where it must be when the peak comes out, and is never above it.
///
/// The average is a sum of whole numbers: it does not drift.
class Limiter {
 public:
  using enum catalog::Limiter::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    const Room room(line_of(this), context.rate);
    const auto& p = context.params;
    // Its place is the song's: no index of a keyframe can lead out of the line.
    auto slot = static_cast<int>(context.frame % room.length);
    for (int i = 0; i < context.frames; ++i) {
      const float ceiling = ceiling_.gain(p[kCeiling][i]);
      const float gain = gain_.gain(p[kGain][i]);
      float in[2];
      for (int side = 0; side < 2; ++side) {
        in[side] = gain * dsp::held(context.inputs[side][i], -kHeldSignal, kHeldSignal);
      }
      const float peak = std::max(magnitude(in[0]), magnitude(in[1]));
      const float asked = most_within(room, slot, peak > ceiling ? 1.0F - ceiling / peak : 0.0F);
      const float kept = release_.kept(p[kRelease][i], context.rate);
      held_ = dsp::held(std::max(asked, held_ * kept), 0.0F, 1.0F);
      if (held_ < kStep) held_ = asked;
      const float left = 1.0F - average(room, slot, held_);
      const int oldest = slot + 1 == room.length ? 0 : slot + 1;
      for (int side = 0; side < 2; ++side) {
        float* ring = room.audio[side];
        ring[slot] = in[side];
        context.outputs[side][i] = dsp::held(left * ring[oldest], -ceiling, ceiling);
      }
      tail_.write(peak != 0.0F, room.length);
      slot = oldest;
    }
    return tail_.is_over() && sum_ == 0 && held_ == 0.0F ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static constexpr float kAhead_s = 0.005F;
  /// Of a reduction of all, rounded up.
  static constexpr float kStep = 0x1p-22F;

  /// Where its rings lie: the samples of both sides, what they ask for, the slots of what may yet
  /// be the largest of it, and what is averaged.
  struct Room {
    int length;
    float* audio[2];
    float* asked;
    float* queue;
    float* steps;

    Room(float* samples, float rate)
        : length(static_cast<int>(kAhead_s * rate) + 1),
          audio{samples, samples + length},
          asked(samples + 2 * length),
          queue(samples + 3 * length),
          steps(samples + 4 * length) {}
  };

  static float magnitude(float x) { return x < 0.0F ? -x : x; }

  int queued(const Room& room, int n) const {
    const int at = (first_ + n) % room.length;
    const float slot = room.queue[at];
    return static_cast<int>(dsp::held(slot, 0.0F, static_cast<float>(room.length - 1)));
  }

  /// The largest of the last `length` values, by a queue of those that no later one exceeds.
  float most_within(const Room& room, int slot, float asked) {
    first_ = dsp::held(first_, 0, room.length - 1);
    count_ = dsp::held(count_, 0, room.length);
    if (count_ > 0 && queued(room, 0) == slot) {
      first_ = (first_ + 1) % room.length;
      --count_;
    }
    room.asked[slot] = asked;
    while (count_ > 0 && !(room.asked[queued(room, count_ - 1)] > asked)) --count_;
    room.queue[(first_ + count_) % room.length] = static_cast<float>(slot);
    ++count_;
    return room.asked[queued(room, 0)];
  }

  float average(const Room& room, int slot, float reduction) {
    constexpr float kSteps = 1.0F / kStep;
    auto steps = static_cast<std::int32_t>(reduction * kSteps);
    if (static_cast<float>(steps) < reduction * kSteps) ++steps;
    sum_ += steps - static_cast<std::int32_t>(dsp::held(room.steps[slot], 0.0F, kSteps));
    room.steps[slot] = static_cast<float>(steps);
    sum_ = dsp::held(sum_, std::int64_t{0}, std::int64_t{1} << 40U);
    return static_cast<float>(static_cast<double>(sum_) /
                              (static_cast<double>(room.length) / kStep));
  }

  std::int64_t sum_ = 0;  ///< of the steps of the last `length` frames
  float held_ = 0.0F;
  std::int32_t first_ = 0, count_ = 0;  ///< of the queue
  dsp::Tail tail_;
  dsp::Decibels ceiling_, gain_;
  dsp::TimeConstant release_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
