// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Formant {
  enum Param { kVowel, kShift, kQ, kMix };

  static constexpr std::array<std::string_view, 1> kVowelNames{"morph"};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      // 0 a, 1 e, 2 i, 3 o, 4 u, and what lies between.
      ParameterInfo{.name = "vowel",
                    .unit = "",
                    .minimum = 0.0F,
                    .maximum = 4.0F,
                    .initial = 0.0F,
                    .smoothing_ms = 20.0F,
                    .aliases = kVowelNames},
      ParameterInfo{
          .name = "shift", .unit = "octaves", .minimum = -1.0F, .maximum = 1.0F, .initial = 0.0F},
      ParameterInfo{.name = "q",
                    .unit = "",
                    .minimum = 0.25F,
                    .maximum = 4.0F,
                    .initial = 1.0F,
                    .curve = Curve::kExponential,
                    .aliases = kResonanceNames},
      linear_row("mix", 0.0F, 1.0F, 1.0F)};

  static constexpr ModuleInfo kInfo{.name = "formant",
                                    .summary = "the vowels a e i o u, and all between them",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 348};
};

}  // namespace chronus::catalog
