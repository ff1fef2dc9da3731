// SPDX-License-Identifier: MIT
#include "worker/module_watch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "rig.hpp"

namespace chronus::worker {
namespace {

using rig::kBlock;
using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

constexpr Frame kEnough = 3'200;   // 0.4 s
constexpr int kBlocksTimed = 512;  // one in so many of 16 frames

void order(Worker& worker, std::size_t index, std::uint64_t ticket, int place,
           std::uint32_t identity, Frame from = 0) {
  auto& meter = worker.segment.meter_orders().meters[index];
  meter.from.store(from);
  meter.place.store(static_cast<std::uint32_t>(place));
  meter.identity.store(identity);
  meter.ticket.store(ticket);
}

class AModuleMeter : public testing::Test {
 protected:
  const ipc::MeterReport& answer(std::size_t index = 0) const {
    return worker_.segment.module_reports().meters[index];
  }
  /// Gated into a split whose second output is heard.
  static engine::PatchDescription patch(std::uint64_t version = 1) {
    return tiny::Patch(version)
        .module(0, tiny::kGated, 1)
        .module(1, tiny::kSplit, 2)
        .connect(0, 1)
        .hear(1, 0, 1)
        .get();
  }

  Supervisor supervisor_;
  Worker worker_{supervisor_};
};

TEST_F(AModuleMeter, TellsPeakRmsAndClippedFramesOfEachOutputThatIsHeard) {
  auto loud = tiny::Patch(1)
                  .module(0, tiny::kConstant, 1, {1.5F})
                  .module(1, tiny::kSplit, 2)
                  .connect(0, 1)
                  .hear(1, 0, 1)
                  .get();
  worker_.play(loud);
  order(worker_, 3, 7, 1, 2);
  worker_.run_to(kEnough - kBlock);
  EXPECT_EQ(answer(3).ticket.load(), 0U) << "not yet";
  worker_.run_to(kEnough);
  EXPECT_EQ(answer(3).ticket.load(), 7U);
  EXPECT_EQ(answer(3).end.load(), kEnough);
  EXPECT_EQ(answer(3).was_there.load(), 1U);
  const auto& high = answer(3).outputs[1];
  EXPECT_EQ(high.is_heard.load(), 1U);
  EXPECT_EQ(high.peak.load(), 1.5F);
  EXPECT_FLOAT_EQ(high.mean_square.load(), 2.25F);
  EXPECT_EQ(high.clipped.load(), kEnough);
  EXPECT_EQ(answer(3).outputs[0].is_heard.load(), 0U) << "nobody reads it";
}

TEST_F(AModuleMeter, BeginsWithTheBlockThatItIsAskedFor) {
  worker_.play(patch());
  worker_.write(tiny::gate(0, 1, 0.5), 10 * kBlock);
  order(worker_, 0, 1, 1, 2, 5 * kBlock + 1);
  worker_.run_to(6 * kBlock + kEnough);
  EXPECT_EQ(answer().end.load(), 6 * kBlock + kEnough);
  EXPECT_EQ(answer().outputs[1].peak.load(), 0.5F);
  EXPECT_FLOAT_EQ(answer().outputs[1].mean_square.load(), 0.25F * (kEnough - 4 * kBlock) / kEnough);
  EXPECT_EQ(answer().outputs[1].clipped.load(), 0U);
}

TEST_F(AModuleMeter, MeasuresAgainWhenItIsAskedAgain) {
  worker_.play(patch());
  order(worker_, 0, 1, 1, 2);
  worker_.run_to(2 * kEnough);
  EXPECT_EQ(answer().end.load(), kEnough) << "once";
  EXPECT_EQ(answer().outputs[1].peak.load(), 0.0F);
  worker_.write(tiny::gate(0, 1, 0.5), 2 * kEnough);
  order(worker_, 0, 2, 1, 2);
  worker_.run_to(3 * kEnough);
  EXPECT_EQ(answer().ticket.load(), 2U);
  EXPECT_EQ(answer().outputs[1].peak.load(), 0.5F);
}

TEST_F(AModuleMeter, SaysWhereThereIsNoSuchModule) {
  worker_.play(patch());
  order(worker_, 0, 1, 1, 99);      // another one has its place
  order(worker_, 1, 2, 17, 2);      // an empty place
  order(worker_, 2, 3, 70'000, 2);  // none
  order(worker_, 3, 4, 1, 2);
  worker_.run_to(kEnough / 2);
  worker_.play(tiny::Patch(2).module(0, tiny::kGated, 1).hear(0).get());
  worker_.run_to(kEnough);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(answer(i).ticket.load(), i + 1);
    EXPECT_EQ(answer(i).was_there.load(), 0U) << i;
  }
}

TEST_F(AModuleMeter, ChangesNoBit) {
  constexpr Frame kFrames = 500 * kBlock;
  const auto score = tiny::random_score(5, kFrames);
  std::uint64_t ticket = 0;
  std::size_t next = 0;
  for (Frame end = 10 * kBlock; end <= kFrames; end += 10 * kBlock) {
    for (; next < score.size() && score[next].frame < end; ++next) {
      worker_.write(score[next].command, score[next].frame);
    }
    for (std::size_t i = 0; i < ipc::kMeterPlaces; ++i) {
      const auto place = static_cast<int>(i);
      order(worker_, i, ++ticket, place, static_cast<std::uint32_t>(place + 1));
    }
    ASSERT_EQ(worker_.run_to(end), Pass::kIdle);
  }
  rig::expect_equal(worker_, rig::reference(score, kFrames), 0, kFrames);
}

std::int64_t g_now_ns = 0;
std::int64_t g_looks = 0;
/// Every look takes a microsecond.
std::int64_t slow_ns() {
  ++g_looks;
  return g_now_ns += 1'000;
}

TEST(ModuleCost, IsMeasuredInOneBlockOfSoManyAndTold) {
  g_looks = 0;
  Supervisor supervisor;
  Worker worker(supervisor, std::nullopt);
  Renderer renderer(worker.segment, worker.engine, slow_ns);
  renderer.start_fresh();
  worker.play(tiny::Patch(1).module(0, tiny::kGated, 1).module(5, tiny::kGated, 2).hear(0).get());
  const auto& reports = worker.segment.module_reports();
  EXPECT_EQ(reports.blocks_timed.load(), 0U);
  constexpr int kBlocks = 2 * kBlocksTimed;
  worker.orders().horizon.store(kBlocks * kBlock);
  for (int i = 0; i < kBlocks; ++i) ASSERT_EQ(renderer.pass(), Pass::kRendered);
  EXPECT_EQ(reports.blocks_timed.load(), kBlocks / kBlocksTimed);
  // A look at each end of a block for its load and, in a block that is timed, before the first
  // module and behind each.
  EXPECT_EQ(g_looks, 2 * kBlocks + 3 * kBlocks / kBlocksTimed);
  // A microsecond of a block of 2 ms.
  EXPECT_NEAR(reports.cost_ppb[0].load(), 500'000, 1);
  EXPECT_NEAR(reports.cost_ppb[5].load(), 500'000, 1);
  EXPECT_EQ(reports.cost_ppb[1].load(), ipc::ModuleReports::kNoCost);
}

}  // namespace
}  // namespace chronus::worker
