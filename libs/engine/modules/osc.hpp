// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/glide.hpp"
#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "dsp/waveform.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

class Osc {
 public:
  static constexpr std::array<std::string_view, 4> kWaves{"sine", "triangle", "saw", "pulse"};

  static constexpr std::string_view kName = "osc";
  static constexpr std::string_view kSummary = "band-limited oscillator";
  static constexpr std::array<std::string_view, 0> kAliases{};
  static constexpr std::array<std::string_view, 0> kInputs{};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 2> kWidthNames{"pw", "pulse_width"};
  static constexpr std::array<ParameterInfo, 5> kParams{pitch_row(110.0F),
                                                        choice_row("wave", kWaves),
                                                        ParameterInfo{.name = "width",
                                                                      .unit = "",
                                                                      .minimum = 0.05F,
                                                                      .maximum = 0.95F,
                                                                      .initial = 0.5F,
                                                                      .aliases = kWidthNames},
                                                        level_row(0.35F), glide_row()};

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
  enum Param { kFreq, kWave, kWidth, kLevel, kGlide };

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
