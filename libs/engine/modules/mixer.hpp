// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "catalog/modules/mixer.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Eight channels into stereo, and into a stereo send behind level, pan, mute and solo. Pan is of
/// constant power: -3 dB on both sides in the middle. What is solo leaves the others as much of
/// themselves as it is short of 1, the most that any channel is.
class Mixer {
 public:
  using enum catalog::Mixer::Param;
  using enum catalog::Mixer::Output;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& args) {
    for (int port = kLeft; port <= kSendRight; ++port) {
      std::fill_n(args.outputs[port], args.frames, 0.0F);
    }
    const bool has_solo = is_any_solo(args);
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      // Silence adds nothing, whatever is done to it.
      if (is_silent(args.inputs[c], args.frames)) continue;
      const Param& level = args.params[kLevel + c];
      const Param& mute = args.params[kMute + c];
      const Param& pan = args.params[kPan + c];
      if (!has_solo && level.is_still() && pan.is_still() && mute.is_still()) {
        add_still(args, c);
        continue;
      }
      for (int from = 0; from < args.frames; from += kAtOnce) {
        add_moving(args, c, has_solo, from, std::min(kAtOnce, args.frames - from));
      }
    }
    return Rest::kQuiet;
  }

 private:
  using F8 = dsp::F8;
  static constexpr int kAtOnce = 64;
  using Block = std::array<float, kAtOnce>;

  /// What goes to the left and to the right: cosine and sine of a quarter of a turn from side to
  /// side.
  template <int kLanes>
  struct Sides {
    dsp::Float<kLanes> left, right;
  };
  template <int kLanes>
  CHRONUS_INLINE static Sides<kLanes> sides_of(const dsp::Float<kLanes>& pan) {
    const auto one = dsp::all_lanes<dsp::Float<kLanes>>(1.0F);
    const auto half = dsp::all_lanes<dsp::Float<kLanes>>(0.5F);
    return {dsp::sin_quarter((one - pan) * half), dsp::sin_quarter((one + pan) * half)};
  }

  struct Channel {
    float pan = 2.0F;  // out of range: not computed yet
    float left = 0.0F, right = 0.0F;

    void set_pan(float value) {
      if (value == pan) return;
      pan = value;
      const auto sides = sides_of<1>({value});
      left = sides.left.a, right = sides.right.a;
    }
  };

  static bool is_silent(const float* in, int frames) {
    std::uint32_t bits = 0;
    for (int i = 0; i < frames; ++i) bits |= std::bit_cast<std::uint32_t>(in[i]);
    return bits << 1U == 0;
  }

  /// Loops of whole vectors.
  static void add(float* __restrict to, const float* __restrict from, float share, int frames) {
    for (int i = 0; i < frames; ++i) to[i] += from[i] * share;
  }
  static void add(float* __restrict to, const float* __restrict from,
                  const float* __restrict shares, int frames) {
    for (int i = 0; i < frames; ++i) to[i] += from[i] * shares[i];
  }
  static void scale(float* __restrict samples, const float* __restrict factors, int frames) {
    for (int i = 0; i < frames; ++i) samples[i] *= factors[i];
  }

  static bool is_any_solo(const Context& args) {
    for (std::size_t c = 0; c < kChannels; ++c) {
      const Param& solo = args.params[kSolo + c];
      if (!solo.is_still() || solo[0] != 0.0F) return true;
    }
    return false;
  }

  /// What the solos leave of a channel.
  static float left_of(const Context& args, std::size_t c, int i) {
    float most = 0.0F;
    for (std::size_t other = 0; other < kChannels; ++other) {
      most = std::max(most, args.params[kSolo + other][i]);
    }
    return 1.0F - std::max(most - args.params[kSolo + c][i], 0.0F);
  }

  static bool sends(const Context& args, std::size_t c) {
    const Param& send = args.params[kSend + c];
    constexpr std::uint32_t kSends = 1U << kSendLeft | 1U << kSendRight;
    return (args.heard & kSends) != 0 && !(send.is_still() && send[0] == 0.0F);
  }

  void add_still(const Context& args, std::size_t c) {
    Channel& channel = channels_[c];
    channel.set_pan(args.params[kPan + c][0]);
    const float level = args.params[kLevel + c][0] * (1.0F - args.params[kMute + c][0]);
    const bool is_sent = sends(args, c);
    for (int from = 0; from < args.frames; from += kAtOnce) {
      const int frames = std::min(kAtOnce, args.frames - from);
      Block in;
      for (int i = 0; i < frames; ++i) in[i] = args.inputs[c][from + i] * level;
      add(args.outputs[kLeft] + from, in.data(), channel.left, frames);
      add(args.outputs[kRight] + from, in.data(), channel.right, frames);
      if (!is_sent) continue;
      Block send;
      copy_values(args.params[kSend + c], from, frames, send.data());
      scale(in.data(), send.data(), frames);
      add(args.outputs[kSendLeft] + from, in.data(), channel.left, frames);
      add(args.outputs[kSendRight] + from, in.data(), channel.right, frames);
    }
  }

  void add_moving(const Context& args, std::size_t c, bool has_solo, int from, int frames) {
    Block in, level, mute, left{}, right{};
    copy_values(args.params[kLevel + c], from, frames, level.data());
    copy_values(args.params[kMute + c], from, frames, mute.data());
    copy_values(args.params[kPan + c], from, frames, left.data());
    for (int i = 0; i < frames; i += 8) {
      const auto sides = sides_of<8>(dsp::load<F8>(left.data() + i));
      dsp::store(left.data() + i, sides.left);
      dsp::store(right.data() + i, sides.right);
    }
    for (int i = 0; i < frames; ++i) level[i] *= 1.0F - mute[i];
    for (int i = 0; has_solo && i < frames; ++i) level[i] *= left_of(args, c, from + i);
    std::copy_n(args.inputs[c] + from, frames, in.data());
    scale(in.data(), level.data(), frames);
    add(args.outputs[kLeft] + from, in.data(), left.data(), frames);
    add(args.outputs[kRight] + from, in.data(), right.data(), frames);
    if (!sends(args, c)) return;
    copy_values(args.params[kSend + c], from, frames, mute.data());
    scale(in.data(), mute.data(), frames);
    add(args.outputs[kSendLeft] + from, in.data(), left.data(), frames);
    add(args.outputs[kSendRight] + from, in.data(), right.data(), frames);
  }

  static constexpr std::size_t kChannels = 8;
  std::array<Channel, kChannels> channels_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
