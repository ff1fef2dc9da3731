// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/lane_restart.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// The waves of `osc`, as the catalogue lists them.
enum OscWave : std::int32_t { kSineWave, kTriangleWave, kSawWave, kPulseWave };

/// What of `osc` is under the hand of another (hard sync), in each lane. Where the cycle ends
/// is not known before the frame that it ends in, so all edges of such a lane are smoothed behind
/// them (LaneRestart), not around them. A lane that has been synced once remains so.
template <int kLanes>
class SyncedWave {
 public:
  using Float = dsp::Float<kLanes>;
  using UInt = dsp::UInt<kLanes>;
  using Mask = dsp::Mask<kLanes>;

  CHRONUS_INLINE Mask is_synced() const { return synced_ != dsp::all_lanes<dsp::Int<kLanes>>(0); }

  /// The input is silent; true where nothing more is to be done with it.
  bool hears_silence() {
    if (any(is_synced())) return false;
    last_ = dsp::all_lanes<Float>(0.0F);
    return true;
  }

  /// Whether a stretch is no concern of ours.
  bool passes(const Context& context, int port) {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    if (any(is_synced() | (last_ != zero))) return false;
    if (context.is_open(port)) return true;
    const float* input = context.inputs[port];
    const int frames = context.frames;
    Float most = zero;
    for (int frame = 0; frame < frames; ++frame) {
      most = dsp::greater(most, sample_at<kLanes>(input, frame));
    }
    if (any(most > zero)) return false;
    last_ = sample_at<kLanes>(input, frames - 1);
    return true;
  }

  /// Before a frame is drawn: the edges since the last one, and where the input rises through 0 the
  /// phase that it takes. `drawn(lane, turns)`: what a lane gives that is not synced yet.
  template <class Drawn>
  CHRONUS_INLINE void begin(const Float& input, const dsp::Int<kLanes>& wave, const Float& width,
                            const UInt& increment, dsp::LanePhase<kLanes>* phase, Drawn drawn) {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    const Float before = last_;
    last_ = input;
    const unsigned rising = bits_of((before <= zero) & (input > zero));
    const unsigned synced = bits_of(is_synced());
    for (unsigned lanes = rising | synced, lane = 0; lanes >> lane != 0; ++lane) {
      const unsigned bit = 1U << lane;
      if ((lanes & bit) == 0) continue;
      const int at = static_cast<int>(lane);
      const Edges edges{get(wave, at), turns_of(get(width, at)),
                        get((synced & bit) != 0 ? step_ : increment, at)};
      const std::uint32_t now = get(phase->turns(), at);
      if ((rising & bit) == 0) {
        add_edges(at, edges, now, edges.step, 0);
        continue;
      }
      const float level = get(input, at);
      const double ago = static_cast<double>(level) /
                         (static_cast<double>(level) - static_cast<double>(get(before, at)));
      const auto since = static_cast<std::uint32_t>(static_cast<double>(edges.step) * ago);
      const std::uint32_t old = now - since;
      float was = 0.0F;
      if ((synced & bit) != 0) {
        add_edges(at, edges, now, edges.step, since);
        was = naive(edges, old);
      } else {
        was = drawn(at, old);
        set(&synced_, at, std::int32_t{-1});
      }
      restart_.add(at, static_cast<float>(ago), was - naive(edges, 0),
                   slope(edges, old) - slope(edges, 0));
      add_edges(at, edges, since, since, 0);
      phase->place(at, std::uint64_t{since} << 32U);
    }
  }

  /// A wave with its edges as they are.
  CHRONUS_INLINE static Float plain(const dsp::Int<kLanes>& wave, const Float& width,
                                    const UInt& phase) {
    const auto is = [&](OscWave one) { return wave == dsp::all_lanes<dsp::Int<kLanes>>(one); };
    const UInt turns = shift_left<1>(
        dsp::bits_as<UInt>(dsp::to_int<kLanes>(width * dsp::all_lanes<Float>(0x1p31F))));
    const Float triangle = dsp::triangle_of<kLanes>(phase), saw = saw_of<kLanes>(phase);
    Float sample = select(is(kTriangleWave), triangle, dsp::sin_quarter<kLanes>(triangle));
    sample = select(is(kSawWave), saw, sample);
    return select(is(kPulseWave), saw_of<kLanes>(phase - turns) - saw, sample);
  }

  /// What smooths the edges of lanes that are synced, frame by frame; the phase moves by
  /// `increment` to the next.
  CHRONUS_INLINE Float edges(const UInt& increment) {
    step_ = increment;
    return restart_.next();
  }

 private:
  /// A lane's wave: its width, and what it moved by from the last frame to this, in 2^-32 turns.
  struct Edges {
    int wave;
    std::uint32_t width;
    std::uint32_t step;
  };

  template <int kWidth>
  CHRONUS_INLINE static dsp::Float<kWidth> saw_of(const dsp::UInt<kWidth>& phase) {
    const auto centred =
        dsp::bits_as<dsp::Int<kWidth>>(phase ^ dsp::all_lanes<dsp::UInt<kWidth>>(0x8000'0000U));
    return to_float(centred) * dsp::all_lanes<dsp::Float<kWidth>>(0x1p-31F);
  }
  static std::uint32_t turns_of(float width) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(width * 0x1p31F)) << 1U;
  }
  static float naive(const Edges& edges, std::uint32_t turns) {
    const dsp::UInt<1> phase{turns};
    if (edges.wave == kSineWave) return dsp::sin_of<1>(phase).a;
    if (edges.wave == kTriangleWave) return dsp::triangle_of<1>(phase).a;
    const float saw = saw_of<1>(phase).a;
    return edges.wave == kSawWave ? saw : saw_of<1>({turns - edges.width}).a - saw;
  }
  /// Per frame, but for what saw and pulse have everywhere.
  static float slope(const Edges& edges, std::uint32_t turns) {
    const float step = static_cast<float>(edges.step) * 0x1p-32F;
    if (edges.wave == kSineWave) {
      return 6.2831853F * step * dsp::sin_of<1>({turns + 0x4000'0000U}).a;
    }
    if (edges.wave != kTriangleWave) return 0.0F;
    return turns - 0x4000'0000U < 0x8000'0000U ? -4.0F * step : 4.0F * step;
  }

  /// Those on the last `length` of the way to `end`, but the last `left_out` of it; at the latter
  /// frame `end` is reached.
  void add_edges(int lane, const Edges& edges, std::uint32_t end, std::uint32_t length,
                 std::uint32_t left_out) {
    if (edges.step == 0) return;
    const auto add = [&](std::uint32_t turns, float step, float bend) {
      const std::uint32_t behind = end - turns;
      if (behind >= length || behind < left_out) return;
      const float ago = static_cast<float>(static_cast<double>(behind) / edges.step);
      restart_.add(lane, ago, step, bend);
    };
    const float bend = 8.0F * static_cast<float>(edges.step) * 0x1p-32F;
    switch (edges.wave) {
      case kTriangleWave:
        add(0x4000'0000U, 0.0F, bend);
        add(0xC000'0000U, 0.0F, -bend);
        break;
      case kSawWave:
        add(0, 2.0F, 0.0F);
        break;
      case kPulseWave:
        add(0, -2.0F, 0.0F);
        add(edges.width, 2.0F, 0.0F);
        break;
      default:
        break;
    }
  }

  dsp::LaneRestart<kLanes> restart_;
  Float last_ = {};               // frame of the input
  UInt step_ = {};                // from the last frame to the next
  dsp::Int<kLanes> synced_ = {};  // -1: it is
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
