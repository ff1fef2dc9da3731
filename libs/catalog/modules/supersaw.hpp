// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Supersaw {
  enum Param { kFreq, kDetune, kMix, kLevel, kGlide };

  static constexpr std::array<std::string_view, 2> kOutputs{"left", "right"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      pitch_row(110.0F), linear_row("detune", 0.0F, 1.0F, 0.4F),
      linear_row("mix", 0.0F, 1.0F, 0.7F), level_row(0.3F), glide_row()};
  static constexpr std::array<std::string_view, 9> kExample{"/patch/create pad supersaw 8",
                                                            "/patch/create left adsr 8",
                                                            "/patch/create right adsr 8",
                                                            "/patch/connect pad.left left",
                                                            "/patch/connect pad.right right",
                                                            "/patch/connect left output.left",
                                                            "/patch/connect right output.right",
                                                            "/mod/pad/detune 0.5",
                                                            "/note/pad c4 0.7 1"};

  static constexpr ModuleInfo kInfo{.name = "supersaw",
                                    .summary = "seven saws out of tune, from left to right",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 44,
                                    .example = kExample};
};

}  // namespace chronus::catalog
