// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Gain {
  enum Param { kGainDb };

  static constexpr float kSilenceDb = -96.0F;

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 1> kGainNames{"gain"};
  static constexpr std::array<ParameterInfo, 1> kParams{ParameterInfo{.name = "gain_db",
                                                                      .unit = "dB",
                                                                      .minimum = kSilenceDb,
                                                                      .maximum = 24.0F,
                                                                      .initial = 0.0F,
                                                                      .aliases = kGainNames}};

  static constexpr ModuleInfo kInfo{.name = "gain",
                                    .summary = "amplifier in dB; -96 is silence",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 4};
};

}  // namespace chronus::catalog
