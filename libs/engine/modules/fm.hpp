// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/fm.hpp"
#include "dsp/lane_glide.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_switch.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Four operators, the fourth of which feeds back into itself: phase modulation (Chowning: "The
/// synthesis of complex audio spectra by means of frequency modulation", 1973), in the algorithms
/// of four operators that became common.
template <int kLanes>
class Fm {
 public:
  using enum catalog::Fm::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param* params = context.params;
    const Param& algorithm = params[kAlgorithm];
    const Int first = Switch::choice_of(value_at<kLanes>(algorithm, 0));
    const bool is_settled = switch_.rests_at(first) && algorithm.is_still();
    Routes routes = routes_of(first), before = routes;
    typename Switch::Mix mix{};
    for (int frame = 0; frame < context.frames; ++frame) {
      if (!is_settled) {
        mix = switch_.next(Switch::choice_of(value_at<kLanes>(algorithm, frame)), context.rate);
        routes = routes_of(mix.to);
        before = routes_of(mix.from);
      }
      const Float hz = glide_.next(value_at<kLanes>(params[kFreq], frame),
                                   value_at<kLanes>(params[kGlide], frame), context.rate);
      const Float index = value_at<kLanes>(params[kIndex], frame) * real(kTurnsOfRadian);
      const auto level_of = [&](int n) { return value_at<kLanes>(params[kLevel1 + n], frame); };
      // A feedback of 1 is half a turn; the mean of two frames keeps it from flapping.
      const Float fed =
          (fed_[0] + fed_[1]) * real(0.25F) * value_at<kLanes>(params[kFeedback], frame);
      const Float last = sine(3, fed);
      fed_[1] = fed_[0], fed_[0] = last;
      const Float four = last * level_of(3);
      const auto heard_by = [&](const Routes& by) __attribute__((always_inline)) {
        const Float three = sine(2, index * (by.to[kFourThree] * four)) * level_of(2);
        const Float two =
            sine(1, index * (by.to[kFourTwo] * four + by.to[kThreeTwo] * three)) * level_of(1);
        const Float one = sine(0, index * (by.to[kFourOne] * four + by.to[kThreeOne] * three +
                                           by.to[kTwoOne] * two)) *
                          level_of(0);
        const Float heard =
            one + by.to[kTwoOut] * two + by.to[kThreeOut] * three + by.to[kFourOut] * four;
        return heard * by.to[kShare];
      };
      Float heard = heard_by(routes);
      if (!is_settled && any(mix.fades)) {
        const Float old = heard_by(before);
        heard = select(mix.fades, old + mix.share * (heard - old), heard);
      }
      put<kLanes>(context.outputs[0], frame, heard * value_at<kLanes>(params[kLevel], frame));
      for (int n = 0; n < 4; ++n) {
        phases_[n] =
            phases_[n] + step_of(hz * value_at<kLanes>(params[kRatio1 + n], frame), context.rate);
      }
    }
    return Rest::kNone;
  }

  /// Phases alone, and what would be fed back.
  bool pass(const Context& context) {
    const Param* params = context.params;
    bool is_even = params[kFreq].is_still();
    for (int n = 0; n < 4; ++n) is_even = is_even && params[kRatio1 + n].is_still();
    if (!is_even || !is_zero<kLanes>(params[kFeedback])) return false;
    const Float hz = value_at<kLanes>(params[kFreq], 0);
    if (!glide_.rests_at(hz)) return false;
    for (int n = 0; n < 4; ++n) {
      const UInt step = step_of(hz * value_at<kLanes>(params[kRatio1 + n], 0), context.rate);
      const int most = n == 3 ? std::max(0, context.frames - 2) : context.frames;
      phases_[n] = phases_[n] + step * dsp::all_lanes<UInt>(static_cast<std::uint32_t>(most));
      for (int frame = most; frame < context.frames; ++frame) {
        fed_[1] = fed_[0], fed_[0] = sine(3, real(0.0F));
        phases_[n] = phases_[n] + step;
      }
    }
    return true;
  }

 private:
  using Float = dsp::Float<kLanes>;
  using UInt = dsp::UInt<kLanes>;
  using Int = dsp::Int<kLanes>;
  using Switch = dsp::LaneSwitch<kLanes>;
  static constexpr float kTurnsOfRadian = 0.15915494F;

  enum Route {
    kFourThree,
    kFourTwo,
    kFourOne,
    kThreeTwo,
    kThreeOne,
    kTwoOne,
    kTwoOut,
    kThreeOut,
    kFourOut,
    kShare,  // of a carrier
    kRoutes
  };
  /// 4>3 4>2 4>1 3>2 3>1 2>1, 2 3 4 heard, share.
  static constexpr float kTable[catalog::Fm::kAlgorithms.size()][kRoutes] = {
      {1, 0, 0, 1, 0, 1, 0, 0, 0, 1},           {0, 1, 0, 1, 0, 1, 0, 0, 0, 1},
      {0, 0, 1, 1, 0, 1, 0, 0, 0, 1},           {1, 0, 0, 0, 1, 1, 0, 0, 0, 1},
      {1, 0, 0, 0, 0, 1, 0, 1, 0, 0.5F},        {1, 1, 1, 0, 0, 0, 1, 1, 0, 1.0F / 3.0F},
      {1, 0, 0, 0, 0, 0, 1, 1, 0, 1.0F / 3.0F}, {0, 0, 0, 0, 0, 0, 1, 1, 1, 0.25F}};

  struct Routes {
    std::array<Float, kRoutes> to;
  };
  static Routes routes_of(const Int& algorithm) {
    constexpr int kLast = static_cast<int>(catalog::Fm::kAlgorithms.size()) - 1;
    Routes routes;
    for (int lane = 0; lane < kLanes; ++lane) {
      // A keyframe's bytes are taken as they are.
      const float* row = kTable[std::clamp(get(algorithm, lane), 0, kLast)];
      for (std::size_t n = 0; n < kRoutes; ++n) set(&routes.to[n], lane, row[n]);
    }
    return routes;
  }

  CHRONUS_INLINE static Float real(float x) { return dsp::all_lanes<Float>(x); }

  /// Of an operator whose phase is so many turns further; they may be many.
  CHRONUS_INLINE Float sine(int n, const Float& turns) const {
    const Float part = turns - to_float(dsp::to_int<kLanes>(turns));
    const auto offset =
        shift_left<1>(dsp::bits_as<UInt>(dsp::to_int<kLanes>(part * real(0x1p31F))));
    return dsp::sin_of<kLanes>(phases_[n] + offset);
  }
  /// Turns of a frame in 2^-32.
  CHRONUS_INLINE static UInt step_of(const Float& hz, float rate) {
    const Float turns = dsp::lesser(hz * real(1.0F / rate), real(0.49F));
    return dsp::bits_as<UInt>(dsp::to_int<kLanes>(turns * real(0x1p32F)));
  }

  std::array<UInt, 4> phases_{};
  std::array<Float, 2> fed_{};
  dsp::LaneGlide<kLanes> glide_;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
