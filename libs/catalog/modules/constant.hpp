// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Constant {
  enum Param { kValue };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{
      linear_row("value", -20000.0F, 20000.0F, 0.0F)};
  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create knob const", "/patch/connect knob filt1.freq", "/mod/knob/value 300"};

  static constexpr ModuleInfo kInfo{
      .name = "const",
      .summary = "a value that stands, or is set by hand, for the parameters of several modules",
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 4,
      .example = kExample};
};

}  // namespace chronus::catalog
