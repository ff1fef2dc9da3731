// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Noise {
  enum Param { kColor, kLevel };

  static constexpr std::array<std::string_view, 5> kColors{"white", "pink", "brown", "blue",
                                                           "violet"};

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 1> kColorNames{"kind"};
  static constexpr std::array<ParameterInfo, 2> kParams{choice_row("color", kColors, kColorNames),
                                                        level_row(0.25F)};

  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create hiss noise", "/patch/connect hiss env1", "/mod/hiss/color pink"};

  static constexpr ModuleInfo kInfo{.name = "noise",
                                    .summary = "noise in five colours, its own for every module",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 128,
                                    .example = kExample};
};

}  // namespace chronus::catalog
