// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

Samples sine(int frames, double hz) {
  Samples made;
  for (int n = 0; n < frames; ++n) {
    made.push_back(static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * hz * n / kRate)));
  }
  return made;
}

/// Values that tell where they lie.
Samples steps(int frames) {
  Samples made;
  for (int n = 0; n < frames; ++n) made.push_back(static_cast<float>(n + 1) / 4096.0F);
  return made;
}

struct Player {
  /// One sample alone, which is number 1.
  const Samples& play(ModuleBench& bench, const Samples& samples, std::uint32_t channels = 1) {
    memory.add(samples, channels);
    shelf = memory.shelf();
    return bench.use_samples(shelf).set("sample", 1.0F).run({{0, true, 1.0F}});
  }
  test::SampleMemory memory;
  SampleShelf shelf;
};

struct Sampler : testing::Test, Player {};

TEST_F(Sampler, GivesTheFilesSamplesToTheBit) {
  ModuleBench bench("sampler", 2000);
  const auto& noise = test::some_samples();
  const SampleView mono = noise.shelf().find(1);
  bench.set("sample", 1.0F).run({{0, true, 1.0F}});
  for (int n = 0; n < 2000; ++n) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(bench.output(0)[n]),
              std::bit_cast<std::uint32_t>(mono.data[n]))
        << n;
    ASSERT_EQ(bench.output(1)[n], mono.data[n]) << n;
  }
}

TEST_F(Sampler, GivesBothChannelsAndEndsBehindThem) {
  ModuleBench bench("sampler", 2000);
  const SampleView stereo = test::some_shelf().find(2);
  bench.set("sample", 2.0F).run({{0, true, 1.0F}});
  for (int n = 0; n < 700; ++n) {
    ASSERT_EQ(bench.output(0)[n], stereo.data[n]);
    ASSERT_EQ(bench.output(1)[n], stereo.data[700 + n]);
  }
  // What the last sample had dies away, then there is silence.
  for (int n = 700 + 144; n < 2000; ++n) ASSERT_EQ(bench.output(0)[n], 0.0F) << n;
}

/// Where a take of steps() that goes on for ever is: its value tells.
double place_of(float value) { return static_cast<double>(value) * 4096.0 - 1.0; }

