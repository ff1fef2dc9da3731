// SPDX-License-Identifier: MIT
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

class Gate : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    bank.resolve(Letters());
    ok(bank.steps("a", 4, 0));
    ok(bank.pattern("a", "xX..", 0));
  }

  Bank bank{kRate};
};

TEST_F(Gate, GoesOnWithTheVelocityAndOffAfterHalfAStep) {
  ok(bank.start("a", 0));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 m off\n6000 m on 127\n9000 m off\n");
}

TEST_F(Gate, VelocityIsTheMidiVelocityOver127) {
  ok(bank.start("a", 0));
  bank.advance(kStepFrames + 1);
  const auto on = of_kind(bank.events(), EventKind::kGateOn);
  EXPECT_EQ(on[0].velocity, 64.0 / 127.0);
  EXPECT_EQ(on[1].velocity, 1.0);
}

TEST_F(Gate, OfAWholeStepGoesOffThenOnOnTheSameFrame) {
  ok(bank.gate_len("a", 1.0));
  ok(bank.start("a", 0));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n6000 m off\n6000 m on 127\n12000 m off\n");
}

TEST_F(Gate, LengthIsOfTheExactStepToTheNearestFrame) {
  Bank odd(44'100);
  ok(odd.create("a"));
  ok(odd.assign_gate("a", "m"));
  odd.resolve(Letters());
  ok(odd.euclid("a", 2, 2, 0, 0));
  ok(odd.config("a", 133.0, 2, 16, 0));  // 4973.684 frames
  ok(odd.gate_len("a", 0.3));
  ok(odd.start("a", 0));
  odd.advance(10'000);
  EXPECT_EQ(told(odd.events()), "0 m on 64\n1492 m off\n4974 m on 64\n6466 m off\n9947 m on 64\n");
}

TEST_F(Gate, TheShortestIsStillOneFrame) {
  Bank fast(8'000);
  ok(fast.create("a"));
  ok(fast.assign_gate("a", "m"));
  fast.resolve(Letters());
  ok(fast.config("a", 999.0, 16, 128, 0));  // 15 frames a step
  ok(fast.gate_len("a", 0.01));
  ok(fast.start("a", 0));
  fast.advance(100);
  EXPECT_EQ(told(fast.events()), "0 m on 64\n1 m off\n");
}

TEST_F(Gate, StopClosesItThere) {
  ok(bank.start("a", 0));
  ok(bank.stop("a", 100));
  ok(bank.stop("a", 200));
  bank.advance(50'000);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n100 m off\n");
}

TEST_F(Gate, RemoveClosesItThere) {
  ok(bank.start("a", 0));
  ok(bank.remove("a", 100));
  bank.advance(50'000);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n100 m off\n");
}

TEST_F(Gate, MuteClosesItThereAndStepsRunOnInSilence) {
  ok(bank.param_lane("a", "gain", "1 1 1 1", 0));
  ok(bank.assign_param("a", "m", "gain"));
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  ok(bank.mute("a", true, 100));
  ok(bank.mute("a", true, 200));
  EXPECT_TRUE(bank.find("a")->info().muted);
  ok(bank.mute("a", false, 5 * kStepFrames));
  bank.advance(5 * kStepFrames + 1);
  EXPECT_EQ(told(bank.events()),
            "0 m = 1000\n0 m on 64\n100 m off\n30000 m = 1000\n30000 m on 127\n");
  EXPECT_EQ(step_indices(bank.events()), (std::vector<int>{0, 1, 2, 3, 0, 1}));
}

TEST_F(Gate, AFasterTempoClosesItBeforeTheNextHit) {
  ok(bank.gate_len("a", 1.0));
  ok(bank.start("a", 0));
  ok(bank.transport_bpm(240.0, 2'000));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(told(bank.events()).substr(0, 36), "0 m on 64\n4000 m off\n4000 m on 127\n7");
}

TEST_F(Gate, AResetWithinAStepLeavesTheGateItsLength) {
  ok(bank.start("a", 0));
  ok(bank.reset("a", 100));
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 m off\n6000 m on 64\n");
}

TEST_F(Gate, OneSequencerDrivesManyModules) {
  ok(bank.assign_gate("a", "n"));
  ok(bank.assign_gate("a", "m"));  // the same again is one
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  bank.advance(kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n0 n on 64\n3000 m off\n3000 n off\n");
}

TEST_F(Gate, OfAModuleThePatchDoesNotHaveIsNotSent) {
  ok(bank.assign_gate("a", "nowhere"));
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  bank.advance(kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 m off\n");
}

TEST_F(Gate, AssignedWhileItPlaysOpensWithTheNextHit) {
  ok(bank.start("a", 0));
  bank.advance(100);
  ok(bank.assign_gate("a", "n"));
  bank.resolve(Letters());
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 m off\n6000 m on 127\n6000 n on 127\n");
}

/// Knows m under another number, or not at all.
struct OtherPatch : TargetResolver {
  explicit OtherPatch(bool found) : has_m(found) {}
  ResolvedTarget gate(std::string_view) const override { return {'z', 0, true, has_m}; }
  ResolvedTarget param(std::string_view, std::string_view) const override { return {}; }
  bool has_m;
};

TEST_F(Gate, InANewPatchTheOffGoesToTheModuleAsItIsThere) {
  ok(bank.start("a", 0));
  bank.advance(100);
  bank.resolve(OtherPatch(true));
  bank.advance(kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 z off\n");
}

TEST_F(Gate, OfAModuleThatWentWithItsPatchIsForgotten) {
  ok(bank.start("a", 0));
  bank.advance(100);
  bank.resolve(OtherPatch(false));
  bank.resolve(Letters());
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n6000 m on 127\n");
}

TEST_F(Gate, OffsOfAllComeFirstOnAFrame) {
  ok(bank.create("b"));
  ok(bank.assign_gate("b", "n"));
  bank.resolve(Letters());
  ok(bank.gate_len("b", 1.0));
  ok(bank.start("a", 0));
  ok(bank.start("b", 0));
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n0 n on 64\n3000 m off\n6000 n off\n6000 m on 127\n");
}

}  // namespace
}  // namespace chronus::sequencer::testing
