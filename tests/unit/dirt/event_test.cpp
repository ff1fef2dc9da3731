// SPDX-License-Identifier: MIT
#include "dirt/event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/unit/dirt/events.hpp"

namespace chronus::dirt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(std::vector<osc::Arg> args) {
  const auto read = read_event(args, Busses());
  return read ? "" : read.reason();
}

TEST(DirtEvent, EveryNumberHasAKeyAndEveryKeyANumber) {
  std::string last;
  for (const auto& key : number_keys()) {
    EXPECT_LT(last, key.name) << "they are searched by halves";
    last = key.name;
    const PlayEvent event = event_of({"s", "bd", std::string(key.name), 0.25F});
    ASSERT_TRUE(event.*(key.member)) << key.name;
    EXPECT_EQ(*(event.*(key.member)), 0.25) << key.name;
    for (const auto& other : number_keys()) {
      EXPECT_EQ((event.*(other.member)).has_value(), other.name == key.name) << other.name;
    }
  }
  EXPECT_EQ(number_keys().size(), 46U);
}

TEST(DirtEvent, AMessageOfTidalIsReadWhole) {
  const auto read = read_event(
      std::vector<osc::Arg>{"_id_", "1", "cps", 0.5625F, "cycle", 12.25F, "delta", 0.444444F, "n",
                            3.0F, "orbit", 2, "s", "drum", "vowel", "a", "unit", "c"},
      Busses());
  ASSERT_TRUE(read) << read.reason();
  EXPECT_EQ(read->event.sound, "drum");
  EXPECT_EQ(read->event.vowel, "a");
  EXPECT_EQ(read->event.unit, Unit::kCycles);
  EXPECT_EQ(read->event.cps, 0.5625);
  EXPECT_EQ(read->event.cycle, 12.25);
  EXPECT_EQ(read->event.delta, 0.444444);
  EXPECT_EQ(orbit_of(read->event), 2);
  // What is not known is not kept, and what is reads the same again.
  const auto again = read_event(read->understood, Busses());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->understood, read->understood);
  EXPECT_EQ(read->understood.size(), 16U);
}

TEST(DirtEvent, UnknownKeysArePassedOverWhateverTheyHold) {
  const PlayEvent event =
      event_of({"s", "bd", "colour", osc::Blob{{1, 2}}, "x", osc::Nil{}, "n", 1});
  EXPECT_EQ(event.n, 1.0);
}

TEST(DirtEvent, TheLastOfTwoCounts) {
  EXPECT_EQ(event_of({"s", "bd", "n", 1, "s", "sn", "n", 2}).sound, "sn");
  EXPECT_EQ(event_of({"s", "bd", "n", 1, "n", 2}).n, 2.0);
}

TEST(DirtEvent, AVowelThatIsTakenBackIsNotReadAgain) {
  const auto read =
      read_event(std::vector<osc::Arg>{"s", "bd", "vowel", "e", "vowel", "none"}, Busses());
  ASSERT_TRUE(read) << read.reason();
  EXPECT_EQ(read->event.vowel, "");
  const auto again = read_event(read->understood, Busses());
  ASSERT_TRUE(again) << again.reason();
  EXPECT_EQ(again->event.vowel, "");
}

TEST(DirtEvent, NumbersComeInAnyType) {
  for (const osc::Arg& three :
       {osc::Arg{3}, osc::Arg{std::int64_t{3}}, osc::Arg{3.0F}, osc::Arg{3.0}}) {
    EXPECT_EQ(event_of({"s", "bd", "n", three}).n, 3.0);
  }
  EXPECT_EQ(event_of({"s", "bd", "loop", true}).loop, 1.0);
}

TEST(DirtEvent, ANameMayReadAsANumber) {
  EXPECT_EQ(event_of({"s", 808}).sound, "808");
  EXPECT_EQ(event_of({"sound", "bd"}).sound, "bd");
}

TEST(DirtEvent, AFileMayStandBehindTheBank) {
  const PlayEvent event = event_of({"s", "bd:3", "n", 2});
  EXPECT_EQ(event.sound, "bd");
  EXPECT_EQ(event.n, 5.0);
  EXPECT_EQ(event_of({"s", "bd:x"}).sound, "bd:x");
}

