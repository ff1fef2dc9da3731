// SPDX-License-Identifier: MIT
#include "sequencer/lane.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sequencer/note_name.hpp"

namespace chronus::sequencer {
namespace {

TEST(NoteName, NamesAreMidiNumbers) {
  EXPECT_EQ(parse_note_name("c4"), 60);
  EXPECT_EQ(parse_note_name("c#4"), 61);
  EXPECT_EQ(parse_note_name("db4"), 61);
  EXPECT_EQ(parse_note_name("eb3"), 51);
  EXPECT_EQ(parse_note_name("b3"), 59);
  EXPECT_EQ(parse_note_name("bb3"), 58);
  EXPECT_EQ(parse_note_name("A4"), 69);
  EXPECT_EQ(parse_note_name("c-1"), 0);
  EXPECT_EQ(parse_note_name("g9"), 127);
}

TEST(NoteName, OtherTextIsNone) {
  for (const auto* const text : {"", "c", "h4", "c##4", "4", "c4x", "c 4", "@4", "c#", "b", "c+4",
                                 "c4.5", "c99999999999", "c-"}) {
    EXPECT_FALSE(parse_note_name(text)) << text;
  }
}

TEST(NoteName, A4Is440HzAndAnOctaveDoubles) {
  EXPECT_EQ(note_hz(69), 440.0);
  EXPECT_EQ(note_hz(81), 880.0);
  EXPECT_DOUBLE_EQ(note_hz(60), 261.6255653005986);
  EXPECT_DOUBLE_EQ(note_hz(69.5), 452.8929841231365);
  for (double note = kMinNote; note <= kMaxNote; note += 0.0625) {
    const double hz = 440.0 * std::exp2((note - 69.0) / 12.0);
    EXPECT_NEAR(note_hz(note), hz, 1e-15 * hz) << note;
  }
}

TEST(Lane, ValuesAreApartByCommasOrWhiteSpace) {
  const Result<Lane> lane = parse_lane("cutoff", " 1, -2.5\t3e2,.5 ");
  ASSERT_TRUE(lane) << lane.reason();
  EXPECT_EQ(lane->values, (std::vector<double>{1.0, -2.5, 300.0, 0.5}));
}

TEST(Lane, DotAndUnderscoreHold) {
  const Result<Lane> lane = parse_lane("cutoff", "1 . _ 0");
  ASSERT_TRUE(lane);
  EXPECT_TRUE(std::isnan(lane->values[1]));
  EXPECT_TRUE(std::isnan(lane->values[2]));
  EXPECT_EQ(lane->values[3], 0.0);
}

TEST(Lane, OnlyTheNoteLaneKnowsNoteNames) {
  const Result<Lane> note = parse_lane("note", "60 c4 60.5 . eb3");
  ASSERT_TRUE(note) << note.reason();
  EXPECT_EQ(note->values[0], 60.0);
  EXPECT_EQ(note->values[1], 60.0);
  EXPECT_EQ(note->values[2], 60.5);
  EXPECT_EQ(note->values[4], 51.0);
  EXPECT_EQ(parse_lane("cutoff", "1 c4").reason(),
            "lane 'cutoff': 'c4' (value 2) is neither a number nor . or _ to hold");
}

TEST(Lane, WhatIsNoValueIsNamedWithItsPlace) {
  EXPECT_EQ(parse_lane("note", "c4 h4").reason(),
            "lane 'note': 'h4' (value 2) is neither a MIDI note, a note name like c#4, nor . or _ "
            "to hold");
  EXPECT_EQ(parse_lane("note", "128").reason(),
            "lane 'note': '128' (value 1) is outside the MIDI notes 0 to 127");
  EXPECT_EQ(parse_lane("note", "-1").reason(),
            "lane 'note': '-1' (value 1) is outside the MIDI notes 0 to 127");
  EXPECT_EQ(parse_lane("note", "cb-1").reason(),
            "lane 'note': 'cb-1' (value 1) is outside the MIDI notes 0 to 127");
  EXPECT_EQ(parse_lane("gain", "1 2 \xFFz").reason(),
            "lane 'gain': '\\xffz' (value 3) is neither a number nor . or _ to hold");
  EXPECT_EQ(parse_lane("gain", " , ").reason(), "lane 'gain': there are no values");
  for (const auto* const bad : {"nan", "inf", "-inf", "1e999", "1x", "+1", "0x10", "..", "--1"}) {
    EXPECT_FALSE(parse_lane("gain", bad)) << bad;
  }
}

TEST(Lane, AChordIsSeveralNotesOfAStep) {
  const auto lane = parse_lane("note", "60 c4+e4+g4 . 48.5+55");
  ASSERT_TRUE(lane);
  EXPECT_EQ(lane->text(), "60 60+64+67 . 48.5+55");
  EXPECT_EQ(parse_lane("note", lane->text())->text(), lane->text());
  EXPECT_EQ(lane->notes_at(0), 1);
  EXPECT_EQ(lane->notes_at(1), 3);
  EXPECT_EQ(lane->notes_at(2), 3) << "what holds plays the last";
  EXPECT_EQ(lane->note_hz_at(2, 1), note_hz(64.0));
  EXPECT_EQ(parse_lane("freq", "220+330.5")->note_hz_at(0, 1), 330.5);
  EXPECT_EQ(parse_lane("note", ". 0 60 .")->note_hz_at(0, 0), note_hz(60.0)) << "round the end";
  EXPECT_EQ(parse_lane("note", ". 0")->note_hz_at(1, 0), 0.0);
  EXPECT_TRUE(parse_lane("note", "60+61+62+63+64+65+66+67"));
  EXPECT_EQ(parse_lane("note", "60+61+62+63+64+65+66+67+68").reason(),
            "lane 'note': '60+61+62+63+64+65+66+67+68' (value 1) has more than 8 notes");
  for (const auto* const bad : {"0+60", "60+0", "60+128"}) EXPECT_FALSE(parse_lane("note", bad));
  EXPECT_FALSE(parse_lane("freq", "1+100000")) << "would be written 1e+05";
}

TEST(Lane, AChordThatIsNoneIsRefused) {
  for (const auto* const bad : {"60+", "+60", "60++64", "c4+h4"}) {
    EXPECT_NE(parse_lane("note", bad).reason().find("neither"), std::string::npos) << bad;
  }
  std::string endless = "60";
  for (int i = 0; i < 20'000; ++i) endless += "+60";
  EXPECT_FALSE(parse_lane("note", endless));
}

TEST(Lane, ItsTextReadsBackAsTheSameValues) {
  const Lane lane = *parse_lane("gain", "0.1 . 1e-9 12345678.9 0 -3");
  EXPECT_EQ(lane.text(), "0.1 . 1e-09 12345678.9 0 -3");
  EXPECT_EQ(parse_lane("gain", lane.text())->text(), lane.text());
}

TEST(Lane, ErrorsBeyondTheLongestLaneAreStillErrors) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "1 ";
  EXPECT_EQ(parse_lane("gain", text)->values.size(), 256U);
  EXPECT_FALSE(parse_lane("gain", text + "?"));
}

}  // namespace
}  // namespace chronus::sequencer
