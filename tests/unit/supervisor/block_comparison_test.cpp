// SPDX-License-Identifier: MIT
#include "supervisor/block_comparison.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/audio_block.hpp"

namespace chronus::supervisor {
namespace {

constexpr StreamFormat kShortFormat{48'000, 64, 2};

struct Ring {
  void publish(std::int64_t index, float value) {
    test::publish_block(ring, kShortFormat, index, value);
  }
  std::vector<std::byte> memory = std::vector<std::byte>(ipc::AudioRing::bytes(kShortFormat));
  ipc::AudioRing ring{memory.data(), kShortFormat};
};

class BlockComparisonTest : public testing::Test {
 protected:
  void publish_both(std::int64_t from, std::int64_t to) {
    for (auto block = from; block < to; ++block) {
      first_.publish(block, 0.25F);
      second_.publish(block, 0.25F);
    }
  }
  auto next_difference(std::int64_t end) {
    return comparison_.next_difference(first_.ring, second_.ring, end);
  }
  Ring first_;
  Ring second_;
  BlockComparison comparison_{kShortFormat};
};

TEST_F(BlockComparisonTest, EqualBlocksDoNotDiffer) {
  publish_both(0, 20);
  EXPECT_EQ(next_difference(20), std::nullopt);
}

TEST_F(BlockComparisonTest, FirstBlockThatDiffersIsNamed) {
  publish_both(0, 20);
  second_.publish(12, 0.5F);
  second_.publish(15, 0.5F);
  EXPECT_EQ(next_difference(20), 12);
}

TEST_F(BlockComparisonTest, BlockIsComparedWhenItIsBeforeTheEnd) {
  publish_both(0, 10);
  first_.publish(10, 0.25F);
  second_.publish(10, 0.5F);
  EXPECT_EQ(next_difference(10), std::nullopt);
  EXPECT_EQ(next_difference(11), 10);
}

TEST_F(BlockComparisonTest, BlockIsComparedOnce) {
  publish_both(0, 20);
  EXPECT_EQ(next_difference(20), std::nullopt);
  second_.publish(5, 0.5F);
  EXPECT_EQ(next_difference(20), std::nullopt);
}

TEST_F(BlockComparisonTest, OfTheBlocksBehindOnlyHalfARingIsLookedAt) {
  const std::int64_t far = 2 * ipc::AudioRing::kBlocks;
  publish_both(far - ipc::AudioRing::kBlocks, far);
  second_.publish(far - ipc::AudioRing::kBlocks / 2 - 1, 0.5F);
  EXPECT_EQ(next_difference(far), std::nullopt);
}

TEST_F(BlockComparisonTest, WhatIsRenderedAgainAfterALossOfAllIsComparedAgain) {
  publish_both(0, 20);
  EXPECT_EQ(next_difference(20), std::nullopt);
  second_.publish(9, 0.5F);
  EXPECT_EQ(next_difference(9), std::nullopt) << "the ends of the restored lie earlier";
  EXPECT_EQ(next_difference(10), 9);
}

TEST_F(BlockComparisonTest, BlocksThatAWorkerNeverHadAreNotCompared) {
  for (std::int64_t block = 0; block < 20; ++block) first_.publish(block, 0.25F);
  for (std::int64_t block = 15; block < 20; ++block) second_.publish(block, 0.25F);
  EXPECT_EQ(next_difference(20), std::nullopt);
}

TEST_F(BlockComparisonTest, GoesOnAfterAStretchLongerThanTheRing) {
  publish_both(0, 10);
  EXPECT_EQ(next_difference(10), std::nullopt);
  const std::int64_t later = 10 * ipc::AudioRing::kBlocks;
  publish_both(later, later + 20);
  second_.publish(later + 5, 0.5F);
  EXPECT_EQ(next_difference(later + 20), later + 5);
}

TEST_F(BlockComparisonTest, SamplesThatWereSpoiltAfterwardsAreNotSound) {
  first_.publish(3, 0.25F);
  EXPECT_TRUE(comparison_.is_sound(first_.ring, 3));
  first_.ring.samples(3)[7] = 0.5F;
  EXPECT_FALSE(comparison_.is_sound(first_.ring, 3));
  EXPECT_FALSE(comparison_.is_sound(first_.ring, 4)) << "it is not there";
}

}  // namespace
}  // namespace chronus::supervisor
