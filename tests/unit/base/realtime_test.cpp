// SPDX-License-Identifier: MIT
#include "base/realtime.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <thread>

namespace chronus {
namespace {

// What the hooks were called with, in order: '(' entered, ')' left.
std::string g_trace;
constexpr RealtimeHooks kTrace{[] { g_trace += '('; }, [] { g_trace += ')'; }};

class RealtimeHooksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    g_trace.clear();
    set_realtime_hooks(&kTrace);
  }
  void TearDown() override { set_realtime_hooks(nullptr); }
};

TEST_F(RealtimeHooksTest, SectionEntersAndLeavesOnce) {
  {
    const RealtimeSection section;
    EXPECT_EQ(g_trace, "(");
  }
  EXPECT_EQ(g_trace, "()");
}

TEST_F(RealtimeHooksTest, AllowedWakeIsOutsideTheSection) {
  {
    const RealtimeSection section;
    {
      const RealtimeWakeAllowed wake;
      EXPECT_EQ(g_trace, "()");
    }
    EXPECT_EQ(g_trace, "()(");
  }
  EXPECT_EQ(g_trace, "()()");
}

TEST_F(RealtimeHooksTest, SectionIsLeftOnEveryWayOut) {
  const auto early = [](bool out) {
    const RealtimeSection section;
    if (out) return 1;
    const RealtimeWakeAllowed wake;
    return 2;
  };
  early(true);
  EXPECT_EQ(g_trace, "()");
  early(false);
  EXPECT_EQ(g_trace, "()()()");
}

TEST_F(RealtimeHooksTest, NestedSectionsPair) {
  {
    const RealtimeSection outer;
    const RealtimeSection inner;
  }
  EXPECT_EQ(g_trace, "(())");
}

TEST_F(RealtimeHooksTest, HooksRunOnTheThreadThatEnters) {
  static thread_local int entered_here = 0;
  static constexpr RealtimeHooks kCount{[] { ++entered_here; }, [] {}};
  set_realtime_hooks(&kCount);
  int entered_there = 0;
  std::thread renderer([&entered_there] {
    const RealtimeSection section;
    entered_there = entered_here;
  });
  renderer.join();
  EXPECT_EQ(entered_there, 1);
  EXPECT_EQ(entered_here, 0);
}

TEST(RealtimeHooks, WithoutHooksASectionDoesNothing) {
  ASSERT_EQ(realtime_hooks(), nullptr);
  g_trace.clear();
  const RealtimeSection section;
  const RealtimeWakeAllowed wake;
  EXPECT_EQ(g_trace, "");
}

/// Volatile, so that the processor computes it and not the compiler.
float product(float left, float right) {
  const volatile float a = left;
  const volatile float b = right;
  const volatile float result = a * b;
  return result;
}

constexpr float kSmallestNormal = std::numeric_limits<float>::min();
constexpr float kDenormal = std::numeric_limits<float>::denorm_min();

struct Products {
  float result_denormal = product(kSmallestNormal, 0.5F);  // 0 where denormals are flushed
  float from_denormal = product(kDenormal, 0x1p30F);       // 0 where denormal inputs are zero
  float normal = product(3.0F, 0.5F);
};

TEST(FlushDenormals, DenormalsAreZeroAfterTheCallOnThatThreadOnly) {
  Products before;
  Products after;
  std::thread renderer([&] {
    before = {};
    flush_denormals_on_this_thread();
    after = {};
  });
  renderer.join();
  EXPECT_GT(before.result_denormal, 0.0F) << "flushed from the start: nothing is shown";
  EXPECT_GT(before.from_denormal, 0.0F);
  EXPECT_EQ(after.result_denormal, 0.0F);
  EXPECT_EQ(after.from_denormal, 0.0F);
  EXPECT_EQ(after.normal, 1.5F);
  const Products here;
  EXPECT_GT(here.result_denormal, 0.0F) << "another thread's setting reached this one";
  EXPECT_GT(here.from_denormal, 0.0F);
}

}  // namespace
}  // namespace chronus
