// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>
#include <random>

#include "engine/keyframe.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

using ::testing::HasSubstr;

constexpr int kRate = 48'000;
constexpr StreamFormat kMono{kRate, 128, 1};

const ModuleInfo& delay_type() { return *test::built_in_catalog().find("delay"); }

/// Echoes alone, undamped as far as that goes.
ModuleBench& wet(ModuleBench& bench, float time, float feedback = 0.0F) {
  return bench.set("time", time).set("feedback", feedback).set("damp", 20'000.0F).set("mix", 1.0F);
}

float sine(double hz, double frame) {
  return static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * frame / kRate));
}

TEST(Delay, AnImpulseComesBackAfterExactlyItsTimeAndUnchanged) {
  for (const int rate : {8'000, 44'100, 48'000, 96'000, 192'000}) {
    for (const double time : {0.01, 0.1, 0.5, 1.7, 2.0}) {
      const int at = 100 + static_cast<int>(std::lround(time * rate));
      ModuleBench delay("delay", at + 1000, static_cast<float>(rate));
      delay.input(0)[100] = 0.7F;
      Samples expected(delay.output().size(), 0.0F);
      expected[at] = 0.7F;
      ASSERT_EQ(wet(delay, static_cast<float>(time)).run(), expected) << time << " s at " << rate;
    }
  }
}

TEST(Delay, ItsSidesAreTwoDelaysOfTheirOwn) {
  ModuleBench delay("delay", 12'000);
  delay.input(0)[0] = 0.5F;
  delay.input(1)[100] = -0.25F;
  wet(delay, 0.1F).run();
  EXPECT_EQ(onset(delay.output(0)), 4'800);
  EXPECT_EQ(onset(delay.output(1)), 4'900);
  EXPECT_EQ(delay.output(0)[4'800], 0.5F);
  EXPECT_EQ(delay.output(1)[4'900], -0.25F);
}

TEST(Delay, PingPongChangesSidesWithEveryRepeat) {
  ModuleBench delay("delay", 5 * 2'400);
  delay.input(0)[0] = delay.input(1)[0] = 1.0F;
  wet(delay, 0.05F, 0.5F).set("ping_pong", 1.0F).run();
  for (int repeat = 1; repeat < 5; ++repeat) {
    const auto sum = [&](std::size_t side) {
      const auto first = delay.output(side).begin() + repeat * 2'400;
      return std::accumulate(first, first + 2'400, 0.0);
    };
    const bool is_left = repeat % 2 == 1;
    EXPECT_NEAR(sum(is_left ? 0 : 1), std::pow(0.5, repeat - 1), 1e-4) << repeat;
    EXPECT_NEAR(sum(is_left ? 1 : 0), 0.0, 1e-6) << repeat;
  }
}

TEST(Delay, InBeatsItsTimeFollowsTheTempo) {
  for (const auto& [beats, bpm, frames] : {std::tuple{1.0F, 120.0F, 24'000},
                                           {0.75F, 90.0F, 24'000},
                                           {0.25F, 125.0F, 5'760},
                                           {8.0F, 60.0F, 192'000}}) {
    ModuleBench delay("delay", 200'000);
    delay.input(0)[0] = 1.0F;
    wet(delay, 0.1F).set("sync", 1.0F).set("beats", beats).set("bpm", bpm).run();
    EXPECT_EQ(onset(delay.output()), frames) << beats << " at " << bpm;
  }
}

TEST(Delay, SleepsWhenItsLinesHoldZerosAloneAndNotBefore) {
  Engine engine({kRate, 128, 1}, test::built_in_modules());
  Engine awake({kRate, 128, 1}, test::built_in_modules());
  awake.keep_awake(true);
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "delay", 2, {{"time", 1.9F}, {"feedback", 0.9F}});
  for (Engine* one : {&engine, &awake}) {
    play(*one, patch.connect(0, 1).hear(1));
    patch = PatchOf(1);
    patch.module(0, "kick", 1).module(1, "delay", 2, {{"time", 1.9F}, {"feedback", 0.9F}});
    one->apply({.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0});
  }
  EXPECT_EQ(render(engine, 10 * kRate), render(awake, 10 * kRate));
}

TEST(Delay, ATimeBetweenTwoFramesIsInterpolated) {
  for (const double frames : {48.25, 480.5, 10'000.9}) {
    ModuleBench delay("delay", kRate);
    for (int n = 0; n < kRate; ++n) delay.input(0)[n] = sine(2000.0, n);
    wet(delay, static_cast<float>(frames / kRate)).run();
    for (int n = 20'000; n < kRate; ++n) {
      ASSERT_NEAR(delay.output()[n], sine(2000.0, n - frames), 1.5e-3) << frames << " at " << n;
    }
  }
}

TEST(Delay, EveryRepeatIsSmallerByTheFeedback) {
  constexpr int kPeriod = 2400;
  for (const float feedback : {0.3F, 0.5F, 0.95F}) {
    ModuleBench delay("delay", 10 * kPeriod);
    delay.input(0)[0] = 1.0F;
    const Samples& out = wet(delay, 0.05F, feedback).run();
    // The damping smears a repeat over some frames but keeps its sum.
    for (int repeat = 1; repeat < 9; ++repeat) {
      const auto first = out.begin() + repeat * kPeriod;
      const double sum = std::accumulate(first, first + kPeriod, 0.0);
      EXPECT_NEAR(sum, std::pow(feedback, repeat - 1), 1e-4) << repeat << " of " << feedback;
    }
  }
}

TEST(Delay, DampTakesTheTrebleOfEveryRepeat) {
  const auto energy_of_second_repeat = [](float damp) {
    ModuleBench delay("delay", 4 * 2400);
    delay.input(0)[0] = 1.0F;
    const Samples& out = wet(delay, 0.05F, 0.5F).set("damp", damp).run();
    return std::inner_product(out.begin() + 4800, out.begin() + 7200, out.begin() + 4800, 0.0);
  };
  // Of a one-pole filter: 0.25 a / (2 - a) with a = 1 - e^(-2 pi f / rate).
  for (const double damp : {500.0, 5'000.0}) {
    const double share = 1.0 - std::exp(-2.0 * std::numbers::pi * damp / kRate);
    EXPECT_NEAR(energy_of_second_repeat(static_cast<float>(damp)) / (0.25 * share / (2.0 - share)),
                1.0, 1e-3);
  }
}

TEST(Delay, MixGoesFromTheInputAloneToTheEchoAlone) {
  ModuleBench delay("delay", 4000);
  for (int n = 0; n < 4000; ++n) delay.input(0)[n] = sine(440.0, n);
  delay.set("time", 0.02F);
  EXPECT_EQ(delay.set("mix", 0.0F).run(), delay.input(0));
  ModuleBench echo("delay", 4000);
  echo.input(0) = delay.input(0);
  echo.set("time", 0.02F).set("feedback", 0.0F).set("mix", 1.0F).run();
  EXPECT_EQ(peak(std::span(echo.output()).first(960)), 0.0F);
  for (int n = 960; n < 4000; ++n) ASSERT_EQ(echo.output()[n], delay.input(0)[n - 960]);
}

TEST(Delay, ANewTimeBendsThePitchAndDoesNotClick) {
  constexpr int kFrames = 4 * kRate;
  ModuleBench delay("delay", kFrames);
  for (int n = 0; n < kFrames; ++n) {
    delay.input(0)[n] = sine(300.0, n);
    delay.param("time")[n] = n < kRate ? 0.1F : n < 2 * kRate ? 0.3F : n < 3 * kRate ? 0.02F : 0.5F;
  }
  const auto times = delay.param("time");
  wet(delay, 0.1F).param("time") = times;
  const Samples& out = delay.run();
  const auto moving = std::span(out).subspan(6000);
  const double own = 2.0 * std::numbers::pi * 300.0 / kRate;
  EXPECT_LT(steepest(moving), 1.5 * own * 1.01);
  EXPECT_GT(steepest(moving), 1.4 * own);
  // Every time has been reached after twice the way to it, exactly.
  for (const auto& [frame, delayed] :
       {std::pair{2 * kRate - 1, 14'400}, {3 * kRate - 1, 960}, {kFrames - 1, 24'000}}) {
    EXPECT_EQ(out[frame], delay.input(0)[frame - delayed]);
  }
}

TEST(Delay, FollowsAnLfoOnItsTime) {
  ModuleBench delay("delay", kRate);
  wet(delay, 0.02F);
  for (int n = 0; n < kRate; ++n) {
    delay.input(0)[n] = static_cast<float>(n);
    delay.param("time")[n] = 0.02F + 0.002F * sine(5.0, n);
  }
  delay.run();
  // A ramp tells how far behind the head is.
  for (int n = 2000; n < kRate; ++n) {
    const double behind = static_cast<double>(delay.param("time")[n]) * kRate;
    ASSERT_NEAR(static_cast<double>(n) - delay.output()[n], behind, 0.02) << n;
  }
}

TEST(Delay, TheLongestFeedbackEndsHoweverTheTimeMoves) {
  constexpr int kFrames = 10 * kRate;
  ModuleBench delay("delay", kFrames);
  std::mt19937 random(4);
  wet(delay, 0.001F, 0.95F);
  for (int n = 0; n < kFrames; ++n) {
    if (n < kRate) delay.input(0)[n] = random() % 2 == 0 ? 1.0F : -1.0F;
    delay.param("time")[n] = n / 700 % 2 == 0 ? 0.001F : 0.011F;
  }
  const Samples& out = delay.run();
  EXPECT_LT(peak(out), 20.0F);
  EXPECT_LT(peak(std::span(out).last(100)), 1e-6F);
}

TEST(Delay, ItsLinesFollowTheRate) {
  for (const int rate : {8'000, 48'000, 192'000}) {
    const std::size_t samples = delay_type().bytes(rate) / sizeof(float);
    EXPECT_GE(samples, 8U * rate);
    EXPECT_LT(samples, 8U * rate + static_cast<unsigned>(rate) / 1000U + 64U);
  }
}

TEST(Delay, BytesOfABadKeyframeDoNotLeadOutOfItsLine) {
  const std::size_t bytes = delay_type().bytes(8'000);
  const std::size_t own = delay_type().state_bytes;
  const Samples input(64, 0.1F);
  std::vector<Samples> values;
  for (const ParameterInfo& row : delay_type().params) values.emplace_back(64, row.initial);
  std::vector<Param> params;
  for (const Samples& value : values) params.push_back({value.data(), 1});
  const float* inputs[] = {input.data(), input.data()};
  Samples left(64), right(64);
  float* outputs[] = {left.data(), right.data()};
  std::mt19937 random(11);
  const ModuleCode& delay = *test::built_in_modules().find(delay_type().id());
  for (int round = 0; round < 3'000; ++round) {
    std::vector<StateBlock> state(bytes / sizeof(StateBlock) + 1);
    const unsigned identity = 1;
    delay.one.init(state.data(), 8'000.0F, &identity);
    auto* at = reinterpret_cast<unsigned char*>(state.data());
    for (std::size_t n = 0; n < own; ++n) {
      at[n] = static_cast<unsigned char>(round % 3 == 0 ? 0xFF : round % 3 == 1 ? 0x7F : random());
    }
    delay.one.process(state.data(), {0, 64, 8'000.0F, inputs, outputs, params.data()});
  }
}

PatchOf delays(int count) {
  PatchOf patch(1);
  patch.module(0, "osc", 1);
  for (int n = 1; n <= count; ++n) {
    patch.module(n, "delay", static_cast<std::uint32_t>(n + 1)).connect(n - 1, n);
  }
  return patch.hear(count);
}

TEST(Delay, SixteenFitIntoARackAndTooManyAreRefused) {
  EXPECT_TRUE(check_patch(delays(16).get(), test::built_in_catalog(), kRate));
  const Status refused = check_patch(delays(17).get(), test::built_in_catalog(), kRate);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.reason(), HasSubstr("bytes of state at 48000 Hz, a rack holds 25165824"));
  EXPECT_TRUE(check_patch(delays(1).get(), test::built_in_catalog(), 192'000));
  EXPECT_FALSE(check_patch(delays(5).get(), test::built_in_catalog(), 192'000));
  Engine engine({192'000, 128, 1}, test::built_in_modules());
  EXPECT_FALSE(engine.build(delays(5).get()));
}

TEST(Delay, AKeyframeInMidFlightContinuesBitByBit) {
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "delay", 2, {{"time", 0.05F}, {"feedback", 0.8F}});
  patch.module(2, "delay", 3, {{"time", 0.9F}}).connect(0, 1).connect(1, 2).hear(2);
  Engine engine(kMono, test::built_in_modules());
  play(engine, patch);
  engine.apply({.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0});
  render(engine, 5'000);
  engine.apply({.op = Op::kSetParam, .module = 1, .param = 0, .value = 0.3});
  render(engine, 1'234);
  const auto keyframe = keyframe_of(engine);
  ASSERT_GT(keyframe.size(), 2 * delay_type().bytes(kRate));
  Engine copy(kMono, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  const auto expected = render(engine, 2 * kRate);
  const auto got = render(copy, 2 * kRate);
  EXPECT_EQ(std::memcmp(got.data(), expected.data(), got.size() * sizeof(float)), 0);
  EXPECT_GT(peak(std::span(got).last(kRate)), 0.01F) << "nothing was in flight";
}

TEST(Delay, EchoesGoOnOverASwapThatKeepsTheDelay) {
  const auto echo_after_swap = [](std::uint32_t identity) {
    Engine engine(kMono, test::built_in_modules());
    play(engine, PatchOf(1).module(0, "kick", 1).module(1, "delay", 2).connect(0, 1).hear(1));
    engine.apply({.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0});
    render(engine, 10'000);
    play(engine, PatchOf(2, 480).module(1, "delay", identity).hear(1));
    render(engine, 480);
    return peak(render(engine, kRate));
  };
  EXPECT_GT(echo_after_swap(2), 0.1F);
  EXPECT_EQ(echo_after_swap(3), 0.0F);
}

TEST(DelayKeyframe, LeavesOutALineThatRests) {
  const StreamFormat format{48'000, 128, 1};
  const auto saved = [](Engine& engine) {
    static std::vector<std::byte> room(max_keyframe_bytes());
    return std::vector<std::byte>(room.begin(), room.begin() + engine.save(room));
  };
  Engine engine(format, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "delay", 2, {{"time", 0.1F}, {"feedback", 0.3F}});
  play(engine, patch.connect(0, 1).hear(1));
  render(engine, 480);
  const auto quiet = saved(engine);
  EXPECT_LT(quiet.size(), 50'000U);
  engine.apply({.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0});
  render(engine, 4'800);
  EXPECT_GT(saved(engine).size(), 1'000'000U);
  render(engine, 48'000 * 20);
  const auto quiet_again = saved(engine);
  EXPECT_EQ(quiet_again.size(), quiet.size());
  Engine copy(format, test::built_in_modules());
  ASSERT_TRUE(copy.load(quiet_again));
  for (Engine* one : {&engine, &copy}) {
    one->apply({.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0});
  }
  EXPECT_EQ(render(copy, 48'000), render(engine, 48'000));

  // Holes that cannot be.
  KeyframeHeader header;
  std::memcpy(&header, quiet.data(), sizeof(header));
  ASSERT_EQ(header.playing_holes, 1U);
  const auto is_taken_with = [&](std::uint32_t at, std::uint32_t bytes, std::uint32_t holes) {
    auto bad = quiet;
    const Hole hole{at, bytes};
    std::memcpy(bad.data() + bad.size() - sizeof(hole), &hole, sizeof(hole));
    header.playing_holes = holes;
    std::memcpy(bad.data(), &header, sizeof(header));
    const std::uint64_t sum = keyframe_checksum(bad);
    std::memcpy(bad.data() + offsetof(KeyframeHeader, checksum), &sum, sizeof(sum));
    return static_cast<bool>(Engine(format, test::built_in_modules()).load(bad));
  };
  Hole sound;
  std::memcpy(&sound, quiet.data() + quiet.size() - sizeof(sound), sizeof(sound));
  EXPECT_TRUE(is_taken_with(sound.at, sound.bytes, 1));
  EXPECT_FALSE(is_taken_with(sound.at, sound.bytes - 64, 1));
  EXPECT_FALSE(is_taken_with(sound.at + 0x7000'0000, sound.bytes, 1));
  EXPECT_FALSE(is_taken_with(sound.at, 0xFFFF'FFFF, 1));
  EXPECT_FALSE(is_taken_with(sound.at, sound.bytes, 0));
  EXPECT_FALSE(is_taken_with(sound.at, sound.bytes, 2));
  EXPECT_FALSE(is_taken_with(sound.at, sound.bytes, 0xFFFF'FFFF));
}

}  // namespace
}  // namespace chronus::engine
