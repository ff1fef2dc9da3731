// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Clap {
  enum Param { kTune, kDecay, kSpread, kTone, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      tune_row(400.0F, 4000.0F, 1200.0F), time_row("decay", 0.05F, 3.0F, 0.3F),
      time_row("spread", 0.002F, 0.05F, 0.011F), linear_row("tone", 0.0F, 1.0F, 0.5F),
      level_row(0.4F)};
  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create clap1 clap", "/patch/connect clap1 output", "/gate/clap1 1 0.8"};

  static constexpr ModuleInfo kInfo{.name = "clap",
                                    .summary = "hand clap: four hands and a room",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 208,
                                    .example = kExample};
};

}  // namespace chronus::catalog
