// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "catalog/modules/strip.hpp"
#include "engine/modules/strip_filters.hpp"
#include "engine/modules/strip_sends.hpp"
#include "engine/modules/strip_stages.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What one event of SuperDirt goes through, in its order (synths/core-modules.scd; the formulas
/// are those of its synths/core-synths.scd, each named where it is computed): vowel, shape,
/// high-pass, band-pass, crush, coarse, low-pass, envelope, tremolo, phaser, then gain, pan and
/// sends. What is off in all lanes is not computed; in a lane where it is off, what comes in comes
/// out bit for bit.
///
/// A gate begins all anew: filters are empty, and modulations, coarse and the envelope start. Vowel
/// and envelope are read then; all else may move.
template <int kLanes>
class Strip {
 public:
  using enum catalog::Strip::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  void gate(int lane, bool on, float /*velocity*/) {
    if (on) set(&begins_, lane, std::int32_t{-1});
  }

  Rest process(const Context& context) {
    take_gates(context);
    std::optional<typename StripVowel<kLanes>::Bands> bands;
    if (!vowel_.is_off()) vowel_.make(context.rate, &bands.emplace());
    by_ticks(context, [&](int frame, int place, int frames) {
      if (place == 0 || any(is_new())) tick(context, frame, place);
      StripSignal<kLanes> signal;
      for (int i = 0; i < frames; ++i) {
        signal.left[i] = sample_at<kLanes>(context.inputs[0], frame + i);
        signal.right[i] = sample_at<kLanes>(context.inputs[1], frame + i);
      }
      if (bands) vowel_.run(*bands, frames, &signal);
      colour(context, frame, place, frames, &signal);
      if (!envelope_.is_off()) envelope_.run(frames, &signal);
      modulate(context, frame, place, frames, &signal);
      sends_.run(context, frame, place, frames, signal);
    });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Mask = dsp::Mask<kLanes>;
  /// A modulation that hears nothing for so long waits at its start.
  static constexpr float kQuiet_s = 0.1F;

  static Float real(float x) { return dsp::all_lanes<Float>(x); }
  static Float at(const Context& context, int param, int frame) {
    return value_at<kLanes>(context.params[param], frame);
  }
  Mask is_new() const { return is_set_ == dsp::all_lanes<dsp::Int<kLanes>>(0); }

  /// Lanes that a note begins in, and those that nobody has used yet.
  void take_gates(const Context& context) {
    const auto none = dsp::all_lanes<dsp::Int<kLanes>>(0);
    const Mask begins = begins_ != none;
    const Mask fresh = begins | is_new();
    if (!any(fresh)) return;
    vowel_.restart(fresh, at(context, kVowel, 0));
    if (!any(begins)) return;
    envelope_.restart(begins, at(context, kAttack, 0), at(context, kHold, 0),
                      at(context, kRelease, 0), context.rate);
    for (auto* filter : {&highpass_, &bandpass_, &lowpass_}) filter->restart(begins);
    coarse_.restart(begins);
    tremolo_.turn.restart(begins);
    phaser_.restart(begins);
    sends_.carry(begins);
    quiet_ = select(begins, none, quiet_);
    is_set_ = select(begins, none, is_set_);
    begins_ = none;
  }

  /// Of each: its frequency, what its q is, and what it does, for as long as that is true.
  template <class Do>
  bool each_filter(const Context& context, int frame, Do make) {
    return each_filter_of(*this, context, frame, make);
  }
  template <class Do>
  bool each_filter(const Context& context, int frame, Do make) const {
    return each_filter_of(*this, context, frame, make);
  }
  template <class Self, class Do>
  static bool each_filter_of(Self& self, const Context& context, int frame, Do make) {
    const auto resonance = [&](int param) {
      return [&context, param, frame] { return q_of(at(context, param, frame)); };
    };
    return make(&self.highpass_, at(context, kHcutoff, frame), resonance(kHresonance),
                dsp::FilterMode::kHighpass) &&
           make(
               &self.bandpass_, at(context, kBandf, frame),
               [&] { return at(context, kBandq, frame); }, dsp::FilterMode::kResonator) &&
           make(&self.lowpass_, at(context, kCutoff, frame), resonance(kResonance),
                dsp::FilterMode::kLowpass);
  }

  /// SuperDirt: `resonance.linexp(0, 1, 1, 0.001)` is a filter's 1 / q.
  static Float q_of(const Float& resonance) {
    constexpr float kOctaves = 9.9657843F;  // of 1000
    return dsp::exp2<kLanes>(resonance * real(kOctaves));
  }

  void tick(const Context& context, int frame, int place) {
    const Mask fresh = is_new();
    const float rate = context.rate;
    if (place == 0 && !vowel_.is_off()) vowel_.hush();
    each_filter(context, frame, [&](auto* filter, const Float& hz, auto q, dsp::FilterMode mode) {
      filter->tick(hz, q, mode, rate, place);
      return true;
    });
    if (place == 0) wait_in_silence(rate);
    tremolo_.depth.tick(depth_at(context, kTremolorate, kTremolodepth, frame), rate, place, fresh);
    phaser_.depth.tick(depth_at(context, kPhaserrate, kPhaserdepth, frame), rate, place, fresh);
    phaser_.tick(at(context, kPhaserrate, frame), rate, place, moves(rate));
    sends_.tick(context, frame, place, fresh);
    is_set_ = dsp::all_lanes<dsp::Int<kLanes>>(-1);
  }

  /// What does not move is not there.
  static Float depth_at(const Context& context, int rate, int depth, int frame) {
    return select(at(context, rate, frame) > real(0.0F), at(context, depth, frame), real(0.0F));
  }

  /// Filters, and what makes steps of a signal, up to the low-pass.
  void colour(const Context& context, int frame, int place, int frames,
              StripSignal<kLanes>* signal) {
    each_where(context.params[kShape], 0.0F, frame, frames, signal,
               [](const Float& x, const Float& shape) { return shaped<kLanes>(x, shape); });
    highpass_.run(place, frames, signal);
    bandpass_.run(place, frames, signal);
    each_where(context.params[kCrush], 0.0F, frame, frames, signal,
               [](const Float& x, const Float& bits) { return crushed<kLanes>(x, bits); });
    const Param& coarse = context.params[kCoarse];
    if (!coarse_.rests() || is_anywhere_above(coarse, 1.0F, frame, frames)) {
      for (int i = 0; i < frames; ++i) {
        coarse_.next(value_at<kLanes>(coarse, frame + i), &signal->left[i], &signal->right[i]);
      }
    }
    lowpass_.run(place, frames, signal);
  }

  static bool is_anywhere_above(const Param& param, float off, int frame, int frames) {
    if (param.is_still()) return any(value_at<kLanes>(param, 0) > real(off));
    for (int i = 0; i < frames; ++i) {
      if (any(value_at<kLanes>(param, frame + i) > real(off))) return true;
    }
    return false;
  }

  /// What has no memory, where its parameter is above `off`.
  template <class Make>
  CHRONUS_INLINE static void each_where(const Param& param, float off, int frame, int frames,
                                        StripSignal<kLanes>* signal, Make make) {
    if (!is_anywhere_above(param, off, frame, frames)) return;
    with_values<kLanes>(param, [&](const auto& values) {
      for (int i = 0; i < frames; ++i) {
        const Float value = values.at(frame + i);
        const Mask is_on = value > real(off);
        signal->left[i] = select(is_on, make(signal->left[i], value), signal->left[i]);
        signal->right[i] = select(is_on, make(signal->right[i], value), signal->right[i]);
      }
    });
  }

  void modulate(const Context& context, int frame, int place, int frames,
                StripSignal<kLanes>* signal) {
    const Mask heard = modulated();
    if (!any(heard)) return;
    const Mask moves_now = moves(context.rate);
    listen(heard, frames, context.rate, *signal);
    if (any(tremolo_.depth.heard())) {
      with_values<kLanes>(context.params[kTremolorate], [&](const auto& hz) {
        tremolo_.run(hz, frame, place, frames, context.rate, moves_now, signal);
      });
    }
    if (any(phaser_.depth.heard())) phaser_.run(place, frames, signal);
  }

  static dsp::Int<kLanes> most_quiet(float rate) {
    return dsp::all_lanes<dsp::Int<kLanes>>(static_cast<std::int32_t>(kQuiet_s * rate));
  }
  Mask moves(float rate) const { return quiet_ < most_quiet(rate); }
  /// Counts silent frames, where something is modulated.
  void listen(const Mask& heard, int frames, float rate, const StripSignal<kLanes>& signal) {
    const auto none = dsp::all_lanes<dsp::Int<kLanes>>(0),
               one = dsp::all_lanes<dsp::Int<kLanes>>(1);
    const auto most = most_quiet(rate);
    for (int i = 0; i < frames; ++i) {
      const Mask silent = heard & (signal.left[i] == real(0.0F)) & (signal.right[i] == real(0.0F));
      quiet_ = select(silent, greater(lesser(quiet_ + one, most), quiet_), none);
    }
  }
  /// At a tick.
  void wait_in_silence(float rate) {
    const auto none = dsp::all_lanes<dsp::Int<kLanes>>(0);
    if (!any(quiet_ != none)) return;
    quiet_ = select(modulated(), quiet_, none);
    const Mask waits = quiet_ >= most_quiet(rate);
    tremolo_.turn.restart(waits);
    phaser_.turn.restart(waits);
    quiet_ = select(waits, most_quiet(rate) + dsp::all_lanes<dsp::Int<kLanes>>(1), quiet_);
  }
  Mask modulated() const { return tremolo_.depth.heard() | phaser_.depth.heard(); }

  /// Silent, and set as it will be at every tick to come.
  bool rests(const Context& context) const {
    const int last = context.frames - 1;
    const float rate = context.rate;
    const auto depth = [&](int hz, int param) { return depth_at(context, hz, param, last); };
    return sends_.rests(context) && vowel_.rests() && envelope_.rests() && coarse_.rests() &&
           each_filter(context, last,
                       [](const auto* filter, const Float& hz, auto q, dsp::FilterMode mode) {
                         return filter->rests(hz, q, mode);
                       }) &&
           tremolo_.depth.rests_at(depth(kTremolorate, kTremolodepth)) &&
           phaser_.depth.rests_at(depth(kPhaserrate, kPhaserdepth)) && phaser_.is_silent() &&
           phaser_.is_still(rate) && !any(modulated() & (quiet_ <= most_quiet(rate)));
  }

  StripVowel<kLanes> vowel_;
  StripFilter<kLanes> highpass_, bandpass_, lowpass_;
  StripCoarse<kLanes> coarse_;
  StripEnvelope<kLanes> envelope_;
  StripTremolo<kLanes> tremolo_;
  StripPhaser<kLanes> phaser_;
  StripSends<kLanes> sends_;
  dsp::Int<kLanes> quiet_ = {};   ///< frames that what is modulated has been silent for
  dsp::Int<kLanes> is_set_ = {};  ///< 0: a lane that is new, or that a note has begun in
  dsp::Int<kLanes> begins_ = {};  ///< -1: a note begins with the next frame
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
