// SPDX-License-Identifier: MIT
#include "dirt/playing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/unit/dirt/events.hpp"

namespace chronus::dirt {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr SampleFacts kTwoSeconds{96'000, 48'000};

Played sample(std::vector<osc::Arg> args) {
  args.insert(args.end(), {"s", "bd", "amp", 0.4});
  return play_sample(event_of(std::move(args)), kTwoSeconds);
}
Played synth(std::vector<osc::Arg> args) {
  args.insert(args.end(), {"s", "superpiano"});
  return play_synth(event_of(std::move(args)), 48'000);
}
std::map<std::string, double> values(const std::vector<Value>& all) {
  std::map<std::string, double> named;
  for (const auto& value : all) {
    named[std::string(value.param) + std::string(value.word.empty() ? "" : "=") +
          std::string(value.word)] = value.value;
  }
  return named;
}

TEST(DirtPlaying, AnEventThatSaysNothingPlaysTheFileAsItIs) {
  const Played played = sample({"cps", 0.5, "delta", 0.25, "n", 3});
  EXPECT_EQ(played.hz, 0.0);
  EXPECT_EQ(played.length, 96'000U);
  EXPECT_THAT(played.values, IsEmpty());
  EXPECT_THAT(played.orbit, IsEmpty());
}

TEST(DirtPlaying, MiddleCIsTheFilesOwnPitch) {
  EXPECT_EQ(sample({"midinote", 60}).hz, 0.0);
  EXPECT_EQ(sample({"note", 12, "octave", 4}).hz, 0.0);
  EXPECT_DOUBLE_EQ(sample({"note", 9}).hz, 440.0);
  EXPECT_EQ(sample({"freq", 220.0}).hz, 220.0);
  EXPECT_EQ(sample({"note", 12}).length, 48'000U) << "an octave up is half as long";
}

TEST(DirtPlaying, SpeedMakesItShorterAndBackwardsIsAsLong) {
  Played played = sample({"speed", 2});
  EXPECT_EQ(played.length, 48'000U);
  EXPECT_THAT(values(played.values), UnorderedElementsAre(Pair("speed", 2.0)));
  played = sample({"speed", -1});
  EXPECT_EQ(played.length, 96'000U);
  EXPECT_THAT(values(played.values), UnorderedElementsAre(Pair("speed", -1.0)));
}

TEST(DirtPlaying, APartIsAsLongAsItIs) {
  Played played = sample({"begin", 0.25, "end", 0.5});
  EXPECT_EQ(played.length, 24'000U);
  EXPECT_THAT(values(played.values), UnorderedElementsAre(Pair("begin", 0.25), Pair("end", 0.5)));
  played = sample({"begin", 0.75, "end", 0.25, "speed", 2});
  EXPECT_EQ(played.length, 24'000U);
  EXPECT_THAT(values(played.values),
              UnorderedElementsAre(Pair("begin", 0.25), Pair("end", 0.75), Pair("speed", -2.0)));
  played = sample({"begin", -1, "end", 7});
  EXPECT_EQ(played.length, 96'000U);
  EXPECT_THAT(played.values, IsEmpty());
}

TEST(DirtPlaying, AccelerateEndsAtSpeedTimesOneMore) {
  // From 1 to 2: 1.5 in the mean.
  const Played played = sample({"accelerate", 1});
  EXPECT_EQ(played.length, 64'000U);
  const auto all = values(played.values);
  EXPECT_EQ(all.at("accelerate"), 1.0);
  EXPECT_DOUBLE_EQ(all.at("span"), 4.0 / 3.0);
}

TEST(DirtPlaying, UnitsStretchAFileToACycleOrASecond) {
  // Two seconds in a cycle of half a second: four times as fast.
  Played played = sample({"unit", "c", "speed", 1, "cps", 2});
  EXPECT_EQ(played.length, 24'000U);
  EXPECT_THAT(values(played.values), UnorderedElementsAre(Pair("speed", 4.0)));
  played = sample({"unit", "s", "speed", 0.5});
  EXPECT_EQ(played.length, 96'000U);
  EXPECT_THAT(played.values, IsEmpty());
}

TEST(DirtPlaying, SustainElseDeltaTimesLegatoCutsIt) {
  Played played = sample({"sustain", 0.5, "legato", 9, "delta", 1});
  EXPECT_EQ(played.length, 24'000U);
  EXPECT_THAT(values(played.values),
              UnorderedElementsAre(Pair("mode=gate", 0.0), Pair("release", 0.001)));
  EXPECT_EQ(sample({"legato", 0.5, "delta", 0.5}).length, 12'000U);
  EXPECT_EQ(sample({"legato", 0.5}).length, 96'000U) << "of nothing";
  EXPECT_EQ(sample({"sustain", 9}).length, 96'000U) << "no longer than the sample";
  EXPECT_THAT(sample({"sustain", 9}).values, IsEmpty());
  EXPECT_EQ(sample({"sustain", -3}).length, 1U);
}

TEST(DirtPlaying, ALoopIsHeardSoOften) {
  Played played = sample({"loop", 2.5});
  EXPECT_EQ(played.length, 240'000U);
  EXPECT_THAT(values(played.values),
              UnorderedElementsAre(Pair("mode=loop", 0.0), Pair("release", 0.001)));
  played = sample({"loop", 2, "speed", 2, "begin", 0.5, "sustain", 0.75});
  EXPECT_EQ(played.length, 36'000U);
  EXPECT_EQ(sample({"loop", 0}).length, 96'000U);
}

TEST(DirtPlaying, WhatStandsStillEnds) {
  EXPECT_EQ(sample({"speed", 0}).length, 3'600U * 48'000U);
  EXPECT_EQ(sample({"speed", 0, "sustain", 1}).length, 48'000U);
  EXPECT_EQ(sample({"speed", 1e300}).length, 1U);
  EXPECT_EQ(sample({"begin", 0.5, "end", 0.5}).length, 1U);
}

TEST(DirtPlaying, AGroupToCutIsOfItsOrbit) {
  EXPECT_EQ(values(sample({"cut", 3}).values).at("cut"), 3.0);
  EXPECT_EQ(values(sample({"cut", 3, "orbit", 11}).values).at("cut"), 11'003.0);
  EXPECT_EQ(values(sample({"cut", -2, "orbit", 1}).values).at("cut"), -1'002.0);
  EXPECT_FALSE(values(sample({"cut", 0, "orbit", 1}).values).contains("cut"));
}

TEST(DirtPlaying, ASampleIsSqueezedAndASynthIsNot) {
  EXPECT_THAT(values(sample({"squiz", 4}).values), UnorderedElementsAre(Pair("squiz", 4.0)));
  EXPECT_EQ(sample({"squiz", 4}).values.at(0).part, Part::kSource);
  EXPECT_THAT(sample({"squiz", 1}).values, IsEmpty());
  EXPECT_THAT(synth({"squiz", 4}).values, IsEmpty());
}

TEST(DirtPlaying, TheStripHasWhatTheEventSays) {
  for (const char* key : {"shape", "hcutoff", "hresonance", "bandf", "bandq", "crush", "coarse",
                          "cutoff", "resonance", "attack", "hold", "release", "tremolorate",
                          "tremolodepth", "phaserrate", "phaserdepth", "room", "delay", "dry"}) {
    EXPECT_THAT(values(sample({key, 0.5}).values), UnorderedElementsAre(Pair(key, 0.5)));
    EXPECT_THAT(values(synth({key, 0.5}).values), UnorderedElementsAre(Pair(key, 0.5)));
  }
  EXPECT_THAT(values(sample({"vowel", "o"}).values), UnorderedElementsAre(Pair("vowel=o", 0.0)));
  EXPECT_THAT(values(sample({"pan", 0}).values), UnorderedElementsAre(Pair("pan", 0.0)));
  EXPECT_THAT(values(synth({"amp", 1, "gain", 0.5}).values),
              UnorderedElementsAre(Pair("gain", 0.0625)));
}

TEST(DirtPlaying, TheOrbitHasItsDelayAndItsRoom) {
  EXPECT_THAT(values(sample({"delaytime", 0.25, "delayfeedback", 0.5}).orbit),
              UnorderedElementsAre(Pair("time", 0.25), Pair("feedback", 0.5)));
  EXPECT_THAT(values(sample({"delaytime", 0.25, "lock", 1, "cps", 0.5}).orbit),
              UnorderedElementsAre(Pair("time", 0.5)));
  EXPECT_THAT(values(sample({"size", 0.5}).orbit),
              UnorderedElementsAre(Pair("size", 0.5), Pair("decay", 0.2 + 7.8 * 0.25)));
}

TEST(DirtPlaying, ASynthPlaysItsNoteForDelta) {
  EXPECT_DOUBLE_EQ(synth({"n", 9}).hz, 440.0);
  EXPECT_DOUBLE_EQ(synth({"note", -3, "octave", 6}).hz, 440.0);
  EXPECT_EQ(synth({"freq", 100.0}).hz, 100.0);
  EXPECT_EQ(synth({"delta", 0.5}).length, 24'000U);
  EXPECT_EQ(synth({"delta", 0.5, "legato", 2}).length, 48'000U);
  EXPECT_EQ(synth({"delta", 0.5, "sustain", 3}).length, 144'000U);
  EXPECT_EQ(synth({"sustain", 1e9}).length, 3'600U * 48'000U);
}

}  // namespace
}  // namespace chronus::dirt
