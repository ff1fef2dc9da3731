// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/svf.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

class Biquad {
 public:
  /// In the order of dsp::FilterMode.
  static constexpr std::array<std::string_view, 7> kModes{
      "lowpass", "highpass", "bandpass", "notch", "peak", "lowshelf", "highshelf"};

  static constexpr std::string_view kName = "biquad";
  static constexpr std::string_view kSummary = "second-order filter, smooth under modulation";
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

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    const auto& p = args.params;
    for (int i = 0; i < args.frames; ++i) {
      const auto mode = static_cast<dsp::FilterMode>(choice_of(p[kMode][i]));
      filter_.set({mode, p[kFreq][i], p[kQ][i], p[kGainDb][i]}, args.rate);
      args.outputs[0][i] = static_cast<float>(filter_.next(args.inputs[0][i]));
    }
  }

 private:
  enum Param { kFreq, kQ, kGainDb, kMode };
  dsp::Svf filter_;
};

}  // namespace chronus::engine
