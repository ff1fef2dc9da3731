// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/mixer.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

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
      for (int i = 0; i < args.frames; ++i) args.outputs[port][i] = 0.0F;
    }
    const bool has_solo = is_any_solo(args);
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      if (has_solo) {
        add_moving(args, c, true);
        continue;
      }
      const Param& level = args.params[kLevel + c];
      const Param& mute = args.params[kMute + c];
      const Param& pan = args.params[kPan + c];
      if (level.is_still() && pan.is_still() && mute.is_still()) {
        add_still(args, c);
      } else {
        add_moving(args, c, false);
      }
    }
    return Rest::kQuiet;
  }

 private:
  struct Channel {
    float pan = 2.0F;  // out of range: not computed yet
    float left = 0.0F, right = 0.0F;

    void set_pan(float value) {
      if (value == pan) return;
      pan = value;
      const double turns = (1.0 + static_cast<double>(value)) / 8.0;
      left = static_cast<float>(dsp::cos_turns(turns));
      right = static_cast<float>(dsp::sin_turns(turns));
    }

    /// As it stands: a loop of whole vectors.
    void add(const float* in, float level, float* const* outputs, int frames) const {
      float* __restrict to_left = outputs[0];
      float* __restrict to_right = outputs[1];
      const float own_left = left, own_right = right;
      for (int i = 0; i < frames; ++i) {
        to_left[i] += in[i] * level * own_left;
        to_right[i] += in[i] * level * own_right;
      }
    }
  };

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
    channel.add(args.inputs[c], level, args.outputs, args.frames);
    if (!sends(args, c)) return;
    const Param& send = args.params[kSend + c];
    for (int i = 0; i < args.frames; ++i) {
      const float in = args.inputs[c][i] * level * send[i];
      args.outputs[kSendLeft][i] += in * channel.left;
      args.outputs[kSendRight][i] += in * channel.right;
    }
  }

  void add_moving(const Context& args, std::size_t c, bool has_solo) {
    Channel& channel = channels_[c];
    const bool is_sent = sends(args, c);
    for (int i = 0; i < args.frames; ++i) {
      channel.set_pan(args.params[kPan + c][i]);
      float level = args.params[kLevel + c][i] * (1.0F - args.params[kMute + c][i]);
      if (has_solo) level *= left_of(args, c, i);
      const float in = args.inputs[c][i] * level;
      args.outputs[kLeft][i] += in * channel.left;
      args.outputs[kRight][i] += in * channel.right;
      if (!is_sent) continue;
      const float sent = in * args.params[kSend + c][i];
      args.outputs[kSendLeft][i] += sent * channel.left;
      args.outputs[kSendRight][i] += sent * channel.right;
    }
  }

  static constexpr std::size_t kChannels = 8;
  std::array<Channel, kChannels> channels_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
