// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "catalog/modules/limiter.hpp"
#include "dsp/decibels.hpp"
#include "dsp/held.hpp"
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
    // Its place is the song's: no index of a keyframe can lead out of the line.
    auto slot = static_cast<int>(context.frame % room.length);
    for (int from = 0; from < context.frames;) {
      // A frame of the ring is read before it is written.
      const int most = std::min(kAtOnce, room.length - 1);
      const int frames = std::min(most, context.frames - from);
      run(room, context, from, frames, slot);
      from += frames;
      slot = further(room, slot, frames);
    }
    return tail_.is_over() && sum_ == 0 && held_ == 0.0F ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static constexpr float kAhead_s = 0.005F;
  /// Of a reduction of all, rounded up.
  static constexpr float kStep = 0x1p-22F;
  static constexpr int kAtOnce = 64;
  using Block = std::array<float, kAtOnce>;

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

  /// Of a slot, as many frames further on.
  static int further(const Room& room, int slot, int frames) {
    const int at = slot + frames;
    return at >= room.length ? at - room.length : at;
  }

  void run(const Room& room, const Context& context, int from, int frames, int slot) {
    const auto& p = context.params;
    Block ceiling, peak, asked, left;
    std::array<Block, 2> in;
    for (int i = 0; i < frames; ++i) ceiling[i] = ceiling_.gain(p[kCeiling][from + i]);
    for (int i = 0; i < frames; ++i) left[i] = gain_.gain(p[kGain][from + i]);
    for (int side = 0; side < 2; ++side) {
      const float* input = context.inputs[side] + from;
      for (int i = 0; i < frames; ++i) {
        in[side][i] = left[i] * dsp::held(input[i], -kHeldSignal, kHeldSignal);
      }
    }
    for (int i = 0; i < frames; ++i) {
      peak[i] = std::max(magnitude(in[0][i]), magnitude(in[1][i]));
      asked[i] = 1.0F - ceiling[i] / std::max(peak[i], ceiling[i]);  // 0 below it
    }
    for (int i = 0; i < frames; ++i) {
      const int at = further(room, slot, i);
      const float most = most_within(room, at, asked[i]);
      const float kept = release_.kept(p[kRelease][from + i], context.rate);
      held_ = dsp::held(std::max(most, held_ * kept), 0.0F, 1.0F);
      if (held_ < kStep) held_ = most;
      left[i] = 1.0F - average(room, at, held_);
      tail_.write(peak[i] != 0.0F, room.length);
    }
    for (int side = 0; side < 2; ++side) {
      Block old;
      pass(room, side, slot, in[side].data(), old.data(), frames);
      float* out = context.outputs[side] + from;
      for (int i = 0; i < frames; ++i) {
        out[i] = dsp::held(left[i] * old[i], -ceiling[i], ceiling[i]);
      }
    }
  }

  /// Through the ring of a side: what comes out is the oldest when something new has come in.
  static void pass(const Room& room, int side, int slot, const float* in, float* out, int frames) {
    float* ring = room.audio[side];
    const int oldest = further(room, slot, 1);
    const int whole = std::min(frames, room.length - oldest);
    std::copy_n(ring + oldest, whole, out);
    std::copy_n(ring, frames - whole, out + whole);
    const int straight = std::min(frames, room.length - slot);
    std::copy_n(in, straight, ring + slot);
    std::copy_n(in + straight, frames - straight, ring);
  }

  static float magnitude(float x) { return x < 0.0F ? -x : x; }

  int queued(const Room& room, int n) const {
    const float slot = room.queue[further(room, first_, n)];
    return static_cast<int>(dsp::held(slot, 0.0F, static_cast<float>(room.length - 1)));
  }

  /// The largest of the last `length` values, by a queue of those that no later one exceeds.
  float most_within(const Room& room, int slot, float asked) {
    first_ = dsp::held(first_, 0, room.length - 1);
    count_ = dsp::held(count_, 0, room.length);
    if (count_ > 0 && queued(room, 0) == slot) {
      first_ = further(room, first_, 1);
      --count_;
    }
    room.asked[slot] = asked;
    while (count_ > 0 && !(room.asked[queued(room, count_ - 1)] > asked)) --count_;
    room.queue[further(room, first_, count_)] = static_cast<float>(slot);
    ++count_;
    return room.asked[queued(room, 0)];
  }

  float average(const Room& room, int slot, float reduction) {
    constexpr float kSteps = 1.0F / kStep;
    const float exact = dsp::held(reduction * kSteps, 0.0F, kSteps);
    auto steps = static_cast<std::int32_t>(exact);
    if (static_cast<float>(steps) < exact) ++steps;
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
