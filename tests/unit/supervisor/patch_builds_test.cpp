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
  void build(Slot slot) { report(slot).built_version = kVersion; }
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
  for (const Slot slot : kSlots)
    EXPECT_EQ(segments_[slot]->orders().build_version.load(), kVersion);
  EXPECT_TRUE(builds_.keeps(kVersion));
  build(kFirst);
  EXPECT_EQ(progress(0), PatchProgress::kBuilding);
  build(kSecond);
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
}

TEST_F(PatchBuildsTest, OneThatCannotBuildRefusesItForBoth) {
  order();
  build(kFirst);
  report(kSecond).build_failed = kVersion;
  EXPECT_EQ(progress(0), PatchProgress::kRefused);
}

TEST_F(PatchBuildsTest, NobodyWithinTwoSecondsIsARefusal) {
  order();
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kRefused);
  EXPECT_TRUE(roles_.is_ready(kFirst) && roles_.is_ready(kSecond));
}

TEST_F(PatchBuildsTest, BuilderThatHangsBesideOneThatDoesNotIsReplacedAndNotWaitedFor) {
  order();
  build(kFirst);
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kBuilt);
  EXPECT_TRUE(roles_.is_evicted(kSecond));
}

TEST_F(PatchBuildsTest, AskingChangesNothing) {
  order();
  build(kFirst);
  const auto& asked = builds_;
  EXPECT_EQ(asked.progress(kVersion, kLongAfter_ns), PatchProgress::kBuilt);
  EXPECT_FALSE(roles_.is_evicted(kSecond)) << "it is not judged yet";
  builds_.judge(kLongAfter_ns);
  EXPECT_TRUE(roles_.is_evicted(kSecond));
}

TEST_F(PatchBuildsTest, WorkerThatRefusesASoundPatchIsExposedAndNotHeard) {
  order_sound();
  build(kFirst);
  report(kSecond).build_failed = kVersion;
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
  EXPECT_TRUE(roles_.is_evicted(kSecond));
}

TEST_F(PatchBuildsTest, WhoComesWhenAllHaveBuiltIsNotJudgedByThatOrder) {
  order();
  for (const Slot slot : kSlots) build(slot);
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
  roles_.vacate(kSecond);
  attach(kSecond);
  builds_.judge(kLongAfter_ns);
  EXPECT_FALSE(roles_.is_evicted(kSecond));
}

TEST_F(PatchBuildsTest, WorkerThatDoesNotAnswerIsNotWaitedFor) {
  order();
  build(kFirst);
  std::int64_t now_ns = 0;
  for (int i = 0; i < 4; ++i) {
    ++report(kFirst).heartbeat;
    if (i == 0) ++report(kSecond).heartbeat;
    judge_.judge(now_ns += block_ns(kFormat));
  }
  EXPECT_EQ(progress(0), PatchProgress::kBuilt);
}

TEST_F(PatchBuildsTest, TimeInWhichNobodyCanBuildDoesNotCount) {
  order();
  for (const Slot slot : kSlots) roles_.vacate(slot);
  EXPECT_EQ(progress(kLongAfter_ns), PatchProgress::kBuilding);
  attach(kFirst);
  builds_.order_again(*links_[kFirst]);
  EXPECT_EQ(segments_[kFirst]->orders().build_version.load(), kVersion);
  EXPECT_EQ(progress(kLongAfter_ns + 1), PatchProgress::kBuilding);
  build(kFirst);
  EXPECT_EQ(progress(kLongAfter_ns + 2), PatchProgress::kBuilt);
}

}  // namespace
}  // namespace chronus::supervisor
