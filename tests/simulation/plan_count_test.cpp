// SPDX-License-Identifier: MIT
// A plan is the dearest part of a commit: each process makes it once, and moves it from there on.
// The linker sends all who call the planner from outside it to the functions here, which count
// (CMakeLists.txt).
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "engine/plan.hpp"
#include "world.hpp"

#define CHRONUS_PLANNER_ARGUMENTS \
  "ERKNS0_16PatchDescriptionERKNS_7catalog7CatalogEiRKNS0_10PlaceNamesE"

namespace chronus::engine {

using Plan = Result<std::vector<std::byte>>;

int plans = 0;   // by workers, who build what they plan
int checks = 0;  // by the conductor, who only asks whether they can

Plan real_make_plan(const PatchDescription&, const catalog::Catalog&, int, const PlaceNames&) asm(
    "__real__ZN7chronus6engine9make_plan" CHRONUS_PLANNER_ARGUMENTS);
Status real_check_patch(
    const PatchDescription&, const catalog::Catalog&, int,
    const PlaceNames&) asm("__real__ZN7chronus6engine11check_patch" CHRONUS_PLANNER_ARGUMENTS);
Plan counted_make_plan(
    const PatchDescription&, const catalog::Catalog&, int,
    const PlaceNames&) asm("__wrap__ZN7chronus6engine9make_plan" CHRONUS_PLANNER_ARGUMENTS);
Status counted_check_patch(
    const PatchDescription&, const catalog::Catalog&, int,
    const PlaceNames&) asm("__wrap__ZN7chronus6engine11check_patch" CHRONUS_PLANNER_ARGUMENTS);

Plan counted_make_plan(const PatchDescription& patch, const catalog::Catalog& catalog, int rate,
                       const PlaceNames& names) {
  ++plans;
  return real_make_plan(patch, catalog, rate, names);
}
Status counted_check_patch(const PatchDescription& patch, const catalog::Catalog& catalog, int rate,
                           const PlaceNames& names) {
  ++checks;
  return real_check_patch(patch, catalog, rate, names);
}

}  // namespace chronus::engine

namespace chronus::simulation {
namespace {

using enum Slot;

std::uint64_t swaps_written_to(World& world, Slot slot) {
  const auto& ring = world.worker_in(slot)->segment().commands();
  std::uint64_t swaps = 0;
  for (std::uint64_t i = 0; i < ring.written.load(); ++i) {
    if (ring.commands[i].op == engine::Op::kSwapPatch) ++swaps;
  }
  return swaps;
}

TEST(PlanCount, ACommitIsPlannedOnceByTheConductorAndOnceByEachWorker) {
  spdlog::set_level(spdlog::level::off);
  World world("", {});
  const auto run = [&](int rounds) {
    for (int round = 0; round < rounds; ++round) world.run_fairly();
  };
  run(100);
  ASSERT_TRUE(world.all_ready());
  const std::uint64_t swaps = swaps_written_to(world, kFirst);
  engine::plans = engine::checks = 0;
  run(100);
  ASSERT_EQ(engine::plans + engine::checks, 0) << "nobody plans where nothing changes";

  world.send({{"/patch/edit", {}},
              {"/patch/create", {"more", "gain"}},
              {"/patch/connect", {"filter1", "more"}},
              {"/patch/connect", {"more", "output"}},
              {"/patch/commit", {}}});
  run(100);
  ASSERT_EQ(swaps_written_to(world, kFirst), swaps + 1);
  ASSERT_EQ(swaps_written_to(world, kSecond), swaps_written_to(world, kFirst));
  EXPECT_EQ(engine::checks, 1) << "by the conductor";
  EXPECT_EQ(engine::plans, 2) << "by the workers, one each";
}

}  // namespace
}  // namespace chronus::simulation
