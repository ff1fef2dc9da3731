// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Wavetable {
  enum Param { kFreq, kTable, kPosition, kLevel, kGlide };

  static constexpr std::array<std::string_view, 4> kTables{"basic", "organ", "vowel", "bell"};
  static constexpr int kWaves = 4;  ///< of a table
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 5> kParams{
      pitch_row(110.0F), choice_row("table", kTables), linear_row("position", 0.0F, 1.0F, 0.0F),
      level_row(0.35F), glide_row()};
  static constexpr std::array<std::string_view, 7> kExample{"/patch/create keys wavetable 8",
                                                            "/patch/create keys_env adsr 8",
                                                            "/patch/connect keys keys_env",
                                                            "/patch/connect keys_env output",
                                                            "/patch/connect lfo1 keys.position 0.3",
                                                            "/mod/keys/table 1",
                                                            "/note/keys c4 0.8 1"};

  static constexpr ModuleInfo kInfo{
      .name = "wavetable",
      .summary = "a wave between four of a table, band-limited; position moves through them",
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 36,
      .example = kExample};
};

}  // namespace chronus::catalog
