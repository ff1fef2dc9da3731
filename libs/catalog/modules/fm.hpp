// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

/// Of an operator's frequency to the pitch.
constexpr ParameterInfo ratio_row(std::string_view name, float initial) {
  return {.name = name,
          .unit = "",
          .minimum = 0.125F,
          .maximum = 16.0F,
          .initial = initial,
          .curve = Curve::kExponential,
          .smoothing_ms = 0.0F};
}

struct Fm {
  enum Param {
    kFreq,
    kAlgorithm,
    kIndex,
    kFeedback,
    kRatio1,
    kRatio2,
    kRatio3,
    kRatio4,
    kLevel1,
    kLevel2,
    kLevel3,
    kLevel4,
    kLevel,
    kGlide
  };

  /// Who modulates whom; those without an arrow behind them are heard.
  static constexpr std::array<std::string_view, 8> kAlgorithms{
      "4>3>2>1", "3+4>2>1", "4+(3>2)>1", "2+(4>3)>1", "4>3,2>1", "4>1,2,3", "4>3,2,1", "1,2,3,4"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 14> kParams{
      pitch_row(110.0F),
      choice_row("algorithm", kAlgorithms),
      ParameterInfo{
          .name = "index", .unit = "radians", .minimum = 0.0F, .maximum = 20.0F, .initial = 2.0F},
      linear_row("feedback", 0.0F, 1.0F, 0.0F),
      ratio_row("ratio1", 1.0F),
      ratio_row("ratio2", 1.0F),
      ratio_row("ratio3", 2.0F),
      ratio_row("ratio4", 3.0F),
      linear_row("level1", 0.0F, 1.0F, 1.0F),
      linear_row("level2", 0.0F, 1.0F, 1.0F),
      linear_row("level3", 0.0F, 1.0F, 0.5F),
      linear_row("level4", 0.0F, 1.0F, 0.5F),
      level_row(0.35F),
      glide_row()};
  static constexpr std::array<std::string_view, 9> kExample{
      "/patch/create bell fm 8",
      "/patch/create bell_env adsr 8",
      "/patch/create strike adsr 8",
      "/patch/connect bell bell_env",
      "/patch/connect bell_env output",
      "/patch/connect strike.env bell.index 3",
      "/mod/strike/sustain 0",
      "/mod/bell/ratio2 3.5",
      "/note/bell c5 0.8 1"};

  static constexpr ModuleInfo kInfo{.name = "fm",
                                    .summary =
                                        "four sines that modulate each other: eight algorithms; "
                                        "index, moved by an envelope, is the brightness",
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 52,
                                    .example = kExample};
};

}  // namespace chronus::catalog
