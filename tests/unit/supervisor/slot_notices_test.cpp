// SPDX-License-Identifier: MIT
#include "supervisor/slot_notices.hpp"

#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

using enum Slot;

SlotNotice notice(SlotNotice::Kind kind, Slot slot) {
  SlotNotice made;
  made.kind = kind;
  made.slot = slot;
  return made;
}

TEST(SlotNotices, AreTakenInTheOrderTheyWerePosted) {
  SlotNotices notices(-1);
  notices.post(notice(SlotNotice::Kind::kHung, kFirst));
  notices.post(notice(SlotNotice::Kind::kHung, kSecond));
  SlotNotice taken;
  ASSERT_TRUE(notices.take(&taken));
  EXPECT_EQ(taken.slot, kFirst);
  ASSERT_TRUE(notices.take(&taken));
  EXPECT_EQ(taken.slot, kSecond);
  EXPECT_FALSE(notices.take(&taken));
}

TEST(SlotNotices, FloodOfClientsRequestsLeavesRoomForAHungWorker) {
  SlotNotices notices(-1);
  int taken = 0;
  while (notices.post(notice(SlotNotice::Kind::kKill, kFirst))) ++taken;
  EXPECT_GT(taken, 500);
  EXPECT_FALSE(notices.post(notice(SlotNotice::Kind::kWarning, kFirst)));
  EXPECT_TRUE(notices.post(notice(SlotNotice::Kind::kHung, kSecond)));
  EXPECT_TRUE(notices.post(notice(SlotNotice::Kind::kAttached, kSecond)));
}

}  // namespace
}  // namespace chronus::supervisor
