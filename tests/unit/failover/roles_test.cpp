// SPDX-License-Identifier: MIT
#include "failover/roles.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chronus::failover {
namespace {

using enum Slot;

/// Notes what is told: "0>1 why" for a role, "lost" for a failover.
struct Ear final : RolesListener {
  void on_role(Slot from, Slot to, std::string_view why) override {
    heard.push_back(std::to_string(number_of(from)) + ">" + std::to_string(number_of(to)) + " " +
                    std::string(why));
  }
  void on_failover(Slot, std::optional<Slot>, std::string_view) override {
    heard.emplace_back("lost");
  }
  std::vector<std::string> heard;
};

using Heard = std::vector<std::string>;

class RolesTest : public testing::Test {
 protected:
  void begin() {
    for (const Slot slot : kSlots) {
      roles_.seat(slot);
      roles_.admit(slot);
    }
    ear_.heard.clear();
  }
  Ear ear_;
  Roles roles_{ear_};
};

TEST_F(RolesTest, WorkerThatIsSeatedIsNotReady) {
  roles_.seat(kFirst);
  EXPECT_FALSE(roles_.is_ready(kFirst));
  roles_.admit(kFirst);
  EXPECT_TRUE(roles_.is_ready(kFirst));
  EXPECT_FALSE(roles_.is_ready(kSecond));
}

TEST_F(RolesTest, FirstReadyWorkerTakesTheRole) {
  roles_.seat(kSecond);
  roles_.admit(kSecond);
  EXPECT_EQ(roles_.primary(), kSecond);
}

TEST_F(RolesTest, DeadPrimaryIsFollowedByTheStandby) {
  begin();
  roles_.vacate(kFirst);
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 the primary died"}));
}

TEST_F(RolesTest, DeadStandbyChangesNothing) {
  begin();
  roles_.vacate(kSecond);
  EXPECT_EQ(roles_.primary(), kFirst);
  EXPECT_TRUE(ear_.heard.empty());
}

TEST_F(RolesTest, RoleDoesNotGoToOneThatIsNotReady) {
  begin();
  roles_.vacate(kSecond);
  roles_.seat(kSecond);
  roles_.vacate(kFirst);
  EXPECT_EQ(roles_.primary(), kFirst);
  EXPECT_TRUE(roles_.lost_all());
  roles_.admit(kSecond);
  EXPECT_EQ(roles_.primary(), kSecond);
}

TEST_F(RolesTest, LossOfAllIsOneFailoverAndEndsWithTheNextReadyWorker) {
  begin();
  roles_.vacate(kSecond);
  roles_.vacate(kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"lost"}));
  EXPECT_TRUE(roles_.lost_all());
  roles_.seat(kSecond);
  roles_.begin_restore(kSecond);
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_TRUE(roles_.lost_all());
  roles_.admit(kSecond);
  EXPECT_FALSE(roles_.lost_all());
}

TEST_F(RolesTest, RestoreBegunWhileTheOtherWasStillSeatedIsALossOfAll) {
  begin();
  roles_.vacate(kFirst);
  roles_.seat(kFirst);
  roles_.begin_restore(kFirst);
  EXPECT_TRUE(roles_.lost_all());
}

TEST_F(RolesTest, RestoredWorkerThatDiesAsWellIsNoSecondFailover) {
  begin();
  roles_.vacate(kSecond);
  roles_.vacate(kFirst);
  roles_.seat(kFirst);
  roles_.begin_restore(kFirst);
  roles_.vacate(kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"lost"}));
  EXPECT_TRUE(roles_.lost_all());
}

TEST_F(RolesTest, WhoStillSitsBesideARestoreMayNotPlay) {
  begin();
  roles_.vacate(kFirst);
  roles_.seat(kFirst);
  roles_.begin_restore(kFirst);
  EXPECT_FALSE(roles_.is_ready(kSecond));
  EXPECT_TRUE(roles_.is_evicted(kSecond));
}

TEST_F(RolesTest, RestoreBesideAnEmptySlotEvictsNobody) {
  begin();
  roles_.vacate(kFirst);
  roles_.vacate(kSecond);
  roles_.seat(kFirst);
  roles_.begin_restore(kFirst);
  EXPECT_FALSE(roles_.is_evicted(kSecond));
}

TEST_F(RolesTest, EvictedPrimaryGivesItsRoleUp) {
  begin();
  EXPECT_TRUE(roles_.evict(kFirst, Certainty::kPlaysStill));
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_FALSE(roles_.is_ready(kFirst));
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 the primary failed"}));
}

TEST_F(RolesTest, WorkerIsEvictedOnce) {
  begin();
  EXPECT_TRUE(roles_.evict(kSecond, Certainty::kPlaysStill));
  EXPECT_FALSE(roles_.evict(kSecond, Certainty::kIsLost));
}

TEST_F(RolesTest, EmptySlotIsNotEvicted) {
  EXPECT_FALSE(roles_.evict(kSecond, Certainty::kIsLost));
  EXPECT_FALSE(roles_.is_evicted(kSecond));
}

