// SPDX-License-Identifier: MIT
#include "supervisor/testimony.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "conductor_rig.hpp"

namespace chronus::supervisor {
namespace {

/// A worker that runs, has rendered three blocks of four and met the commands there are.
class TestimonyTest : public ConductorRig {
 protected:
  void SetUp() override {
    ConductorRig::SetUp();
    say("/mod/sine1/freq 330");
    last_ = studio_.conductor.last_seq();
    links_[kFirst]->publish_horizon(4 * kFormat.block_frames, false);
    links_[kFirst]->order_build(5);
    auto& said = report(kFirst);
    said.heartbeat = 100;
    said.heartbeat_ns = 1'000;
    said.state = ipc::WorkerState::kRunning;
    said.built_version = 5;
    said.applying_seq = said.applied_seq = said.block_seq = last_;
    ring(kFirst).read = ring(kFirst).written.load();
    render(kFirst, 3 * kFormat.block_frames);
    ASSERT_EQ(lie(), "");
  }
  std::string lie() {
    const char* lie = testimony_.first_lie(
        *links_[kFirst], feed_, {kFormat.block_frames, horizon(kFirst), last_, 2'000'000'000});
    return lie == nullptr ? "" : lie;
  }
  std::uint64_t last_ = 0;
  Testimony testimony_;
};

/// One word each, and the truth put back behind it.
TEST_F(TestimonyTest, WordThatCannotBeIsALie) {
  auto& said = report(kFirst);
  const auto spoils = [this](auto& word, auto value) {
    const auto truth = word.load();
    word = value;
    EXPECT_NE(lie(), "") << "instead of " << static_cast<std::int64_t>(truth);
    word = truth;
    EXPECT_EQ(lie(), "");
  };
  spoils(said.heartbeat, std::uint64_t{99});
  spoils(said.heartbeat, std::uint64_t{1} << 63U);
  spoils(said.heartbeat_ns, std::int64_t{-1});
  spoils(said.heartbeat_ns, std::int64_t{999});
  spoils(said.heartbeat_ns, std::numeric_limits<std::int64_t>::max());
  for (const Frame rendered : {Frame{-128}, Frame{2 * 128}, Frame{3 * 128 + 1}, Frame{5 * 128},
                               std::numeric_limits<Frame>::max()}) {
    spoils(said.rendered, rendered);
  }
  for (auto* seq : {&said.applying_seq, &said.applied_seq, &said.block_seq}) {
    spoils(*seq, last_ + 1);
    spoils(*seq, last_ - 1);
    spoils(*seq, ~std::uint64_t{0});
  }
  spoils(said.built_version, std::uint64_t{6});
  spoils(said.built_version, std::uint64_t{4});
  spoils(said.build_failed, std::uint64_t{6});
  spoils(said.state, ipc::WorkerState::kMapped);
  spoils(said.state, ipc::WorkerState::kStarting);
  spoils(said.state, ipc::WorkerState::kFailed);
  spoils(said.state, static_cast<ipc::WorkerState>(77));
}

TEST_F(TestimonyTest, CommandsOfABlockThatItHasNotBegunAreALie) {
  studio_.run_to(8 * kFormat.block_frames);
  say("/mod/sine1/freq 440");
  last_ = studio_.conductor.last_seq();
  ASSERT_GT(feed_.find(last_)->frame, 4 * kFormat.block_frames);
  ASSERT_EQ(lie(), "");
  report(kFirst).applying_seq = last_;
  EXPECT_NE(lie(), "");
}

TEST_F(TestimonyTest, CommandThatItRenderedAndNeverTookIsALie) {
  say("/mod/sine1/freq 440");
  last_ = studio_.conductor.last_seq();
  ASSERT_LT(feed_.find(last_)->frame, 3 * kFormat.block_frames);
  EXPECT_NE(lie(), "") << "its blocks lie beyond the command, which lies in the ring still";
}

TEST_F(TestimonyTest, CommandsThatItTookAndNeverAppliedAreALie) {
  report(kFirst).applied_seq = report(kFirst).block_seq = last_;
  studio_.run_to(8 * kFormat.block_frames);
  say("/mod/sine1/freq 440");
  last_ = studio_.conductor.last_seq();
  ring(kFirst).read = ring(kFirst).written.load();
  EXPECT_NE(lie(), "");
}

TEST_F(TestimonyTest, FailureThatItMeansIsNoLie) {
  fail(kFirst);
  EXPECT_EQ(lie(), "");
  report(kFirst).state = ipc::WorkerState::kRunning;
  EXPECT_NE(lie(), "") << "nobody comes back from a failure";
}

}  // namespace
}  // namespace chronus::supervisor
