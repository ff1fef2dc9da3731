// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

constexpr ParameterInfo mixer_level(std::string_view name) {
  return linear_row(name, 0.0F, 2.0F, 1.0F);
}
constexpr ParameterInfo mixer_pan(std::string_view name) {
  return linear_row(name, -1.0F, 1.0F, 0.0F);
}
constexpr ParameterInfo mixer_send(std::string_view name) {
  return linear_row(name, 0.0F, 2.0F, 0.0F);
}
/// 1 mutes; it fades there.
constexpr ParameterInfo mixer_mute(std::string_view name) {
  return linear_row(name, 0.0F, 1.0F, 0.0F);
}

/// 1: of all channels only those are heard of which this is 1; it fades there.
constexpr ParameterInfo mixer_solo(std::string_view name) {
  return linear_row(name, 0.0F, 1.0F, 0.0F);
}

struct Mixer {
  /// Of the first channel; those of the others follow each.
  enum Param { kLevel = 0, kPan = 8, kSend = 16, kMute = 24, kSolo = 32 };
  enum Output { kLeft, kRight, kSendLeft, kSendRight };

  static constexpr std::array<std::string_view, 8> kInputs{"in1", "in2", "in3", "in4",
                                                           "in5", "in6", "in7", "in8"};
  static constexpr std::array<std::string_view, 4> kOutputs{"left", "right", "send_left",
                                                            "send_right"};
  static constexpr std::array<ParameterInfo, 40> kParams{
      mixer_level("level1"), mixer_level("level2"), mixer_level("level3"), mixer_level("level4"),
      mixer_level("level5"), mixer_level("level6"), mixer_level("level7"), mixer_level("level8"),
      mixer_pan("pan1"),     mixer_pan("pan2"),     mixer_pan("pan3"),     mixer_pan("pan4"),
      mixer_pan("pan5"),     mixer_pan("pan6"),     mixer_pan("pan7"),     mixer_pan("pan8"),
      mixer_send("send1"),   mixer_send("send2"),   mixer_send("send3"),   mixer_send("send4"),
      mixer_send("send5"),   mixer_send("send6"),   mixer_send("send7"),   mixer_send("send8"),
      mixer_mute("mute1"),   mixer_mute("mute2"),   mixer_mute("mute3"),   mixer_mute("mute4"),
      mixer_mute("mute5"),   mixer_mute("mute6"),   mixer_mute("mute7"),   mixer_mute("mute8"),
      mixer_solo("solo1"),   mixer_solo("solo2"),   mixer_solo("solo3"),   mixer_solo("solo4"),
      mixer_solo("solo5"),   mixer_solo("solo6"),   mixer_solo("solo7"),   mixer_solo("solo8")};

  static constexpr ModuleInfo kInfo{
      .name = "mixer",
      .summary = "eight channels with level, pan, mute, solo and a send into stereo",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .state_bytes = 96};
};

}  // namespace chronus::catalog