TEST_F(RolesTest, LastThatCanPlayIsNeverEvictedWhileItMayPlayOn) {
  begin();
  roles_.evict(kSecond, Certainty::kPlaysStill);
  EXPECT_FALSE(roles_.evict(kFirst, Certainty::kPlaysStill));
  EXPECT_TRUE(roles_.is_ready(kFirst));
  EXPECT_EQ(roles_.primary(), kFirst);
}

TEST_F(RolesTest, LastThatCanPlayIsEvictedWhenItIsLost) {
  begin();
  roles_.evict(kSecond, Certainty::kPlaysStill);
  EXPECT_TRUE(roles_.evict(kFirst, Certainty::kIsLost));
  EXPECT_FALSE(roles_.is_ready(kFirst));
}

TEST_F(RolesTest, JoiningWorkerMayBeEvictedThoughNobodyElseIsThere) {
  roles_.seat(kFirst);
  EXPECT_TRUE(roles_.evict(kFirst, Certainty::kPlaysStill));
}

TEST_F(RolesTest, DoubtIsNoFailoverUntilTheSuspectIsLost) {
  begin();
  roles_.doubt_primary(kSecond, "late");
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(roles_.suspect(), kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late"}));
  roles_.vacate(kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late", "lost"}));
  EXPECT_EQ(roles_.suspect(), std::nullopt);
}

TEST_F(RolesTest, SuspectThatWasOnlyLateCostsNothing) {
  begin();
  roles_.doubt_primary(kSecond, "late");
  roles_.clear_suspect();
  roles_.vacate(kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late"}));
}

TEST_F(RolesTest, EvictedSuspectIsAFailoverOnce) {
  begin();
  roles_.doubt_primary(kSecond, "late");
  roles_.evict(kFirst, Certainty::kPlaysStill);
  roles_.vacate(kFirst);
  EXPECT_EQ(ear_.heard, (Heard{"0>1 late", "lost"}));
}

TEST_F(RolesTest, RetiredPrimaryGivesItsRoleUpAndMayNotPlay) {
  begin();
  roles_.retire(kFirst);
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_FALSE(roles_.is_ready(kFirst));
  EXPECT_EQ(ear_.heard, (Heard{"lost", "0>1 asked for"}));
}

TEST_F(RolesTest, RetiredStandbyChangesNoRole) {
  begin();
  roles_.retire(kSecond);
  EXPECT_EQ(roles_.primary(), kFirst);
  EXPECT_FALSE(roles_.is_ready(kSecond));
  EXPECT_TRUE(ear_.heard.empty());
}

TEST_F(RolesTest, RetiredWorkerThatIsKeptMayPlayAgain) {
  begin();
  roles_.retire(kFirst);
  roles_.keep(kFirst);
  EXPECT_TRUE(roles_.is_ready(kFirst));
  EXPECT_EQ(roles_.primary(), kSecond);
}

TEST_F(RolesTest, KeptWorkerLeadsWhereNobodyElseCan) {
  begin();
  roles_.retire(kFirst);
  roles_.vacate(kSecond);
  EXPECT_TRUE(roles_.lost_all());
  roles_.keep(kFirst);
  EXPECT_EQ(roles_.primary(), kFirst);
  EXPECT_FALSE(roles_.lost_all());
}

TEST_F(RolesTest, WhoMissedCommandsIsNotReadyUntilThatIsForgiven) {
  begin();
  roles_.miss_commands(kSecond);
  EXPECT_FALSE(roles_.is_ready(kSecond));
  EXPECT_TRUE(roles_.has_missed_commands(kSecond));
  EXPECT_TRUE(roles_.plays(kSecond));
  roles_.forgive_missed_commands(kSecond);
  EXPECT_TRUE(roles_.is_ready(kSecond));
}

TEST_F(RolesTest, NewWorkerInheritsNothing) {
  begin();
  roles_.miss_commands(kSecond);
  roles_.evict(kSecond, Certainty::kIsLost);
  roles_.seat(kSecond);
  EXPECT_FALSE(roles_.is_evicted(kSecond));
  EXPECT_FALSE(roles_.has_missed_commands(kSecond));
}

using RolesDeathTest = RolesTest;

TEST_F(RolesDeathTest, OneThatIsNotReadyNeverLeadsOnDoubt) {
  begin();
  roles_.vacate(kSecond);
  EXPECT_DEATH(roles_.doubt_primary(kSecond, "late"), "is_ready\\(successor\\)");
}

TEST_F(RolesDeathTest, LastThatCanPlayIsNeverRetired) {
  begin();
  roles_.vacate(kSecond);
  EXPECT_DEATH(roles_.retire(kFirst), "is_ready\\(other\\(slot\\)\\)");
}

TEST_F(RolesDeathTest, EmptySlotIsNeitherAdmittedNorRestored) {
  EXPECT_DEATH(roles_.admit(kFirst), "seated");
  EXPECT_DEATH(roles_.begin_restore(kFirst), "seated");
}

}  // namespace
}  // namespace chronus::failover
