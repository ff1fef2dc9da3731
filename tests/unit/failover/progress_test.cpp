// SPDX-License-Identifier: MIT
#include "failover/progress.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

constexpr int kBlock = 128;
constexpr std::int64_t kTick_ns = 20'000'000;

class ProgressTest : public testing::Test {
 protected:
  /// For that many ticks the worker renders `blocks` a tick, and stands `behind` its horizon.
  void run(int ticks, int blocks, int behind) {
    for (int i = 0; i < ticks; ++i) {
      rendered_ += Frame{blocks} * kBlock;
      it_.look(rendered_, rendered_ + Frame{behind} * kBlock, kBlock, now_ns_ += kTick_ns);
    }
  }
  bool is_overloaded() const { return it_.is_overloaded(now_ns_); }
  Progress it_;
  Frame rendered_ = 0;
  std::int64_t now_ns_ = 1'000'000'000'000;
};

TEST_F(ProgressTest, LevelWorkerIsNot) {
  EXPECT_FALSE(is_overloaded());
  run(500, 1, 1);
  EXPECT_FALSE(is_overloaded());
}

TEST_F(ProgressTest, WorkerThatIsBehindAllTheTimeIsFromASecondOn) {
  run(1, 1, 0);
  run(50, 1, 3);
  EXPECT_FALSE(is_overloaded());
  run(1, 1, 3);
  EXPECT_TRUE(is_overloaded());
  run(1, 1, 0);
  EXPECT_FALSE(is_overloaded()) << "the load is gone";
}

TEST_F(ProgressTest, WorkerThatWasBehindNowAndThenIsNot) {
  for (int i = 0; i < 20; ++i) {
    run(30, 1, 3);
    run(1, 1, 1);
  }
  EXPECT_FALSE(is_overloaded());
}

TEST_F(ProgressTest, SilentWorkerIsNot) {
  run(10, 1, 0);
  run(200, 0, 3);
  EXPECT_FALSE(is_overloaded());
}

}  // namespace
}  // namespace chronus::failover
