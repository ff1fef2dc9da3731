// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Cymbal {
  enum Param { kTune, kDecay, kMetal, kTone, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      tune_row(100.0F, 2000.0F, 420.0F), time_row("decay", 0.1F, 8.0F, 1.8F),
      linear_row("metal", 0.0F, 1.0F, 0.6F), linear_row("tone", 0.0F, 1.0F, 0.5F),
      level_row(0.35F)};
  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create crash cymbal", "/patch/connect crash output", "/gate/crash 1 1.0"};

  static constexpr ModuleInfo kInfo{.name = "cymbal",
                                    .summary = "cymbal: crash or ride by its decay and tone",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 352,
                                    .example = kExample};
};

}  // namespace chronus::catalog
