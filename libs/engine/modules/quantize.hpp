// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/quantize.hpp"
#include "dsp/held.hpp"
#include "dsp/math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Quantize {
 public:
  using enum catalog::Quantize::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param* params = context.params;
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float in = sample_at<kLanes>(context.inputs[0], frame);
      const Float setting = value_at<kLanes>(params[kScale], frame) * dsp::all_lanes<Float>(12.0F) +
                            value_at<kLanes>(params[kRoot], frame);
      const Float transpose = value_at<kLanes>(params[kTranspose], frame);
      const Float tuning = value_at<kLanes>(params[kTuning], frame);
      const auto is_new =
          (in != in_) | (setting != setting_) | (transpose != transpose_) | (tuning != tuning_);
      if (any(is_new)) {
        in_ = in, setting_ = setting, transpose_ = transpose, tuning_ = tuning;
        for (unsigned lanes = bits_of(is_new), lane = 0; lanes >> lane != 0; ++lane) {
          if ((lanes >> lane & 1U) == 0) continue;
          const int at = static_cast<int>(lane);
          set(&out_, at,
              quantized(get(in, at), params[kScale].of_lane(frame, at),
                        params[kRoot].of_lane(frame, at), get(transpose, at), get(tuning, at)));
        }
      }
      put<kLanes>(context.outputs[0], frame, out_);
    }
    return all(out_ == dsp::all_lanes<Float>(0.0F)) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  static constexpr double kA4 = 69.0, kHighest = 135.0;
  /// Notes above the root that a scale has: bit n for n semitones.
  static constexpr std::array<unsigned, catalog::Quantize::kScales.size()> kNotes{
      0xFFF, 0xAB5, 0x5AD, 0x9AD, 0x6AD, 0x5AB, 0xAD5,
      0x6B5, 0x295, 0x4A9, 0x4E9, 0x555, 0x081, 0x001};

  /// 0 for what is no frequency.
  static float quantized(float hz, float scale, float root, float transpose, float tuning) {
    if (!(hz > 0.001F)) return 0.0F;
    const double held = std::min(static_cast<double>(hz), 1e6);
    const double note = kA4 + 12.0 * dsp::log2(held / static_cast<double>(tuning));
    const auto notes = kNotes[static_cast<std::size_t>(choice_of(scale)) % kNotes.size()];
    const double nearest =
        nearest_note(note, notes, choice_of(root)) + static_cast<double>(transpose);
    const double octaves = (std::clamp(nearest, 0.0, kHighest) - kA4) / 12.0;
    return static_cast<float>(static_cast<double>(tuning) * dsp::exp2(octaves));
  }

  /// Of two that are as near the lower one.
  static double nearest_note(double note, unsigned notes, int root) {
    const int lowest = static_cast<int>(dsp::held(note, 0.0, kHighest)) - 12;
    double best = -1000.0;
    for (int n = lowest; n <= lowest + 25; ++n) {
      if ((notes >> static_cast<unsigned>((n - root + 144) % 12) & 1U) == 0) continue;
      const double away = n < note ? note - n : n - note;
      const double least = best < note ? note - best : best - note;
      if (away < least) best = n;
    }
    return best;
  }

  Float in_ = {}, setting_ = {}, transpose_ = {}, tuning_ = {};
  Float out_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
