// SPDX-License-Identifier: MIT
// `/panic`, and `/transport/stop`: what ends, and that a journal ends it again on the same frame.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/fake_stage.hpp"
#include "tests/support/rendered.hpp"

namespace chronus::conductor {
namespace {

using test::left_of;

using engine::Op;

/// A sequencer, a long envelope, and a delay that would echo for a minute.
const std::string kRinging = R"(
0 /patch/create o osc
0 /patch/create e adsr
0 /patch/create d delay
0 /patch/create f biquad
0 /patch/connect o e
0 /patch/connect e d
0 /patch/connect d f
0 /patch/connect f output
0 /patch/commit
0 /mod/d/feedback 0.95
0 /mod/d/time 0.1
0 /mod/e/release 10
0 /mod/f/freq 3000
0 /seq/create s
0 /seq/pattern s xxxx
0 /seq/assign s gate e
0 /seq/start s
)";

constexpr std::size_t kPanic = 48'037;

TEST(PanicMessage, IsSilenceWithinTenMillisecondsAndStaysIt) {
  const auto heard = left_of(kRinging + "48037f /panic\n", 192'000);
  const auto other = left_of(kRinging, 192'000);
  EXPECT_TRUE(std::equal(heard.begin(), heard.begin() + kPanic, other.begin()));
  const auto sounds = [](float sample) { return sample != 0.0F; };
  EXPECT_TRUE(std::any_of(heard.begin() + kPanic, heard.begin() + kPanic + 240, sounds));
  EXPECT_EQ(std::count_if(heard.begin() + kPanic + 479, heard.end(), sounds), 0);
  float largest = 0.0F;
  for (std::size_t i = kPanic - 480; i < kPanic + 480; ++i) {
    const float allowed = std::abs(other[i + 1] - other[i]) + 1.0F / 480;
    largest = std::max(largest, std::abs(heard[i + 1] - heard[i]) - allowed);
  }
  EXPECT_LE(largest, 0.0F) << "a click";
}

TEST(PanicMessage, WhatIsPlayedAfterItSoundsAsInANewEngine) {
  const std::string quiet = kRinging + "0 /seq/stop s\n";
  // The modules are new from frame 24480 on.
  const auto fresh = left_of(quiet + "30000f /gate/e 1\n", 60'000);
  const auto again = left_of(quiet + "4800f /gate/e 1\n24000f /panic\n54480f /gate/e 1\n", 84'480);
  EXPECT_TRUE(std::any_of(fresh.begin(), fresh.end(), [](float s) { return s != 0.0F; }));
  EXPECT_TRUE(std::equal(fresh.begin() + 1'000, fresh.end(), again.begin() + 25'480));
}

TEST(PanicMessage, StopsSequencersAndIsOneCommand) {
  Studio studio;
  for (const char* line : {"/seq/create s", "/seq/assign s gate adsr1", "/seq/start s"}) {
    studio.say(line);
  }
  studio.run_to(4'800);
  studio.stage.journal.clear();
  studio.say("/panic");
  EXPECT_EQ(studio.answer(), "done /panic");
  ASSERT_EQ(studio.stage.of(Op::kPanic).size(), 1U);
  EXPECT_FALSE(studio.conductor.scene().bank.find("s")->playing());
  ASSERT_EQ(studio.stage.journal.size(), 1U);
  EXPECT_TRUE(studio.stage.journal[0].ends_with("f /panic"));
  EXPECT_EQ(studio.stage.of(Op::kPanic)[0].frame, 4'864);
}

TEST(PanicMessage, NeedsNoBuild) {
  Studio studio;
  const auto builds = studio.stage.builds.size();
  studio.stage.progress = PatchProgress::kBuilding;
  studio.say("/panic");
  EXPECT_EQ(studio.answer(), "done /panic");
  EXPECT_EQ(studio.stage.builds.size(), builds);
}

TEST(TransportStop, StopsEverySequencer) {
  Studio studio;
  for (const char* line : {"/seq/create a", "/seq/create b", "/seq/start_all"}) studio.say(line);
  studio.say("/transport/stop");
  EXPECT_EQ(studio.answer(), "done /transport/stop");
  EXPECT_FALSE(studio.conductor.scene().bank.playing());
  EXPECT_TRUE(is_vital(osc::Bundle{{}, {{"/transport/stop", {}}}}));
  EXPECT_TRUE(is_vital(osc::Bundle{{}, {{"/panic", {}}}}));
}

}  // namespace
}  // namespace chronus::conductor
