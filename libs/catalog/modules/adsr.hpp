// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Adsr {
  enum Param { kAttack, kDecay, kSustain, kRelease };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 3> kOutputs{"out", "env", "velocity"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      time_row("attack", 0.001F, 10.0F, 0.005F), time_row("decay", 0.002F, 10.0F, 0.15F),
      linear_row("sustain", 0.0F, 1.0F, 0.7F), time_row("release", 0.002F, 20.0F, 0.2F)};

  static constexpr ModuleInfo kInfo{.name = "adsr",
                                    .summary = "envelope and amplifier, opened by a gate",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 64};
};

}  // namespace chronus::catalog
