// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Ladder {
  enum Param { kFreq, kResonance, kDrive, kEnv, kAccent };
  enum Input { kIn, kEnvIn, kAccentIn };

  static constexpr std::array<std::string_view, 1> kResonanceName{"q"};
  static constexpr std::array<std::string_view, 3> kInputs{"in", "env", "accent"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      cutoff_row(1000.0F),
      // It oscillates by itself from 0.91 on.
      ParameterInfo{.name = "resonance",
                    .unit = "",
                    .minimum = 0.0F,
                    .maximum = 1.0F,
                    .initial = 0.3F,
                    .aliases = kResonanceName},
      ParameterInfo{
          .name = "drive", .unit = "dB", .minimum = 0.0F, .maximum = 36.0F, .initial = 0.0F},
      ParameterInfo{.name = "env_amount",
                    .unit = "octaves",
                    .minimum = -8.0F,
                    .maximum = 8.0F,
                    .initial = 4.0F},
      ParameterInfo{.name = "accent_amount",
                    .unit = "octaves",
                    .minimum = 0.0F,
                    .maximum = 4.0F,
                    .initial = 1.0F}};

  static constexpr ModuleInfo kInfo{
      .name = "ladder",
      .summary = "four-pole lowpass that sings, with inputs for an envelope and an accent",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 60};
};

}  // namespace chronus::catalog
