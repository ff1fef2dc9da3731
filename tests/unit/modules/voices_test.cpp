// SPDX-License-Identifier: MIT
// Modules of many voices in a rack: who hears whom, and that neither sleep nor instructions nor
// cuts are heard.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "engine/keyframe.hpp"
#include "engine/probe.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};

Command gate(int place, bool on, std::uint64_t voice = 0, double velocity = 1.0) {
  return {.op = Op::kGate,
          .module = static_cast<std::uint16_t>(place),
          .value = on ? 1.0 : 0.0,
          .velocity = velocity,
          .voice = voice};
}

/// sine -> adsr -> biquad of so many voices.
PatchOf instrument(int voices) {
  PatchOf patch(1);
  patch.module(0, "sine", 1).module(1, "adsr", 2).module(2, "biquad", 3);
  for (int place = 0; place < 3; ++place) patch.voices(place, voices);
  return patch.connect(0, 1).connect(1, 2).hear(2);
}

TEST(Voices, AreSummedWhereTheyAreHeard) {
  for (const int voices : {1, 3, 8, 13, 64}) {
    Engine one(kMono, test::built_in_modules()), many(kMono, test::built_in_modules());
    play(one, instrument(0));
    play(many, instrument(voices));
    one.apply(gate(1, true));
    many.apply(gate(1, true));
    const auto expected = render(one, 4'000), sum = render(many, 4'000);
    for (int n = 0; n < 4'000; ++n) {
      ASSERT_NEAR(sum[n], static_cast<float>(voices) * expected[n], 2e-5 * voices)
          << voices << " voices at " << n;
    }
  }
}