TEST_F(Sampler, ASpeedThatAcceleratesGoesStraightToItsEnd) {
  for (const float accelerate : {1.0F, -0.5F}) {
    ModuleBench bench("sampler", 2'000);
    Player own;
    const Samples& out =
        own.play(bench.set("accelerate", accelerate).set("span", 1'000.0F / kRate), steps(8'000));
    double place = 0.0;
    for (int n = 0; n < 2'000; ++n) {
      if (n > 20) {
        ASSERT_NEAR(place_of(out[n]), place, 0.02) << n;
      }
      place += 1.0 + static_cast<double>(accelerate) * std::min(n / 1'000.0, 1.0);
    }
  }
}

TEST_F(Sampler, ASpeedThatFallsThroughZeroEndsWhereItBegan) {
  ModuleBench bench("sampler", 3'000);
  const Samples& out =
      play(bench.set("accelerate", -2.0F).set("span", 1'000.0F / kRate), steps(8'000));
  EXPECT_NEAR(place_of(*std::ranges::max_element(out)), 250.0, 2.0);
  EXPECT_GT(out[700], 0.0F);
  for (int n = 1'300; n < 3'000; ++n) ASSERT_EQ(out[n], 0.0F) << n;
}

TEST_F(Sampler, WithoutAccelerationItsSpanMeansNothing) {
  ModuleBench bench("sampler", 2000), plain("sampler", 2000);
  bench.set("sample", 1.0F).set("span", 0.01F).set("speed", 0.7F).run({{0, true, 1.0F}});
  plain.set("sample", 1.0F).set("speed", 0.7F).run({{0, true, 1.0F}});
  EXPECT_EQ(bench.output(), plain.output());
}

TEST_F(Sampler, BackwardsItGivesTheSameSamplesFromTheEnd) {
  ModuleBench bench("sampler", 300);
  const Samples& out = play(bench.set("speed", -1.0F), steps(200));
  for (int n = 0; n < 200; ++n) ASSERT_EQ(out[n], static_cast<float>(200 - n) / 4096.0F) << n;
}

TEST_F(Sampler, GivesTheSameBitsWhereItIsToldThatNothingMoves) {
  const Samples tone = sine(3'000, 440.0);
  for (const float speed : {1.0F, -1.0F, 1.4983F, -0.3F, 3.7F}) {
    for (const float mode : {0.0F, 1.0F, 2.0F}) {
      ModuleBench told("sampler", 4000), untold("sampler", 4000);
      Player one, other;
      for (ModuleBench* bench : {&told, &untold}) {
        bench->set("speed", speed).set("mode", mode).set("loop_begin", 0.4F).set("loop_end", 0.8F);
        bench->set("begin", 0.1F).set("attack", 0.002F).set("crossfade", 0.003F);
        // Turned round on the way, and back.
        auto& way = bench->param("speed");
        std::fill(way.begin() + 700, way.begin() + 900, -speed);
      }
      const std::initializer_list<GateAt> gates{{0, true}, {2'500, false}, {3'000, true}};
      one.memory.add(tone), other.memory.add(tone);
      one.shelf = one.memory.shelf(), other.shelf = other.memory.shelf();
      told.tell_what_is_still().use_samples(one.shelf).set("sample", 1.0F).run(gates);
      untold.use_samples(other.shelf).set("sample", 1.0F).run(gates);
      for (int n = 0; n < 4000; ++n) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(told.output()[n]),
                  std::bit_cast<std::uint32_t>(untold.output()[n]))
            << "speed " << speed << ", mode " << mode << ", frame " << n;
      }
    }
  }
}

TEST_F(Sampler, PlaysAPart) {
  ModuleBench bench("sampler", 300);
  const Samples& out = play(bench.set("begin", 0.25F).set("end", 0.75F), steps(200));
  EXPECT_EQ(out[0], 51.0F / 4096.0F);
  EXPECT_EQ(out[99], 150.0F / 4096.0F);
  EXPECT_LT(out[101], out[99]);
}

TEST_F(Sampler, PlaysASliceOfSeveral) {
  for (const int slice : {0, 3, 7, 11}) {
    ModuleBench bench("sampler", 40);
    Player own;
    const Samples& out =
        own.play(bench.set("slices", 8.0F).set("slice", static_cast<float>(slice)), steps(240));
    EXPECT_EQ(out[0], static_cast<float>(slice % 8 * 30 + 1) / 4096.0F) << slice;
    EXPECT_EQ(out[29], static_cast<float>(slice % 8 * 30 + 30) / 4096.0F) << slice;
    EXPECT_LT(out[31], out[29]);
  }
}

TEST_F(Sampler, LoopsUntilItsGateEnds) {
  ModuleBench bench("sampler", 3000);
  bench.set("mode", 2.0F).set("loop_begin", 0.5F).set("crossfade", 0.0F).set("release", 0.0F);
  memory.add(steps(200));
  shelf = memory.shelf();
  const Samples& out = bench.use_samples(shelf).set("sample", 1.0F).run({{0, true}, {2000, false}});
  for (int n = 0; n < 2000; ++n) {
    const int at = n < 200 ? n : 100 + (n - 100) % 100;
    ASSERT_EQ(out[n], static_cast<float>(at + 1) / 4096.0F) << n;
  }
  for (int n = 2150; n < 3000; ++n) ASSERT_EQ(out[n], 0.0F) << n;
}

TEST_F(Sampler, ACrossfadeLeavesNoStepWhereALoopBegins) {
  for (const float speed : {1.0F, -1.0F, 0.37F, 2.6F}) {
    ModuleBench bench("sampler", 20'000);
    bench.set("mode", 2.0F).set("loop_begin", 0.3F).set("loop_end", 0.9F).set("speed", speed);
    Player own;
    // No whole number of periods.
    const Samples& out = own.play(bench.set("crossfade", 0.02F), sine(10'007, 313.0));
    const Samples inside(out.begin() + 100, out.end());
    // At its steepest the tone goes 0.0205 a frame.
    EXPECT_LT(steepest(inside), 0.0206F * std::abs(speed) * 1.2F) << speed;
    EXPECT_GT(peak(Samples(out.end() - 2000, out.end())), 0.3F);
  }
}

TEST_F(Sampler, ANoteAnOctaveHigherPlaysTwiceAsFast) {
  ModuleBench bench("sampler", 4000);
  const Samples& out = play(bench.set("freq", 2.0F * 261.6255653F), sine(8'000, 440.0));
  const Samples wanted = sine(4000, 880.0);
  for (int n = 100; n < 3900; ++n) ASSERT_NEAR(out[n], wanted[n], 2e-4F) << n;
}

TEST_F(Sampler, AGatedOneIsReleasedAndAOneShotIsNot) {
  const Samples tone = sine(8'000, 440.0);
  ModuleBench gated("sampler", 4000);
  memory.add(tone);
  shelf = memory.shelf();
  gated.use_samples(shelf).set("sample", 1.0F).set("mode", 1.0F).run({{0, true}, {1000, false}});
  EXPECT_GT(peak(Samples(gated.output().begin(), gated.output().begin() + 1000)), 0.49F);
  for (int n = 1000 + 970 + 144; n < 4000; ++n) ASSERT_EQ(gated.output()[n], 0.0F);
  ModuleBench whole("sampler", 4000);
  whole.use_samples(shelf).set("sample", 1.0F).run({{0, true}, {1000, false}});
  for (int n = 0; n < 4000; ++n) ASSERT_EQ(whole.output()[n], tone[n]);
}

TEST_F(Sampler, WhatIsNotThereIsSilent) {
  ModuleBench none("sampler", 500);
  EXPECT_EQ(peak(none.run({{0, true}})), 0.0F);
  ModuleBench unknown("sampler", 500);
  memory.add(steps(100));
  shelf = memory.shelf();
  unknown.use_samples(shelf).set("sample", 2.0F);
  EXPECT_EQ(peak(unknown.run({{0, true}})), 0.0F);
}

/// Two samplers at an output, the first of two samples.
struct TwoSamplers {
  explicit TwoSamplers(float cut) {
    memory.add(sine(40'000, 440.0));
    engine.use_samples(memory.data());
    engine.apply({.op = Op::kSample, .value = 1.0, .voice = 1});
    PatchOf patch(1);
    patch.module(0, "sampler", 1, {{"sample", 1.0F}, {"cut", cut}}).hear(0);
    patch.module(1, "sampler", 2, {{"cut", cut}}).hear(1);
    engine::play(engine, patch);
  }
  Samples next(int frames) {
    Samples out(static_cast<std::size_t>(frames));
    for (int at = 0; at < frames; at += 100) engine.render(out.data() + at, 100);
    return out;
  }
  void gate(std::uint16_t module) {
    engine.apply({.op = Op::kGate, .module = module, .value = 1.0, .velocity = 1.0});
  }
  test::SampleMemory memory;
  Engine engine{{kRate, 100, 1}, test::built_in_modules()};
};

TEST(SamplerGroup, OneThatBeginsChokesTheOthers) {
  for (const float cut : {0.0F, 3.0F}) {
    TwoSamplers two(cut);
    two.next(2000);
    two.gate(0);
    EXPECT_GT(peak(two.next(2000)), 0.4F);
    two.gate(1);  // a sample that is not there
    two.next(1000);
    EXPECT_EQ(peak(two.next(1000)) > 0.0F, cut == 0.0F);
  }
}

TEST(SamplerGroup, WhatIsUnloadedFallsSilentOnTheFrame) {
  TwoSamplers two(0.0F);
  two.next(2000);
  two.gate(0);
  EXPECT_GT(peak(two.next(1000)), 0.4F);
  two.engine.apply({.op = Op::kSample, .value = 0.0, .voice = 1});
  two.next(200);
  EXPECT_EQ(peak(two.next(1000)), 0.0F);
  two.gate(0);
  EXPECT_EQ(peak(two.next(1000)), 0.0F);
}

TEST(SamplerGroup, AKeyframeKeepsWhatPlaysAndWhatMayBePlayed) {
  TwoSamplers one(0.0F), other(0.0F);
  one.next(2000);
  one.gate(0);
  one.next(700);
  std::vector<std::byte> keyframe(std::size_t{1} << 20U);
  const std::size_t bytes = one.engine.save(keyframe);
  ASSERT_GT(bytes, 0U);
  other.engine.apply({.op = Op::kSample, .value = 0.0, .voice = 1});
  ASSERT_TRUE(other.engine.load(std::span(keyframe).first(bytes)));
  const Samples expected = one.next(2000);
  EXPECT_EQ(other.next(2000), expected);
  EXPECT_GT(peak(expected), 0.4F);
}

/// A sampler of four voices, two samples.
class SamplerNotes : public testing::Test {
 protected:
  SamplerNotes() {
    memory_.add(sine(40'000, 440.0));
    memory_.add(sine(40'000, 660.0));
    engine_.use_samples(memory_.data());
    for (const std::uint64_t n : {1U, 2U})
      engine_.apply({.op = Op::kSample, .value = 1.0, .voice = n});
    PatchOf patch(1);
    patch.module(0, "sampler", 1, {{"sample", 1.0F}}).voices(0, 4).hear(0);
    engine::play(engine_, patch.module(1, "sampler", 2).voices(1, 4).hear(1));
  }
  static std::uint16_t param(std::string_view name) {
    return static_cast<std::uint16_t>(find_param(*test::built_in_catalog().find("sampler"), name));
  }
  /// A note with these values of its own.
  void begin(std::uint16_t module, NoteId note,
             std::initializer_list<std::pair<std::string_view, double>> values) {
    engine_.apply({.op = Op::kNoteOn, .flags = kFlagValuesFollow, .module = module, .voice = note});
    for (const auto& [name, value] : values) {
      engine_.apply({.op = Op::kNoteValue,
                     .flags = kFlagValuesFollow,
                     .module = module,
                     .param = param(name),
                     .value = value,
                     .voice = note});
    }
    engine_.apply({.op = Op::kNoteBegin, .module = module, .velocity = 1.0, .voice = note});
  }
  void run(int frames) {
    Samples out(100);
    for (; frames > 0; frames -= 100) engine_.render(out.data(), 100);
  }
  std::uint32_t sounding() {
    run(1'000);
    for (NoteId note = 1; note < 10; ++note) {
      for (const std::uint16_t module : {std::uint16_t{0}, std::uint16_t{1}}) {
        engine_.apply({.op = Op::kNoteOff, .module = module, .voice = note});
      }
    }
    run(1'000);
    return engine_.voice_use().used;
  }

  test::SampleMemory memory_;
  Engine engine_{{kRate, 100, 1}, test::built_in_modules()};
};

TEST_F(SamplerNotes, ChokeWhatHasTheirOwnGroup) {
  begin(0, 1, {{"cut", 5.0}});
  begin(0, 2, {{"cut", 6.0}});
  begin(0, 3, {});
  run(1'000);
  begin(1, 4, {{"cut", 5.0}, {"sample", 2.0}});
  EXPECT_EQ(sounding(), 3U) << "the first is choked, by another sample";
}

TEST_F(SamplerNotes, OfAGroupBelowZeroChokeTheirOwnSampleAlone) {
  begin(0, 1, {{"cut", -5.0}, {"sample", 1.0}});
  begin(0, 2, {{"cut", -5.0}, {"sample", 2.0}});
  begin(0, 3, {{"cut", -6.0}, {"sample", 1.0}});
  begin(0, 4, {{"cut", 5.0}});
  run(1'000);
  begin(1, 5, {{"cut", -5.0}, {"sample", 1.0}});
  EXPECT_EQ(sounding(), 4U) << "of one group and one sample was the first";
}

TEST_F(SamplerNotes, AreChokedByTheSampleThatTheyBeganWith) {
  begin(0, 1, {{"cut", -5.0}});
  run(1'000);
  engine_.apply({.op = Op::kSetParam, .module = 0, .param = param("sample"), .value = 2.0});
  run(1'000);
  begin(1, 2, {{"cut", -5.0}, {"sample", 2.0}});
  run(1'000);
  EXPECT_EQ(engine_.voice_use().used, 2U);
  begin(1, 3, {{"cut", -5.0}, {"sample", 1.0}});
  EXPECT_EQ(sounding(), 2U);
}

TEST_F(SamplerNotes, ThatBeginOnOneFrameChokeEachOther) {
  for (const double cut : {-3.0, 3.0}) {
    begin(0, 1, {{"cut", cut}, {"sample", 1.0}});
    begin(0, 2, {{"cut", cut}, {"sample", 2.0}});
    begin(0, 3, {{"cut", cut}, {"sample", 2.0}});
    EXPECT_EQ(sounding(), cut < 0.0 ? 2U : 1U) << "of two samples the last of each";
    engine_.apply({.op = Op::kPanic});
    run(2'000);
  }
}

}  // namespace
}  // namespace chronus::engine
