// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "dsp/adsr_envelope.hpp"
#include "engine/modules/rows.hpp"

namespace chronus::engine {

/// A gated amplifier: `out` is `in` times `env`.
class Adsr {
 public:
  static constexpr std::string_view kName = "adsr";
  static constexpr std::string_view kSummary = "envelope and amplifier, opened by a gate";
  static constexpr std::array<std::string_view, 0> kAliases{};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 2> kOutputs{"out", "env"};
  static constexpr std::array<ParameterInfo, 4> kParams{
      time_row("attack", 0.001F, 10.0F, 0.005F), time_row("decay", 0.002F, 10.0F, 0.15F),
      linear_row("sustain", 0.0F, 1.0F, 0.7F), time_row("release", 0.002F, 20.0F, 0.2F)};

  void init(float /*rate*/, unsigned /*identity*/) {}

  void gate(bool on, float velocity) { envelope_.gate(on, velocity); }

  void process(const ProcessArgs& args) {
    const auto& p = args.params;
    for (int i = 0; i < args.frames; ++i) {
      if (envelope_.idle()) return silence(args, i);
      const auto env = static_cast<float>(
          envelope_.next({p[kAttack][i], p[kDecay][i], p[kSustain][i], p[kRelease][i]}, args.rate));
      args.outputs[0][i] = args.inputs[0][i] * env;
      args.outputs[1][i] = env;
    }
  }

 private:
  enum Param { kAttack, kDecay, kSustain, kRelease };

  /// Only a gate ends it, and gates fall between calls.
  static void silence(const ProcessArgs& args, int from) {
    std::fill(args.outputs[0] + from, args.outputs[0] + args.frames, 0.0F);
    std::fill(args.outputs[1] + from, args.outputs[1] + args.frames, 0.0F);
  }

  dsp::AdsrEnvelope envelope_;
};

}  // namespace chronus::engine
