// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/math.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

constexpr ParameterInfo mixer_level(std::string_view name) {
  return linear_row(name, 0.0F, 2.0F, 1.0F);
}
constexpr ParameterInfo mixer_pan(std::string_view name) {
  return linear_row(name, -1.0F, 1.0F, 0.0F);
}

/// Eight channels into stereo. Pan is of constant power: -3 dB on both sides in the middle.
class Mixer {
 public:
  static constexpr std::string_view kName = "mixer";
  static constexpr std::string_view kSummary = "eight channels with level and pan into stereo";
  static constexpr std::array<std::string_view, 0> kAliases{};
  static constexpr std::array<std::string_view, 8> kInputs{"in1", "in2", "in3", "in4",
                                                           "in5", "in6", "in7", "in8"};
  static constexpr std::array<std::string_view, 2> kOutputs{"left", "right"};

  static constexpr std::array<ParameterInfo, 16> kParams{
      mixer_level("level1"), mixer_level("level2"), mixer_level("level3"), mixer_level("level4"),
      mixer_level("level5"), mixer_level("level6"), mixer_level("level7"), mixer_level("level8"),
      mixer_pan("pan1"),     mixer_pan("pan2"),     mixer_pan("pan3"),     mixer_pan("pan4"),
      mixer_pan("pan5"),     mixer_pan("pan6"),     mixer_pan("pan7"),     mixer_pan("pan8")};

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) args.outputs[0][i] = args.outputs[1][i] = 0.0F;
    for (std::size_t c = 0; c < kInputs.size(); ++c) {
      Channel& channel = channels_[c];
      for (int i = 0; i < args.frames; ++i) {
        channel.set_pan(args.params[kInputs.size() + c][i]);
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
