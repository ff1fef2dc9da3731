// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/lfo.hpp"
#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "dsp/random.hpp"
#include "dsp/waveform.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

/// Slow waves for modulation, `offset` +- `depth` in the unit of the parameter it is connected to.
/// Not band-limited: a square must stand, not ring. A gate on starts the cycle anew.
class Lfo {
 public:
  using enum catalog::Lfo::Param;

  void init(float /*rate*/, unsigned identity) {
    random_ = dsp::Random(identity);
    held_ = random_.bipolar();
  }

  void gate(bool on, float /*velocity*/) {
    if (!on) return;
    phase_ = {};
    held_ = random_.bipolar();
  }

  void process(const ProcessArgs& args) {
    const auto& p = args.params;
    for (int i = 0; i < args.frames; ++i) {
      const auto wave = static_cast<float>(sample(choice_of(p[kWave][i])));
      args.outputs[0][i] = p[kOffset][i] + p[kDepth][i] * wave;
      if (phase_.advance(static_cast<double>(p[kRate][i]) / args.rate)) held_ = random_.bipolar();
    }
  }

 private:
  double sample(int wave) const {
    const double phase = phase_.turns();
    switch (wave) {
      case 1:
        return dsp::naive_triangle(phase);
      case 2:
        return 2.0 * phase - 1.0;
      case 3:
        return phase < 0.5 ? 1.0 : -1.0;
      case 4:
        return held_;
      default:
        return dsp::sin_turns(phase);
    }
  }

  dsp::Phase phase_;
  dsp::Random random_;
  float held_ = 0.0F;
};

}  // namespace chronus::engine
