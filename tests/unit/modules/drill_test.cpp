// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/keyframe.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;
enum Fault { kNone, kCrash, kHang, kNan, kLoud };
enum Param { kMode, kFault, kAfter };

void fill_ramp(Samples& samples) {
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] = 1e-4F * static_cast<float>(n);
}

/// A bench whose `fault` is asked for from that frame on.
void ask(ModuleBench& drill, int frame, Fault fault, float after = 0.0F) {
  fill_ramp(drill.input(0));
  auto& faults = drill.param("fault");
  std::fill(faults.begin() + frame, faults.end(), static_cast<float>(fault));
  drill.set("after", after);
}

int first_not_finite(const Samples& samples) {
  return static_cast<int>(std::ranges::find_if(samples, [](float x) { return !std::isfinite(x); }) -
                          samples.begin());
}

TEST(Drill, PassesItsInputThroughUntilItFails) {
  ModuleBench drill("drill", 3000);
  fill_ramp(drill.input(0));
  drill.set("mode", kCrash);
  EXPECT_EQ(drill.run({{100, false}, {2000, false}}), drill.input(0));
}

TEST(Drill, NanComesOnTheFrameOfItsGateAndStays) {
  ModuleBench drill("drill", 3000);
  fill_ramp(drill.input(0));
  const Samples& out = drill.set("mode", kNan).run({{777, true, 0.0F}, {900, false}});
  EXPECT_EQ(first_not_finite(out), 777);
  EXPECT_TRUE(std::ranges::all_of(std::span(out).subspan(777), [](float x) { return x != x; }));
}

TEST(Drill, AGateWithModeNoneEndsIt) {
  ModuleBench drill("drill", 3000);
  fill_ramp(drill.input(0));
  std::fill_n(drill.param("mode").begin(), 500, static_cast<float>(kNan));
  const Samples& out = drill.run({{100, true}, {1000, true}});
  EXPECT_NE(out[999], out[999]);
  EXPECT_EQ(out[1000], drill.input(0)[1000]);
}

TEST(Drill, AFaultComesAfterItsTimeToTheFrame) {
  for (const auto& [after, frames] : {std::pair{0.0F, 0}, {0.01F, 480}, {0.1F, 4800}}) {
    ModuleBench drill("drill", 8000);
    ask(drill, 1000, kNan, after);
    EXPECT_EQ(first_not_finite(drill.run()), 1000 + frames);
  }
}

TEST(Drill, AFaultThatIsTakenBackInTimeDoesNotCome) {
  ModuleBench drill("drill", 8000);
  ask(drill, 1000, kNan, 0.05F);
  std::fill(drill.param("fault").begin() + 3000, drill.param("fault").end(), 0.0F);
  EXPECT_EQ(drill.run(), drill.input(0));
}

TEST(Drill, AFaultThatIsAskedForAgainWaitsItsWholeTimeAgain) {
  ModuleBench drill("drill", 8000);
  ask(drill, 1000, kNan, 0.05F);
  std::fill_n(drill.param("fault").begin() + 3000, 100, 0.0F);
  EXPECT_EQ(first_not_finite(drill.run()), 3100 + 2400);
}

