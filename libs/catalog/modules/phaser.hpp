// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/modules/chorus.hpp"
#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Phaser {
  enum Param { kRate, kDepth, kFreq, kFeedback, kStages, kMix };

  static constexpr std::array<std::string_view, 4> kStageCounts{"4", "6", "8", "12"};
  static constexpr std::array<ParameterInfo, 6> kParams{
      sweep_row(0.3F),
      ParameterInfo{
          .name = "depth", .unit = "octaves", .minimum = 0.0F, .maximum = 4.0F, .initial = 2.0F},
      ParameterInfo{.name = "freq",
                    .unit = "Hz",
                    .minimum = 50.0F,
                    .maximum = 8000.0F,
                    .initial = 700.0F,
                    .curve = Curve::kExponential,
                    .aliases = kFrequencyNames},
      linear_row("feedback", 0.0F, 0.9F, 0.4F),
      choice_row("stages", kStageCounts),
      linear_row("mix", 0.0F, 1.0F, 0.5F)};

  static constexpr ModuleInfo kInfo{.name = "phaser",
                                    .summary = "notches that sweep, four to twelve allpasses deep",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 144};
};

}  // namespace chronus::catalog
