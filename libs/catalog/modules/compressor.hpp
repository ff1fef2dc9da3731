// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Compressor {
  enum Param { kThreshold, kRatio, kAttack, kRelease, kKnee, kMakeup, kKey };
  enum Input { kLeft, kRight, kSide };

  /// What its level is taken from.
  static constexpr std::array<std::string_view, 2> kKeys{"input", "side"};
  static constexpr std::array<std::string_view, 1> kKeyNames{"sidechain"};
  static constexpr std::array<std::string_view, 3> kInputs{"left", "right", "side"};
  static constexpr std::array<ParameterInfo, 7> kParams{
      ParameterInfo{
          .name = "threshold", .unit = "dB", .minimum = -60.0F, .maximum = 0.0F, .initial = -18.0F},
      ParameterInfo{.name = "ratio",
                    .unit = "",
                    .minimum = 1.0F,
                    .maximum = 50.0F,
                    .initial = 4.0F,
                    .curve = Curve::kExponential},
      time_row("attack", 0.0001F, 0.5F, 0.005F),
      time_row("release", 0.005F, 5.0F, 0.15F),
      ParameterInfo{
          .name = "knee", .unit = "dB", .minimum = 0.0F, .maximum = 24.0F, .initial = 6.0F},
      ParameterInfo{
          .name = "makeup", .unit = "dB", .minimum = 0.0F, .maximum = 36.0F, .initial = 0.0F},
      choice_row("key", kKeys, kKeyNames)};

  static constexpr ModuleInfo kInfo{.name = "compressor",
                                    .summary = "stereo compressor, both sides as one",
                                    .inputs = kInputs,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 24};
};

}  // namespace chronus::catalog
