// SPDX-License-Identifier: MIT
#include "ipc/wake.hpp"

#include <gtest/gtest.h>

#include "forked.hpp"

namespace chronus::ipc {
namespace {

using test::Forked;
using test::SharedPage;

/// Longer than any test runs: who waits that long was never woken.
constexpr std::int64_t kForever_ns = 3'600'000'000'000;

TEST(WakeWord, WakeBeforeTheWaitReturnsAtOnce) {
  const SharedPage<WakeWord> word;
  Forked waiter([&word] {
    const std::uint32_t seen = word->look();
    word->wake();
    word->wait(seen, kForever_ns);
    return word->look() == seen + 1 ? 0 : 1;
  });
  EXPECT_EQ(waiter.wait(), 0);
}

TEST(WakeWord, WaitWithoutAWakeEndsAfterItsTime) {
  const SharedPage<WakeWord> word;
  Forked waiter([&word] {
    word->wait(word->look(), 1'000'000);
    return static_cast<int>(word->look());
  });
  EXPECT_EQ(waiter.wait(), 0);
}

TEST(WakeWord, WakesAWaiterInAnotherProcess) {
  const SharedPage<WakeWord> word;
  const SharedPage<std::atomic<int>> work;
  Forked waiter([&] {
    for (;;) {
      const std::uint32_t seen = word->look();
      if (work->load(std::memory_order_relaxed) != 0) return work->load();
      word->wait(seen, kForever_ns);
    }
  });
  work->store(42, std::memory_order_relaxed);
  word->wake();
  EXPECT_EQ(waiter.wait(), 42);
}

// Two processes hand a number back and forth. One lost wake and both wait forever.
TEST(WakeWord, LosesNoWakeOverManyRoundsBetweenProcesses) {
  constexpr int kRounds = 50'000;
  struct Table {
    WakeWord wakes[2];
    std::atomic<int> turn;
  };
  const SharedPage<Table> table;
  const auto player = [&table](int self) {
    for (int round = self; round < 2 * kRounds; round += 2) {
      for (;;) {
        const std::uint32_t seen = table->wakes[self].look();
        // Relaxed: the wake's release and the look's acquire carry it.
        if (table->turn.load(std::memory_order_relaxed) == round) break;
        table->wakes[self].wait(seen, kForever_ns);
      }
      table->turn.store(round + 1, std::memory_order_relaxed);
      table->wakes[1 - self].wake();
    }
    return 0;
  };
  Forked first([&player] { return player(0); });
  Forked second([&player] { return player(1); });
  EXPECT_EQ(first.wait(), 0) << "stuck in round " << table->turn.load();
  EXPECT_EQ(second.wait(), 0) << "stuck in round " << table->turn.load();
  EXPECT_EQ(table->turn.load(), 2 * kRounds);
}

}  // namespace
}  // namespace chronus::ipc
