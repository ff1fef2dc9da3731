// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Add {
  enum Param { kOffset };

  static constexpr std::array<std::string_view, 2> kInputs{"a", "b"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{
      linear_row("offset", -20000.0F, 20000.0F, 0.0F)};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create sum1 add", "/patch/connect lfo1 sum1.a", "/patch/connect env1.env sum1.b",
      "/patch/connect sum1 filt1.freq 800"};

  static constexpr ModuleInfo kInfo{.name = "add",
                                    .summary = "the sum of two signals and an offset",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 4,
                                    .example = kExample};
};

}  // namespace chronus::catalog
