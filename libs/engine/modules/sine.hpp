// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/sine.hpp"
#include "dsp/glide.hpp"
#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "dsp/waveform.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

class Sine {
 public:
  using enum catalog::Sine::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) {
      const double freq = glide_.next(args.params[kFreq][i], args.params[kGlide][i], args.rate);
      const double increment = freq / args.rate;
      const double tone = dsp::sin_turns(phase_.turns());
      args.outputs[0][i] = args.params[kLevel][i] * static_cast<float>(tone);
      phase_.advance(std::min(increment, dsp::kMaxIncrement));
    }
  }

 private:
  dsp::Glide glide_;
  dsp::Phase phase_;
};

}  // namespace chronus::engine
