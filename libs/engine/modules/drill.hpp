// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdint>
#include <limits>

#include "catalog/modules/drill.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Passes its input through until it is told to fail, to practise what happens then. Its gate fails
/// by `mode` at once, while the command is being applied; `fault` fails in a later frame.
class Drill {
 public:
  using enum catalog::Drill::Param;

  /// A level that takes this long to double is beyond any that a sound module has (kRunawayLevel)
  /// after 125 ms, and is not yet infinite at the end of the longest block in which it gets there.
  static constexpr double kDoubling_s = 0.0025;

  void init(float rate, unsigned /*identity*/) { growth_ = dsp::exp2(1.0 / (kDoubling_s * rate)); }

  /// NaN and the level go on until a gate opens with `mode` none.
  void gate(bool on, float /*velocity*/, const float* params) {
    if (!on) return;
    gated_ = choice_of(params[kMode]);
    die_if_told(gated_);
  }

  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      const int due = due_fault(args, i);
      die_if_told(due);
      args.outputs[0][i] = spoil(args.inputs[0][i], due != kNone ? due : gated_);
    }
  }

 private:
  enum Fault { kNone, kCrash, kHang, kNan, kLoud, kCall };

  /// The fault that `fault` asked for `after` seconds ago, else kNone.
  int due_fault(const Context& args, int i) {
    const int fault = choice_of(args.params[kFault][i]);
    if (fault != awaited_) {
      awaited_ = fault;
      waited_ = 0;
    }
    if (fault == kNone) return kNone;
    const double after = static_cast<double>(args.params[kAfter][i]) * args.rate;
    if (waited_ >= static_cast<std::int64_t>(after + 0.5)) return fault;
    ++waited_;
    return kNone;
  }

  float spoil(float in, int fault) {
    if (fault == kNan) return std::numeric_limits<float>::quiet_NaN();
    if (fault != kLoud) {
      level_ = 1.0;
      return in;
    }
    level_ *= growth_;
    return in + static_cast<float>(level_);
  }

  static void die_if_told(int fault) {
    // An illegal instruction: a sanitizer or a handler for null pointers does not get in between.
    if (fault == kCrash) __builtin_trap();
    // What no module does: a worker's sandbox does not let it.
    if (fault == kCall) (void)getppid();
    // Volatile, or the compiler may take a loop without effect to be none.
    volatile bool forever = fault == kHang;
    while (forever) {
    }
  }

  int gated_ = kNone;
  int awaited_ = kNone;
  std::int64_t waited_ = 0;  ///< frames since `fault` named awaited_
  double level_ = 1.0;
  double growth_ = 1.0;  ///< of the level per frame
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
