// SPDX-License-Identifier: MIT
// How far a signal moves a parameter: in its unit, and in octaves.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/plan.hpp"
#include "engine/simd.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};
constexpr auto kOctaves = DepthUnit::kOctaves;

/// 0 stands, 1 is moved by it and by 2.
PatchOf knobs(float value, float first, float second = 0.0F) {
  PatchOf patch(1);
  patch.module(0, "const", 1, {{"value", first}}).module(1, "const", 2, {{"value", value}});
  return patch.module(2, "const", 3, {{"value", second}}).hear(1);
}

float level(const PatchOf& patch) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, patch);
  return render(engine, 100).back();
}

std::vector<float> sound(const PatchOf& patch) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, patch);
  return render(engine, 2'000);
}

/// A sine that the two others move.
PatchOf sine(float hz, float first = 0.0F, float second = 0.0F) {
  PatchOf patch(1);
  patch.module(0, "const", 1, {{"value", first}}).module(1, "sine", 2, {{"freq", hz}});
  return patch.module(2, "const", 3, {{"value", second}}).hear(1);
}

TEST(ModulationDepth, IsTimesTheSignalInTheParametersUnit) {
  EXPECT_EQ(level(knobs(0.5F, 3.0F).modulate(0, 1, "value")), 3.5F) << "without one: as it is";
  EXPECT_EQ(level(knobs(0.5F, 3.0F).modulate(0, 1, "value", 400.0F)), 1'200.5F);
  EXPECT_EQ(level(knobs(0.5F, 3.0F).modulate(0, 1, "value", -0.25F)), -0.25F);
  EXPECT_EQ(level(knobs(0.5F, 3.0F).modulate(0, 1, "value", 0.0F)), 0.5F);
  EXPECT_EQ(level(knobs(1.0F, 3.0F, 5.0F).modulate(0, 1, "value", 2.0F).modulate(2, 1, "value")),
            12.0F);
}

TEST(ModulationDepth, OfOneIsWhatNoneIs) {
  EXPECT_EQ(sound(sine(220.0F, 3.0F).modulate(0, 1, "freq", 1.0F)),
            sound(sine(220.0F, 3.0F).modulate(0, 1, "freq")));
}

TEST(ModulationDepth, InOctavesMultipliesByTwoToTheSignal) {
  EXPECT_EQ(sound(sine(220.0F, 1.0F).modulate(0, 1, "freq", 1.0F, kOctaves)), sound(sine(440.0F)));
  EXPECT_EQ(sound(sine(220.0F, 4.0F).modulate(0, 1, "freq", -0.5F, kOctaves)), sound(sine(55.0F)));
  EXPECT_EQ(sound(sine(220.0F, 0.0F).modulate(0, 1, "freq", 8.0F, kOctaves)), sound(sine(220.0F)));
}

TEST(ModulationDepth, OctavesMultiplyWhatTheOthersHaveAdded) {
  // (100 + 20) Hz up an octave and another one, whichever was connected first.
  const auto expected = sound(sine(480.0F));
  const auto patch = [] { return sine(100.0F, 20.0F, 1.0F); };
  EXPECT_EQ(sound(patch().modulate(0, 1, "freq").modulate(2, 1, "freq", 2.0F, kOctaves)), expected);
  EXPECT_EQ(sound(patch().modulate(2, 1, "freq", 2.0F, kOctaves).modulate(0, 1, "freq")), expected);
  EXPECT_EQ(sound(patch()
                      .modulate(2, 1, "freq", 0.75F, kOctaves)
                      .modulate(0, 1, "freq", 1.0F)
                      .modulate(2, 1, "freq", 1.25F, kOctaves)),
            expected);
}

TEST(ModulationDepth, IsHeldInTheParametersRange) {
  const auto& info = *test::built_in_catalog().find("sine");
  const auto& freq = info.params[static_cast<std::size_t>(find_param(info, "freq"))];
  for (const float depth : {60.0F, 1e6F, -60.0F, -1e6F}) {
    EXPECT_EQ(sound(sine(220.0F, 1'000.0F).modulate(0, 1, "freq", depth, kOctaves)),
              sound(sine(depth > 0.0F ? freq.maximum : freq.minimum)))
        << depth;
  }
}

TEST(ModulationDepth, IsForEveryVoiceItsOwn) {
  // Velocities of two voices, by the envelope's third output, times the depth.
  const auto offset = [](float depth) {
    Engine engine(kMono, test::built_in_modules());
    PatchOf patch(1);
    patch.module(0, "adsr", 1, {{"sustain", 1.0F}}).voices(0, 10);
    patch.module(1, "lfo", 2, {{"depth", 0.0F}, {"offset", 1.0F}}).voices(1, 10).connect(1, 0);
    patch.module(2, "const", 3).voices(2, 10);
    play(engine, patch.modulate(0, 2, "value", depth).hear(2));
    for (const std::uint64_t voice : {3, 10}) {
      engine.apply({.op = Op::kGate,
                    .module = 0,
                    .value = 1.0,
                    .velocity = voice == 3 ? 0.25 : 0.5,
                    .voice = voice});
    }
    return render(engine, 4'000).back();
  };
  EXPECT_EQ(offset(1.0F), 0.75F);
  EXPECT_EQ(offset(8.0F), 6.0F);
}

TEST(ModulationDepth, OfVoicesInOctavesIsThatOfOne) {
  const auto chord = [](int voices) {
    PatchOf patch(1);
    patch.module(0, "lfo", 1, {{"freq", 7.0F}}).module(1, "sine", 2, {{"freq", 220.0F}});
    patch.module(2, "lfo", 3, {{"freq", 3.0F}, {"depth", 0.3F}});
    for (int place = 0; place < 3; ++place) patch.voices(place, voices);
    return patch.modulate(0, 1, "freq", 0.7F, kOctaves)
        .modulate(2, 1, "freq", 33.0F)
        .modulate(2, 1, "freq", -0.2F, kOctaves)
        .hear(1);
  };
  EXPECT_EQ(sound(chord(1)), sound(chord(0)));
}

TEST(ModulationDepth, IsTheSameHoweverFramesAreCutAndWhateverComputesIt) {
  const auto patch = [] {
    PatchOf made(1);
    made.module(0, "lfo", 1, {{"freq", 7.0F}}).module(1, "sine", 2, {{"freq", 220.0F}});
    made.voices(0, 12).voices(1, 12).module(2, "lfo", 3, {{"freq", 3.0F}});
    return made.modulate(0, 1, "freq", 0.7F, kOctaves).modulate(2, 1, "freq", 33.0F).hear(1);
  };
  const auto whole = sound(patch());
  Engine cut(kMono, test::built_in_modules());
  play(cut, patch());
  std::vector<float> pieces(whole.size());
  for (std::size_t n = 0, piece = 1; n < pieces.size(); n += piece, piece = piece % 37 + 1) {
    piece = std::min(piece, pieces.size() - n);
    cut.render(pieces.data() + n, static_cast<int>(piece));
  }
  EXPECT_EQ(pieces, whole);
  if (!is_usable(Simd::kAvx2)) GTEST_SKIP() << "no AVX2 here";
  Engine wide(kMono, test::built_in_modules(Simd::kAvx2));
  play(wide, patch());
  EXPECT_EQ(render(wide, static_cast<int>(whole.size())), whole);
}

TEST(ModulationDepth, IsRefusedWhereItCannotBe) {
  const auto refusal = [](const PatchOf& patch) {
    const auto status = check_patch(patch.get(), test::built_in_catalog(), kMono.rate);
    return status ? std::string("accepted") : status.reason();
  };
  EXPECT_EQ(refusal(sine(220.0F).modulate(0, 1, "level", 1.0F, kOctaves)),
            "connection 1: place 1.level is no frequency: no octaves");
  for (const float depth : {NAN, INFINITY, 1.1e6F}) {
    EXPECT_EQ(refusal(sine(220.0F).modulate(0, 1, "freq", depth)),
              "connection 1: place 1.freq: a depth beyond 1000000");
  }
  EXPECT_EQ(refusal(sine(220.0F).modulate(0, 1, "freq", 1.0F, static_cast<DepthUnit>(2))),
            "connection 1: unknown unit of a depth 2");
  auto patch = sine(220.0F).get();
  patch.connections[0].depth = 2.0F;
  EXPECT_EQ(check_patch(patch, test::built_in_catalog(), kMono.rate).reason(),
            "connection 0: a depth, and no parameter that it is for");
}

TEST(ModulationDepth, ThatChangesIsNoClickAndKeepsWhatPlays) {
  const auto patch = [](std::uint64_t version, float depth) {
    PatchOf made(version, 480);
    made.module(0, "lfo", 1, {{"freq", 2.0F}}).module(1, "sine", 2, {{"freq", 220.0F}});
    return made.modulate(0, 1, "freq", depth).hear(1);
  };
  Engine engine(kMono, test::built_in_modules());
  play(engine, patch(1, 10.0F));
  auto played = render(engine, 12'345);
  play(engine, patch(2, 60.0F));
  const auto after = render(engine, 4'000);
  const float step = std::abs(after.front() - played.back());
  // The steepest that a full sine of 280 Hz is from frame to frame.
  const float steepest = 2.0F * 3.1416F * 280.0F / 48'000.0F;
  EXPECT_LT(step, steepest);
  for (std::size_t n = 1; n < after.size(); ++n) {
    ASSERT_LT(std::abs(after[n] - after[n - 1]), steepest) << n;
  }
}

}  // namespace
}  // namespace chronus::engine
