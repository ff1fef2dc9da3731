// SPDX-License-Identifier: MIT
#include "ipc/audio_ring.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "engine/checksum.hpp"
#include "forked.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::ipc {
namespace {

using test::Forked;
using test::SharedPage;

constexpr StreamFormat kFormat{.rate = 48'000, .block_frames = 16, .channels = 2};
constexpr std::size_t kSamples = 32;

class AudioRingTest : public ::testing::Test {
 protected:
  struct Unit {
    alignas(64) std::byte bytes[64];
  };
  // A zeroed block lies before the ring, where an index below 0 would lead.
  static constexpr std::size_t kBefore = 192 / 64;
  std::vector<Unit> memory_ = std::vector<Unit>(kBefore + AudioRing::bytes(kFormat) / 64);
  AudioRing ring_{memory_[kBefore].bytes, kFormat};

  static std::uint64_t checksum_of(const float* samples) {
    return engine::checksum(std::span(samples, kSamples));
  }
  void publish(std::int64_t index) {
    ring_.begin(index);
    std::iota(ring_.samples(index), ring_.samples(index) + kSamples, static_cast<float>(index));
    ring_.publish(index, checksum_of(ring_.samples(index)));
  }
};

TEST_F(AudioRingTest, FreshRingHoldsNoBlock) {
  for (std::int64_t index = -AudioRing::kBlocks; index <= 2 * AudioRing::kBlocks; ++index) {
    EXPECT_EQ(ring_.find(index), nullptr) << index;
  }
}

TEST_F(AudioRingTest, PublishedBlockComesBackWithItsChecksum) {
  for (std::int64_t index = 0; index < 3 * AudioRing::kBlocks; ++index) {
    publish(index);
    const float* samples = ring_.find(index);
    ASSERT_NE(samples, nullptr) << index;
    ASSERT_EQ(samples[0], static_cast<float>(index));
    ASSERT_EQ(samples[kSamples - 1], static_cast<float>(index) + kSamples - 1);
    ASSERT_EQ(ring_.checksum(index), checksum_of(samples));
  }
}

TEST_F(AudioRingTest, HoldsTheLastBlocksAndNoneBefore) {
  const std::int64_t end = 5 * AudioRing::kBlocks + 7;
  for (std::int64_t index = 0; index < end; ++index) publish(index);
  for (std::int64_t index = end - AudioRing::kBlocks; index < end; ++index) {
    const float* samples = ring_.find(index);
    ASSERT_NE(samples, nullptr) << index;
    ASSERT_EQ(samples[0], static_cast<float>(index));
  }
  EXPECT_EQ(ring_.find(end - AudioRing::kBlocks - 1), nullptr);
  EXPECT_EQ(ring_.find(end), nullptr);
}

TEST_F(AudioRingTest, AnotherIndexAtTheSamePlaceIsNotFound) {
  publish(5);
  EXPECT_NE(ring_.find(5), nullptr);
  EXPECT_EQ(ring_.find(5 + AudioRing::kBlocks), nullptr);
  EXPECT_EQ(ring_.find(5 - AudioRing::kBlocks), nullptr);
}

TEST_F(AudioRingTest, BlockBeingRewrittenIsNotFound) {
  publish(5);
  ring_.begin(5 + AudioRing::kBlocks);
  EXPECT_EQ(ring_.find(5), nullptr) << "its samples are being overwritten";
  EXPECT_EQ(ring_.find(5 + AudioRing::kBlocks), nullptr) << "it is not whole yet";
  publish(5 + AudioRing::kBlocks);
  EXPECT_EQ(ring_.find(5), nullptr);
  EXPECT_NE(ring_.find(5 + AudioRing::kBlocks), nullptr);
}

TEST_F(AudioRingTest, BlockBegunAgainIsNotFoundBeforeItIsPublishedAgain) {
  publish(9);
  ring_.begin(9);
  EXPECT_EQ(ring_.find(9), nullptr);
  ring_.publish(9, 1);
  EXPECT_NE(ring_.find(9), nullptr);
}

TEST(AudioRing, WorkerKilledInTheMiddleOfABlockLeavesItUnseen) {
  struct Slot {
    alignas(64) std::byte bytes[64 * 192 * 2];
  };
  ASSERT_LE(AudioRing::bytes(kFormat), sizeof(Slot));
  const SharedPage<Slot> memory;
  Forked worker([&memory] {
    AudioRing ring(memory->bytes, kFormat);
    ring.begin(0);
    ring.publish(0, 1);
    ring.begin(AudioRing::kBlocks);
    std::fill_n(ring.samples(AudioRing::kBlocks), kSamples / 2, 1.0F);
    kill(getpid(), SIGKILL);
    return 0;
  });
  ASSERT_EQ(worker.wait(), -SIGKILL);
  const AudioRing ring(memory->bytes, kFormat);
  EXPECT_EQ(ring.find(0), nullptr);
  EXPECT_EQ(ring.find(AudioRing::kBlocks), nullptr);
}

TEST(AudioRing, FeedsAnotherProcessWholeBlocksInOrder) {
  struct Shared {
    std::atomic<std::int64_t> played;  // writer: the reader of blocks; reader: the worker
    alignas(64) std::byte bytes[64 * 192 * 2];
  };
  constexpr std::int64_t kTotal = 100'000;
  const SharedPage<Shared> shared;
  Forked worker([&shared] {
    AudioRing ring(shared->bytes, kFormat);
    for (std::int64_t index = 0; index < kTotal; ++index) {
      // The horizon's part: never more than the ring ahead of what was played.
      while (index >= shared->played.load(std::memory_order_acquire) + AudioRing::kBlocks) {
        sched_yield();
      }
      ring.begin(index);
      std::fill_n(ring.samples(index), kSamples, static_cast<float>(index));
      ring.publish(index, engine::checksum(std::span(ring.samples(index), kSamples)));
    }
    return 0;
  });
  const AudioRing ring(shared->bytes, kFormat);
  for (std::int64_t index = 0; index < kTotal; ++index) {
    const float* samples = ring.find(index);
    for (; samples == nullptr; samples = ring.find(index)) {
      if (worker.has_ended() && ring.find(index) == nullptr) FAIL() << "no block " << index;
      sched_yield();
    }
    const auto is_right = [index](float sample) { return sample == static_cast<float>(index); };
    ASSERT_TRUE(std::all_of(samples, samples + kSamples, is_right)) << index;
    ASSERT_EQ(ring.checksum(index), engine::checksum(std::span(samples, kSamples)));
    shared->played.store(index + 1, std::memory_order_release);
  }
  EXPECT_EQ(worker.wait(), 0);
}

TEST(AudioRing, PlacesOfEveryFormatAreApartAndInside) {
  StreamFormat format{.rate = 48'000, .block_frames = kMaxBlockFrames, .channels = kMaxChannels};
  std::vector<std::byte> memory(AudioRing::bytes(format) + 64);
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  std::byte* base = memory.data() + (64 - address % 64) % 64;
  for (format.channels = 1; format.channels <= kMaxChannels; ++format.channels) {
    for (format.block_frames = kMinBlockFrames; format.block_frames <= kMaxBlockFrames;
         ++format.block_frames) {
      AudioRing ring(base, format);
      const std::byte* end = base;
      for (std::int64_t index = 0; index < AudioRing::kBlocks; ++index) {
        const auto* samples = reinterpret_cast<const std::byte*>(ring.samples(index));
        ASSERT_GE(samples, end + sizeof(BlockHeader));
        ASSERT_EQ((samples - base) % 64, 0) << "off its cache line";
        end = samples + AudioRing::samples_per_block(format) * sizeof(float);
      }
      ASSERT_LE(end, base + AudioRing::bytes(format))
          << format.block_frames << " frames, " << format.channels << " channels";
    }
  }
}

}  // namespace
}  // namespace chronus::ipc
