// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>
#include <string>

#include "base/clock.hpp"
#include "clock_guard.hpp"
#include "run.hpp"

namespace chronus::simulation {
namespace {

/// A thousand seeds, in pieces that run side by side; the simulator runs as many as you like.
class Seeds : public testing::TestWithParam<std::uint64_t> {
  void SetUp() override { spdlog::set_level(spdlog::level::off); }
};

TEST_P(Seeds, MusicIsTheReferenceWhateverGoesWrong) {
  constexpr std::uint64_t kPiece = 50;
  for (std::uint64_t seed = GetParam() * kPiece + 1; seed <= (GetParam() + 1) * kPiece; ++seed) {
    const Report report = run(seed);
    ASSERT_EQ(report.verdict, Verdict::kPassed) << "seed " << seed << ": " << report.what;
  }
}

INSTANTIATE_TEST_SUITE_P(Thousand, Seeds, testing::Range<std::uint64_t>(0, 20));

/// One worker that plays, a spare, and the last keyframe.
class WarmSeeds : public Seeds {};

TEST_P(WarmSeeds, MusicIsTheReferenceWhateverGoesWrong) {
  constexpr std::uint64_t kPiece = 50;
  for (std::uint64_t seed = GetParam() * kPiece + 1; seed <= (GetParam() + 1) * kPiece; ++seed) {
    const Report report = run(seed, supervisor::Standby::kWarm);
    ASSERT_EQ(report.verdict, Verdict::kPassed) << "seed " << seed << ": " << report.what;
  }
}

INSTANTIATE_TEST_SUITE_P(TwoHundred, WarmSeeds, testing::Range<std::uint64_t>(0, 4));

/// Seeds that showed a defect once, by what it was.
struct Once {
  const char* defect;
  std::uint64_t seed;
};
class Regression : public testing::TestWithParam<Once> {
  void SetUp() override { spdlog::set_level(spdlog::level::off); }
};

TEST_P(Regression, StaysMended) {
  const Report report = run(GetParam().seed);
  EXPECT_EQ(report.verdict, Verdict::kPassed) << GetParam().defect << ": " << report.what;
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, Regression,
    testing::Values(Once{"ready_before_the_blocks_only_its_peer_holds_are_played", 2},
                    Once{"stopped_peer_waited_for_for_ever", 1'869},
                    Once{"flood_killed_whoever_joined", 1'933},
                    Once{"flood_before_a_stopped_primary_refused_the_score", 9'183},
                    Once{"both_lost_before_the_first_keyframe", 9'248},
                    Once{"keyframe_lost_with_its_giver", 56'221},
                    Once{"replaced_while_its_peer_had_just_died", 113'529},
                    Once{"replaced_while_its_peer_was_stopped", 236'376},
                    Once{"command_on_the_frame_of_an_attachment", 342'739}),
    [](const auto& once) { return std::string(once.param.defect); });

TEST(Simulation, SameSeedIsTheSameRun) {
  const Report first = run(4'711);
  const Report again = run(4'711);
  EXPECT_EQ(first.injected, again.injected);
  EXPECT_EQ(first.frames, again.frames);
  EXPECT_EQ(first.workers_started, again.workers_started);
  EXPECT_EQ(first.trace, again.trace);
  EXPECT_NE(first.trace, run(4'712).trace);
}

/// Where a part of the engine asks the system for the time, two runs of a seed may differ.
TEST(Simulation, NothingInARunAsksTheSystemForTheTime) {
  spdlog::set_level(spdlog::level::off);  // a line is stamped
  for (const auto standby : {supervisor::Standby::kHot, supervisor::Standby::kWarm}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const ClockGuard guard;
      (void)run(seed, standby);
      ASSERT_EQ(guard.calls(), 0) << "seed " << seed << ": " << guard.first_caller();
    }
  }
}

TEST(Simulation, ClockGuardSeesWhoAsks) {
  const ClockGuard guard;
  EXPECT_GT(monotonic_ns(), 0);
  EXPECT_EQ(guard.calls(), 1);
  (void)std::chrono::system_clock::now();
  (void)std::time(nullptr);
  EXPECT_EQ(guard.calls(), 3);
}

}  // namespace
}  // namespace chronus::simulation
