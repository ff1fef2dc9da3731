// SPDX-License-Identifier: MIT
#include "supervisor/same_build.hpp"

#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

constexpr std::uint64_t kOwn = 0x1234;

TEST(SameBuild, WorkerOfThisBuildMayBeUsed) {
  ipc::SlotReport report{};
  report.catalog = kOwn;
  report.state = ipc::WorkerState::kMapped;
  EXPECT_EQ(why_of_another_build(report, kOwn), "");
  EXPECT_EQ(end_text(report, kOwn, {false, 2}), "exit 2");
}

TEST(SameBuild, OneThatIsStillComingUpHasSaidNothing) {
  const ipc::SlotReport report{};
  EXPECT_EQ(why_of_another_build(report, kOwn), "");
  EXPECT_EQ(end_text(report, kOwn, {true, 9}), "signal 9 (Killed)");
}

TEST(SameBuild, AnotherBuildIsNamed) {
  ipc::SlotReport report{};
  report.catalog = 0x99;
  const std::string why =
      "it is of another build: its catalogue of modules is 0000000000000099, this chronusd's "
      "0000000000001234";
  EXPECT_EQ(why_of_another_build(report, kOwn), why);
  EXPECT_EQ(end_text(report, kOwn, {false, 2}), why);
}

TEST(SameBuild, OneThatIsUpAndSaysNothingIsOfAnother) {
  ipc::SlotReport report{};
  report.state = ipc::WorkerState::kMapped;
  EXPECT_NE(why_of_another_build(report, kOwn), "");
}

}  // namespace
}  // namespace chronus::supervisor
