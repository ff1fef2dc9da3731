// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Osc {
  enum Param { kFreq, kWave, kWidth, kLevel, kGlide };

  static constexpr std::array<std::string_view, 4> kWaves{"sine", "triangle", "saw", "pulse"};

  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create lead osc", "/patch/connect osc1 lead.sync", "/patch/connect lead env1",
      "/mod/lead/wave pulse", "/mod/lead/freq 310"};
  static constexpr std::array<std::string_view, 1> kInputs{"sync"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 2> kWidthNames{"pw", "pulse_width"};
  static constexpr std::array<ParameterInfo, 5> kParams{pitch_row(110.0F),
                                                        choice_row("wave", kWaves),
                                                        ParameterInfo{.name = "width",
                                                                      .unit = "",
                                                                      .minimum = 0.05F,
                                                                      .maximum = 0.95F,
                                                                      .initial = 0.5F,
                                                                      .aliases = kWidthNames},
                                                        level_row(0.35F), glide_row()};

  static constexpr ModuleInfo kInfo{
      .name = "osc",
      .summary = "band-limited oscillator; its cycle begins anew where sync rises through 0",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 72,
      .example = kExample};
};

}  // namespace chronus::catalog
