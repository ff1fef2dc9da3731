// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <vector>

#include "supervisor/slot_link.hpp"
#include "tests/support/audio_block.hpp"

namespace chronus::supervisor {
namespace {

using enum Slot;

constexpr StreamFormat kShortFormat{48'000, 64, 2};

class SlotRingsTest : public testing::Test {
 protected:
  void SetUp() override { rings_.exchange(kFirst, &ring_); }
  void publish(std::int64_t index, float value) {
    test::publish_block(ring_, kShortFormat, index, value);
  }
  std::vector<std::byte> memory_ = std::vector<std::byte>(ipc::AudioRing::bytes(kShortFormat));
  ipc::AudioRing ring_{memory_.data(), kShortFormat};
  SlotRings rings_{kShortFormat};
};

TEST_F(SlotRingsTest, GivesThePublishedBlockOnly) {
  EXPECT_EQ(rings_.block(kFirst, 3), nullptr);
  publish(3, 0.5F);
  ASSERT_NE(rings_.block(kFirst, 3), nullptr);
  EXPECT_EQ(rings_.block(kFirst, 3)[127], 0.5F);
  EXPECT_EQ(rings_.block(kFirst, 4), nullptr);
  EXPECT_EQ(rings_.block(kSecond, 3), nullptr);
}

TEST_F(SlotRingsTest, BlockThatWasSpoiltAfterItsRenderIsNotPlayed) {
  publish(3, 0.5F);
  ring_.samples(3)[77] = 0.25F;
  EXPECT_EQ(rings_.block(kFirst, 3), nullptr);
}

}  // namespace
}  // namespace chronus::supervisor
