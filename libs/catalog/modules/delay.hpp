// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Delay {
  enum Param { kTime, kFeedback, kDamp, kMix, kPingPong, kSync, kBeats, kBpm };
  enum Sync { kSeconds, kInBeats };

  static constexpr float kShortest_s = 0.001F;
  static constexpr float kLongest_s = 4.0F;

  static constexpr std::array<std::string_view, 2> kSyncs{"seconds", "beats"};
  static constexpr std::array<std::string_view, 1> kDampNames{"tone"};
  // A mono patch's `in` and `out` are its left side.
  static constexpr std::array<std::string_view, 2> kInputs{"in", "right"};
  static constexpr std::array<std::string_view, 2> kOutputs{"out", "right"};
  static constexpr std::array<ParameterInfo, 8> kParams{
      ParameterInfo{.name = "time",
                    .unit = "s",
                    .minimum = kShortest_s,
                    .maximum = kLongest_s,
                    .initial = 0.375F,
                    .curve = Curve::kExponential,
                    .smoothing_ms = 0.0F},  // the head's own way is smooth
      // Below 1 at its highest, so that every echo ends: read() and damp amplify no frequency.
      linear_row("feedback", 0.0F, 0.95F, 0.4F),
      ParameterInfo{.name = "damp",
                    .unit = "Hz",
                    .minimum = 20.0F,
                    .maximum = 20000.0F,
                    .initial = 6000.0F,
                    .curve = Curve::kExponential,
                    .aliases = kDampNames},
      linear_row("mix", 0.0F, 1.0F, 0.35F), linear_row("ping_pong", 0.0F, 1.0F, 0.0F),
      choice_row("sync", kSyncs),
      ParameterInfo{.name = "beats",
                    .unit = "beats",
                    .minimum = 0.03125F,
                    .maximum = 8.0F,
                    .initial = 0.75F,
                    .curve = Curve::kExponential,
                    .smoothing_ms = 0.0F},
      ParameterInfo{.name = "bpm",
                    .unit = "bpm",
                    .minimum = 20.0F,
                    .maximum = 400.0F,
                    .initial = 120.0F,
                    .smoothing_ms = 0.0F}};

  static constexpr ModuleInfo kInfo{.name = "delay",
                                    .summary = "stereo echo, its time glides like tape",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .state_bytes = 64,
                                    .line_s = 2 * static_cast<int>(kLongest_s),
                                    .line_ms = 1};
};

}  // namespace chronus::catalog
