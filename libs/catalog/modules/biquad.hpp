// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Biquad {
  enum Param { kFreq, kQ, kGainDb, kMode };

  /// In the order of dsp::FilterMode.
  static constexpr std::array<std::string_view, 7> kModes{
      "lowpass", "highpass", "bandpass", "notch", "peak", "lowshelf", "highshelf"};

  static constexpr std::array<std::string_view, 1> kAliases{"biquad_filter"};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 3> kFreqNames{"frequency", "cutoff", "cutoff_freq"};
  static constexpr std::array<std::string_view, 1> kQNames{"resonance"};
  static constexpr std::array<std::string_view, 1> kGainNames{"gain"};
  static constexpr std::array<std::string_view, 1> kModeNames{"filter_mode"};
  static constexpr std::array<ParameterInfo, 4> kParams{ParameterInfo{.name = "freq",
                                                                      .unit = "Hz",
                                                                      .minimum = 10.0F,
                                                                      .maximum = 20000.0F,
                                                                      .initial = 1000.0F,
                                                                      .curve = Curve::kExponential,
                                                                      .aliases = kFreqNames},
                                                        ParameterInfo{.name = "q",
                                                                      .unit = "",
                                                                      .minimum = 0.1F,
                                                                      .maximum = 20.0F,
                                                                      .initial = 0.707F,
                                                                      .curve = Curve::kExponential,
                                                                      .aliases = kQNames},
                                                        ParameterInfo{.name = "gain_db",
                                                                      .unit = "dB",
                                                                      .minimum = -24.0F,
                                                                      .maximum = 24.0F,
                                                                      .initial = 0.0F,
                                                                      .aliases = kGainNames},
                                                        choice_row("mode", kModes, kModeNames)};

  static constexpr ModuleInfo kInfo{.name = "biquad",
                                    .aliases = kAliases,
                                    .summary = "second-order filter, smooth under modulation",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 68};
};

}  // namespace chronus::catalog
