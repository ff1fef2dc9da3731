// SPDX-License-Identifier: MIT
// Chains, the quantum, following the transport again, and taking assignments back.
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

constexpr Frame kBeat = 4 * kStepFrames;

class Chain : public OneSequencer {
 protected:
  void SetUp() override {
    OneSequencer::SetUp();
    ok(bank_.pattern("a", "x...", 0));
  }
  void chain(const std::vector<std::string>& patterns, Frame now) {
    ok(bank_.chain("a", patterns, now));
  }
  /// One character a step up to here.
  std::string played(int steps) {
    bank_.advance(Frame{steps} * kStepFrames);
    std::string out(static_cast<std::size_t>(steps), '.');
    for (const Event& on : of_kind(bank_.events(), EventKind::kGateOn)) {
      out[static_cast<std::size_t>(on.frame / kStepFrames)] = on.velocity == 1.0 ? 'X' : 'x';
    }
    return out;
  }
};

TEST_F(Chain, ItsPatternsPlayInTurnOneCycleEachFromTheNextCycleOn) {
  ok(bank_.start("a", 0));
  chain({"xx", ".X.X.X", ""}, kStepFrames);
  EXPECT_EQ(bank_.find("a")->info().chain, (std::vector<std::string>{"xx", ".X.X.X", ""}));
  EXPECT_EQ(bank_.find("a")->info().plays, "x...");
  EXPECT_EQ(played(20), "x...xx...X.X....xx..");
}

TEST_F(Chain, EndsWithTheNextCycleAndLeavesThePatternThatPlays) {
  chain({"xx..", "XX.."}, 0);
  ok(bank_.start("a", 0));
  bank_.advance(5 * kStepFrames);
  chain({}, 5 * kStepFrames);
  EXPECT_EQ(played(16), "xx..XX..XX..XX..");
  EXPECT_TRUE(bank_.find("a")->info().chain.empty());
}

TEST_F(Chain, EndsInThePatternThatPlaysThenThoughAnotherChangeWaitsForLonger) {
  ok(bank_.quantum("a", 4.0, 0));
  chain({"x...", "xx..", "xxx."}, 0);
  ok(bank_.start("a", 0));
  bank_.advance(kStepFrames);
  ok(bank_.trigs("a", TrigField::kRatchet, "1", kStepFrames));  // waits for step 16
  bank_.advance(10 * kStepFrames);
  chain({}, 10 * kStepFrames);
  EXPECT_EQ(played(24), "x...xx..xxx.x...xxx.xxx.");
}

TEST_F(Chain, APatternEndsIt) {
  chain({"xx..", "XX.."}, 0);
  ok(bank_.start("a", 0));
  ok(bank_.pattern("a", "...X", kStepFrames));
  EXPECT_EQ(played(12), "xx.....X...X");
}

TEST_F(Chain, AnEditOfSomethingElseLeavesItsTurn) {
  chain({"x...", "xx..", "xxx."}, 0);
  ok(bank_.start("a", 0));
  ok(bank_.trigs("a", TrigField::kRatchet, "1", 5 * kStepFrames));
  EXPECT_EQ(played(16), "x...xx..xxx.x...");
}

TEST_F(Chain, BeginsAnewAfterAStop) {
  chain({"x...", "X..."}, 0);
  ok(bank_.start("a", 0));
  ok(bank_.stop("a", 3 * kStepFrames));
  ok(bank_.start("a", 4 * kStepFrames));
  EXPECT_EQ(played(12), "x...x...X...");
}

TEST_F(Chain, StepsAndRotateAreForAllOfIt) {
  chain({"x", "xX"}, 0);
  ok(bank_.steps("a", 2, 0));
  ok(bank_.rotate("a", 1, 0));
  ok(bank_.start("a", 0));
  EXPECT_EQ(played(8), ".xXx.xXx");
}

