// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct SampleHold {
  enum Param { kRate };

  static constexpr std::array<std::string_view, 2> kInputs{"in", "trigger"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{ParameterInfo{
      .name = "rate", .unit = "Hz", .minimum = 0.0F, .maximum = 1000.0F, .initial = 0.0F}};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create steps sample_hold", "/patch/connect noise1 steps.in",
      "/patch/connect steps filt1.freq 1000", "/mod/steps/rate 8"};

  static constexpr ModuleInfo kInfo{.name = "sample_hold",
                                    .summary =
                                        "holds what came in at the last gate, rise of trigger "
                                        "through 0, or cycle of rate (0: none)",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 16,
                                    .example = kExample};
};

}  // namespace chronus::catalog
