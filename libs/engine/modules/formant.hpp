// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/formant.hpp"
#include "dsp/held.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Four bandpasses side by side at the formants of a tenor (Csound manual, appendix "Formant
/// values"). Between two vowels frequencies move in octaves.
template <int kLanes>
class Formant {
 public:
  using enum catalog::Formant::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !bands_[0].is_set()) tick(context, frame, place);
          run(context, frame, place, frames);
        });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  static constexpr int kBands = 4;
  static constexpr int kVowels = 5;

  struct Band {
    float octaves;  ///< above 1 Hz
    float gain;
    float q;
  };
  static constexpr Band band(double hz, double gain_db, double width_hz) {
    return {static_cast<float>(dsp::log2(hz)), static_cast<float>(2.0 * dsp::gain_of_db(gain_db)),
            static_cast<float>(hz / width_hz)};
  }
  static constexpr Band kTable[kVowels][kBands] = {
      {band(650, 0, 80), band(1080, -6, 90), band(2650, -7, 120), band(2900, -8, 130)},
      {band(400, 0, 70), band(1700, -14, 80), band(2600, -12, 100), band(3200, -14, 120)},
      {band(290, 0, 40), band(1870, -15, 90), band(2800, -18, 100), band(3250, -20, 120)},
      {band(400, 0, 70), band(800, -10, 80), band(2600, -12, 100), band(2800, -12, 130)},
      {band(350, 0, 40), band(600, -20, 60), band(2700, -17, 100), band(2900, -14, 120)}};

  struct Settings {
    Float vowel, shift, q;
  };
  static Settings settings_at(const Param* params, int frame) {
    return {value_at<kLanes>(params[kVowel], frame), value_at<kLanes>(params[kShift], frame),
            value_at<kLanes>(params[kQ], frame)};
  }
  bool asks_for(const Settings& settings) const {
    return all((settings.vowel == set_.vowel) & (settings.shift == set_.shift) &
               (settings.q == set_.q));
  }

  /// As LaneSvf::set().
  void tick(const Context& context, int frame, int place) {
    const Settings settings = settings_at(context.params, frame);
    const dsp::Mask<kLanes> is_new = bands_[0].unset();
    const bool is_asked = any(is_new) || !asks_for(settings);
    for (int n = 0; n < kBands; ++n) {
      if (place == 0) from_[n] = to_[n];
      if (is_asked) aim(n, settings, place == 0 ? every_lane() : is_new);
      from_[n] = select(is_new, to_[n], from_[n]);
      bands_[n].set(
          {hz_[n], q_[n], dsp::all_lanes<Float>(0.0F),
           dsp::all_lanes<dsp::Int<kLanes>>(static_cast<int>(dsp::FilterMode::kBandpass))},
          context.rate, place);
      if (place == 0) bands_[n].hush();
    }
    if (place == 0) {
      set_ = settings;
    } else {
      set_ = {select(is_new, settings.vowel, set_.vowel),
              select(is_new, settings.shift, set_.shift), select(is_new, settings.q, set_.q)};
    }
  }

  static dsp::Mask<kLanes> every_lane() {
    return dsp::all_lanes<Float>(0.0F) == dsp::all_lanes<Float>(0.0F);
  }

  void aim(int n, const Settings& settings, const dsp::Mask<kLanes>& lanes) {
    Float octaves{}, gain{}, q{};
    for (int lane = 0; lane < kLanes; ++lane) {
      const float vowel = dsp::held(get(settings.vowel, lane), 0.0F, kVowels - 1.0F);
      const int first = std::min(static_cast<int>(vowel), kVowels - 2);
      const float share = vowel - static_cast<float>(first);
      const Band& a = kTable[first][n];
      const Band& b = kTable[first + 1][n];
      set(&octaves, lane, a.octaves + share * (b.octaves - a.octaves));
      set(&gain, lane, a.gain + share * (b.gain - a.gain));
      set(&q, lane, a.q + share * (b.q - a.q));
    }
    hz_[n] = select(lanes, dsp::exp2<kLanes>(octaves + settings.shift), hz_[n]);
    q_[n] = select(lanes, q * settings.q, q_[n]);
    to_[n] = select(lanes, gain, to_[n]);
  }

  void run(const Context& context, int from, int place, int frames) {
    const float* in = context.inputs[0] + static_cast<std::ptrdiff_t>(from) * kLanes;
    float* out = context.outputs[0] + static_cast<std::ptrdiff_t>(from) * kLanes;
    Float sum[kTickFrames] = {};
    for (int n = 0; n < kBands; ++n) {
      const Float slope = (to_[n] - from_[n]) * dsp::all_lanes<Float>(1.0F / kTickFrames);
      bands_[n].run(
          place,
          frames, [&](int i) __attribute__((always_inline)) { return sample_at<kLanes>(in, i); },
          [&](int i, const Float& sample) __attribute__((always_inline)) {
            const Float share = dsp::all_lanes<Float>(static_cast<float>(place + i));
            sum[i] = sum[i] + (from_[n] + slope * share) * sample;
          });
    }
    for (int i = 0; i < frames; ++i) {
      const Float mix = value_at<kLanes>(context.params[kMix], from + i);
      const Float dry = sample_at<kLanes>(in, i);
      put<kLanes>(out, i, (dsp::all_lanes<Float>(1.0F) - mix) * dry + mix * sum[i]);
    }
  }

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    for (int n = 0; n < kBands; ++n) {
      if (!bands_[n].is_silent() || !bands_[n].is_still() || !all(from_[n] == to_[n])) return false;
    }
    return asks_for(settings_at(context.params, context.frames - 1));
  }

  dsp::LaneSvf<kLanes> bands_[kBands];
  Float from_[kBands] = {}, to_[kBands] = {};
  Float hz_[kBands] = {}, q_[kBands] = {};
  Settings set_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
