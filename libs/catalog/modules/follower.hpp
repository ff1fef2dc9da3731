// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Follower {
  enum Param { kAttack, kRelease, kDepth, kOffset };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      time_row("attack", 0.0001F, 2.0F, 0.005F), time_row("release", 0.001F, 10.0F, 0.2F),
      linear_row("depth", -5000.0F, 5000.0F, 1.0F),
      linear_row("offset", -20000.0F, 20000.0F, 0.0F)};
  static constexpr std::array<std::string_view, 5> kExample{
      "/patch/create ear follower", "/patch/connect drum ear", "/patch/connect ear filt1.freq 2000",
      "/gate/env1 1", "/gate/drum 1 0.9"};

  static constexpr ModuleInfo kInfo{
      .name = "follower",
      .summary = "envelope follower: how loud its input is, times depth, plus offset",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 20,
      .example = kExample};
};

}  // namespace chronus::catalog
