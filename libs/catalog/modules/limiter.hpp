// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Limiter {
  enum Param { kCeiling, kRelease, kGain };

  static constexpr std::array<ParameterInfo, 3> kParams{
      ParameterInfo{
          .name = "ceiling", .unit = "dB", .minimum = -24.0F, .maximum = 0.0F, .initial = -1.0F},
      time_row("release", 0.005F, 2.0F, 0.1F),
      ParameterInfo{
          .name = "gain_db", .unit = "dB", .minimum = 0.0F, .maximum = 24.0F, .initial = 0.0F}};

  static constexpr ModuleInfo kInfo{.name = "limiter",
                                    .summary = "holds both sides below a ceiling, 5 ms ahead",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 48,
                                    .line_ms = 26};
};

}  // namespace chronus::catalog
