// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Distortion {
  enum Param { kDrive, kCurve, kLevel, kMix };

  static constexpr std::array<std::string_view, 4> kCurves{"soft", "hard", "tube", "fold"};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      ParameterInfo{
          .name = "drive", .unit = "dB", .minimum = 0.0F, .maximum = 48.0F, .initial = 12.0F},
      choice_row("curve", kCurves), level_row(0.5F), linear_row("mix", 0.0F, 1.0F, 1.0F)};

  static constexpr ModuleInfo kInfo{.name = "distortion",
                                    .summary = "four curves, at four times the rate",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 452};
};

}  // namespace chronus::catalog
