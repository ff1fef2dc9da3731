// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/reverb.hpp"
#include "dsp/lane_transpose.hpp"
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
  static constexpr bool kLineRestsEmpty = true;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    Room room(line_of(this), context.rate, catalog::Reverb::kLongestPredelay_s, context.frame);
    Taps taps = taps_in(room);
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if ((place == 0 || !is_set()) && tick(room, context, frame)) taps = taps_in(room);
          run(room, taps, context, frame, frames);
          room.advance(frames);
        });
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Room = dsp::ReverbRoom;
  using F8 = dsp::F8;
  static_assert(Room::kMost == kTickFrames);
  static constexpr int kLines = Room::kLines;
  /// So many frames of a signal, eight side by side.
  struct alignas(32) Block {
    std::array<float, kTickFrames> frames{};

    float* data() { return frames.data(); }
    CHRONUS_INLINE F8 at(int frame) const { return dsp::load<F8>(frames.data() + frame); }
    CHRONUS_INLINE void put(int frame, const F8& x) { dsp::store(frames.data() + frame, x); }
  };
  using Blocks = std::array<Block, kLines>;
  using Stereo = std::array<Block, 2>;

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

  /// What the room's rings are read at, and what they were before the fade.
  struct Taps {
    std::array<int, kLines> lines, lines_before;
    int predelay, predelay_before;
    Block weights;  ///< of those before, in the frames of the stretch
  };
  Taps taps_in(const Room& room) const {
    Taps taps;
    for (int n = 0; n < kLines; ++n) {
      taps.lines[n] = room.frames_of_line(n, size_);
      taps.lines_before[n] = room.frames_of_line(n, size_before_);
    }
    taps.predelay = room.frames_of_predelay(predelay_);
    taps.predelay_before = room.frames_of_predelay(predelay_before_);
    return taps;
  }

  /// Whether anything is set anew.
  bool tick(const Room& room, const Context& context, int frame) {
    const Settings settings = settings_at(context.params, frame);
    if (fade_left_ > 0) --fade_left_;
    if (settings == set_ && size_ == set_.size && predelay_ == set_.predelay) return false;
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
    return true;
  }

  static int fade_ticks(float rate) { return static_cast<int>(kFade_s * rate) / kTickFrames + 1; }

  /// A stretch within a tick. Frames beyond it are computed as zeros, and written nowhere.
  void run(Room& room, Taps& taps, const Context& context, int from, int frames) {
    if (fade_left_ > 0) taps.weights = weights_from(context.frame + from, context.rate);
    Stereo in, wet;
    bool sounds = false;
    const Block freeze = values(context.params[kFreeze], from, frames);
    for (int side = 0; side < 2; ++side) {
      Block& own = in[side];
      std::copy_n(context.inputs[side] + from, frames, own.data());
      F8 heard = hold(own);
      delay(room.predelays[side], taps, own, frames);
      diffuse(room.diffusers[side], own, frames);
      for (int i = 0; i < kTickFrames; i += 8) {
        heard = either(heard, own.at(i));
        own.put(i, own.at(i) * (real(1.0F) - freeze.at(i)));
      }
      sounds = sounds || is_more_than_zeros(heard);
    }
    Blocks lines;
    for (int n = 0; n < kLines; ++n) read_line(room.lines[n], taps, n, lines[n], frames);
    lose(lines, taps.weights, frames);
    for (int n = 0; n < kLines; ++n) {
      Block& sum = wet[n % 2];
      const F8 sign = real((n / 2) % 2 == 0 ? kLevel : -kLevel);
      for (int i = 0; i < kTickFrames; i += 8) sum.put(i, sum.at(i) + sign * lines[n].at(i));
    }
    mix(lines);
    if (feed(room, lines, in, frames)) sounds = true;
    const Block share = values(context.params[kMix], from, frames);
    for (int side = 0; side < 2; ++side) {
      put_mixed(context.inputs[side] + from, wet[side], share, context.outputs[side] + from,
                frames);
    }
    tail_.write(sounds, static_cast<int>(0.5F * context.rate), frames);
  }

  CHRONUS_INLINE static F8 real(float x) { return dsp::all_lanes<F8>(x); }

  static Block values(const Param& param, int from, int frames) {
    Block block;
    if (param.is_still()) {
      block.frames.fill(param[0]);
    } else {
      std::copy_n(param.values + from, frames, block.data());
    }
    return block;
  }

  /// Holds its samples within what signals are; what it was.
  CHRONUS_INLINE static F8 hold(Block& block) {
    F8 heard = real(0.0F);
    for (int i = 0; i < kTickFrames; i += 8) {
      heard = either(heard, block.at(i));
      // NaN is the lowest, as dsp::held() has it.
      const F8 raised = dsp::greater(block.at(i), real(-kHeldSignal));
      block.put(i, dsp::lesser(raised, real(kHeldSignal)));
    }
    return heard;
  }

  /// The bits of both: 0 where both are.
  CHRONUS_INLINE static F8 either(const F8& x, const F8& y) {
    return dsp::bits_as<F8>(dsp::bits_as<dsp::U8>(x) | dsp::bits_as<dsp::U8>(y));
  }
  CHRONUS_INLINE static bool is_more_than_zeros(const F8& bits) {
    const auto signless = dsp::bits_as<dsp::I8>(dsp::magnitude(bits));
    return any(signless != dsp::all_lanes<dsp::I8>(0));
  }

  Block weights_from(Frame now, float rate) const {
    Block weights;
    const auto place = static_cast<int>(now % kTickFrames);
    for (int i = 0; i < kTickFrames; ++i) {
      const float left =
          static_cast<float>(fade_left_) - static_cast<float>(place + i) * (1.0F / kTickFrames);
      weights.frames[i] = left / static_cast<float>(fade_ticks(rate));
    }
    return weights;
  }

  void delay(dsp::Ring& ring, const Taps& taps, Block& samples, int frames) {
    ring.write(samples.data(), frames);
    ring.read(taps.predelay, samples.data(), frames);
    if (fade_left_ <= 0 || predelay_ == predelay_before_) return;
    Block before;
    ring.read(taps.predelay_before, before.data(), frames);
    fade(before, taps.weights, samples);
  }

  void read_line(const dsp::Ring& line, const Taps& taps, int n, Block& samples, int frames) const {
    line.read(taps.lines[n], samples.data(), frames);
    if (fade_left_ <= 0 || size_ == size_before_) return;
    Block before;
    line.read(taps.lines_before[n], before.data(), frames);
    fade(before, taps.weights, samples);
  }

  static void fade(const Block& before, const Block& weights, Block& samples) {
    for (int i = 0; i < kTickFrames; i += 8) {
      const F8 now = samples.at(i);
      samples.put(i, now + weights.at(i) * (before.at(i) - now));
    }
  }

  static void diffuse(std::array<dsp::Ring, Room::kDiffusers>& rings, Block& samples, int frames) {
    for (int n = 0; n < Room::kDiffusers; ++n) {
      Block old, held;
      rings[n].read(rings[n].length(), old.data(), frames);
      const F8 share = real(kDiffusion[n]);
      for (int i = 0; i < kTickFrames; i += 8) {
        held.put(i, hushed(samples.at(i) + share * old.at(i)));
        samples.put(i, old.at(i) - share * held.at(i));
      }
      rings[n].write(held.data(), frames);
    }
  }

  /// As dsp::hushed().
  CHRONUS_INLINE static F8 hushed(const F8& x) {
    return select(dsp::magnitude(x) < real(1e-12F), real(0.0F), x);
  }

  /// What lines lose on their way, eight lines side by side.
  void lose(Blocks& lines, const Block& weights, int frames) {
    F8 low[kLines / 8];
    F8 rows[kLines / 8][kTickFrames];
    for (int half = 0; half < kLines / 8; ++half) {
      low[half] = dsp::load<F8>(lows_.data() + 8 * half);
      for (int i = 0; i < kTickFrames; i += 8) turn(lines, 8 * half, i, rows[half] + i);
    }
    for (int i = 0; i < frames; ++i) {
      for (int half = 0; half < kLines / 8; ++half) {
        F8& x = rows[half][i];
        const auto [gain, pole] = loss_of(8 * half, weights.frames[i]);
        low[half] = hushed(x + pole * (low[half] - x));
        x = gain * low[half];
      }
    }
    for (int half = 0; half < kLines / 8; ++half) {
      dsp::store(lows_.data() + 8 * half, low[half]);
      for (int i = 0; i < kTickFrames; i += 8) turn_back(rows[half] + i, lines, 8 * half, i);
    }
  }

  struct Loss {
    F8 gain, pole;
  };
  /// Of eight lines where what was before the fade has that weight.
  CHRONUS_INLINE Loss loss_of(int line, float weight) const {
    const F8 gain = dsp::load<F8>(gains_.data() + line), pole = dsp::load<F8>(poles_.data() + line);
    if (fade_left_ <= 0) return {gain, pole};
    const F8 before = real(weight);
    return {gain + before * (dsp::load<F8>(gains_before_.data() + line) - gain),
            pole + before * (dsp::load<F8>(poles_before_.data() + line) - pole)};
  }

  /// Eight frames of eight lines.
  CHRONUS_INLINE static void turn(const Blocks& lines, int line, int frame, F8* rows) {
    F8 square[8];
    for (int n = 0; n < 8; ++n) square[n] = lines[line + n].at(frame);
    dsp::transpose(square);
    for (int n = 0; n < 8; ++n) rows[n] = square[n];
  }
  CHRONUS_INLINE static void turn_back(const F8* rows, Blocks& lines, int line, int frame) {
    F8 square[8];
    for (int n = 0; n < 8; ++n) square[n] = rows[n];
    dsp::transpose(square);
    for (int n = 0; n < 8; ++n) lines[line + n].put(frame, square[n]);
  }

  /// By the Hadamard matrix of sixteen: sums and differences, over √16.
  static void mix(Blocks& lines) {
    for (int i = 0; i < kTickFrames; i += 8) {
      F8 all[kLines];
      for (int n = 0; n < kLines; ++n) all[n] = lines[n].at(i);
      for (int stride = 1; stride < kLines; stride *= 2) {
        for (int n = 0; n < kLines; ++n) {
          if ((n & stride) != 0) continue;
          const F8 sum = all[n] + all[n + stride];
          all[n + stride] = all[n] - all[n + stride];
          all[n] = sum;
        }
      }
      for (int n = 0; n < kLines; ++n) lines[n].put(i, all[n]);
    }
  }

  /// What each line is given; whether that is more than zeros.
  static bool feed(Room& room, Blocks& lines, const Stereo& in, int frames) {
    F8 heard = real(0.0F);
    for (int n = 0; n < kLines; ++n) {
      const Block& input = in[n % 2];
      const F8 sign = real((n / 4) % 2 == 0 ? 0.25F : -0.25F);
      for (int i = 0; i < kTickFrames; i += 8) {
        const F8 fed = hushed(real(0.25F) * lines[n].at(i) + sign * input.at(i));
        heard = either(heard, fed);
        lines[n].put(i, fed);
      }
      room.lines[n].write(lines[n].data(), frames);
    }
    return is_more_than_zeros(heard);
  }

  static void put_mixed(const float* dry, const Block& wet, const Block& share, float* out,
                        int frames) {
    Block mixed;
    std::copy_n(dry, frames, mixed.data());
    for (int i = 0; i < kTickFrames; i += 8) {
      mixed.put(i, (real(1.0F) - share.at(i)) * mixed.at(i) + share.at(i) * wet.at(i));
    }
    std::copy_n(mixed.data(), frames, out);
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
