// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/biquad.hpp"
#include "dsp/svf.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

class Biquad {
 public:
  using enum catalog::Biquad::Param;

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
  dsp::Svf filter_;
};

}  // namespace chronus::engine
