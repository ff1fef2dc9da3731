// SPDX-License-Identifier: MIT
// A start in the middle of a song: what is heard from there on is what a start at the song's
// beginning gives from there on.
#include <gmock/gmock.h>

#include "rig.hpp"

namespace chronus::sequencer {
namespace {

using testing::kRate;
using testing::kStepFrames;
using testing::ok;

Tick ticks(double beats) { return static_cast<Tick>(beats * kTicksPerBeat); }

/// Three sequencers with all that depends on the cycle: a chain, conditions, chances, swing.
void compose(Bank& bank) {
  ok(bank.create("a"));
  ok(bank.chain("a", std::vector<std::string>{"x.x.", "xxxx", "..xx"}, 0));
  ok(bank.steps("a", 4, 0));
  ok(bank.create("b"));
  ok(bank.steps("b", 7, 0));
  ok(bank.pattern("b", "xXx.x3x", 0));
  ok(bank.trigs("b", TrigField::kCondition, "1:2 . 2:3 . . 1ST .", 0));
  ok(bank.swing("b", 62, 0));
  ok(bank.create("c"));
  ok(bank.trigs("c", TrigField::kChance, "50", 0));
  ok(bank.pattern("c", "xxxxxxxxxxxxxxxx", 0));
  for (const char* id : {"a", "b", "c"}) ok(bank.assign_gate(id, id));
  bank.resolve(testing::Letters());
}

struct Gate {
  Frame frame;
  std::uint32_t sequencer;
  double velocity;
  bool operator==(const Gate&) const = default;
};

std::vector<Gate> hits(const Bank& bank, Frame from, Frame shift) {
  std::vector<Gate> out;
  for (const Event& event : testing::of_kind(bank.events(), EventKind::kGateOn)) {
    if (event.frame >= from) out.push_back({event.frame - shift, event.sequencer, event.velocity});
  }
  return out;
}

TEST(SongPosition, AStartInASongGivesWhatTheSongGivesFromThereOn) {
  for (const int sixteenths : {0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 14, 28, 100, 337}) {
    Bank whole(kRate);
    compose(whole);
    ok(whole.start_in_song(0, 0));
    const Frame here = sixteenths * kStepFrames;
    constexpr Frame kLength = 200 * kStepFrames;
    whole.advance(here + kLength);

    Bank part(kRate);
    compose(part);
    constexpr Frame kLater = 77'777;
    ok(part.start_in_song(ticks(sixteenths / 4.0), kLater));
    part.advance(kLater + kLength);
    const auto expected = hits(whole, here, here);
    EXPECT_GT(expected.size(), 100U);
    EXPECT_EQ(hits(part, 0, kLater), expected) << "from sixteenth " << sixteenths;
  }
}

TEST(SongPosition, BetweenTwoStepsTheNextOneIsTheFirst) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start_in_song(ticks(1.125), 1'000));  // half way from step 4 to step 5
  bank.advance(20'000);
  EXPECT_THAT(testing::step_frames(bank.events()), ::testing::ElementsAre(4'000, 10'000, 16'000));
  EXPECT_THAT(testing::step_indices(bank.events()), ::testing::ElementsAre(5, 6, 7));
}

TEST(SongPosition, WhatPlaysBeginsAnewAndItsGateIsClosed) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.assign_gate("a", "m"));
  bank.resolve(testing::Letters());
  ok(bank.start("a", 0));
  bank.advance(1'000);
  bank.clear_events();
  ok(bank.start_in_song(0, 1'000));
  bank.advance(1'001);
  EXPECT_EQ(testing::told(bank.events()), "1000 m off\n1000 m on 64\n");
}

TEST(SongPosition, ATempoOfItsOwnBeginsAtStepZeroThere) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.bpm("a", 90, 0));
  ok(bank.start_in_song(ticks(5), 1'234));
  bank.advance(12'000);
  EXPECT_THAT(testing::step_frames(bank.events()), ::testing::ElementsAre(1'234, 9'234));
  EXPECT_THAT(testing::step_indices(bank.events()), ::testing::ElementsAre(0, 1));
}

TEST(SongPosition, LaterStartsAreOnTheSongsGrid) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start_in_song(0, 1'000));
  ok(bank.create("b"));
  ok(bank.start("b", 2'000));
  bank.advance(8'000);
  EXPECT_THAT(testing::step_frames(bank.events(), 1), ::testing::ElementsAre(7'000));
  EXPECT_TRUE(bank.playing());
  bank.stop_all(8'000);
  EXPECT_FALSE(bank.playing());
}

}  // namespace
}  // namespace chronus::sequencer
