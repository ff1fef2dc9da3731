// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/adsr.hpp"
#include "dsp/adsr_envelope.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

/// A gated amplifier: `out` is `in` times `env`.
class Adsr {
 public:
  using enum catalog::Adsr::Param;

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
  /// Only a gate ends it, and gates fall between calls.
  static void silence(const ProcessArgs& args, int from) {
    std::fill(args.outputs[0] + from, args.outputs[0] + args.frames, 0.0F);
    std::fill(args.outputs[1] + from, args.outputs[1] + args.frames, 0.0F);
  }

  dsp::AdsrEnvelope envelope_;
};

}  // namespace chronus::engine