TEST(DirtEvent, WhatCannotBeIsRefusedInWords) {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto inf = std::numeric_limits<float>::infinity();
  EXPECT_THAT(refusal({"n", 3}), HasSubstr("s is missing"));
  EXPECT_THAT(refusal({"s", ""}), HasSubstr("must not be empty"));
  EXPECT_THAT(refusal({"s", 1.5}), HasSubstr("s must be text"));
  EXPECT_THAT(refusal({"s", osc::Nil{}}), HasSubstr("s must be text"));
  EXPECT_THAT(refusal({"s", std::string(200, 'x')}), HasSubstr("too long"));
  EXPECT_THAT(refusal({"s", "bd", "speed", nan}), HasSubstr("speed must be a finite number"));
  EXPECT_THAT(refusal({"s", "bd", "gain", inf}), HasSubstr("gain must be a finite number"));
  EXPECT_THAT(refusal({"s", "bd", "gain", osc::Blob{}}), HasSubstr("gain must be"));
  EXPECT_THAT(refusal({"s", "bd", "gain", "loud"}), HasSubstr("or a bus as in c5: 'loud'"));
  EXPECT_THAT(refusal({"s", "bd", "n"}), HasSubstr("'n' has no value"));
  EXPECT_THAT(refusal({"s", "bd", 3, "n"}), HasSubstr("argument 3 must be a key"));
  EXPECT_THAT(refusal({"s", "bd", "unit", "x"}), HasSubstr("unit must be r"));
  EXPECT_THAT(refusal({"s", "bd", "unit", 3}), HasSubstr("unit must be r"));
}

TEST(DirtEvent, WhatIsNoVowelIsNone) {
  for (const osc::Arg& vowel : {osc::Arg{"ae"}, osc::Arg{""}, osc::Arg{"x"}, osc::Arg{3}}) {
    EXPECT_EQ(event_of({"s", "bd", "vowel", vowel}).vowel, "");
  }
}

TEST(DirtEvent, UnitsGoByTheirFirstLetter) {
  EXPECT_EQ(event_of({"s", "bd", "unit", "rate"}).unit, Unit::kRate);
  EXPECT_EQ(event_of({"s", "bd", "unit", "cycle"}).unit, Unit::kCycles);
  EXPECT_EQ(event_of({"s", "bd", "unit", "sec"}).unit, Unit::kSeconds);
}

TEST(DirtEvent, ABusGivesWhatItHolds) {
  Busses busses;
  EXPECT_TRUE(busses.set(5, 0.75));
  EXPECT_FALSE(busses.set(Busses::kCount, 1.0));
  EXPECT_FALSE(busses.set(-1, 1.0));
  const std::vector<osc::Arg> args{"s", "bd", "pan", "c5", "gain", "c6"};
  const auto read = read_event(args, busses);
  ASSERT_TRUE(read) << read.reason();
  EXPECT_EQ(read->event.pan, 0.75);
  EXPECT_EQ(read->event.gain, 0.0);
  EXPECT_THAT(read->understood, ElementsAre("s", "bd", "pan", 0.75, "gain", 0.0));
  EXPECT_THAT(refusal({"s", "bd", "pan", "c1024"}), HasSubstr("there is no bus"));
  EXPECT_THAT(refusal({"s", "bd", "pan", "c"}), HasSubstr("must be a number"));
  EXPECT_THAT(refusal({"s", "bd", "pan", "c-1"}), HasSubstr("must be a number"));
}

/// Strudel's bridge sends the name of a note and its number.
TEST(DirtEvent, ANoteInWordsIsPassedOverBesideItsNumber) {
  for (const char* note : {"e3", "eb3", "g#3", "c3", "f"}) {
    const PlayEvent event = event_of({"note", note, "s", "superpiano", "midinote", 52.0F});
    EXPECT_EQ(midinote_of(event, Kind::kSynth), 52.0) << note;
  }
  const auto read =
      read_event(std::vector<osc::Arg>{"midinote", 52, "note", "e3", "s", "bd"}, Busses());
  ASSERT_TRUE(read) << read.reason();
  EXPECT_THAT(read->understood, ElementsAre("midinote", 52, "s", "bd"));
  EXPECT_THAT(refusal({"s", "bd", "note", "e3"}), HasSubstr("note must be a number"));
  EXPECT_THAT(refusal({"s", "bd", "midinote", "e3"}), HasSubstr("midinote must be a number"));
}