TEST_F(Chain, ABadPatternIsNamedAndChangesNothing) {
  const std::vector<std::string> bad = {"x", "x?"};
  refused(
      bank_.chain("a", bad, 0),
      "sequencer 'a': 2. pattern: '?' at position 2 is none of x, X, 1 to 9, -, ., space and |");
  const std::vector<std::string> many(65, "x");
  refused(bank_.chain("a", many, 0), "sequencer 'a': a chain has 64 patterns at the most");
  EXPECT_TRUE(bank_.find("a")->info().chain.empty());
}

TEST_F(Chain, ATieAtTheHeadOfTheNextPatternHoldsTheGate) {
  chain({"...x", "-..."}, 0);
  ok(bank_.start("a", 0));
  bank_.advance(8 * kStepFrames);
  EXPECT_EQ(told(bank_.events()), "18000 m on 64\n30000 m off\n");
}

TEST_F(Chain, AStartWaitsForItsQuantum) {
  ok(bank_.quantum("a", 4.0, 0));
  ok(bank_.start("a", 1));
  auto info = bank_.find("a")->info();
  EXPECT_TRUE(info.pending.start);
  EXPECT_EQ(info.pending.beat, 4.0);
  EXPECT_EQ(info.quantum, 4.0);
  bank_.advance(4 * kBeat + 1);
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{4 * kBeat}));
  info = bank_.find("a")->info();
  EXPECT_FALSE(info.pending.start);
  EXPECT_FALSE(info.pending.beat);
}

TEST_F(Chain, AStartOnTheBeatDoesNotWait) {
  ok(bank_.quantum("a", 4.0, 0));
  ok(bank_.start("a", 4 * kBeat));
  bank_.advance(4 * kBeat + 1);
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{4 * kBeat}));
}

