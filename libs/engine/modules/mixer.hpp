// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/mixer.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Eight channels into stereo. Pan is of constant power: -3 dB on both sides in the middle.
class Mixer {
 public:
  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) args.outputs[0][i] = args.outputs[1][i] = 0.0F;
    for (std::size_t c = 0; c < catalog::Mixer::kInputs.size(); ++c) {
      Channel& channel = channels_[c];
      const Param& level = args.params[c];
      const Param& pan = args.params[catalog::Mixer::kInputs.size() + c];
      if (level.is_still() && pan.is_still()) {
        channel.set_pan(pan[0]);
        channel.add(args.inputs[c], level[0], args.outputs, args.frames);
        continue;
      }
      for (int i = 0; i < args.frames; ++i) {
        channel.set_pan(pan[i]);
        const float in = args.inputs[c][i] * level[i];
        args.outputs[0][i] += in * channel.left;
        args.outputs[1][i] += in * channel.right;
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

  std::array<Channel, 8> channels_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
