// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Pluck {
  enum Param { kFreq, kDecay, kDamp, kColor, kRelease, kLevel, kGlide };

  /// Samples of a string: 20 Hz at 48 kHz. At higher rates the lowest pitch is higher.
  static constexpr int kLongest = 2416;
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 7> kParams{ParameterInfo{.name = "freq",
                                                                      .unit = "Hz",
                                                                      .minimum = 20.0F,
                                                                      .maximum = 8000.0F,
                                                                      .initial = 220.0F,
                                                                      .curve = Curve::kExponential,
                                                                      .lane_jumps = true,
                                                                      .is_pitch = true,
                                                                      .aliases = kFrequencyNames},
                                                        time_row("decay", 0.05F, 20.0F, 3.0F),
                                                        linear_row("damp", 0.0F, 1.0F, 0.3F),
                                                        linear_row("color", 0.0F, 1.0F, 0.7F),
                                                        time_row("release", 0.02F, 10.0F, 0.3F),
                                                        level_row(0.5F),
                                                        glide_row()};
  static constexpr std::array<std::string_view, 3> kExample{
      "/patch/create harp pluck 8", "/patch/connect harp output", "/note/harp a3 0.8 1"};

  static constexpr ModuleInfo kInfo{
      .name = "pluck",
      .summary =
          "a plucked string; color and how hard it is plucked are its brightness, decay its length",
      .outputs = kOutputs,
      .params = kParams,
      .has_gate = true,
      .most_voices = kManyVoices,
      .one_by_one = true,
      .state_bytes = 9768,
      .example = kExample};
};

}  // namespace chronus::catalog
