// SPDX-License-Identifier: MIT
// reset, reset_all, start_all, stop_all.

#include <algorithm>
#include <cmath>
#include <iterator>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

using Frames = std::vector<Frame>;
using Steps = std::vector<int>;

std::vector<Frame> zeros_from(const Bank& bank, Frame from, std::uint32_t sequencer) {
  std::vector<Frame> out;
  for (const Event& event : of_kind(bank.events(), EventKind::kStep)) {
    if (event.sequencer == sequencer && event.step == 0 && event.frame >= from) {
      out.push_back(event.frame);
    }
  }
  return out;
}

TEST(Restart, ResetMakesTheNextStepStepZero) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.reset("a", 13'000));
  bank.advance(25'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 18'000, 24'000}));
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 0, 1}));
}

TEST(Restart, ResetOfAStoppedOneIsFineAndDoesNotLast) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.reset("a", 0));
  ok(bank.start("a", 0));
  bank.advance(12'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2}));
}

TEST(Restart, AResetStartsACycle) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.assign_gate("a", "m"));
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "X", 100));
  ok(bank.reset("a", 7'000));
  bank.advance(12'001);
  EXPECT_EQ(of_kind(bank.events(), EventKind::kGateOn).back().frame, 12'000);
  EXPECT_EQ(of_kind(bank.events(), EventKind::kGateOn).back().velocity, 1.0);
}

TEST(Restart, ResetAllPutsStepZeroOfAllOnTheLatestOfTheirNextSteps) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b", "s"}) ok(bank.create(id));
  ok(bank.config("b", 120.0, 16, 4, 0));  // 24000 frames a step
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  bank.reset_all(7'000);
  bank.advance(37'000);
  EXPECT_EQ(step_frames(bank.events(), 0),
            (Frames{0, 6'000, 12'000, 18'000, 24'000, 30'000, 36'000}));
  EXPECT_EQ(step_indices(bank.events(), 0), (Steps{0, 1, 2, 3, 0, 1, 2}));
  EXPECT_EQ(step_indices(bank.events(), 1), (Steps{0, 0}));
  EXPECT_TRUE(step_frames(bank.events(), 2).empty()) << "what is stopped stays so";
}

TEST(Restart, DifferentTemposRestartOnOneFrameAndGoOnFromThere) {
  Bank bank(44'100);
  const std::vector<std::string> ids = {"a", "b", "c", "d"};
  for (const std::string& id : ids) ok(bank.create(id));
  ok(bank.config("b", 97.3, 5, 16, 0));
  ok(bank.config("c", 133.37, 3, 7, 0));
  ok(bank.config("d", 133.37, 4, 16, 0));
  for (const std::string& id : ids) ok(bank.start(id, 0));
  bank.reset_all(1'000'000);
  bank.advance(2'000'000);
  const Frame at = zeros_from(bank, 1'000'000, 1).front();
  for (std::uint32_t i = 0; i < 4; ++i) {
    const Frames frames = step_frames(bank.events(), i);
    ASSERT_TRUE(std::binary_search(frames.begin(), frames.end(), at)) << i;
    const auto zero = std::lower_bound(frames.begin(), frames.end(), at);
    const Steps steps = step_indices(bank.events(), i);
    EXPECT_EQ(steps[static_cast<std::size_t>(zero - frames.begin())], 0) << i;
    // A whole step follows it, and a whole one or a part of one comes before, never a double.
    const double length =
        240.0 * 44'100 / (bank.find(ids[i])->bpm() * bank.find(ids[i])->division());
    EXPECT_NEAR(static_cast<double>(*(zero + 1) - at), length, 1.0) << i;
    EXPECT_LE(static_cast<double>(at - *(zero - 1)), length + 1.0) << i;
    EXPECT_GT(at, *(zero - 1)) << i;
  }
  // c has the longest step, and its 89th is the latest of the next ones.
  EXPECT_EQ(at, std::lround(89 * 240.0 * 44'100 / (133.37 * 7)));
}

TEST(Restart, WhatStartsLaterKeepsThePhaseOfTheRestart) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b", "c", "d"}) ok(bank.create(id));
  ok(bank.bpm("b", 97.0, 0));
  ok(bank.bpm("c", 97.0, 0));
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  bank.reset_all(1'000);
  ok(bank.start("c", 2'000));
  ok(bank.start("d", 2'000));
  bank.advance(200'000);
  const auto tail = [&](std::uint32_t i) {
    Frames frames = step_frames(bank.events(), i);
    frames.erase(frames.begin(), std::lower_bound(frames.begin(), frames.end(), 20'000));
    return frames;
  };
  EXPECT_EQ(tail(2), tail(1));
  EXPECT_EQ(tail(3), tail(0));
}

TEST(Restart, TheTransportsTempoMovesARestartThatIsStillToCome) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b", "c"}) ok(bank.create(id));
  ok(bank.config("b", 100.0, 16, 4, 0));  // 28800 frames a step
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  bank.reset_all(1'000);  // for 28800, where the transport is on beat 1.2
  ok(bank.transport_bpm(60.0, 12'000));
  bank.advance(100'000);
  EXPECT_EQ(zeros_from(bank, 1, 0).front(), 45'600);
  EXPECT_EQ(zeros_from(bank, 1, 1).front(), 45'600);
}

TEST(Restart, TheTransportGoesOnFromTheExactPlaceThatAnotherTempoSet) {
  // At 1 BPM and 192 kHz a tick is half a frame: a restart rounded to ticks would show.
  for (int i = 0; i < 40; ++i) {
    Bank bank(192'000);
    ok(bank.transport_bpm(1.0, 0));
    for (const auto* const id : {"a", "b"}) ok(bank.create(id));
    ok(bank.config("b", 1.001 + 0.001 * i, 16, 4, 0));  // the longest step, so b's next it is
    ok(bank.start("a", 0));
    ok(bank.start("b", 0));
    bank.reset_all(1);
    bank.advance(20'000'000);
    const Frame at = zeros_from(bank, 1, 1).front();
    const Frames a = step_frames(bank.events(), 0);
    const auto zero = std::find(a.begin(), a.end(), at);
    ASSERT_NE(zero, a.end());
    ASSERT_EQ(*(zero + 1) - at, 2'880'000) << i;
  }
}

TEST(Restart, StartAllStartsEverythingOnOneFrame) {
  Bank bank(44'100);
  for (const auto* const id : {"a", "b", "c", "d"}) ok(bank.create(id));
  ok(bank.config("b", 97.3, 5, 16, 0));
  ok(bank.config("c", 133.37, 3, 7, 0));
  ok(bank.config("d", 133.37, 3, 16, 0));
  ok(bank.start("a", 0));
  ok(bank.start_all(100'000));
  bank.advance(400'000);
  const Frame at = zeros_from(bank, 0, 1).front();
  for (std::uint32_t i = 0; i < 4; ++i) {
    const Frames zeros = zeros_from(bank, 100'000, i);
    ASSERT_FALSE(zeros.empty());
    EXPECT_NE(std::find(zeros.begin(), zeros.end(), at), zeros.end()) << i;
    if (i > 0) {
      EXPECT_EQ(step_frames(bank.events(), i).front(), at) << i;
    }
  }
  EXPECT_GE(at, 100'000);
  EXPECT_GT(step_frames(bank.events(), 0).size(), 18U) << "what played goes on until then";
}

TEST(Restart, StartAllFromSilenceKeepsTheOrderOfCreationOnTheFrame) {
  Bank bank(kRate);
  for (const auto* const id : {"b", "a"}) ok(bank.create(id));
  ok(bank.start_all(6'000));
  bank.advance(6'001);
  ASSERT_EQ(bank.events().size(), 2U);
  EXPECT_EQ(bank.id_of(bank.events()[0].sequencer), "b");
  EXPECT_EQ(bank.id_of(bank.events()[1].sequencer), "a");
}

TEST(Restart, StopAllStopsAllAtOnce) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b"}) {
    ok(bank.create(id));
    ok(bank.assign_gate(id, id));
  }
  bank.resolve(Letters());
  ok(bank.start_all(0));
  bank.stop_all(100);
  bank.advance(1'000'000);
  EXPECT_EQ(told(bank.events()), "0 a on 64\n0 b on 64\n100 a off\n100 b off\n");
  EXPECT_FALSE(bank.find("a")->playing());
}

TEST(Restart, WithNothingThereNothingHappens) {
  Bank bank(kRate);
  ok(bank.start_all(0));
  bank.reset_all(0);
  bank.stop_all(0);
  bank.advance(100'000);
  EXPECT_TRUE(bank.events().empty());
}

TEST(Restart, RandomRestartsAlwaysMeetOnOneFrame) {
  Dice random(11);
  for (int round = 0; round < 200; ++round) {
    Bank bank(44'100);
    const std::vector<std::string> ids = {"a", "b", "c", "d", "e"};
    for (const std::string& id : ids) {
      ok(bank.create(id));
      if (random(2) == 0) {
        ok(bank.config(id, 60.0 + random(300) * 0.37, 1 + random(9), 4 + random(29), 0));
      }
      if (random(4) != 0) ok(bank.start(id, random(50'000)));
    }
    const Frame now = 60'000 + random(60'000);
    if (random(2) == 0) {
      ok(bank.start_all(now));
    } else {
      bank.reset_all(now);
    }
    if (random(2) == 0) ok(bank.transport_bpm(60.0 + random(200), now + random(5'000)));
    bank.advance(now + 400'000);
    // The restart is the first frame from now on that every one that plays has a step 0 on.
    std::vector<Frame> common;
    bool first = true;
    for (std::uint32_t i = 0; i < ids.size(); ++i) {
      if (!bank.find(ids[i])->playing()) continue;
      const Frames zeros = zeros_from(bank, now, i);
      std::vector<Frame> both;
      std::set_intersection(zeros.begin(), zeros.end(), common.begin(), common.end(),
                            std::back_inserter(both));
      common = first ? zeros : both;
      first = false;
    }
    ASSERT_TRUE(first || !common.empty()) << round;
  }
}

}  // namespace
}  // namespace chronus::sequencer::testing
