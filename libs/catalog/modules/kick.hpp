// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Kick {
  enum Param { kTune, kDecay, kSweep, kSweepTime, kTone, kDrive, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 7> kParams{
      tune_row(20.0F, 400.0F, 50.0F),
      time_row("decay", 0.02F, 4.0F, 0.5F),
      ParameterInfo{
          .name = "sweep", .unit = "octaves", .minimum = 0.0F, .maximum = 6.0F, .initial = 2.5F},
      time_row("sweep_time", 0.005F, 1.0F, 0.09F),
      linear_row("tone", 0.0F, 1.0F, 0.3F),
      linear_row("drive", 0.0F, 1.0F, 0.3F),
      level_row(0.45F)};

  static constexpr ModuleInfo kInfo{.name = "kick",
                                    .summary = "bass drum",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 232};
};

}  // namespace chronus::catalog
