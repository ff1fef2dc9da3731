// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Sampler {
  enum Param {
    kSample,
    kFreq,
    kRoot,
    kSpeed,
    kBegin,
    kEnd,
    kSlices,
    kSlice,
    kMode,
    kLoopBegin,
    kLoopEnd,
    kCrossfade,
    kAttack,
    kRelease,
    kCut,
    kLevel,
    kAccelerate,
    kSpan,
    kSquiz
  };
  enum Mode { kOneShot, kGated, kLooped };

  static constexpr std::array<std::string_view, 3> kModes{"oneshot", "gate", "loop"};
  static constexpr std::array<ParameterInfo, 19> kParams{
      sample_row(), pitch_row(kMiddleC), root_row(),
      ParameterInfo{
          .name = "speed", .unit = "", .minimum = -16.0F, .maximum = 16.0F, .initial = 1.0F},
      latched_row("begin", 0.0F, 1.0F, 0.0F), latched_row("end", 0.0F, 1.0F, 1.0F),
      latched_row("slices", 1.0F, 256.0F, 1.0F), latched_row("slice", 0.0F, 255.0F, 0.0F),
      choice_row("mode", kModes), latched_row("loop_begin", 0.0F, 1.0F, 0.0F),
      latched_row("loop_end", 0.0F, 1.0F, 1.0F), latched_row("crossfade", 0.0F, 1.0F, 0.01F, "s"),
      latched_row("attack", 0.0F, 10.0F, 0.0F, "s"),
      latched_row("release", 0.0F, 10.0F, 0.02F, "s"),
      // Below 0: of a group of which each begins to the end of its own sample alone.
      latched_row("cut", -16383.0F, 16383.0F, 0.0F), level_row(1.0F),
      // The speed at the end of the span is speed x (1 + accelerate).
      latched_row("accelerate", -16.0F, 16.0F, 0.0F), latched_row("span", 0.0F, 60.0F, 1.0F, "s"),
      // Up to 1: it is off.
      latched_row("squiz", 0.0F, 64.0F, 1.0F)};
  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create hits sampler 8", "/patch/connect hits output", "/mod/hits/sample bd:0",
      "/note/hits c4 100", "/note/hits c4 100 speed -1 sample sn:0 cut -1"};

  static constexpr ModuleInfo kInfo{
      .name = "sampler",
      .summary = "plays a sample, a part, a slice or a loop of it, at any speed",
      .outputs = kStereo,
      .params = kParams,
      .has_gate = true,
      .most_voices = kManyVoices,
      .one_by_one = true,
      .state_bytes = 184,
      .example = kExample};
};

}  // namespace chronus::catalog
