// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/pink_filter.hpp"
#include "dsp/random.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

class Noise {
 public:
  static constexpr std::array<std::string_view, 2> kColors{"white", "pink"};

  static constexpr std::string_view kName = "noise";
  static constexpr std::string_view kSummary = "white or pink noise, its own for every module";
  static constexpr std::array<std::string_view, 0> kAliases{};
  static constexpr std::array<std::string_view, 0> kInputs{};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<std::string_view, 1> kColorNames{"kind"};
  static constexpr std::array<ParameterInfo, 2> kParams{choice_row("color", kColors, kColorNames),
                                                        level_row(0.25F)};

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
  enum Param { kColor, kLevel };
  dsp::Random random_;
  dsp::PinkFilter pink_;
};

}  // namespace chronus::engine