TEST_F(Chain, AChangeWaitsForItsQuantumAndWhatWaitsComesTogether) {
  ok(bank_.quantum("a", 2.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.pattern("a", "XX..", kStepFrames));
  EXPECT_TRUE(bank_.find("a")->info().pending.change);
  EXPECT_EQ(bank_.find("a")->info().pending.beat, 2.0);
  EXPECT_EQ(bank_.find("a")->info().pattern, "XX..");
  EXPECT_EQ(bank_.find("a")->info().plays, "x...");
  ok(bank_.trigs("a", TrigField::kChance, "1 0", 5 * kStepFrames));
  EXPECT_EQ(played(12), "x...x...X...");
  EXPECT_FALSE(bank_.find("a")->info().pending.change);
}

TEST_F(Chain, ACycleOffTheQuantumTakesTheChangeWithItsFirstStartBehindIt) {
  ok(bank_.steps("a", 3, 0));
  ok(bank_.quantum("a", 1.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.pattern("a", "X..", 1));  // beat 1 is step 4, the next cycle from then on begins at 6
  EXPECT_EQ(played(9), "x..x..X..");
}

TEST_F(Chain, TheOldChainGoesOnWhileTheNewOneWaits) {
  chain({"x...", ".x.."}, 0);
  ok(bank_.quantum("a", 4.0, 0));
  ok(bank_.start("a", 0));
  chain({"X...", ".X.."}, 5 * kStepFrames);
  EXPECT_EQ(played(28), "x....x..x....x..X....X..X...");
}

TEST_F(Chain, QuantumZeroLetsGoWhatWaits) {
  ok(bank_.quantum("a", 16.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.pattern("a", "X...", 1));
  ok(bank_.quantum("a", 0.0, 2));
  EXPECT_EQ(played(5), "x...X");
}

TEST_F(Chain, ADelayedStartMovesWithTheTransportsTempo) {
  for (const bool own : {false, true}) {
    Bank other(kRate);
    ok(other.create("a"));
    if (own) ok(other.bpm("a", 60.0, 0));
    ok(other.quantum("a", 4.0, 0));
    ok(other.start("a", 1));
    ok(other.transport_bpm(60.0, 2 * kBeat));
    other.advance(20 * kBeat);
    EXPECT_EQ(step_frames(other.events()).front(), 6 * kBeat) << own;
  }
}

TEST_F(Chain, TheQuantumCountsFromWhereEverythingWasResetTo) {
  ok(bank_.create("b"));
  ok(bank_.start("a", 0));
  bank_.reset_all(kStepFrames + 1);  // step 0 on frame 12000
  ok(bank_.quantum("b", 1.0, kStepFrames + 1));
  bank_.advance(3 * kStepFrames);
  ok(bank_.start("b", 3 * kStepFrames));
  bank_.advance(2 * kBeat);
  EXPECT_EQ(step_frames(bank_.events(), 1).front(), 12'000 + kBeat);
}

TEST_F(Chain, StartsThatWaitHoldUpStartAll) {
  ok(bank_.create("b"));
  ok(bank_.quantum("b", 4.0, 0));
  ok(bank_.start_all(1));
  bank_.advance(4 * kBeat + 1);
  EXPECT_EQ(step_frames(bank_.events(), 0), (std::vector<Frame>{4 * kBeat}));
  EXPECT_EQ(step_frames(bank_.events(), 1), (std::vector<Frame>{4 * kBeat}));
}

TEST_F(Chain, AQuantumOutsideItsRangeIsRefused) {
  refused(bank_.quantum("a", -1.0, 0),
          "sequencer 'a': quantum -1 is neither 0 nor from 0.0625 to 1024 beats");
  EXPECT_FALSE(bank_.quantum("a", 2'000.0, 0));
  EXPECT_FALSE(bank_.quantum("a", std::nan(""), 0));
}

TEST(Follow, GoesBackToTheTransportsTempoAndToItsGrid) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b"}) ok(bank.create(id));
  ok(bank.bpm("a", 97.0, 0));
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  ok(bank.follow("a", 100'000));
  EXPECT_FALSE(bank.find("a")->own_tempo());
  ok(bank.transport_bpm(133.0, 150'000));
  bank.advance(400'000);
  const auto a = step_frames(bank.events(), 0);
  const auto b = step_frames(bank.events(), 1);
  std::size_t shared = 0;
  for (const Frame frame : a) {
    if (frame < 110'000) continue;
    ASSERT_TRUE(std::binary_search(b.begin(), b.end(), frame)) << frame;
    ++shared;
  }
  EXPECT_GT(shared, 40U);
  const auto steps = step_indices(bank.events(), 0);
  for (std::size_t n = 0; n < steps.size(); ++n) {
    ASSERT_EQ(steps[n], static_cast<int>(n % 16)) << "none skipped, none doubled";
  }
  for (std::size_t n = 1; n < a.size(); ++n) {
    ASSERT_GE(a[n] - a[n - 1], 5'413) << "a sixteenth at 133 BPM, but for the rounding";
    ASSERT_LE(a[n] - a[n - 1], 7'423 + 6'000) << "the last at 97 BPM, and the wait";
  }
}

TEST(Division, IsSetWhileTheTransportIsFollowed) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b"}) ok(bank.create(id));
  ok(bank.division("a", 4, 0));
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  ok(bank.transport_bpm(60.0, 10));
  bank.advance(48'000 * 8);
  EXPECT_FALSE(bank.find("a")->own_tempo());
  const auto quarters = step_frames(bank.events(), 0);
  const auto sixteenths = step_frames(bank.events(), 1);
  ASSERT_GT(quarters.size(), 4U);
  for (std::size_t n = 0; n < quarters.size(); ++n) EXPECT_EQ(quarters[n], sixteenths[4 * n]);
}

TEST(Division, LeavesATempoOfItsOwn) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b"}) ok(bank.create(id));
  ok(bank.config("a", 97.0, 16, 8, 0));
  ok(bank.bpm("b", 97.0, 0));
  ok(bank.division("b", 8, 0));
  for (const auto* const id : {"a", "b"}) ok(bank.start(id, 0));
  bank.advance(200'000);
  EXPECT_TRUE(bank.find("b")->own_tempo());
  EXPECT_EQ(step_frames(bank.events(), 0), step_frames(bank.events(), 1));
}

TEST(Follow, OfAStoppedOneAndOfOneThatFollowsIsFine) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.follow("a", 0));
  ok(bank.bpm("a", 97.0, 0));
  ok(bank.follow("a", 0));
  ok(bank.start("a", 0));
  ok(bank.follow("a", 1));
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(step_frames(bank.events()), (std::vector<Frame>{0, kStepFrames}));
  refused(bank.follow("x", 0), "no sequencer 'x'");
}

TEST(Follow, ARestartThatWasSetStays) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b"}) ok(bank.create(id));
  ok(bank.config("a", 100.0, 16, 4, 0));
  ok(bank.config("b", 90.0, 16, 4, 0));  // 32000 frames a step
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  bank.reset_all(1);
  ok(bank.follow("a", 2));
  ok(bank.transport_bpm(200.0, 3));
  bank.advance(100'000);
  const auto a = step_frames(bank.events(), 0);
  EXPECT_NE(std::find(a.begin(), a.end(), 32'000), a.end());
  EXPECT_EQ(a.back() - a[a.size() - 2], 14'400);
}

class Unassign : public Chain {};

TEST_F(Unassign, ClosesAnOpenGateThere) {
  ok(bank_.start("a", 0));
  ok(bank_.unassign_gate("a", "m", 100));
  bank_.advance(8 * kStepFrames);
  EXPECT_EQ(told(bank_.events()), "0 m on 64\n100 m off\n");
  EXPECT_TRUE(bank_.find("a")->info().assignments.empty());
}

TEST_F(Unassign, OneGateLeavesTheOthers) {
  ok(bank_.assign_gate("a", "n"));
  bank_.resolve(Letters());
  ok(bank_.start("a", 0));
  ok(bank_.unassign_gate("a", "m", 100));
  bank_.advance(kStepFrames);
  EXPECT_EQ(told(bank_.events()), "0 m on 64\n0 n on 64\n100 m off\n3000 n off\n");
}

TEST_F(Unassign, OfALaneIsOneParameterOrAllThatItDrives) {
  ok(bank_.assign_param("a", "n", "l", "p"));
  ok(bank_.assign_param("a", "n", "l", "q"));
  ok(bank_.assign_param("a", "n", "l", "r"));
  ok(bank_.unassign_param("a", "n", "l", "q", 0));
  EXPECT_EQ(bank_.find("a")->info().assignments.size(), 3U);
  ok(bank_.unassign_param("a", "n", "l", "", 0));
  EXPECT_EQ(bank_.find("a")->info().assignments.size(), 1U);
}

TEST_F(Unassign, AllIsAll) {
  ok(bank_.assign_param("a", "n", "l", "p"));
  ok(bank_.start("a", 0));
  ok(bank_.unassign_all("a", 100));
  ok(bank_.unassign_all("a", 100));
  bank_.advance(kStepFrames);
  EXPECT_EQ(told(bank_.events()), "0 m on 64\n100 m off\n");
}

TEST_F(Unassign, WhatIsNotAssignedIsRefused) {
  refused(bank_.unassign_gate("a", "n", 0), "sequencer 'a' does not drive the gate of 'n'");
  refused(bank_.unassign_param("a", "m", "l", "p", 0),
          "sequencer 'a' does not drive 'p' of 'm' with lane 'l'");
  refused(bank_.unassign_param("a", "m", "l", "", 0),
          "sequencer 'a' does not drive 'm' with lane 'l'");
  EXPECT_FALSE(bank_.unassign_param("a", "m", "", "", 0)) << "no lane is not the gate";
  EXPECT_EQ(bank_.find("a")->info().assignments.size(), 1U);
}

}  // namespace
}  // namespace chronus::sequencer::testing
