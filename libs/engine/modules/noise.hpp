// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/noise.hpp"
#include "dsp/pink_filter.hpp"
#include "dsp/random.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

class Noise {
 public:
  using enum catalog::Noise::Param;

  void init(float rate, unsigned identity) {
    random_ = dsp::Random(identity);
    pink_.init(rate);
  }

  void process(const ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) {
      const float white = random_.bipolar();
      // White noise peaks at 1.7 times its RMS, pink at 4.5 times: about the same peak.
      const auto pink = static_cast<float>(0.38 * pink_.next(white));
      const bool is_pink = choice_of(args.params[kColor][i]) == 1;
      args.outputs[0][i] = args.params[kLevel][i] * (is_pink ? pink : white);
    }
  }

 private:
  dsp::Random random_;
  dsp::PinkFilter pink_;
};

}  // namespace chronus::engine
