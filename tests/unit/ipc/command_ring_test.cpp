// SPDX-License-Identifier: MIT
#include "ipc/command_ring.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <random>

#include "forked.hpp"

namespace chronus::ipc {
namespace {

using engine::Command;
using test::Forked;
using test::SharedPage;

constexpr std::uint64_t kCapacity = CommandRing::kCapacity;

/// Every byte a function of the number, so that a torn or misplaced command shows.
Command numbered(std::uint64_t seq) {
  return {.seq = seq,
          .frame = static_cast<Frame>(seq * 3),
          .op = engine::Op::kSetParam,
          .flags = static_cast<std::uint16_t>(seq),
          .module = static_cast<std::uint16_t>(seq >> 16U),
          .param = static_cast<std::uint16_t>(~seq),
          .value = static_cast<double>(seq) * 0.5,
          .velocity = static_cast<double>(seq) + 0.25,
          .patch_version = ~seq,
          .nth = static_cast<std::uint32_t>(seq),
          .length = static_cast<std::uint32_t>(seq >> 8U),
          .voice = static_cast<std::uint32_t>(seq)};
}

bool is_numbered(const Command* command, std::uint64_t seq) {
  const Command expected = numbered(seq);
  return command != nullptr && std::memcmp(command, &expected, sizeof expected) == 0;
}

struct Pair {
  std::unique_ptr<CommandRing> ring = std::make_unique<CommandRing>();
  CommandWriter writer{ring.get()};
  CommandReader reader{ring.get()};
};

TEST(CommandRing, GivesCommandsInTheOrderOfWriting) {
  Pair pair;
  EXPECT_EQ(pair.reader.peek(), nullptr);
  for (std::uint64_t seq = 1; seq <= 10; ++seq) ASSERT_TRUE(pair.writer.write(numbered(seq)));
  for (std::uint64_t seq = 1; seq <= 10; ++seq) {
    ASSERT_TRUE(is_numbered(pair.reader.peek(), seq));
    ASSERT_TRUE(is_numbered(pair.reader.peek(), seq)) << "peek() must not consume";
    pair.reader.pop();
  }
  EXPECT_EQ(pair.reader.peek(), nullptr);
}

TEST(CommandRing, FullRingRefusesAndKeepsWhatItHolds) {
  Pair pair;
  for (std::uint64_t seq = 1; seq <= kCapacity; ++seq) {
    ASSERT_EQ(pair.writer.space(), kCapacity - seq + 1);
    ASSERT_TRUE(pair.writer.write(numbered(seq)));
  }
  EXPECT_EQ(pair.writer.space(), 0U);
  EXPECT_FALSE(pair.writer.write(numbered(kCapacity + 1)));
  for (std::uint64_t seq = 1; seq <= kCapacity; ++seq) {
    ASSERT_TRUE(is_numbered(pair.reader.peek(), seq));
    pair.reader.pop();
  }
  EXPECT_EQ(pair.reader.peek(), nullptr) << "the refused command must not appear";
  EXPECT_EQ(pair.writer.space(), kCapacity);
}

TEST(CommandRing, OnePopMakesRoomForExactlyOne) {
  Pair pair;
  for (std::uint64_t seq = 1; seq <= kCapacity; ++seq) pair.writer.write(numbered(seq));
  pair.reader.peek();
  pair.reader.pop();
  EXPECT_TRUE(pair.writer.write(numbered(kCapacity + 1)));
  EXPECT_FALSE(pair.writer.write(numbered(kCapacity + 2)));
  EXPECT_TRUE(is_numbered(pair.reader.peek(), 2));
}

TEST(CommandRing, KeepsOrderOverManyWrapsInUnevenBursts) {
  Pair pair;
  std::mt19937 random(1);
  std::uint64_t written = 0;
  std::uint64_t read = 0;
  while (read < 20 * kCapacity) {
    for (auto burst = random() % (2 * kCapacity); burst > 0; --burst) {
      const std::uint64_t space = pair.writer.space();
      ASSERT_EQ(space, kCapacity - (written - read));
      if (!pair.writer.write(numbered(written + 1))) {
        ASSERT_EQ(space, 0U);
        break;
      }
      ++written;
    }
    for (auto burst = random() % (2 * kCapacity); burst > 0 && read < written; --burst) {
      ASSERT_TRUE(is_numbered(pair.reader.peek(), ++read));
      pair.reader.pop();
    }
  }
}

/// The ring with guards on both sides, to see a write that leaves it.
struct Guarded {
  std::byte before[4'096];
  CommandRing ring;
  std::byte after[4'096];
  bool guards_are_untouched() const {
    const auto is_zero = [](const std::byte& byte) { return byte == std::byte{0}; };
    return std::all_of(std::begin(before), std::end(before), is_zero) &&
           std::all_of(std::begin(after), std::end(after), is_zero);
  }
};

TEST(CommandRing, ScribbledReadPositionNeitherLeadsOutOfBoundsNorMakesSpace) {
  std::mt19937_64 random(2);
  std::uint64_t written_by_all = 0;
  std::uint64_t liars = 0;
  for (int round = 0; round < 200; ++round) {
    auto memory = std::make_unique<Guarded>();
    CommandWriter writer(&memory->ring);
    std::uint64_t written = 0;
    while (!writer.reader_lies()) {
      // Positions near the truth are the dangerous ones, so most of them are.
      const std::uint64_t scribble =
          random() % 50 == 0 ? random() : writer.read() + random() % (written - writer.read() + 1);
      memory->ring.read.store(scribble, std::memory_order_relaxed);
      ASSERT_LE(writer.space(), kCapacity);
      for (auto burst = random() % 2'048; burst > 0; --burst) {
        if (writer.write(numbered(written + 1))) ++written;
      }
      ASSERT_EQ(memory->ring.written.load(), written);
      ASSERT_LE(written - writer.read(), kCapacity);
    }
    EXPECT_EQ(writer.space(), 0U);
    EXPECT_TRUE(memory->guards_are_untouched());
    written_by_all += written;
    ++liars;
  }
  EXPECT_EQ(liars, 200U);
  EXPECT_GT(written_by_all, 20 * kCapacity) << "the scribbles let nothing pass: nothing was tested";
}

/// What froze the clock for good once: it was taken for a full ring.
TEST(CommandRing, ReadPositionThatCannotBeIsALieAndNotAFullRing) {
  for (const std::uint64_t lie : {std::uint64_t{1} << 63U, std::uint64_t{21}, ~std::uint64_t{0},
                                  std::uint64_t{9}, std::uint64_t{0}}) {
    Pair pair;
    for (std::uint64_t seq = 1; seq <= 20; ++seq) pair.writer.write(numbered(seq));
    pair.ring->read.store(10);
    ASSERT_EQ(pair.writer.space(), kCapacity - 10);
    ASSERT_FALSE(pair.writer.reader_lies());
    pair.ring->read.store(lie);
    EXPECT_EQ(pair.writer.space(), 0U) << lie;
    EXPECT_TRUE(pair.writer.reader_lies()) << lie;
    pair.ring->read.store(10);
    EXPECT_EQ(pair.writer.space(), 0U) << "once is enough";
  }
}

TEST(CommandRing, FullRingIsNoLie) {
  Pair pair;
  while (pair.writer.write(numbered(1))) {
  }
  EXPECT_EQ(pair.writer.space(), 0U);
  EXPECT_FALSE(pair.writer.reader_lies());
}

TEST(CommandRing, ScribbledWrittenPositionDoesNotMoveTheWriter) {
  Pair pair;
  pair.writer.write(numbered(1));
  pair.ring->written.store(123'456);
  ASSERT_TRUE(pair.writer.write(numbered(2)));
  EXPECT_EQ(pair.ring->written.load(), 2U);
  EXPECT_TRUE(is_numbered(pair.reader.peek(), 1));
  pair.reader.pop();
  EXPECT_TRUE(is_numbered(pair.reader.peek(), 2));
}

// The positions stand on the ring's first page, command 100 does not: with that page read-only the
// writer dies at the very store that publishes.
TEST(CommandRing, WriterKilledBetweenCopyAndPublishLeavesNothingVisible) {
  const SharedPage<CommandRing> ring;
  Forked conductor([&ring] {
    CommandWriter writer(&*ring);
    for (std::uint64_t seq = 1; seq <= 100; ++seq) writer.write(numbered(seq));
    mprotect(&*ring, 4'096, PROT_READ);
    writer.write(numbered(101));
    return 0;
  });
  ASSERT_EQ(conductor.wait(), -SIGSEGV);
  ASSERT_TRUE(is_numbered(&ring->commands[100], 101)) << "it died before it had copied";
  CommandReader reader(&*ring);
  for (std::uint64_t seq = 1; seq <= 100; ++seq) {
    ASSERT_TRUE(is_numbered(reader.peek(), seq));
    reader.pop();
  }
  EXPECT_EQ(reader.peek(), nullptr);
}

TEST(CommandRing, WriterKilledAnywhereLeavesWholeCommandsOnly) {
  for (int round = 0; round < 50; ++round) {
    const SharedPage<CommandRing> ring;
    Forked conductor([&ring] {
      CommandWriter writer(&*ring);
      for (std::uint64_t seq = 1;; ++seq) {
        while (!writer.write(numbered(seq))) sched_yield();
      }
      return 0;
    });
    CommandReader reader(&*ring);
    std::uint64_t seq = 0;
    for (const std::uint64_t enough = 1'000 + 997 * round; seq < enough;) {
      const Command* command = reader.peek();
      if (command == nullptr) {
        ASSERT_FALSE(conductor.has_ended());
        continue;
      }
      ASSERT_TRUE(is_numbered(command, ++seq));
      reader.pop();
    }
    conductor.kill(SIGKILL);
    ASSERT_EQ(conductor.wait(), -SIGKILL);
    for (; const Command* command = reader.peek(); reader.pop()) {
      ASSERT_TRUE(is_numbered(command, ++seq));
    }
  }
}

TEST(CommandRing, CarriesAMillionCommandsBetweenTwoProcesses) {
  constexpr std::uint64_t kCommands = 1'000'000;
  const SharedPage<CommandRing> ring;
  Forked conductor([&ring] {
    CommandWriter writer(&*ring);
    for (std::uint64_t seq = 1; seq <= kCommands; ++seq) {
      while (!writer.write(numbered(seq))) sched_yield();
    }
    return 0;
  });
  CommandReader reader(&*ring);
  for (std::uint64_t seq = 1; seq <= kCommands; ++seq) {
    const Command* command = reader.peek();
    for (; command == nullptr; command = reader.peek()) {
      // Looked at in this order: what it wrote before its end is visible after it.
      if (conductor.has_ended() && reader.peek() == nullptr) FAIL() << "lost after " << seq - 1;
      sched_yield();
    }
    ASSERT_TRUE(is_numbered(command, seq)) << seq;
    reader.pop();
  }
  EXPECT_EQ(reader.peek(), nullptr);
  EXPECT_EQ(conductor.wait(), 0);
}

}  // namespace
}  // namespace chronus::ipc
