// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_store.hpp"

#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

constexpr Frame kOlderBy = 1'000;

void put(KeyframeStore& store, Frame frame) {
  const std::byte bytes[] = {static_cast<std::byte>(frame % 251)};
  store.add(bytes, frame, static_cast<std::uint64_t>(frame) / 10);
}

TEST(KeyframeStore, KeyframeCountsOnceTheMusicHasComeToIt) {
  KeyframeStore store(kOlderBy);
  put(store, 500);
  EXPECT_FALSE(store.settle(499));
  EXPECT_TRUE(store.newest().is_empty());
  EXPECT_TRUE(store.settle(500));
  EXPECT_EQ(store.newest().frame, 500);
  EXPECT_FALSE(store.settle(501)) << "it took its place already";
}

TEST(KeyframeStore, OlderOneIsOnceToTwiceAsOldAsWanted) {
  KeyframeStore store(kOlderBy);
  for (Frame frame = 250; frame < 20'000; frame += 250) {
    put(store, frame);
    ASSERT_TRUE(store.settle(frame));
    EXPECT_EQ(store.newest().frame, frame);
    if (frame < 3 * kOlderBy) continue;
    EXPECT_GE(frame - store.older().frame, kOlderBy);
    EXPECT_LE(frame - store.older().frame, 2 * kOlderBy + 250);
  }
}

TEST(KeyframeStore, CommandsAreKeptFromTheOldestKeyframeOn) {
  KeyframeStore store(kOlderBy);
  EXPECT_EQ(store.oldest_seq(), 0U);
  for (Frame frame = 250; frame < 5'000; frame += 250) {
    put(store, frame);
    store.settle(frame);
    EXPECT_LE(store.oldest_seq(), store.newest().seq);
    EXPECT_LE(store.oldest_seq(),
              store.older().is_empty() ? store.newest().seq : store.older().seq);
  }
}

}  // namespace
}  // namespace chronus::supervisor
