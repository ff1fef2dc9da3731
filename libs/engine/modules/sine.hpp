// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/glide.hpp"
#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "dsp/waveform.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

class Sine {
 public:
  static constexpr std::string_view kName = "sine";
  static constexpr std::string_view kSummary = "a pure tone";
  static constexpr std::array<std::string_view, 1> kAliases{"simple_sine"};
  static constexpr std::array<std::string_view, 0> kInputs{};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 3> kParams{pitch_row(440.0F), level_row(0.5F),
                                                        glide_row()};

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
  enum Param { kFreq, kLevel, kGlide };

  dsp::Glide glide_;
  dsp::Phase phase_;
};

}  // namespace chronus::engine
