// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/math.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

/// An amplifier in dB; its minimum is silence.
class Gain {
 public:
  static constexpr float kSilenceDb = -96.0F;

  static constexpr std::string_view kName = "gain";
  static constexpr std::string_view kSummary = "amplifier in dB; -96 is silence";
  static constexpr std::array<std::string_view, 0> kAliases{};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 1> kGainNames{"gain"};
  static constexpr std::array<ParameterInfo, 1> kParams{ParameterInfo{.name = "gain_db",
                                                                      .unit = "dB",
                                                                      .minimum = kSilenceDb,
                                                                      .maximum = 24.0F,
                                                                      .initial = 0.0F,
                                                                      .aliases = kGainNames}};

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) {
      set_gain(args.params[0][i]);
      args.outputs[0][i] = args.inputs[0][i] * gain_;
    }
  }

 private:
  void set_gain(float db) {
    if (db == db_) return;
    db_ = db;
    gain_ = db > kSilenceDb ? static_cast<float>(dsp::gain_of_db(db)) : 0.0F;
  }

  float db_ = 0.0F;
  float gain_ = 1.0F;
};

}  // namespace chronus::engine
