// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Ring {
  enum Param { kMix };

  static constexpr std::array<std::string_view, 2> kInputs{"in", "carrier"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{linear_row("mix", 0.0F, 1.0F, 1.0F)};
  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create ring1 ring", "/patch/connect env1 ring1.in",
      "/patch/connect lfo1 ring1.carrier", "/patch/connect ring1 output", "/mod/lfo1/rate 70"};

  static constexpr ModuleInfo kInfo{
      .name = "ring",
      .summary = "ring modulator: the sums and differences of what in and carrier hold",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 4,
      .example = kExample};
};

}  // namespace chronus::catalog