TEST(Voices, AreMeasuredAsTheSumThatIsHeard) {
  for (const int voices : {0, 3, 8, 13, 64}) {
    Engine engine(kMono, test::built_in_modules());
    Probe probe(+[] { return std::int64_t{0}; });
    engine.show_to(probe);
    play(engine, instrument(voices));
    for (int place = 0; place < 3; ++place) {
      probe.meters[static_cast<std::size_t>(place)].begin(place,
                                                          static_cast<std::uint32_t>(place + 1));
    }
    // Of 13 voices the sixth alone: the second group sleeps.
    engine.apply(gate(1, true, voices == 13 ? 6 : 0));
    const auto heard = render(engine, 4'000);
    const auto& meter = probe.meters[2];
    EXPECT_EQ(meter.frames(), 4'000);
    float peak = 0.0F;
    double squares = 0.0;
    for (const float sample : heard) {
      peak = std::max(peak, std::abs(sample));
      squares += static_cast<double>(sample) * static_cast<double>(sample);
    }
    EXPECT_GT(peak, 0.1F);
    EXPECT_NEAR(meter.output(0).peak, peak, 1e-5F * peak) << voices << " voices";
    EXPECT_NEAR(meter.output(0).squares, squares, 1e-4 * squares) << voices << " voices";
    EXPECT_TRUE(probe.meters[0].output(0).is_heard);
    EXPECT_GE(probe.meters[0].output(0).peak, 0.1F);
  }
}

TEST(Voices, HaveAGateEach) {
  Engine one(kMono, test::built_in_modules()), many(kMono, test::built_in_modules());
  play(one, instrument(0));
  play(many, instrument(12));
  one.apply(gate(1, true, 1, 0.5));
  many.apply(gate(1, true, 11, 0.5));
  EXPECT_EQ(render(many, 4'000), render(one, 4'000)) << "the others are zeros";
  one.apply(gate(1, false));
  many.apply(gate(1, false, 12));
  many.apply(gate(1, true, 13));
  many.apply(gate(1, true, ~0ULL));
  EXPECT_NE(render(many, 4'000), render(one, 4'000)) << "the gate of another voice";
}

TEST(Voices, OneThatIsGatedWhileAPanicFadesOutOpensNoOther) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, instrument(12));
  engine.apply({.op = Op::kPanic});
  engine.apply(gate(1, true, 3));
  EXPECT_EQ(peak(render(engine, 4'000)), 0.0F);
  engine.apply({.op = Op::kPanic});
  engine.apply(gate(1, true));
  EXPECT_GT(peak(render(engine, 4'000)), 0.1F);
}

TEST(Voices, OfOneNumberMeetOneByOneAndOthersAsTheirSum) {
  // The gains of the middle are those of each voice's envelope, or of all of them.
  const auto level = [](int sources, int amplifiers) {
    Engine engine(kMono, test::built_in_modules());
    PatchOf patch(1);
    patch.module(0, "lfo", 1, {{"depth", 0.0F}, {"offset", 1.0F}}).voices(0, sources);
    patch.module(1, "adsr", 2, {{"sustain", 1.0F}}).voices(1, amplifiers);
    play(engine, patch.connect(0, 1).hear(1));
    engine.apply(gate(1, true));
    return render(engine, 4'000).back();
  };
  EXPECT_EQ(level(5, 5), 5.0F);
  EXPECT_EQ(level(5, 0), 5.0F);
  EXPECT_EQ(level(0, 5), 5.0F);
  EXPECT_EQ(level(3, 5), 15.0F);
  EXPECT_EQ(level(9, 1), 9.0F);
}

TEST(Voices, AreModulatedOneByOne) {
  Engine engine(kMono, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "adsr", 1, {{"sustain", 1.0F}}).voices(0, 10);
  patch.module(1, "lfo", 2, {{"depth", 0.0F}, {"offset", 1.0F}}).voices(1, 10).connect(1, 0);
  patch.module(2, "lfo", 3, {{"depth", 0.0F}, {"offset", 0.0F}}).voices(2, 10);
  play(engine, patch.modulate(0, 2, "offset").hear(2));
  engine.apply(gate(0, true, 3, 0.25));
  engine.apply(gate(0, true, 10, 0.5));
  EXPECT_EQ(render(engine, 4'000).back(), 0.75F);
}

TEST(Voices, OfEveryGroupAreModulatedInTheSameFrame) {
  const auto take = [](int voices, std::uint64_t voice) {
    Engine engine(kMono, test::built_in_modules());
    PatchOf patch(1);
    patch.module(0, "sine", 1, {{"freq", 1'000.0F}}).module(1, "adsr", 2, {{"attack", 0.1F}});
    patch.module(2, "biquad", 3, {{"freq", 500.0F}, {"q", 5.0F}}).module(3, "adsr", 4);
    for (int place = 0; place < 4; ++place) patch.voices(place, voices);
    patch.connect(0, 1).connect(1, 2).connect(2, 3).modulate(1, 2, "freq", 5'000.0F);
    play(engine, patch.hear(3));
    engine.apply(gate(1, true, voice));
    engine.apply(gate(3, true, voice));
    return render(engine, 4'000);
  };
  const auto one = take(0, 1);
  EXPECT_GT(peak(one), 0.1F);
  for (const std::uint64_t voice : {1, 8, 9, 20}) EXPECT_EQ(take(20, voice), one) << voice;
}

TEST(Voices, AreInAKeyframe) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, instrument(20));
  engine.apply(gate(1, true, 7));
  render(engine, 1'001);
  engine.apply(gate(1, true, 19));
  const auto keyframe = keyframe_of(engine);
  Engine copy(kMono, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  EXPECT_EQ(render(copy, 5'000), render(engine, 5'000));
}

TEST(Voices, BeyondWhatATypeHasAreRefused) {
  PatchOf patch(1);
  patch.module(0, "sine", 1).voices(0, 65).hear(0);
  EXPECT_EQ(check_patch(patch.get(), test::built_in_catalog(), 48'000).reason(),
            "place 0: 65 voices, sine has at most 64");
  PatchOf mono(1);
  mono.module(0, "delay", 1).voices(0, 2).hear(0);
  EXPECT_FALSE(check_patch(mono.get(), test::built_in_catalog(), 48'000));
}

TEST(Voices, ThatChangeMakeAnotherModule) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, instrument(4));
  engine.apply(gate(1, true));
  render(engine, 1'000);
  PatchOf patch(2);
  patch.module(0, "sine", 1).module(1, "adsr", 2).module(2, "biquad", 3);
  play(engine, patch.voices(0, 5).voices(1, 5).voices(2, 5).connect(0, 1).connect(1, 2).hear(2));
  EXPECT_EQ(peak(render(engine, 1'000)), 0.0F);
}

TEST(Voices, ThatSleepHearOfParametersThatJump) {
  const auto take = [](bool is_awake) {
    Engine engine(kMono, test::built_in_modules());
    engine.keep_awake(is_awake);
    play(engine, instrument(9));
    engine.apply(gate(1, true));
    render(engine, 5'000);
    engine.apply(gate(1, false));
    render(engine, 2 * kMono.rate);  // the filter has rung out
    const auto mode = find_param(*test::built_in_catalog().find("biquad"), "mode");
    engine.apply({.op = Op::kSetParam,
                  .module = 2,
                  .param = static_cast<std::uint16_t>(mode),
                  .value = 1.0});
    render(engine, 1'000);
    engine.apply(gate(1, true));
    return render(engine, 1'000);
  };
  EXPECT_EQ(take(false), take(true));
}

TEST(Voices, AConstantOfZeroSleepsUntilItIsSetOrMoved) {
  Engine engine(kMono, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "const", 1, {{"value", 0.0F}}).module(1, "const", 2, {{"value", 0.0F}});
  play(engine, patch.modulate(0, 1, "value").hear(1));
  EXPECT_EQ(peak(render(engine, 1'000)), 0.0F);
  engine.apply({.op = Op::kSetParam, .module = 0, .param = 0, .value = 3.0});
  EXPECT_EQ(render(engine, 1'000).back(), 3.0F);
}

/// What an engine gives of a random patch, with settings and gates at random.
std::vector<float> perform(unsigned seed, Simd simd, bool is_awake, int cut) {
  std::mt19937 random(seed);
  auto patch = random_patch(random);
  Engine engine(kMono, test::built_in_modules(simd));
  engine.keep_awake(is_awake);
  if (!engine.build(patch)) throw std::runtime_error("refused");
  engine.apply({.op = Op::kSwapPatch, .patch_version = 1});
  std::vector<float> out;
  for (int stretch = 0; stretch < 30; ++stretch) {
    for (int n = 0; n < 3; ++n) {
      const auto place = static_cast<std::uint16_t>(random() % 16);
      const auto* type = test::built_in_catalog().find(patch.modules[place].type);
      const bool on = random() % 3 != 0;
      engine.apply(gate(place, on, random() % 4, 0.7));
      engine.apply({.op = random() % 4 == 0 ? Op::kNoteOff : Op::kNoteOn,
                    .module = static_cast<std::uint16_t>(random() % 16),
                    .value = static_cast<double>(random() % 2'000),
                    .velocity = 0.01 * static_cast<double>(random() % 101),
                    .length = static_cast<std::uint32_t>(random() % 3 * (random() % 2'000)),
                    .voice = random() % 20});
      const auto param = static_cast<std::uint16_t>(random() % 16);
      const float share = uniform(random, 0.0F, 1.0F);
      if (type == nullptr || param >= type->params.size() || random() % 2 == 0) continue;
      const auto& row = type->params[param];
      engine.apply({.op = random() % 2 == 0 ? Op::kSetParam : Op::kNoteValue,
                    .module = place,
                    .param = param,
                    .value = row.minimum + share * (row.maximum - row.minimum),
                    .voice = random() % 20});
    }
    for (int left = 100 + static_cast<int>(random() % 1'500); left > 0;) {
      const int frames = std::min(left, cut);
      out.resize(out.size() + static_cast<std::size_t>(frames));
      engine.render(out.data() + out.size() - frames, frames);
      left -= frames;
    }
  }
  return out;
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST(RandomPatch, GivesTheSameBitsAsleepAndAwakeAndHoweverItIsCutAndComputed) {
  int sounding = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto expected = perform(seed, Simd::kBaseline, true, kMaxBlockFrames);
    if (peak(expected) > 0.0F) ++sounding;
    ASSERT_TRUE(same(perform(seed, Simd::kBaseline, false, kMaxBlockFrames), expected)) << seed;
    ASSERT_TRUE(same(perform(seed, Simd::kBaseline, false, 37), expected)) << seed;
    if (!is_usable(Simd::kAvx2)) continue;
    ASSERT_TRUE(same(perform(seed, Simd::kAvx2, false, 64), expected)) << seed;
  }
  EXPECT_GT(sounding, 30);
}

}  // namespace
}  // namespace chronus::engine
