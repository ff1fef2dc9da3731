// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/gain.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

/// An amplifier in dB; its minimum is silence.
class Gain {
 public:
  using enum catalog::Gain::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) {
      set_gain(args.params[kGainDb][i]);
      args.outputs[0][i] = args.inputs[0][i] * gain_;
    }
  }

 private:
  void set_gain(float db) {
    if (db == db_) return;
    db_ = db;
    gain_ = db > catalog::Gain::kSilenceDb ? static_cast<float>(dsp::gain_of_db(db)) : 0.0F;
  }

  float db_ = 0.0F;
  float gain_ = 1.0F;
};

}  // namespace chronus::engine
