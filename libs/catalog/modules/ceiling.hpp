// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Ceiling {
  enum Param { kLevel };

  static constexpr std::array<ParameterInfo, 1> kParams{ParameterInfo{
      .name = "level", .unit = "dB", .minimum = -24.0F, .maximum = 0.0F, .initial = -1.0F}};

  static constexpr ModuleInfo kInfo{.name = "ceiling",
                                    .summary = "bends what is louder than its level, no delay",
                                    .inputs = kStereo,
                                    .outputs = kStereo,
                                    .params = kParams,
                                    .state_bytes = 8};
};

}  // namespace chronus::catalog
