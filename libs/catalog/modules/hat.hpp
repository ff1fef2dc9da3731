// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Hat {
  enum Param { kTune, kDecay, kMetal, kTone, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      tune_row(80.0F, 1200.0F, 320.0F), time_row("decay", 0.01F, 3.0F, 0.09F),
      linear_row("metal", 0.0F, 1.0F, 0.6F), linear_row("tone", 0.0F, 1.0F, 0.5F),
      level_row(0.35F)};

  static constexpr ModuleInfo kInfo{.name = "hat",
                                    .summary = "hi-hat, closed or open by its decay",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 408};
};

}  // namespace chronus::catalog
