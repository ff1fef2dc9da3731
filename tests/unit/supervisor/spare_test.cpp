// SPDX-License-Identifier: MIT
#include "supervisor/spare.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "fake_launcher.hpp"
#include "ipc/segment.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::supervisor {
namespace {

using test::kFormat;
constexpr std::int64_t kLook_ns = 20'000'000;

class SpareTest : public testing::Test {
 protected:
  SpareTest() { spdlog::set_level(spdlog::level::off); }
  ~SpareTest() override { spdlog::set_level(spdlog::level::info); }

  void keep(bool may_start = true) { spare_.keep(may_start, now_ns_); }
  /// As the worker says it once it waits.
  void map() { launcher_.last().segment->report().state = ipc::WorkerState::kMapped; }
  /// The supervisor comes round, the spare does not.
  void doze(std::int64_t ns) {
    for (const auto end_ns = now_ns_ + ns; now_ns_ < end_ns; now_ns_ += kLook_ns) keep();
  }

  ipc::ControlSegment control_{
      std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()))};
  FakeLauncher launcher_;
  WorkerStarter starter_{kFormat, launcher_, control_.session(), ipc::Reserve::kWhenNeeded};
  std::int64_t now_ns_ = 1'000'000'000;
  Spare spare_{Standby::kHot, starter_};
};

TEST_F(SpareTest, IsStartedWhenNothingMoreUrgentIsUnderWay) {
  keep(false);
  EXPECT_EQ(spare_.facts().pid, 0);
  keep();
  EXPECT_EQ(spare_.facts().pid, 4'711);
  keep();
  EXPECT_EQ(launcher_.started.size(), 1U);
}

TEST_F(SpareTest, WithoutAStandbyThereIsNone) {
  Spare none{Standby::kOff, starter_};
  none.keep(true, now_ns_);
  EXPECT_TRUE(launcher_.started.empty());
  EXPECT_EQ(none.facts().mode, "off");
}

TEST_F(SpareTest, OneThatHasNotMappedYetIsTakenButNotShownAsReady) {
  keep();
  EXPECT_TRUE(spare_.is_fit());
  EXPECT_FALSE(spare_.facts().ready);
  map();
  keep();
  EXPECT_TRUE(spare_.facts().ready);
}

TEST_F(SpareTest, TakenItIsNotThereAnyMoreAndAnotherIsStarted) {
  keep();
  const auto taken = spare_.take();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->segment, launcher_.last().segment);
  EXPECT_FALSE(spare_.take());
  EXPECT_FALSE(spare_.rounds());
  keep();
  EXPECT_EQ(launcher_.started.size(), 2U);
}

TEST_F(SpareTest, OneThatDozesTakesNoSlotAndOneThatIsGoneIsKilled) {
  keep();
  map();
  keep();
  doze(failover::Wakefulness::kDozes_ns + kLook_ns);
  EXPECT_FALSE(spare_.take());
  EXPECT_FALSE(spare_.facts().ready);
  EXPECT_EQ(launcher_.last().last_signal, 0);
  ++launcher_.last().segment->report().heartbeat;
  keep();
  EXPECT_TRUE(spare_.is_fit()) << "it came round";
  doze(failover::Wakefulness::kGone_ns + kLook_ns);
  EXPECT_EQ(launcher_.last().last_signal, SIGKILL);
}

TEST_F(SpareTest, NextOneDoesNotInheritTheSleepOfTheLast) {
  keep();
  map();
  doze(failover::Wakefulness::kDozes_ns + 2 * kLook_ns);
  launcher_.last().ended = ipc::ExitStatus{true, SIGKILL};
  now_ns_ += failover::StartThrottle::kLongestDelay_ns;
  keep();
  now_ns_ += failover::StartThrottle::kLongestDelay_ns;
  keep();
  ASSERT_EQ(launcher_.started.size(), 2U);
  map();
  EXPECT_TRUE(spare_.is_fit());
}

TEST_F(SpareTest, OneThatEndedTakesNoSlotEvenBeforeItIsBuried) {
  keep();
  launcher_.last().ended = ipc::ExitStatus{true, SIGSEGV};
  EXPECT_FALSE(spare_.take());
}

TEST_F(SpareTest, StartThatIsRefusedIsTriedAgainLater) {
  launcher_.refuses = true;
  keep();
  launcher_.refuses = false;
  keep();
  EXPECT_TRUE(launcher_.started.empty());
  now_ns_ += failover::StartThrottle::kFirstDelay_ns;
  keep();
  EXPECT_EQ(launcher_.started.size(), 1U);
}

}  // namespace
}  // namespace chronus::supervisor
