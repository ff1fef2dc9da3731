// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/modules/chorus.hpp"
#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Flanger {
  enum Param { kRate, kDepth, kDelay, kFeedback, kMix };

  static constexpr std::array<ParameterInfo, 5> kParams{
      sweep_row(0.2F), head_row("depth", 0.0F, 0.005F, 0.002F),
      head_row("delay", 0.0005F, 0.01F, 0.001F), linear_row("feedback", -0.95F, 0.95F, 0.5F),
      linear_row("mix", 0.0F, 1.0F, 0.5F)};

  static constexpr ModuleInfo kInfo{.name = "flanger",
                                    .summary = "a short delay that sweeps and feeds itself",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 16,
                                    .line_ms = 42};
};

}  // namespace chronus::catalog
