// SPDX-License-Identifier: MIT
#include "supervisor/slot_notices.hpp"

#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

SlotNotice notice(SlotNotice::Kind kind, int slot) {
  SlotNotice made;
  made.kind = kind;
  made.slot = slot;
  return made;
}

TEST(SlotNotices, AreTakenInTheOrderTheyWerePosted) {
  SlotNotices notices(-1);
  notices.post(notice(SlotNotice::Kind::kHung, 0));
  notices.post(notice(SlotNotice::Kind::kHung, 1));
  SlotNotice taken;
  ASSERT_TRUE(notices.take(&taken));
  EXPECT_EQ(taken.slot, 0);
  ASSERT_TRUE(notices.take(&taken));
  EXPECT_EQ(taken.slot, 1);
  EXPECT_FALSE(notices.take(&taken));
}

TEST(SlotNotices, FloodOfClientsRequestsLeavesRoomForAHungWorker) {
  SlotNotices notices(-1);
  int taken = 0;
  while (notices.post(notice(SlotNotice::Kind::kKill, 0))) ++taken;
  EXPECT_GT(taken, 500);
  EXPECT_FALSE(notices.post(notice(SlotNotice::Kind::kWarning, 0)));
  EXPECT_TRUE(notices.post(notice(SlotNotice::Kind::kHung, 1)));
  EXPECT_TRUE(notices.post(notice(SlotNotice::Kind::kAttached, 1)));
}

}  // namespace
}  // namespace chronus::supervisor
