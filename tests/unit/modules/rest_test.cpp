// SPDX-License-Identifier: MIT
// What rests is not looked at, and nobody hears that: it is where it would be when it sounds again.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/keyframe.hpp"
#include "engine/probe.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};
/// Until the envelope has ended and the filter behind it has rung out.
constexpr int kToRest = 2 * kMono.rate;

Command gate(int place, bool on) {
  return {.op = Op::kGate,
          .module = static_cast<std::uint16_t>(place),
          .value = on ? 1.0 : 0.0,
          .velocity = 1.0};
}

Command set(int place, const char* type, const char* name, double value) {
  const auto param = find_param(*test::built_in_catalog().find(type), name);
  return {.op = Op::kSetParam,
          .module = static_cast<std::uint16_t>(place),
          .param = static_cast<std::uint16_t>(param),
          .value = value};
}

PatchOf voice(const char* source, int voices, std::uint64_t version = 1) {
  PatchOf patch(version);
  patch.module(0, source, 1).module(1, "adsr", 2).module(2, "biquad", 3);
  for (int place = 0; place < 3; ++place) patch.voices(place, voices);
  // Who hears a filter rests too, and must not before that has been computed.
  return patch.module(3, "gain", 4).connect(0, 1).connect(1, 2).connect(2, 3).hear(3);
}

/// An engine that does what is asked of it and one that is kept awake beside it.
class RestingVoices : public testing::TestWithParam<std::string> {
 protected:
  RestingVoices()
      : resting_(kMono, test::built_in_modules()), awake_(kMono, test::built_in_modules()) {
    awake_.keep_awake(true);
  }
  template <class Act>
  void both(Act act) {
    act(resting_);
    act(awake_);
  }
  void begin(int voices) {
    both([&](Engine& engine) {
      play(engine, voice(GetParam().c_str(), voices));
      engine.apply(gate(1, true));
      render(engine, 1'000);
      engine.apply(gate(1, false));
    });
    rest(kToRest);
  }
  void rest(int frames) {
    both([&](Engine& engine) { render(engine, frames); });
  }
  void expect_the_same() {
    both([&](Engine& engine) { engine.apply(gate(1, true)); });
    const auto heard = render(resting_, 3'000);
    EXPECT_EQ(heard, render(awake_, 3'000));
    EXPECT_GT(peak(heard), 0.01F);
  }

  Engine resting_, awake_;
};

TEST_P(RestingVoices, AreWhereTheyWouldBeWhenAGateWakesThem) {
  for (const int voices : {0, 1, 20}) {
    begin(voices);
    rest(12'345);
    expect_the_same();
  }
}

TEST_P(RestingVoices, CountSingleFrames) {
  begin(9);
  for (int frame = 0; frame < 50; ++frame) rest(1);
  expect_the_same();
}

TEST_P(RestingVoices, KeepThePaceThatHeldUntilAParameterChanged) {
  begin(20);
  both([&](Engine& engine) { engine.apply(set(0, GetParam().c_str(), "freq", 1'234.0)); });
  rest(kToRest);
  expect_the_same();
}

TEST_P(RestingVoices, AreInAKeyframeAndRestOnBehindIt) {
  begin(20);
  rest(7'777);
  const auto keyframe = keyframe_of(resting_);
  Engine joining(kMono, test::built_in_modules());
  ASSERT_TRUE(joining.load(keyframe));
  render(joining, 5'000);
  rest(5'000);
  joining.apply(gate(1, true));
  const auto heard = render(joining, 3'000);
  both([&](Engine& engine) { engine.apply(gate(1, true)); });
  EXPECT_EQ(render(resting_, 3'000), heard);
  EXPECT_EQ(render(awake_, 3'000), heard);
}

TEST_P(RestingVoices, RestOnInAnotherPatchThatHasThem) {
  begin(20);
  rest(7'777);
  both([&](Engine& engine) { play(engine, voice(GetParam().c_str(), 20, 2)); });
  rest(5'000);
  expect_the_same();
}

TEST_P(RestingVoices, AreTimedAsBefore) {
  Probe probe(+[] { return std::int64_t{0}; });
  resting_.show_to(probe);
  begin(20);
  for (int n = 0; n < 5; ++n) {
    probe.costs.begin_block();
    rest(128);
    EXPECT_TRUE(probe.costs.end_block(1e6));
    for (const std::size_t place : {0, 1, 2, 3}) EXPECT_EQ(probe.costs.share(place), 0.0F) << place;
    rest(1'000);
  }
  expect_the_same();
}

INSTANTIATE_TEST_SUITE_P(Sources, RestingVoices,
                         testing::Values("sine", "osc", "supersaw", "wavetable", "fm", "noise"),
                         [](const auto& one) { return one.param; });

/// Long enough at rest for all that can rest, and something now and then.
std::vector<float> perform(unsigned seed, bool is_awake) {
  std::mt19937 random(seed);
  auto patch = random_patch(random);
  Engine engine(kMono, test::built_in_modules());
  engine.keep_awake(is_awake);
  if (!engine.build(patch)) throw std::runtime_error("refused");
  engine.apply({.op = Op::kSwapPatch, .patch_version = 1});
  std::vector<std::byte> keyframe(max_keyframe_bytes());
  std::vector<float> out;
  for (int stretch = 0; stretch < 6; ++stretch) {
    engine.apply({.op = Op::kNoteOn,
                  .module = static_cast<std::uint16_t>(random() % 16),
                  .value = static_cast<double>(50 + random() % 2'000),
                  .velocity = 0.8,
                  .length = 500,
                  .voice = random() % 20});
    const auto place = static_cast<std::uint16_t>(random() % 16);
    engine.apply(gate(place, true));
    for (const int frames : {700, 20'000}) {
      const auto heard = render(engine, frames);
      out.insert(out.end(), heard.begin(), heard.end());
      engine.apply(gate(place, false));
    }
    if (random() % 2 == 0) engine.save(keyframe);
    if (random() % 3 != 0) continue;
    patch.version += 1;
    if (!engine.build(patch)) throw std::runtime_error("refused");
    engine.apply({.op = Op::kSwapPatch, .patch_version = patch.version});
  }
  return out;
}

TEST(RandomPatch, RestsWithoutBeingHeard) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    ASSERT_EQ(perform(seed, false), perform(seed, true)) << seed;
  }
}

}  // namespace
}  // namespace chronus::engine
