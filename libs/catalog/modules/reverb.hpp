// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Reverb {
  enum Param { kSize, kDecay, kDamp, kPredelay, kFreeze, kMix };

  static constexpr float kLongestPredelay_s = 0.2F;

  static constexpr std::array<std::string_view, 1> kPredelayNames{"pre_delay"};
  static constexpr std::array<ParameterInfo, 6> kParams{
      linear_row("size", 0.0F, 1.0F, 0.6F),
      ParameterInfo{.name = "decay",
                    .unit = "s",
                    .minimum = 0.1F,
                    .maximum = 60.0F,
                    .initial = 2.0F,
                    .curve = Curve::kExponential,
                    .smoothing_ms = 100.0F},
      // Where a tone decays in half the time; the highest damps nothing.
      ParameterInfo{.name = "damp",
                    .unit = "Hz",
                    .minimum = 200.0F,
                    .maximum = 20000.0F,
                    .initial = 5000.0F,
                    .curve = Curve::kExponential,
                    .smoothing_ms = 100.0F},
      ParameterInfo{.name = "predelay",
                    .unit = "s",
                    .minimum = 0.0F,
                    .maximum = kLongestPredelay_s,
                    .initial = 0.01F,
                    .aliases = kPredelayNames},
      ParameterInfo{.name = "freeze",
                    .unit = "",
                    .minimum = 0.0F,
                    .maximum = 1.0F,
                    .initial = 0.0F,
                    .smoothing_ms = 50.0F},
      linear_row("mix", 0.0F, 1.0F, 0.3F)};

  static constexpr ModuleInfo kInfo{.name = "reverb",
                                    .summary = "a room: sixteen delays that feed each other",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 364,
                                    .line_s = 1,
                                    .line_ms = 200};
};

}  // namespace chronus::catalog
