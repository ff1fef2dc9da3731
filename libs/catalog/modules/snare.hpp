// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Snare {
  enum Param { kTune, kDecay, kSnap, kTone, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      tune_row(60.0F, 800.0F, 185.0F), time_row("decay", 0.02F, 3.0F, 0.25F),
      linear_row("snap", 0.0F, 1.0F, 0.55F), linear_row("tone", 0.0F, 1.0F, 0.5F),
      level_row(0.38F)};

  static constexpr ModuleInfo kInfo{.name = "snare",
                                    .summary = "snare drum",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 240};
};

}  // namespace chronus::catalog
