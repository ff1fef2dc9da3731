// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

/// Zero seconds are none.
constexpr ParameterInfo slew_row(std::string_view name) {
  return {.name = name,
          .unit = "s",
          .minimum = 0.0F,
          .maximum = 10.0F,
          .initial = 0.1F,
          .smoothing_ms = 0.0F};
}

struct Slew {
  enum Param { kRise, kFall };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 2> kParams{slew_row("rise"), slew_row("fall")};
  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create slew1 slew", "/patch/connect lfo1 slew1",
      "/patch/connect slew1 filt1.freq 500", "/mod/lfo1/wave square", "/mod/slew1/rise 0.2"};

  static constexpr ModuleInfo kInfo{
      .name = "slew",
      .summary =
          "follows its input in time: after rise or fall seconds a thousandth of the way is left",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 24,
      .example = kExample};
};

}  // namespace chronus::catalog
