// SPDX-License-Identifier: MIT
// Every module survives whatever is done to it: what comes out is finite and held, nothing runs
// away, and in its real-time sections nothing is allocated, locked or asked of the system, which
// the build that this is linked with enforces (tests/realtime).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/realtime.hpp"
#include "engine/levels.hpp"
#include "tests/life/module_life.hpp"

namespace chronus::life {
namespace {

constexpr int kRates[] = {22'050, 44'100, 48'000, 96'000, 192'000};
constexpr int kBlocks[] = {16, 64, 128, 1'024};

/// Some thousand frames, and many blocks.
constexpr int kFrames = 30'000;

class EveryLife : public testing::TestWithParam<const catalog::ModuleInfo*> {};

/// A block with what happens before it, as a worker renders it.
void render(engine::Engine& engine, const std::vector<Command>& commands, float* out, int frames) {
  const RealtimeSection section;
  for (const Command& command : commands) engine.apply(command);
  engine.render(out, frames);
}

TEST_P(EveryLife, IsSurvived) {
  flush_denormals_on_this_thread();
  unsigned seed = 0;
  int lives_heard = 0;
  for (const int rate : kRates) {
    for (const int block : kBlocks) {
      const StreamFormat format{rate, block, 1};
      ++seed;
      const auto simd = seed % 2 == 0 && is_usable(engine::Simd::kAvx2) ? engine::Simd::kAvx2
                                                                        : engine::Simd::kBaseline;
      ModuleLife life(*GetParam(), seed, format, test::built_in_modules(simd));
      std::vector<float> out(static_cast<std::size_t>(block));
      bool is_heard = false;
      for (int frame = 0; frame < kFrames; frame += block) {
        render(life.engine(), life.draw(), out.data(), block);
        for (const float sample : out) {
          ASSERT_TRUE(std::abs(sample) <= engine::kHeldOutput)
              << sample << ": seed " << seed << ", " << rate << " Hz, block " << block
              << ", from frame " << frame;
          is_heard = is_heard || sample != 0.0F;
        }
        ASSERT_EQ(life.engine().runaway().place, -1) << "seed " << seed;
      }
      if (is_heard) ++lives_heard;
    }
  }
  // Some have no cable, or a level of nothing.
  EXPECT_GT(lives_heard, 5);
}

INSTANTIATE_TEST_SUITE_P(Types, EveryLife, testing::ValuesIn(engine::types_that_mean_no_harm()),
                         [](const auto& row) { return std::string(row.param->name); });

}  // namespace
}  // namespace chronus::life
