// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "catalog/modules/reverb.hpp"
#include "dsp/reverb_room.hpp"
#include "engine/code_of.hpp"
#include "engine/levels.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A feedback delay network of sixteen lines that are mixed by a Hadamard matrix, which keeps
/// energy, behind four allpasses a side. A new size or pre-delay is faded to: two taps of each
/// line, and no pitch bends. Frozen, lines lose nothing and take nothing in.
class Reverb {
 public:
  using enum catalog::Reverb::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    Room room(line_of(this), context.rate, catalog::Reverb::kLongestPredelay_s);
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !is_set()) tick(room, context, frame);
          run(room, context, frame, frames);
        });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Room = dsp::ReverbRoom;
  static_assert(Room::kMost == kTickFrames);
  static constexpr int kLines = Room::kLines;
  using Block = std::array<float, kTickFrames>;
  using Blocks = std::array<Block, kLines>;

  static constexpr float kFade_s = 0.04F;
  /// Such that a room of two seconds is about as loud as what is in it.
  static constexpr float kLevel = 0.7F;
  static constexpr float kDiffusion[Room::kDiffusers] = {0.75F, 0.75F, 0.625F, 0.625F};

  struct Settings {
    float size, decay, damp, predelay, freeze;
    friend bool operator==(const Settings&, const Settings&) = default;
  };

  static Settings settings_at(const Param* params, int frame) {
    return {params[kSize][frame], params[kDecay][frame], params[kDamp][frame],
            params[kPredelay][frame], params[kFreeze][frame]};
  }

  bool is_set() const { return set_.decay > 0.0F; }

  void tick(const Room& room, const Context& context, int frame) {
    const Settings settings = settings_at(context.params, frame);
    if (fade_left_ > 0) --fade_left_;
    if (settings == set_ && size_ == set_.size && predelay_ == set_.predelay) return;
    if (!is_set()) {
      size_ = settings.size;
      predelay_ = settings.predelay;
    } else if (fade_left_ <= 0 && (size_ != settings.size || predelay_ != settings.predelay)) {
      size_before_ = size_;
      predelay_before_ = predelay_;
      size_ = settings.size;
      predelay_ = settings.predelay;
      gains_before_ = gains_;
      poles_before_ = poles_;
      fade_left_ = fade_ticks(context.rate);
    }
    set_ = settings;
    const double cos_damp = dsp::ReverbLoss::cos_of(settings.damp, context.rate);
    const float frozen = settings.freeze;
    for (int n = 0; n < kLines; ++n) {
      const dsp::ReverbLoss loss(room.frames_of_line(n, size_), settings.decay, cos_damp,
                                 context.rate);
      gains_[n] = loss.gain + (1.0F - loss.gain) * frozen;
      poles_[n] = loss.pole * (1.0F - frozen);
    }
  }

  static int fade_ticks(float rate) { return static_cast<int>(kFade_s * rate) / kTickFrames + 1; }

  void run(Room& room, const Context& context, int from, int frames) {
    const Frame now = context.frame + from;
    std::array<Block, 2> in{}, wet{};
    bool sounds = false;
    for (int side = 0; side < 2; ++side) {
      const float* input = context.inputs[side] + from;
      for (int i = 0; i < frames; ++i) in[side][i] = dsp::held(input[i], -kHeldSignal, kHeldSignal);
      delay(room, side, now, context.rate, in[side].data(), frames);
      diffuse(room.diffusers[side], now, in[side].data(), frames);
      for (int i = 0; i < frames; ++i) {
        sounds = sounds || in[side][i] != 0.0F || input[i] != 0.0F;
        in[side][i] *= 1.0F - context.params[kFreeze][from + i];
      }
    }
    Blocks lines{};
    for (int n = 0; n < kLines; ++n) {
      Block& line = lines[n];
      read_line(room, n, now, context.rate, line.data(), frames);
      lose(n, now, context.rate, line.data(), frames);
      float* sum = wet[n % 2].data();
      const float sign = (n / 2) % 2 == 0 ? kLevel : -kLevel;
      for (int i = 0; i < frames; ++i) sum[i] += sign * line[i];
    }
    mix(lines);
    if (feed(room, now, lines, in, frames)) sounds = true;
    for (int side = 0; side < 2; ++side) {
      const float* dry = context.inputs[side] + from;
      float* out = context.outputs[side] + from;
      for (int i = 0; i < frames; ++i) {
        const float share = context.params[kMix][from + i];
        out[i] = (1.0F - share) * dry[i] + share * wet[side][i];
      }
    }
    tail_.write(sounds, static_cast<int>(0.5F * context.rate), frames);
  }

  /// The weight of the tap before, in the frame that is so many behind the last tick.
  float fade_at(Frame now, float rate) const {
    const auto place = static_cast<float>(now % kTickFrames);
    const auto left = static_cast<float>(fade_left_) - place * (1.0F / kTickFrames);
    return left / static_cast<float>(fade_ticks(rate));
  }

  void delay(Room& room, int side, Frame now, float rate, float* samples, int frames) {
    dsp::Ring& ring = room.predelays[side];
    ring.write(now, samples, frames);
    ring.read(now, room.frames_of_predelay(predelay_), samples, frames);
    if (fade_left_ <= 0 || predelay_ == predelay_before_) return;
    Block before;
    ring.read(now, room.frames_of_predelay(predelay_before_), before.data(), frames);
    fade(before.data(), now, rate, samples, frames);
  }

  void read_line(const Room& room, int n, Frame now, float rate, float* samples, int frames) {
    room.lines[n].read(now, room.frames_of_line(n, size_), samples, frames);
    if (fade_left_ <= 0 || size_ == size_before_) return;
    Block before;
    room.lines[n].read(now, room.frames_of_line(n, size_before_), before.data(), frames);
    fade(before.data(), now, rate, samples, frames);
  }

  void fade(const float* before, Frame now, float rate, float* samples, int frames) const {
    for (int i = 0; i < frames; ++i) {
      samples[i] += fade_at(now + i, rate) * (before[i] - samples[i]);
    }
  }

  static void diffuse(std::array<dsp::Ring, Room::kDiffusers>& rings, Frame now, float* samples,
                      int frames) {
    for (int n = 0; n < Room::kDiffusers; ++n) {
      Block old;
      rings[n].read(now, rings[n].length(), old.data(), frames);
      for (int i = 0; i < frames; ++i) {
        const float held = dsp::hushed(samples[i] + kDiffusion[n] * old[i]);
        samples[i] = old[i] - kDiffusion[n] * held;
        old[i] = held;
      }
      rings[n].write(now, old.data(), frames);
    }
  }

  void lose(int n, Frame now, float rate, float* samples, int frames) {
    float low = lows_[n], gain = gains_[n], pole = poles_[n];
    for (int i = 0; i < frames; ++i) {
      if (fade_left_ > 0) {
        const float before = fade_at(now + i, rate);
        gain = gains_[n] + before * (gains_before_[n] - gains_[n]);
        pole = poles_[n] + before * (poles_before_[n] - poles_[n]);
      }
      low = dsp::hushed(samples[i] + pole * (low - samples[i]));
      samples[i] = gain * low;
    }
    lows_[n] = low;
  }

  /// By the Hadamard matrix of sixteen: sums and differences, over √16.
  static void mix(Blocks& lines) {
    for (int stride = 1; stride < kLines; stride *= 2) {
      for (int n = 0; n < kLines; ++n) {
        if ((n & stride) != 0) continue;
        Block& one = lines[n];
        Block& other = lines[n + stride];
        for (int i = 0; i < kTickFrames; ++i) {
          const float sum = one[i] + other[i];
          other[i] = one[i] - other[i];
          one[i] = sum;
        }
      }
    }
  }

  /// What each line is given; whether that is more than zeros.
  static bool feed(Room& room, Frame now, Blocks& lines, const std::array<Block, 2>& in,
                   int frames) {
    bool sounds = false;
    for (int n = 0; n < kLines; ++n) {
      const Block& input = in[n % 2];
      const float sign = (n / 4) % 2 == 0 ? 0.25F : -0.25F;
      for (int i = 0; i < frames; ++i) {
        lines[n][i] = dsp::hushed(0.25F * lines[n][i] + sign * input[i]);
        sounds = sounds || lines[n][i] != 0.0F;
      }
      room.lines[n].write(now, lines[n].data(), frames);
    }
    return sounds;
  }

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    const auto is_zero = [](float low) { return low == 0.0F; };
    return tail_.is_over() && fade_left_ <= 0 && size_ == set_.size && predelay_ == set_.predelay &&
           settings_at(context.params, context.frames - 1) == set_ &&
           std::all_of(lows_.begin(), lows_.end(), is_zero);
  }

  std::array<float, kLines> lows_{}, gains_{}, poles_{};
  std::array<float, kLines> gains_before_{}, poles_before_{};
  Settings set_{};
  float size_ = 0.0F, predelay_ = 0.0F;  ///< that the taps have, or fade to
  float size_before_ = 0.0F, predelay_before_ = 0.0F;
  int fade_left_ = 0;  ///< ticks
  dsp::Tail tail_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
