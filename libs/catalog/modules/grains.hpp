// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Grains {
  enum Param {
    kSample,
    kFreq,
    kRoot,
    kPosition,
    kSpeed,
    kFreeze,
    kSize,
    kDensity,
    kSpread,
    kWidth,
    kAttack,
    kRelease,
    kLevel
  };

  /// At once in a voice: one more waits until one has ended.
  static constexpr int kMost = 16;
  static constexpr int kMostVoices = 16;
  static constexpr std::array<std::string_view, 1> kPositionNames{"begin"};
  static constexpr std::array<std::string_view, 1> kSpreadNames{"spray"};

  static constexpr std::array<ParameterInfo, 13> kParams{
      sample_row(), pitch_row(kMiddleC), root_row(),
      // A grain that has begun hears none of these, so none of them needs to be smooth.
      ParameterInfo{.name = "position",
                    .unit = "",
                    .minimum = 0.0F,
                    .maximum = 1.0F,
                    .initial = 0.0F,
                    .smoothing_ms = 0.0F,
                    .aliases = kPositionNames},
      ParameterInfo{.name = "speed",
                    .unit = "",
                    .minimum = -4.0F,
                    .maximum = 4.0F,
                    .initial = 1.0F,
                    .smoothing_ms = 0.0F},
      latched_row("freeze", 0.0F, 1.0F, 0.0F), latched_row("size", 0.002F, 2.0F, 0.1F, "s"),
      latched_row("density", 0.1F, 1000.0F, 40.0F, "Hz"),
      ParameterInfo{.name = "spread",
                    .unit = "s",
                    .minimum = 0.0F,
                    .maximum = 10.0F,
                    .initial = 0.0F,
                    .smoothing_ms = 0.0F,
                    .aliases = kSpreadNames},
      latched_row("width", 0.0F, 1.0F, 0.0F), latched_row("attack", 0.0F, 10.0F, 0.01F, "s"),
      latched_row("release", 0.0F, 10.0F, 0.1F, "s"), level_row(1.0F)};
  static constexpr std::array<std::string_view, 6> kExample{
      "/patch/create cloud grains 4", "/patch/connect cloud output", "/mod/cloud/sample chord:0",
      "/mod/cloud/speed 0.1",         "/mod/cloud/width 0.7",        "/note/cloud c4 100 2"};

  static constexpr ModuleInfo kInfo{.name = "grains",
                                    .summary = "a sample in grains: stretched, frozen or scattered",
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .has_gate = true,
                                    .most_voices = kMostVoices,
                                    .one_by_one = true,
                                    .state_bytes = 728,
                                    .example = kExample};
};

}  // namespace chronus::catalog
