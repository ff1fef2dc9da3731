// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Tom {
  enum Param { kTune, kDecay, kBend, kTone, kLevel };

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      tune_row(40.0F, 600.0F, 110.0F), time_row("decay", 0.05F, 4.0F, 0.6F),
      ParameterInfo{
          .name = "bend", .unit = "octaves", .minimum = 0.0F, .maximum = 2.0F, .initial = 0.5F},
      linear_row("tone", 0.0F, 1.0F, 0.3F), level_row(0.4F)};
  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create tom1 tom", "/patch/connect tom1 output", "/gate/tom1 1 0.8"};

  static constexpr ModuleInfo kInfo{.name = "tom",
                                    .summary = "tom: two modes of a head, and the stick",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .one_by_one = true,
                                    .state_bytes = 264,
                                    .example = kExample};
};

}  // namespace chronus::catalog
