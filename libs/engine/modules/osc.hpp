// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/osc.hpp"
#include "dsp/glide.hpp"
#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "dsp/waveform.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

class Osc {
 public:
  using enum catalog::Osc::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  void process(const ProcessArgs& args) {
    const auto& p = args.params;
    for (int i = 0; i < args.frames; ++i) {
      const double freq = glide_.next(p[kFreq][i], p[kGlide][i], args.rate);
      const double increment = std::min(freq / args.rate, dsp::kMaxIncrement);
      const double wave = sample(choice_of(p[kWave][i]), increment, p[kWidth][i]);
      args.outputs[0][i] = p[kLevel][i] * static_cast<float>(wave);
      phase_.advance(increment);
    }
  }

 private:
  double sample(int wave, double increment, double width) const {
    switch (wave) {
      case 1:
        return dsp::triangle(phase_.turns(), increment);
      case 2:
        return dsp::saw(phase_.turns(), increment);
      case 3:
        return dsp::pulse(phase_.turns(), increment, width);
      default:
        return dsp::sin_turns(phase_.turns());
    }
  }

  dsp::Glide glide_;
  dsp::Phase phase_;
};

}  // namespace chronus::engine
