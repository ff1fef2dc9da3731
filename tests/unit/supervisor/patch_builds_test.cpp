// SPDX-License-Identifier: MIT
#include "supervisor/patch_builds.hpp"

#include "conductor_rig.hpp"

namespace chronus::supervisor {
namespace {

using conductor::PatchProgress;

class PatchBuildsTest : public ConductorRig {
 protected:
  static constexpr std::int64_t kLongAfter_ns = 2'100'000'000;

  void order() {
    engine::PatchDescription patch{};
    patch.version = kVersion;
    builds_.order(patch, 0);
  }
  /// A module that is heard.
  void order_sound() {
    engine::PatchDescription patch{};
    patch.version = kVersion;
    patch.modules[0].type = catalog::id_of("sine");
    patch.modules[0].identity = 1;
    patch.connections[patch.connection_count++].target = engine::Target::kOutput;
    builds_.order(patch, 0);
  }
  void build(int slot) { report(slot).built_version = kVersion; }
  /// As in a pass: judged, then asked.
  PatchProgress progress(std::int64_t now_ns) {
    builds_.judge(now_ns);
    return builds_.progress(kVersion, now_ns);
  }

  static constexpr std::uint64_t kVersion = 7;
  PatchBuilds builds_{
      control_.control(), kFormat, test::built_in_catalog(), links_, roles_, judge_};
};

TEST_F(PatchBuildsTest, BothAreAskedAndBothMustHaveIt) {
  order();
  for (const int slot : {0, 1}) EXPECT_EQ(segments_[slot]->orders().build_version.load(), kVersion);
  EXPECT_TRUE(builds_.keeps(kVersion));
  build(0);
  EXPECT_EQ(progress(0), PatchProgress::kBuilding);
  build(1);
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
}

TEST_F(PatchBuildsTest, OneThatCannotBuildRefusesItForBoth) {
  order();
  build(0);
  report(1).build_failed = kVersion;
  EXPECT_EQ(progress(0), PatchProgress::kRefused);
}

TEST_F(PatchBuildsTest, NobodyWithinTwoSecondsIsARefusal) {
  order();
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kRefused);
  EXPECT_TRUE(roles_.is_ready(0) && roles_.is_ready(1));
}

TEST_F(PatchBuildsTest, BuilderThatHangsBesideOneThatDoesNotIsReplacedAndNotWaitedFor) {
  order();
  build(0);
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kBuilt);
  EXPECT_TRUE(roles_.is_evicted(1));
}

TEST_F(PatchBuildsTest, AskingChangesNothing) {
  order();
  build(0);
  const auto& asked = builds_;
  EXPECT_EQ(asked.progress(kVersion, kLongAfter_ns), PatchProgress::kBuilt);
  EXPECT_FALSE(roles_.is_evicted(1)) << "it is not judged yet";
  builds_.judge(kLongAfter_ns);
  EXPECT_TRUE(roles_.is_evicted(1));
}

TEST_F(PatchBuildsTest, WorkerThatRefusesASoundPatchIsExposedAndNotHeard) {
  order_sound();
  build(0);
  report(1).build_failed = kVersion;
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
  EXPECT_TRUE(roles_.is_evicted(1));
}

TEST_F(PatchBuildsTest, WhoComesWhenAllHaveBuiltIsNotJudgedByThatOrder) {
  order();
  for (const int slot : {0, 1}) build(slot);
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
  roles_.vacate(1);
  attach(1);
  builds_.judge(kLongAfter_ns);
  EXPECT_FALSE(roles_.is_evicted(1));
}

TEST_F(PatchBuildsTest, WorkerThatDoesNotAnswerIsNotWaitedFor) {
  order();
  build(0);
  std::int64_t now_ns = 0;
  for (int i = 0; i < 4; ++i) {
    ++report(0).heartbeat;
    if (i == 0) ++report(1).heartbeat;
    judge_.judge(now_ns += block_ns(kFormat));
  }
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
}

TEST_F(PatchBuildsTest, TimeInWhichNobodyCanBuildDoesNotCount) {
  order();
  for (const int slot : {0, 1}) roles_.vacate(slot);
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kBuilding);
  attach(0);
  builds_.order_again(*links_[0]);
  EXPECT_EQ(segments_[0]->orders().build_version.load(), kVersion);
  EXPECT_EQ(progress(kLongAfter_ns + 1), PatchProgress::kBuilding);
  build(0);
  EXPECT_EQ(progress(kLongAfter_ns + 2), PatchProgress::kBuilt);
}

}  // namespace
}  // namespace chronus::supervisor
