// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Sine {
  enum Param { kFreq, kLevel, kGlide };

  static constexpr std::array<std::string_view, 1> kAliases{"simple_sine"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 3> kParams{pitch_row(440.0F), level_row(0.5F),
                                                        glide_row()};

  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create tone sine 8", "/patch/create tone_env adsr 8", "/patch/connect tone tone_env",
      "/patch/connect tone_env output", "/note/tone a4 0.7 1"};

  static constexpr ModuleInfo kInfo{.name = "sine",
                                    .aliases = kAliases,
                                    .summary = "a pure tone",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 24,
                                    .example = kExample};
};

}  // namespace chronus::catalog
