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

struct Mixer {
  static constexpr std::array<std::string_view, 8> kInputs{"in1", "in2", "in3", "in4",
                                                           "in5", "in6", "in7", "in8"};
  static constexpr std::array<std::string_view, 2> kOutputs{"left", "right"};
  static constexpr std::array<ParameterInfo, 16> kParams{
      mixer_level("level1"), mixer_level("level2"), mixer_level("level3"), mixer_level("level4"),
      mixer_level("level5"), mixer_level("level6"), mixer_level("level7"), mixer_level("level8"),
      mixer_pan("pan1"),     mixer_pan("pan2"),     mixer_pan("pan3"),     mixer_pan("pan4"),
      mixer_pan("pan5"),     mixer_pan("pan6"),     mixer_pan("pan7"),     mixer_pan("pan8")};

  static constexpr ModuleInfo kInfo{.name = "mixer",
                                    .summary = "eight channels with level and pan into stereo",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .state_bytes = 96};
};

}  // namespace chronus::catalog
