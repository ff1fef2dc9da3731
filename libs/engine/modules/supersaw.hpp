// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/supersaw.hpp"
#include "dsp/lane_glide.hpp"
#include "dsp/lane_waveform.hpp"
#include "dsp/random.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Places and levels of the saws as measured on a JP-8000 (Szabo: "How to emulate the super saw",
/// 2010). They run freely, from phases of their own.
template <int kLanes>
class Supersaw {
 public:
  using enum catalog::Supersaw::Param;

  void init(float /*rate*/, const unsigned* identities) {
    for (int lane = 0; lane < kLanes; ++lane) {
      for (std::size_t n = 0; n < kSaws; ++n) {
        const auto mixed = dsp::Random::mixed(std::uint64_t{identities[lane]} * kSaws + n);
        set(&phases_[n], lane, static_cast<std::uint32_t>(mixed >> 32U));
      }
    }
  }

  Rest process(const Context& context) {
    for (int from = 0; from < context.frames; from += kAtATime) {
      run(context, from, std::min(kAtATime, context.frames - from));
    }
    return Rest::kNone;
  }

  bool pass(const Context& context) {
    const Param& freq = context.params[kFreq];
    if (!freq.is_still() || !context.params[kDetune].is_still()) return false;
    const Float hz = value_at<kLanes>(freq, 0);
    if (!glide_.rests_at(hz)) return false;
    const auto frames = dsp::all_lanes<UInt>(static_cast<std::uint32_t>(context.frames));
    const Float detune = curved(value_at<kLanes>(context.params[kDetune], 0));
    for (std::size_t n = 0; n < kSaws; ++n) {
      phases_[n] = phases_[n] + step_of(hz, detune, n, context.rate) * frames;
    }
    return true;
  }

 private:
  using Float = dsp::Float<kLanes>;
  using UInt = dsp::UInt<kLanes>;
  static constexpr std::size_t kSaws = 7;
  static constexpr int kAtATime = 64;
  /// Of the pitch, at the widest. The third is in tune.
  static constexpr std::array<float, kSaws> kPlaces{-0.11002313F, -0.06288439F, -0.01952356F, 0.0F,
                                                    0.01991221F,  0.06216538F,  0.10745242F};
  static constexpr std::size_t kCentre = 3;
  /// In turn to either side, the lowest at the left.
  static constexpr std::array<float, kSaws> kLeft{0.95F, 0.25F, 0.7F, 0.5F, 0.3F, 0.75F, 0.05F};
  static constexpr float kMakeUp = 0.4F;

  struct Frame {
    Float hz, detune, centre, side;
  };

  void run(const Context& context, int from, int frames) {
    const Param* params = context.params;
    Frame take[kAtATime];
    for (int i = 0; i < frames; ++i) {
      const int frame = from + i;
      const Float mix = value_at<kLanes>(params[kMix], frame);
      const Float level = value_at<kLanes>(params[kLevel], frame) * real(kMakeUp);
      take[i] = {glide_.next(value_at<kLanes>(params[kFreq], frame),
                             value_at<kLanes>(params[kGlide], frame), context.rate),
                 curved(value_at<kLanes>(params[kDetune], frame)),
                 level * (real(0.99785F) - mix * real(0.55366F)),
                 level * (real(0.044372F) + mix * (real(1.2841F) - mix * real(0.73764F)))};
    }
    for (std::size_t n = 0; n < kSaws; ++n) {
      UInt phase = phases_[n];
      for (int i = 0; i < frames; ++i) {
        const UInt step = step_of(take[i].hz, take[i].detune, n, context.rate);
        const dsp::LaneWaves<kLanes> waves({step, dsp::all_lanes<UInt>(0U)});
        const Float saw = waves.saw(phase) * (n == kCentre ? take[i].centre : take[i].side);
        phase = phase + step;
        add(context.outputs[0], from + i, n, saw * real(kLeft[n]));
        add(context.outputs[1], from + i, n, saw * real(1.0F - kLeft[n]));
      }
      phases_[n] = phase;
    }
  }

  CHRONUS_INLINE static Float real(float x) { return dsp::all_lanes<Float>(x); }
  /// Fine where it is small.
  CHRONUS_INLINE static Float curved(const Float& detune) { return detune * detune; }

  CHRONUS_INLINE static void add(float* out, int frame, std::size_t saw, const Float& sample) {
    put<kLanes>(out, frame, saw == 0 ? sample : sample_at<kLanes>(out, frame) + sample);
  }

  /// Turns of a frame in 2^-32.
  CHRONUS_INLINE static UInt step_of(const Float& hz, const Float& detune, std::size_t saw,
                                     float rate) {
    const Float own = hz * (real(1.0F) + detune * real(kPlaces[saw]));
    const Float turns = dsp::lesser(own * real(1.0F / rate), real(0.49F));
    return dsp::bits_as<UInt>(dsp::to_int<kLanes>(turns * real(0x1p32F)));
  }

  std::array<UInt, kSaws> phases_{};
  dsp::LaneGlide<kLanes> glide_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