TEST(DirtEvent, OrbitsWrap) {
  for (const auto& [sent, orbit] : {std::pair{0.0, 0},
                                    {11.0, 11},
                                    {12.0, 0},
                                    {25.9, 1},
                                    {-1.0, 11},
                                    {-12.0, 0},
                                    {1e300, static_cast<int>(std::fmod(1e12, 12.0))}}) {
    EXPECT_EQ(orbit_of(event_of({"s", "bd", "orbit", sent})), orbit) << sent;
  }
  EXPECT_EQ(orbit_of(event_of({"s", "bd"})), 0);
}

TEST(DirtEvent, FilesWrap) {
  for (const auto& [n, file] :
       {std::pair{0.0, 0U}, {3.9, 3U}, {4.0, 0U}, {-1.0, 3U}, {-0.5, 0U}, {9.0, 1U}, {-5.0, 3U}}) {
    EXPECT_EQ(file_of(event_of({"s", "bd", "n", n}), 4), file) << n;
  }
  EXPECT_EQ(file_of(event_of({"s", "bd"}), 4), 0U);
  EXPECT_EQ(file_of(event_of({"s", "bd", "n", 3}), 0), 0U);
}

TEST(DirtEvent, ANoteIsMidinoteElseNoteAndOctave) {
  const auto note = [](std::vector<osc::Arg> args, Kind kind) {
    args.insert(args.end(), {"s", "x"});
    return midinote_of(event_of(std::move(args)), kind);
  };
  EXPECT_EQ(note({}, Kind::kSample), 60.0);
  EXPECT_EQ(note({}, Kind::kSynth), 60.0);
  EXPECT_EQ(note({"n", 7}, Kind::kSample), 60.0) << "the file's number";
  EXPECT_EQ(note({"n", 7}, Kind::kSynth), 67.0);
  EXPECT_EQ(note({"n", 7, "note", -2.5}, Kind::kSynth), 57.5);
  EXPECT_EQ(note({"note", 3}, Kind::kSample), 63.0);
  EXPECT_EQ(note({"note", 3, "octave", 4}, Kind::kSample), 51.0);
  EXPECT_EQ(note({"note", 3, "midinote", 40.5}, Kind::kSample), 40.5);
}

TEST(DirtEvent, LevelIsAmpTimesTheFourthPowerOfGain) {
  EXPECT_EQ(level_of(event_of({"s", "bd"})), 0.4);
  EXPECT_EQ(level_of(event_of({"s", "bd", "amp", 1.0})), 1.0);
  EXPECT_EQ(level_of(event_of({"s", "bd", "gain", 0.5, "amp", 1.0})), 0.0625);
  EXPECT_EQ(level_of(event_of({"s", "bd", "gain", 3.0, "amp", 1.0})), 16.0) << "2 at the most";
  EXPECT_EQ(level_of(event_of({"s", "bd", "gain", 2.0, "overgain", 1.0, "amp", 1.0})), 81.0);
  EXPECT_EQ(level_of(event_of({"s", "bd", "gain", 0.0})), 0.0);
  EXPECT_EQ(level_of(event_of({"s", "bd", "amp", -1.0})), 0.0);
}

TEST(DirtEvent, AChannelMovesPan) {
  EXPECT_EQ(pan_of(event_of({"s", "bd"})), 0.5);
  EXPECT_EQ(pan_of(event_of({"s", "bd", "pan", 0})), 0.0);
  EXPECT_EQ(pan_of(event_of({"s", "bd", "pan", 1})), 1.0);
  EXPECT_EQ(pan_of(event_of({"s", "bd", "pan", 0, "channel", 1})), 0.5);
  EXPECT_EQ(pan_of(event_of({"s", "bd", "pan", 1.25})), 0.25);
  EXPECT_EQ(pan_of(event_of({"s", "bd", "pan", -0.25})), 0.75);
}

}  // namespace
}  // namespace chronus::dirt
