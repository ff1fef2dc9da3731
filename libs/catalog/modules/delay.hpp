// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Delay {
  enum Param { kTime, kFeedback, kDamp, kMix };

  static constexpr float kShortest_s = 0.001F;
  static constexpr float kLongest_s = 2.0F;

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      ParameterInfo{.name = "time",
                    .unit = "s",
                    .minimum = kShortest_s,
                    .maximum = kLongest_s,
                    .initial = 0.375F,
                    .curve = Curve::kExponential,
                    .smoothing_ms = 0.0F},  // the head's own way is smooth
      // Below 1 at its highest, so that every echo ends: read() and damp amplify no frequency.
      linear_row("feedback", 0.0F, 0.95F, 0.4F),
      ParameterInfo{.name = "damp",
                    .unit = "Hz",
                    .minimum = 20.0F,
                    .maximum = 20000.0F,
                    .initial = 6000.0F,
                    .curve = Curve::kExponential},
      linear_row("mix", 0.0F, 1.0F, 0.35F)};

  static constexpr ModuleInfo kInfo{.name = "delay",
                                    .summary = "echo, its time glides like tape",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .state_bytes = 40,
                                    .line_s = static_cast<int>(kLongest_s)};
};

}  // namespace chronus::catalog
