// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Lfo {
  enum Param { kRate, kWave, kDepth, kOffset, kBeats, kBpm };

  static constexpr std::array<std::string_view, 5> kWaves{"sine", "triangle", "saw", "square",
                                                          "sample_hold"};

  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 2> kRateNames{"freq", "frequency"};
  static constexpr std::array<std::string_view, 2> kDepthNames{"level", "amp"};
  static constexpr std::array<ParameterInfo, 6> kParams{
      ParameterInfo{.name = "rate",
                    .unit = "Hz",
                    .minimum = 0.001F,
                    .maximum = 200.0F,
                    .initial = 1.0F,
                    .curve = Curve::kExponential,
                    .aliases = kRateNames},
      choice_row("wave", kWaves),
      ParameterInfo{.name = "depth",
                    .unit = "",
                    .minimum = -20000.0F,
                    .maximum = 20000.0F,
                    .initial = 1.0F,
                    .aliases = kDepthNames},
      linear_row("offset", -20000.0F, 20000.0F, 0.0F),
      ParameterInfo{.name = "beats",
                    .unit = "beats",
                    .minimum = 0.0F,
                    .maximum = 64.0F,
                    .initial = 0.0F,
                    .smoothing_ms = 0.0F},
      ParameterInfo{.name = "bpm",
                    .unit = "BPM",
                    .minimum = 1.0F,
                    .maximum = 999.0F,
                    .initial = 120.0F,
                    .smoothing_ms = 0.0F}};

  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create wobble lfo", "/patch/connect wobble filt1.freq 400", "/mod/wobble/rate 5"};

  static constexpr ModuleInfo kInfo{.name = "lfo",
                                    .summary =
                                        "slow wave that modulates parameters; a cycle takes 1 / "
                                        "rate, or beats at bpm where beats is not 0",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 16,
                                    .example = kExample};
};

}  // namespace chronus::catalog
