// SPDX-License-Identifier: MIT
// A start in a song, messages on a frame of their own, and what is told as frames are decided.
#include <gmock/gmock.h>

#include "sequencer/bank.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using ::testing::HasSubstr;

/// Bundles on frames, as a followed clock sends them.
void on_frame(Studio& studio, Frame frame, const std::string& line) {
  Incoming incoming;
  incoming.sender.is_clock = true;
  incoming.bundle.messages.push_back(Studio::message(line));
  studio.conductor.submit_at(frame, std::move(incoming));
}

TEST(Transport, StartPutsASongPositionOnItsFrame) {
  Studio studio;
  studio.say("/seq/create a");
  studio.run_to(1'280);
  on_frame(studio, 2'001, "/transport/start 4");
  studio.run_to(26'112);
  EXPECT_THAT(studio.stage.journal, ::testing::Contains("2001f /transport/start 4"));
  const auto& grid = studio.conductor.scene().bank.transport();
  EXPECT_EQ(grid.at_tick(grid.downbeat() + 5 * sequencer::kTicksPerBeat).nearest(), 26'001);
  studio.say("/transport/info");
  EXPECT_THAT(studio.stage.sent.back().json, HasSubstr("\"beat\":5.0"));
}

TEST(Transport, StartWithoutAPositionIsTheBeginning) {
  Studio studio;
  studio.say("/seq/create a");
  studio.say("/transport/start");
  EXPECT_EQ(studio.answer(), "done /transport/start");
  EXPECT_TRUE(studio.conductor.scene().bank.playing());
}

TEST(Transport, PositionsThatCannotBeAreRefused) {
  Studio studio;
  for (const char* beats : {"-1", "1e9", "now", "0 1"}) {
    studio.say(std::string("/transport/start ") + beats);
    EXPECT_TRUE(studio.answer().starts_with("fail /transport/start")) << beats;
  }
}

TEST(Transport, AFrameThatIsDecidedMeansTheNextOne) {
  Studio studio;
  studio.run_to(1'280);
  on_frame(studio, 100, "/transport/bpm 99.875");
  studio.step();
  EXPECT_THAT(studio.stage.journal, ::testing::ElementsAre("1280f /transport/bpm 99.875"));
  EXPECT_EQ(studio.conductor.scene().bank.transport().bpm(), 99.875);
}

TEST(Transport, WhatIsDecidedIsToldInOrderAndWithItsTempo) {
  Studio studio;
  on_frame(studio, 200, "/transport/bpm 90");
  studio.run_to(384);
  using Told = FakeStage::Decided;
  EXPECT_THAT(studio.stage.decided,
              ::testing::ElementsAre(Told{0, 128, 120.0}, Told{128, 200, 120.0},
                                     Told{200, 256, 90.0}, Told{256, 384, 90.0}));
}

}  // namespace
}  // namespace chronus::conductor
