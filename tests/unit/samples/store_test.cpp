// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <limits>
#include <vector>

#include "engine/sample_shelf.hpp"
#include "samples/store.hpp"

namespace chronus::samples {
namespace {

std::vector<float> some(std::size_t count, float first) {
  std::vector<float> made(count);
  for (std::size_t n = 0; n < count; ++n) made[n] = first + static_cast<float>(n) / 4'096.0F;
  return made;
}

std::vector<float> on_shelf(const std::byte* store, std::uint32_t number) {
  engine::SampleShelf shelf;
  shelf.use(store);
  shelf.live().set(number, true);
  const auto view = shelf.find(number);
  return {view.data, view.data + std::size_t{view.frames} * view.channels};
}

TEST(Store, WhatIsAddedIsReadByOthers) {
  auto store = Store::create(1U << 20U);
  ASSERT_TRUE(store) << store.reason();
  const auto view = StoreView::open(dup(store->reading_fd()));
  ASSERT_TRUE(view) << view.reason();
  const auto mono = store->add(some(1'000, 1.0F), 1);
  const auto stereo = store->add(some(600, -5.0F), 2);
  ASSERT_TRUE(mono);
  ASSERT_TRUE(stereo);
  EXPECT_NE(*mono, *stereo);
  EXPECT_EQ(on_shelf(view->data(), *mono), some(1'000, 1.0F));
  EXPECT_EQ(on_shelf(view->data(), *stereo), some(600, -5.0F));
}

TEST(Store, OthersCannotWriteItNorChangeItsSize) {
  auto store = Store::create(1U << 16U);
  ASSERT_TRUE(store);
  const int fd = store->reading_fd();
  EXPECT_EQ(mmap(nullptr, 4'096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
  EXPECT_NE(ftruncate(fd, 0), 0);
  EXPECT_LT(write(fd, "x", 1), 0);
}

TEST(Store, IsFullInWordsAndTakesAgainWhenSomethingWasRemoved) {
  auto store = Store::create(3 * 4'096);
  ASSERT_TRUE(store);
  const auto a = store->add(some(1'024, 0.0F), 1);
  const auto b = store->add(some(1'024, 1.0F), 1);
  const auto c = store->add(some(1'024, 2.0F), 1);
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(store->used_bytes(), 3U * 4'096U);
  EXPECT_THAT(store->add(some(1, 0.0F), 1).reason(), testing::StartsWith("no room"));
  store->remove(*b);
  store->remove(*a);
  store->remove(*a);  // once is enough
  EXPECT_EQ(store->used_bytes(), 4'096U);
  // Both places are one again.
  const auto larger = store->add(some(2'048, 7.0F), 1);
  ASSERT_TRUE(larger) << larger.reason();
  EXPECT_EQ(on_shelf(store->data(), *larger), some(2'048, 7.0F));
  EXPECT_EQ(on_shelf(store->data(), *c), some(1'024, 2.0F));
}

TEST(Store, ANumberIsUsedAgainLast) {
  auto store = Store::create(1U << 20U);
  ASSERT_TRUE(store);
  const auto first = store->add(some(10, 0.0F), 1);
  store->remove(*first);
  const auto second = store->add(some(10, 0.0F), 1);
  EXPECT_NE(*first, *second);
}

TEST(Store, WhatIsNoSoundIsRefused) {
  auto store = Store::create(1U << 20U);
  ASSERT_TRUE(store);
  EXPECT_FALSE(store->add({}, 1));
  EXPECT_FALSE(store->add(some(3, 0.0F), 2));
  EXPECT_FALSE(store->add(some(3, 0.0F), 3));
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -1'001.0F, 1e38F}) {
    EXPECT_FALSE(store->add(std::vector<float>{bad}, 1)) << bad;
  }
}

TEST(Store, ADescriptorOfAnotherKindIsRefused) {
  EXPECT_FALSE(StoreView::open(open("/dev/null", O_RDONLY)));
  const int open_memory = memfd_create("test", MFD_ALLOW_SEALING);
  EXPECT_FALSE(StoreView::open(open_memory));
}

TEST(SampleShelf, AnEntryThatDoesNotLieInTheStoreIsNothing) {
  std::vector<std::byte> bytes(sizeof(engine::SampleStoreHeader) + 400);
  auto& header = *reinterpret_cast<engine::SampleStoreHeader*>(bytes.data());
  header.bytes = bytes.size();
  const std::uint64_t first = sizeof(engine::SampleStoreHeader);
  engine::SampleShelf shelf;
  shelf.use(bytes.data());
  shelf.live().set(1, true);
  header.entries[1] = {first, 100, 1};
  EXPECT_EQ(shelf.find(1).frames, 100U);
  EXPECT_EQ(shelf.find(2).frames, 0U);
  for (const engine::SampleEntry bad :
       {engine::SampleEntry{first, 101, 1}, engine::SampleEntry{first + 4, 100, 1},
        engine::SampleEntry{first, 100, 2}, engine::SampleEntry{first, 50, 3},
        engine::SampleEntry{first, 100, 0}, engine::SampleEntry{first + 2, 10, 1},
        engine::SampleEntry{~std::uint64_t{0} - 3, 1, 1}}) {
    header.entries[1] = bad;
    EXPECT_EQ(shelf.find(1).frames, 0U) << bad.offset << " " << bad.frames;
  }
}

}  // namespace
}  // namespace chronus::samples
