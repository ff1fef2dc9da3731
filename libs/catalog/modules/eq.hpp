// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

constexpr ParameterInfo eq_freq(std::string_view name, float initial_hz) {
  return {.name = name,
          .unit = "Hz",
          .minimum = 20.0F,
          .maximum = 20000.0F,
          .initial = initial_hz,
          .curve = Curve::kExponential};
}
constexpr ParameterInfo eq_gain(std::string_view name) {
  return {.name = name, .unit = "dB", .minimum = -15.0F, .maximum = 15.0F, .initial = 0.0F};
}
constexpr ParameterInfo eq_q(std::string_view name) {
  return {.name = name,
          .unit = "",
          .minimum = 0.1F,
          .maximum = 20.0F,
          .initial = 1.0F,
          .curve = Curve::kExponential};
}

struct Eq {
  enum Param {
    kLowFreq,
    kLowGain,
    kMid1Freq,
    kMid1Gain,
    kMid1Q,
    kMid2Freq,
    kMid2Gain,
    kMid2Q,
    kHighFreq,
    kHighGain
  };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 10> kParams{
      eq_freq("low_freq", 120.0F), eq_gain("low_gain"), eq_freq("mid1_freq", 500.0F),
      eq_gain("mid1_gain"),        eq_q("mid1_q"),      eq_freq("mid2_freq", 2500.0F),
      eq_gain("mid2_gain"),        eq_q("mid2_q"),      eq_freq("high_freq", 8000.0F),
      eq_gain("high_gain")};

  static constexpr ModuleInfo kInfo{
      .name = "eq",
      .summary = "equaliser of four bands: low shelf, two peaks, high shelf",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 272};
};

}  // namespace chronus::catalog
