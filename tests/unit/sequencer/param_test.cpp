// SPDX-License-Identifier: MIT
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

class Param : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.steps("a", 4, 0));
    ok(bank.pattern("a", "x.x.", 0));
  }
  std::string first_cycle() {
    bank.resolve(Letters());
    ok(bank.start("a", 0));
    bank.advance(4 * kStepFrames);
    return told(bank.events());
  }

  Bank bank{kRate};
};

TEST_F(Param, ALaneIsSentOnEveryStepThatHasAValueRestOrNot) {
  ok(bank.param_lane("a", "gain", "0.25 0.5 . 0.75", 0));
  ok(bank.assign_param("a", "m", "gain"));
  EXPECT_EQ(first_cycle(), "0 m = 250\n6000 m = 500\n18000 m = 750\n");
}

TEST_F(Param, ComesBeforeTheGateOfItsStep) {
  ok(bank.assign_gate("a", "m"));
  ok(bank.param_lane("a", "gain", "1 . . .", 0));
  ok(bank.assign_param("a", "m", "gain"));
  EXPECT_EQ(first_cycle(), "0 m = 1000\n0 m on 64\n3000 m off\n12000 m on 64\n15000 m off\n");
}

TEST_F(Param, ZeroIsAValueWhereItIsLegal) {
  ok(bank.param_lane("a", "l", "0 1 0 1", 0));
  ok(bank.assign_param("a", "m", "l", "gain"));
  EXPECT_EQ(first_cycle(), "0 m = 0\n6000 m = 1000\n12000 m = 0\n18000 m = 1000\n");
}

TEST_F(Param, ZeroHoldsWhereItIsNot) {
  ok(bank.param_lane("a", "l", "0 1 0 1", 0));
  ok(bank.assign_param("a", "m", "l", "freq"));
  EXPECT_EQ(first_cycle(), "6000 m = 1000\n18000 m = 1000\n");
}

TEST_F(Param, AShorterLaneIsPaddedWithZeroAndALongerOneCut) {
  ok(bank.param_lane("a", "gain", "1 2", 0));
  EXPECT_EQ(bank.find("a")->info().lanes.front().values, "1 2 0 0");
  ok(bank.param_lane("a", "gain", "1 2 3 4 5", 0));
  EXPECT_EQ(bank.find("a")->info().lanes.front().values, "1 2 3 4");
}

TEST_F(Param, StepsAddedLaterHold) {
  ok(bank.param_lane("a", "gain", "1 2 3 4", 0));
  ok(bank.steps("a", 2, 0));
  ok(bank.steps("a", 4, 0));
  EXPECT_EQ(bank.find("a")->info().lanes.front().values, "1 2 . .");
}

TEST_F(Param, TheNoteLaneIsSentAsHzOnStepsThatSound) {
  ok(bank.param_lane("a", "note", "a4 a4 a5 a5", 0));
  ok(bank.assign_gate("a", "e"));
  ok(bank.assign_param("a", "m", "note", "freq"));
  EXPECT_EQ(first_cycle(),
            "0 m = 440000\n0 e on 64\n3000 e off\n12000 m = 880000\n12000 e on 64\n15000 e off\n");
}

TEST_F(Param, WithoutAGateThereIsNoRestAndEveryNoteIsSent) {
  ok(bank.param_lane("a", "note", "69 57 . 81", 0));
  ok(bank.assign_param("a", "m", "note", "freq"));
  EXPECT_EQ(first_cycle(), "0 m = 440000\n6000 m = 220000\n18000 m = 880000\n");
}

TEST_F(Param, ZeroInTheNoteLaneHoldsEvenWhereItIsLegal) {
  ok(bank.param_lane("a", "note", "0 0 69 0", 0));
  ok(bank.assign_param("a", "m", "note", "gain"));
  EXPECT_EQ(first_cycle(), "12000 m = 440000\n");
}

TEST_F(Param, AnAssignmentMayComeBeforeItsLane) {
  ok(bank.assign_param("a", "m", "gain"));
  ok(bank.param_lane("a", "gain", "1 . . .", 0));
  EXPECT_EQ(first_cycle(), "0 m = 1000\n");
}

TEST_F(Param, AnAssignmentWithoutItsLaneSendsNothing) {
  ok(bank.assign_param("a", "m", "gain"));
  EXPECT_EQ(first_cycle(), "");
}

TEST_F(Param, OneLaneDrivesManyTargetsInTheOrderOfAssignment) {
  ok(bank.param_lane("a", "l", "1 . . .", 0));
  ok(bank.assign_param("a", "n", "l", "gain"));
  ok(bank.assign_param("a", "m", "l", "gain"));
  ok(bank.assign_param("a", "m", "l", "freq"));
  ok(bank.assign_param("a", "n", "l", "gain"));
  EXPECT_EQ(first_cycle(), "0 n = 1000\n0 m = 1000\n0 m = 1000\n");
}

TEST_F(Param, OfAModuleThePatchDoesNotHaveIsNotSent) {
  ok(bank.param_lane("a", "l", "1 1 1 1", 0));
  ok(bank.assign_param("a", "nowhere", "l", "gain"));
  EXPECT_EQ(first_cycle(), "");
}

}  // namespace
}  // namespace chronus::sequencer::testing
