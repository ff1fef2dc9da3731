// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/mixer.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

/// Eight channels into stereo. Pan is of constant power: -3 dB on both sides in the middle.
class Mixer {
 public:
  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) args.outputs[0][i] = args.outputs[1][i] = 0.0F;
    for (std::size_t c = 0; c < catalog::Mixer::kInputs.size(); ++c) {
      Channel& channel = channels_[c];
      for (int i = 0; i < args.frames; ++i) {
        channel.set_pan(args.params[catalog::Mixer::kInputs.size() + c][i]);
        const float in = args.inputs[c][i] * args.params[c][i];
        args.outputs[0][i] += in * channel.left;
        args.outputs[1][i] += in * channel.right;
      }
    }
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
  };

  std::array<Channel, 8> channels_;
};

}  // namespace chronus::engine
