// SPDX-License-Identifier: MIT
// Compiled once for each set of instructions, see bare_voices.hpp.
#include "bare_voices.hpp"

#include "dsp/lane_waveform.hpp"

namespace chronus::bench::CHRONUS_SIMD_BUILD {
namespace {

constexpr int kMostVoices = 256;
constexpr float kLowestHz = 220.0F, kLevel = 0.5F, kCutoffHz = 1'000.0F, kQ = 2.0F;
// As the engine's adsr is set: seconds, and how far an attack aims beyond its peak.
constexpr float kAttack_s = 0.01F, kDecay_s = 0.1F, kSustain = 0.7F, kRelease_s = 0.2F;
constexpr float kOvershoot = 4.0F / 3.0F, kPeak = 0.8F;
constexpr int kTick = 16;

template <int kLanes, bool kIsSaw>
class Voices final : public BareVoices {
  using Float = dsp::Float<kLanes>;
  using UInt = dsp::UInt<kLanes>;

 public:
  Voices(int voices, float rate)
      : groups_((voices + kLanes - 1) / kLanes),
        attack_(share(kAttack_s, rate)),
        decay_(share(kDecay_s / 5.0F, rate)),
        release_(share(kRelease_s / 5.0F, rate)) {
    for (int voice = 0; voice < groups_ * kLanes; ++voice) {
      const auto own = dsp::increment_of<1>({kLowestHz + static_cast<float>(voice)}, rate);
      dsp::set(&state_[voice / kLanes].increment.high, voice % kLanes, own.high.a);
      dsp::set(&state_[voice / kLanes].increment.low, voice % kLanes, own.low.a);
    }
    const float g = dsp::tan_half_turns<1>({kCutoffHz / rate}).a;
    const float a1 = 1.0F / (1.0F + g * (g + 1.0F / kQ));
    b1_ = 2.0F * a1 - 1.0F;
    b2_ = 2.0F * g * a1;
    b3_ = g * b2_;
  }

  void gate(bool on) override {
    for (int n = 0; n < groups_; ++n) {
      Group& group = state_[n];
      group.is_attack = dsp::all_lanes<dsp::Int<kLanes>>(on ? -1 : 0);
      group.aim = real(on ? kPeak * kOvershoot : 0.0F);
      group.share = real(on ? attack_ : release_);
    }
  }

  void render(float* out, int frames) override {
    Float mix[kMostFrames];
    for (int i = 0; i < frames; ++i) mix[i] = real(0.0F);
    for (int n = 0; n < groups_; ++n) {
      Group group = state_[n];
      for (int from = 0; from < frames; from += kTick) {
        end_attacks(&group);
        run(&group, mix + from, frames - from < kTick ? frames - from : kTick);
      }
      state_[n] = group;
    }
    for (int i = 0; i < frames; ++i) {
      float sum = 0.0F;
      for (int lane = 0; lane < kLanes; ++lane) sum += get(mix[i], lane);
      out[i] = sum;
    }
  }

 private:
  struct Group {
    dsp::Increment<kLanes> increment;
    dsp::LanePhase<kLanes> phase;
    Float level = real(0.0F), aim = real(0.0F), share = real(0.0F);
    dsp::Int<kLanes> is_attack = dsp::all_lanes<dsp::Int<kLanes>>(0);
    Float ic1 = real(0.0F), ic2 = real(0.0F);
  };

  CHRONUS_INLINE static Float real(float x) { return dsp::all_lanes<Float>(x); }
  /// Of the way to the aim that a frame goes.
  static float share(float seconds, float rate) { return 1.0F / (seconds * rate); }

  CHRONUS_INLINE void end_attacks(Group* group) const {
    const auto ends =
        (group->is_attack != dsp::all_lanes<dsp::Int<kLanes>>(0)) & (group->level >= real(kPeak));
    group->aim = select(ends, real(kPeak * kSustain), group->aim);
    group->share = select(ends, real(decay_), group->share);
    group->is_attack = select(ends, dsp::all_lanes<dsp::Int<kLanes>>(0), group->is_attack);
  }

  CHRONUS_INLINE void run(Group* group, Float* mix, int frames) const {
    const dsp::LaneWaves<kLanes> waves(group->increment);
    const Float b1 = real(b1_), b2 = real(b2_), b3 = real(b3_);
    const Float half = real(0.5F), level = real(kLevel);
    for (int i = 0; i < frames; ++i) {
      const UInt& turns = group->phase.turns();
      const Float wave = kIsSaw ? waves.saw(turns) : dsp::sin_of<kLanes>(turns);
      group->phase.advance(group->increment);
      group->level = group->level + (group->aim - group->level) * group->share;
      const Float v3 = level * wave * group->level - group->ic2;
      const Float next1 = b1 * group->ic1 + b2 * v3;
      const Float next2 = group->ic2 + (b2 * group->ic1 + b3 * v3);
      mix[i] = mix[i] + half * (group->ic2 + next2);
      group->ic1 = next1;
      group->ic2 = next2;
    }
  }

  int groups_;
  float attack_, decay_, release_;
  float b1_, b2_, b3_;
  Group state_[kMostVoices / kLanes];
};

}  // namespace

std::unique_ptr<BareVoices> bare_voices(int voices, bool saw, float rate) {
  using Made = std::unique_ptr<BareVoices>;
  if (voices == 1) {
    return saw ? Made(new Voices<1, true>(1, rate)) : Made(new Voices<1, false>(1, rate));
  }
  return saw ? Made(new Voices<8, true>(voices, rate)) : Made(new Voices<8, false>(voices, rate));
}

}  // namespace chronus::bench::CHRONUS_SIMD_BUILD
