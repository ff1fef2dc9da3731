// SPDX-License-Identifier: MIT
#include "worker/builder.hpp"

#include <gtest/gtest.h>

#include "rig.hpp"

namespace chronus::worker {
namespace {

using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

class BuilderTest : public ::testing::Test {
 protected:
  void put(std::uint64_t version) { supervisor_.control().put_patch(rig::scene_of(version).get()); }
  void order(std::uint64_t version) {
    worker_.orders().build_version.store(version, std::memory_order_release);
  }
  bool pass(std::uint64_t urgent = 0) { return worker_.builder.pass(urgent); }
  std::uint64_t staged() const { return worker_.engine.staged_version(); }
  std::uint64_t built() { return worker_.report().built_version.load(); }
  std::uint64_t failed() { return worker_.report().build_failed.load(); }

  Supervisor supervisor_;
  Worker worker_{supervisor_};
};

TEST_F(BuilderTest, DoesNothingUnasked) {
  put(1);
  EXPECT_FALSE(pass());
  EXPECT_EQ(staged(), 0U);
  EXPECT_EQ(built(), 0U);
  EXPECT_FALSE(worker_.builder.waits_for_rack());
}

TEST_F(BuilderTest, BuildsTheOrderedPatchOnceAndReportsIt) {
  put(1);
  order(1);
  EXPECT_TRUE(pass());
  EXPECT_EQ(staged(), 1U);
  EXPECT_EQ(built(), 1U);
  EXPECT_FALSE(pass());
  ASSERT_TRUE(worker_.engine.apply(tiny::swap_to(1)));
  EXPECT_FALSE(pass()) << "it plays: nothing is left to build";
  EXPECT_EQ(staged(), 0U);
}

TEST_F(BuilderTest, NewerOrderReplacesWhatIsStaged) {
  put(1);
  order(1);
  pass();
  put(2);
  order(2);
  EXPECT_TRUE(pass());
  EXPECT_EQ(staged(), 2U);
  EXPECT_EQ(built(), 2U);
}

TEST_F(BuilderTest, PlansAPatchOnce) {
  static int plans = 0;
  plans = 0;
  rig::on_plan = [] { ++plans; };
  tiny::Patch first(1);
  rig::add_module(first.edit(), 0, rig::kWitness, 1);
  first.hear(0);
  supervisor_.control().put_patch(first.get());
  order(1);
  EXPECT_TRUE(pass());
  EXPECT_EQ(plans, 1);
  rig::on_plan = nullptr;
}

TEST_F(BuilderTest, BuildsTheUrgentPatchBeforeTheOrderedOne) {
  put(1);
  put(2);
  order(2);
  EXPECT_TRUE(pass(1));
  EXPECT_EQ(staged(), 1U);
  EXPECT_FALSE(pass(1)) << "the render thread stands before it: it must not be replaced";
  EXPECT_EQ(staged(), 1U);
  ASSERT_TRUE(worker_.engine.apply(tiny::swap_to(1)));
  EXPECT_TRUE(pass());
  EXPECT_EQ(staged(), 2U);
  EXPECT_EQ(built(), 2U);
}

TEST_F(BuilderTest, UrgentOlderPatchNeitherTakesBackTheReportNorForgetsTheNewer) {
  put(1);
  put(2);
  order(2);
  EXPECT_TRUE(pass());
  ASSERT_EQ(built(), 2U);
  EXPECT_TRUE(pass(1));
  EXPECT_EQ(staged(), 1U);
  EXPECT_EQ(built(), 2U) << "the conductor takes it for unbuilt";
  EXPECT_FALSE(pass()) << "the urgent one is not swapped in yet";
  EXPECT_EQ(staged(), 1U);
  ASSERT_TRUE(worker_.engine.apply(tiny::swap_to(1)));
  EXPECT_TRUE(pass()) << "the newer one lost its rack";
  EXPECT_EQ(staged(), 2U);
  ASSERT_TRUE(worker_.engine.apply(tiny::swap_to(2)));
  EXPECT_FALSE(pass()) << "it plays now";
}

TEST_F(BuilderTest, MissingPatchIsReportedAndTheNextOneBuilt) {
  order(1);
  EXPECT_FALSE(pass());
  EXPECT_EQ(failed(), 1U);
  EXPECT_EQ(worker_.builder.failed_version(), 1U);
  EXPECT_FALSE(worker_.builder.waits_for_rack());
  EXPECT_EQ(built(), 0U);
  put(2);
  order(2);
  EXPECT_TRUE(pass());
  EXPECT_EQ(built(), 2U);
}

TEST_F(BuilderTest, UrgentPatchThatWasOverwrittenIsReported) {
  put(1);
  put(1 + ipc::Control::kPatches);
  EXPECT_FALSE(pass(1));
  EXPECT_EQ(failed(), 1U);
  EXPECT_EQ(worker_.builder.failed_version(), 1U);
}

TEST_F(BuilderTest, PatchThatDoesNotPassTheChecksIsReportedAndKeepsWhatIsStaged) {
  put(1);
  order(1);
  ASSERT_TRUE(pass());
  auto cycle = tiny::Patch(2).module(0, tiny::kOnePole, 1).module(1, tiny::kOnePole, 2);
  cycle.connect(0, 1).connect(1, 0).hear(1);
  supervisor_.control().put_patch(cycle.get());
  order(2);
  EXPECT_FALSE(pass());
  EXPECT_EQ(failed(), 2U);
  EXPECT_EQ(built(), 1U);
  EXPECT_EQ(staged(), 1U);
}

TEST_F(BuilderTest, FailedVersionIsNotTriedAgain) {
  order(1);
  ASSERT_FALSE(pass());
  put(1);
  EXPECT_FALSE(pass()) << "its failure was reported: it must not come up after all";
  EXPECT_EQ(built(), 0U);
}

// A build that is under way holds the third rack while the other two play and fade; the second
// builder comes in the middle of it, from the first module that it makes.
TEST_F(BuilderTest, WaitsWhereNoRackIsFreeAndBuildsLater) {
  worker_.play(rig::scene_of(1).get());
  auto fading = tiny::scene(2, 1'000).get();
  worker_.play(fading);
  auto slow = tiny::Patch(3).hear(0).get();
  rig::add_module(slow, 0, rig::kWitness, 50);
  put(4);
  order(4);
  static Builder* second = nullptr;
  static bool built_in_between = true;
  static int calls = 0;
  second = &worker_.builder;
  calls = 0;
  rig::on_init = [] {
    ++calls;
    built_in_between = second->pass(0);
  };
  ASSERT_TRUE(worker_.engine.build(slow));
  rig::on_init = nullptr;
  ASSERT_EQ(calls, 1);
  EXPECT_FALSE(built_in_between);
  EXPECT_TRUE(worker_.builder.waits_for_rack());
  EXPECT_EQ(failed(), 0U) << "a full house is no fault of the patch";
  EXPECT_EQ(built(), 0U);
  EXPECT_TRUE(pass());
  EXPECT_FALSE(worker_.builder.waits_for_rack());
  EXPECT_EQ(built(), 4U);
  EXPECT_EQ(staged(), 4U);
}

}  // namespace
}  // namespace chronus::worker
