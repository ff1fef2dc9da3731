// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct NoiseGate {
  enum Param { kThreshold, kRange, kAttack, kHold, kRelease };

  static constexpr std::array<std::string_view, 2> kInputs{"in", "key"};
  static constexpr std::array<std::string_view, 2> kOutputs{"out", "open"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      ParameterInfo{
          .name = "threshold", .unit = "dB", .minimum = -80.0F, .maximum = 0.0F, .initial = -40.0F},
      ParameterInfo{
          .name = "range", .unit = "dB", .minimum = -96.0F, .maximum = 0.0F, .initial = -96.0F},
      time_row("attack", 0.0001F, 1.0F, 0.002F),
      ParameterInfo{
          .name = "hold", .unit = "s", .minimum = 0.0F, .maximum = 4.0F, .initial = 0.05F},
      time_row("release", 0.001F, 4.0F, 0.1F)};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create gate1 gate", "/patch/connect env1 gate1.in", "/patch/connect gate1 output",
      "/mod/gate1/threshold -30"};

  static constexpr ModuleInfo kInfo{
      .name = "gate",
      .summary =
          "noise gate: closes while its input, or key where that is louder, is below the threshold",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 8,
      .example = kExample};
};

}  // namespace chronus::catalog
