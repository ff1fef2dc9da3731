// SPDX-License-Identifier: MIT
#include "supervisor/status_board.hpp"

#include <gtest/gtest.h>

#include "audio/output.hpp"
#include "audio/recorder.hpp"
#include "ipc/segment.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::supervisor {
namespace {

using enum Slot;

using test::kFormat;
constexpr std::int64_t kStarted_ns = 1'000'000'000;
constexpr std::int64_t kNow_ns = 3'000'000'000;

class StatusBoardTest : public testing::Test {
 protected:
  struct NoBlocks final : audio::BlockSource {
    const float* block(Slot, std::int64_t) noexcept override { return nullptr; }
  };
  StatusBoardTest() {
    board_.output = &output_;
    board_.recorder = &recorder_;
    board_.journal = &journal_;
  }
  void fill_slot(failover::SlotState state) {
    board_.set_slot(kSecond, {4'711, 2, state, 1, "signal 9 (Killed)", segment_});
  }

  NoBlocks blocks_;
  audio::Output output_{kFormat, blocks_, nullptr, nullptr};
  audio::Recorder recorder_{kFormat, {}};
  Journal journal_;
  ConductorProgress progress_;
  ipc::ControlSegment control_{
      std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()))};
  SharedSegment segment_ = std::make_shared<ipc::SlotSegment>(
      std::move(*ipc::SlotSegment::create(control_.session(), 1, kFormat)));
  StatusBoard board_{kFormat, 4, progress_, kStarted_ns, [] { return kNow_ns; }};
};

TEST_F(StatusBoardTest, ReportsByTheClockItWasGiven) {
  segment_->report().heartbeat_ns = kNow_ns - 5;
  fill_slot(failover::SlotState::kReady);
  const auto report = board_.report();
  EXPECT_EQ(report.uptime_ns, kNow_ns - kStarted_ns);
  EXPECT_EQ(report.workers[kSecond].figures->beat_age_ns, 5);
}

TEST_F(StatusBoardTest, AWorkerHasNoMoreVoicesThanAPatch) {
  fill_slot(failover::SlotState::kReady);
  segment_->report().voices_used = 12;
  segment_->report().voices_stolen = 3;
  EXPECT_EQ(board_.report().workers[kSecond].figures->voices_used, 12U);
  EXPECT_EQ(board_.report().workers[kSecond].figures->voices_stolen, 3U);
  segment_->report().voices_used = 0xFFFF'FFFF;
  EXPECT_EQ(board_.report().workers[kSecond].figures->voices_used, 256U * 64U);
}

TEST_F(StatusBoardTest, SlotWhoseWorkerIsGoneTellsNoFiguresOfIt) {
  fill_slot(failover::SlotState::kReady);
  EXPECT_TRUE(board_.report().workers[kSecond].figures);
  fill_slot(failover::SlotState::kDown);
  EXPECT_FALSE(board_.report().workers[kSecond].figures);
  EXPECT_EQ(board_.report().workers[kSecond].last_death, "signal 9 (Killed)");
}

TEST_F(StatusBoardTest, PrimaryIsTheOneThatTheConductorNamed) {
  EXPECT_EQ(board_.report().primary, Slot::kFirst);
  progress_.set_primary(kSecond);
  EXPECT_EQ(board_.report().primary, kSecond);
}

}  // namespace
}  // namespace chronus::supervisor
