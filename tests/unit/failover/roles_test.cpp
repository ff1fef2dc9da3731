// SPDX-License-Identifier: MIT
#include "failover/roles.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chronus::failover {
namespace {

/// Notes what is told: "0>1 why" for a role, "lost" for a failover.
struct Ear final : RolesListener {
  void on_role(int from, int to, std::string_view why) override {
    heard.push_back(std::to_string(from) + ">" + std::to_string(to) + " " + std::string(why));
  }
  void on_failover() override { heard.emplace_back("lost"); }
  std::vector<std::string> heard;
};

using Heard = std::vector<std::string>;

class RolesTest : public testing::Test {
 protected:
  void begin() {
    for (const int slot : {0, 1}) {
      roles_.seat(slot);
      roles_.admit(slot);
    }
    ear_.heard.clear();
  }
  Ear ear_;
  Roles roles_{ear_};
};

TEST_F(RolesTest, WorkerThatIsSeatedIsNotReady) {
  roles_.seat(0);
  EXPECT_FALSE(roles_.is_ready(0));
  roles_.admit(0);
  EXPECT_TRUE(roles_.is_ready(0));
  EXPECT_FALSE(roles_.is_ready(1));
}

TEST_F(RolesTest, FirstReadyWorkerTakesTheRole) {
  roles_.seat(1);
  roles_.admit(1);
  EXPECT_EQ(roles_.primary(), 1);
}

TEST_F(RolesTest, DeadPrimaryIsFollowedByTheStandby) {
  begin();
  roles_.vacate(0);
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 the primary died"}));
}

TEST_F(RolesTest, DeadStandbyChangesNothing) {
  begin();
  roles_.vacate(1);
  EXPECT_EQ(roles_.primary(), 0);
  EXPECT_TRUE(ear_.heard.empty());
}

TEST_F(RolesTest, RoleDoesNotGoToOneThatIsNotReady) {
  begin();
  roles_.vacate(1);
  roles_.seat(1);
  roles_.vacate(0);
  EXPECT_EQ(roles_.primary(), 0);
  EXPECT_TRUE(roles_.lost_all());
  roles_.admit(1);
  EXPECT_EQ(roles_.primary(), 1);
}

TEST_F(RolesTest, LossOfAllIsOneFailoverAndEndsWithTheNextReadyWorker) {
  begin();
  roles_.vacate(1);
  roles_.vacate(0);
  EXPECT_EQ(ear_.heard, (Heard{"lost"}));
  EXPECT_TRUE(roles_.lost_all());
  roles_.seat(1);
  roles_.begin_restore(1);
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_TRUE(roles_.lost_all());
  roles_.admit(1);
  EXPECT_FALSE(roles_.lost_all());
}

TEST_F(RolesTest, RestoreBegunWhileTheOtherWasStillSeatedIsALossOfAll) {
  begin();
  roles_.vacate(0);
  roles_.seat(0);
  roles_.begin_restore(0);
  EXPECT_TRUE(roles_.lost_all());
}

TEST_F(RolesTest, RestoredWorkerThatDiesAsWellIsNoSecondFailover) {
  begin();
  roles_.vacate(1);
  roles_.vacate(0);
  roles_.seat(0);
  roles_.begin_restore(0);
  roles_.vacate(0);
  EXPECT_EQ(ear_.heard, (Heard{"lost"}));
  EXPECT_TRUE(roles_.lost_all());
}

TEST_F(RolesTest, WhoStillSitsBesideARestoreMayNotPlay) {
  begin();
  roles_.vacate(0);
  roles_.seat(0);
  roles_.begin_restore(0);
  EXPECT_FALSE(roles_.is_ready(1));
  EXPECT_TRUE(roles_.is_evicted(1));
}

TEST_F(RolesTest, RestoreBesideAnEmptySlotEvictsNobody) {
  begin();
  roles_.vacate(0);
  roles_.vacate(1);
  roles_.seat(0);
  roles_.begin_restore(0);
  EXPECT_FALSE(roles_.is_evicted(1));
}

TEST_F(RolesTest, EvictedPrimaryGivesItsRoleUp) {
  begin();
  EXPECT_TRUE(roles_.evict(0, Certainty::kPlaysStill));
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_FALSE(roles_.is_ready(0));
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 the primary failed"}));
}

TEST_F(RolesTest, WorkerIsEvictedOnce) {
  begin();
  EXPECT_TRUE(roles_.evict(1, Certainty::kPlaysStill));
  EXPECT_FALSE(roles_.evict(1, Certainty::kIsLost));
}

TEST_F(RolesTest, EmptySlotIsNotEvicted) {
  EXPECT_FALSE(roles_.evict(1, Certainty::kIsLost));
  EXPECT_FALSE(roles_.is_evicted(1));
}

TEST_F(RolesTest, LastThatCanPlayIsNeverEvictedWhileItMayPlayOn) {
  begin();
  roles_.evict(1, Certainty::kPlaysStill);
  EXPECT_FALSE(roles_.evict(0, Certainty::kPlaysStill));
  EXPECT_TRUE(roles_.is_ready(0));
  EXPECT_EQ(roles_.primary(), 0);
}

TEST_F(RolesTest, LastThatCanPlayIsEvictedWhenItIsLost) {
  begin();
  roles_.evict(1, Certainty::kPlaysStill);
  EXPECT_TRUE(roles_.evict(0, Certainty::kIsLost));
  EXPECT_FALSE(roles_.is_ready(0));
}

TEST_F(RolesTest, JoiningWorkerMayBeEvictedThoughNobodyElseIsThere) {
  roles_.seat(0);
  EXPECT_TRUE(roles_.evict(0, Certainty::kPlaysStill));
}

TEST_F(RolesTest, DoubtIsNoFailoverUntilTheSuspectIsLost) {
  begin();
  roles_.doubt_primary(1, "late");
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(roles_.suspect(), 0);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late"}));
  roles_.vacate(0);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late", "lost"}));
  EXPECT_EQ(roles_.suspect(), -1);
}

TEST_F(RolesTest, SuspectThatWasOnlyLateCostsNothing) {
  begin();
  roles_.doubt_primary(1, "late");
  roles_.clear_suspect();
  roles_.vacate(0);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late"}));
}

TEST_F(RolesTest, EvictedSuspectIsAFailoverOnce) {
  begin();
  roles_.doubt_primary(1, "late");
  roles_.evict(0, Certainty::kPlaysStill);
  roles_.vacate(0);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late", "lost"}));
}

TEST_F(RolesTest, RetiredPrimaryGivesItsRoleUpAndMayNotPlay) {
  begin();
  roles_.retire(0);
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_FALSE(roles_.is_ready(0));
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 asked for"}));
}

TEST_F(RolesTest, RetiredStandbyChangesNoRole) {
  begin();
  roles_.retire(1);
  EXPECT_EQ(roles_.primary(), 0);
  EXPECT_FALSE(roles_.is_ready(1));
  EXPECT_TRUE(ear_.heard.empty());
}

TEST_F(RolesTest, RetiredWorkerThatIsKeptMayPlayAgain) {
  begin();
  roles_.retire(0);
  roles_.keep(0);
  EXPECT_TRUE(roles_.is_ready(0));
  EXPECT_EQ(roles_.primary(), 1);
}

TEST_F(RolesTest, KeptWorkerLeadsWhereNobodyElseCan) {
  begin();
  roles_.retire(0);
  roles_.vacate(1);
  EXPECT_TRUE(roles_.lost_all());
  roles_.keep(0);
  EXPECT_EQ(roles_.primary(), 0);
  EXPECT_FALSE(roles_.lost_all());
}

TEST_F(RolesTest, WhoMissedCommandsIsNotReadyUntilThatIsForgiven) {
  begin();
  roles_.miss_commands(1);
  EXPECT_FALSE(roles_.is_ready(1));
  EXPECT_TRUE(roles_.has_missed_commands(1));
  EXPECT_TRUE(roles_.plays(1));
  roles_.forgive_missed_commands(1);
  EXPECT_TRUE(roles_.is_ready(1));
}

TEST_F(RolesTest, NewWorkerInheritsNothing) {
  begin();
  roles_.miss_commands(1);
  roles_.evict(1, Certainty::kIsLost);
  roles_.seat(1);
  EXPECT_FALSE(roles_.is_evicted(1));
  EXPECT_FALSE(roles_.has_missed_commands(1));
}

using RolesDeathTest = RolesTest;

TEST_F(RolesDeathTest, OneThatIsNotReadyNeverLeadsOnDoubt) {
  begin();
  roles_.vacate(1);
  EXPECT_DEATH(roles_.doubt_primary(1, "late"), "is_ready\\(successor\\)");
}

TEST_F(RolesDeathTest, LastThatCanPlayIsNeverRetired) {
  begin();
  roles_.vacate(1);
  EXPECT_DEATH(roles_.retire(0), "is_ready\\(1 - slot\\)");
}

TEST_F(RolesDeathTest, EmptySlotIsNeitherAdmittedNorRestored) {
  EXPECT_DEATH(roles_.admit(0), "seated");
  EXPECT_DEATH(roles_.begin_restore(0), "seated");
}

}  // namespace
}  // namespace chronus::failover
