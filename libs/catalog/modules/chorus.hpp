// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

/// A time that moves a delay's head: slowly enough that no sample is skipped.
constexpr ParameterInfo head_row(std::string_view name, float minimum_s, float maximum_s,
                                 float initial_s) {
  return {.name = name,
          .unit = "s",
          .minimum = minimum_s,
          .maximum = maximum_s,
          .initial = initial_s,
          .smoothing_ms = 100.0F};
}

/// The speed of a modulation effect.
constexpr ParameterInfo sweep_row(float initial_hz) {
  return {.name = "rate",
          .unit = "Hz",
          .minimum = 0.01F,
          .maximum = 20.0F,
          .initial = initial_hz,
          .curve = Curve::kExponential};
}

struct Chorus {
  enum Param { kRate, kDepth, kDelay, kMix };

  static constexpr std::array<ParameterInfo, 4> kParams{
      sweep_row(0.6F), head_row("depth", 0.0F, 0.01F, 0.003F),
      head_row("delay", 0.001F, 0.03F, 0.012F), linear_row("mix", 0.0F, 1.0F, 0.5F)};

  static constexpr ModuleInfo kInfo{.name = "chorus",
                                    .summary = "three voices a side, out of tune by turns",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 16,
                                    .line_ms = 102};
};

}  // namespace chronus::catalog