TEST(Drill, LoudGrowsBeyondAnyLevel) {
  for (const bool gated : {true, false}) {
    ModuleBench drill("drill", kRate);
    if (gated) {
      drill.set("mode", kLoud).run({{0, true}});
    } else {
      ask(drill, 0, kLoud);
      std::ranges::fill(drill.input(0), 0.0F);
      drill.run();
    }
    const Samples& out = drill.output();
    EXPECT_LT(out[0], 1.01F);
    EXPECT_NEAR(out[1199], 1024.0F, 0.1F) << "doubles every 2.5 ms";
    EXPECT_LT(out[kRate / 10], kRunawayLevel);
    EXPECT_GT(out[kRate / 8], kRunawayLevel);
    EXPECT_TRUE(std::isfinite(out[kRate / 8 + kRate * 128 / 1'000]))
        << "at the longest block's end";
  }
}

TEST(Drill, FailsTheSameHoweverFramesAreCutIntoCalls) {
  for (const Fault fault : {kNan, kLoud}) {
    const auto take = [&](const std::vector<int>& cuts) {
      ModuleBench drill("drill", 9000);
      ask(drill, 1000, fault, 0.02F);
      drill.set("mode", kLoud);
      const std::vector<GateAt> gates = {{300, true}, {5000, true}};
      return drill.run(gates, cuts);
    };
    std::vector<int> everywhere(9000);
    for (int n = 0; n < 9000; ++n) everywhere[n] = n;
    const Samples whole = take({}), cut = take(everywhere);
    EXPECT_EQ(std::memcmp(whole.data(), cut.data(), whole.size() * sizeof(float)), 0);
  }
}

/// An engine with a drill at place 1, and what happens to it in a process that dies of it.
class DrillDeath : public testing::Test {
 protected:
  DrillDeath() : engine_({kRate, 128, 1}, test::built_in_modules()) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    play(engine_, PatchOf(1).module(0, "osc", 1).module(1, "drill", 2).connect(0, 1).hear(1));
    render(engine_, 1000);
  }

  void set(Param param, float value) {
    engine_.apply({.op = Op::kSetParam,
                   .module = 1,
                   .param = static_cast<std::uint16_t>(param),
                   .value = value});
  }
  void open_gate() { engine_.apply({.op = Op::kGate, .module = 1, .value = 1.0, .velocity = 0.5}); }
  static void say(const char* what) { std::fputs(what, stderr); }
  static void prepare_to_die() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
  }
  /// From now on only time spent computing counts: a wait in the kernel would never end it.
  static void end_after_200_ms_of_computing() {
    const itimerval once{{0, 0}, {0, 200'000}};
    setitimer(ITIMER_VIRTUAL, &once, nullptr);
  }
  static bool crashed(int status) {
    const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return number == SIGILL || number == SIGSEGV || number == SIGABRT;
  }

  Engine engine_;
};

TEST_F(DrillDeath, TheGateCrashesWhileTheCommandIsApplied) {
  const auto crash = [&] {
    prepare_to_die();
    set(kMode, kCrash);
    say("set");
    open_gate();
    say("survived");
    std::_Exit(0);
  };
  EXPECT_EXIT(crash(), crashed, "set$");
}

TEST_F(DrillDeath, TheFaultCrashesInALaterRender) {
  const auto crash = [&] {
    prepare_to_die();
    set(kAfter, 0.1F);
    set(kFault, kCrash);
    say("set");
    render(engine_, 4800);
    say("rendered");
    render(engine_, 1);
    say("survived");
    std::_Exit(0);
  };
  EXPECT_EXIT(crash(), crashed, "setrendered$");
}

TEST_F(DrillDeath, TheGateHangsWithoutASystemCall) {
  const auto hang = [&] {
    end_after_200_ms_of_computing();
    set(kMode, kHang);
    open_gate();
    std::_Exit(0);
  };
  EXPECT_EXIT(hang(), testing::KilledBySignal(SIGVTALRM), "");
}

TEST_F(DrillDeath, TheFaultHangsInTheFirstFrame) {
  const auto hang = [&] {
    end_after_200_ms_of_computing();
    set(kFault, kHang);
    say("set");
    render(engine_, 1);
    std::_Exit(0);
  };
  EXPECT_EXIT(hang(), testing::KilledBySignal(SIGVTALRM), "set");
}

TEST(Drill, AKeyframeKeepsTheTimeThatAFaultStillHas) {
  Engine engine({kRate, 128, 1}, test::built_in_modules());
  play(engine, PatchOf(1).module(1, "drill", 2, {{"after", 0.1F}, {"fault", kNan}}).hear(1));
  render(engine, 3000);
  const auto keyframe = keyframe_of(engine);
  Engine copy({kRate, 128, 1}, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  EXPECT_EQ(first_not_finite(render(copy, 3000)), 1800);
}

}  // namespace
}  // namespace chronus::engine
