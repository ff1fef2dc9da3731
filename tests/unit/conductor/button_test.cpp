// SPDX-License-Identifier: MIT
// A controller's buttons: 1 when pressed, 0 when let go, with messages that take no value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

class Buttons : public ::testing::Test {
 protected:
  void SetUp() override { studio.say("/seq/create kick"); }
  std::string send(const std::string& address, std::vector<osc::Arg> args) {
    studio.stage.sent.clear();
    studio.conductor.submit({Sender{}, {{}, {{address, std::move(args)}}}});
    studio.step();
    return studio.answer();
  }
  bool plays() const { return studio.conductor.scene().bank.find("kick")->playing(); }

  Studio studio;
};

TEST_F(Buttons, PressedDoesWhatTheMessageSaysAndLetGoNothing) {
  const auto lines = studio.stage.journal.size();
  EXPECT_EQ(send("/seq/start/kick", {0.0F}), "done /seq/start/kick 0.0");
  EXPECT_FALSE(plays());
  EXPECT_EQ(studio.stage.journal.size(), lines);
  EXPECT_EQ(send("/seq/start/kick", {1.0F}), "done /seq/start/kick 1.0");
  EXPECT_TRUE(plays());
  EXPECT_TRUE(studio.stage.journal.back().ends_with("/seq/start kick"))
      << studio.stage.journal.back();
  send("/seq/stop/kick", {0.0F});
  EXPECT_TRUE(plays());
  send("/seq/stop/kick", {1.0F});
  EXPECT_FALSE(plays());
}

TEST_F(Buttons, MayBeOfAnyNumericTypeAndReachPatterns) {
  for (const osc::Arg& on : {osc::Arg{1}, osc::Arg{true}, osc::Arg{1.0}}) {
    send("/seq/start_all", {on});
    EXPECT_TRUE(plays());
    send("/seq/stop", {std::string("k*"), on});
    EXPECT_FALSE(plays());
  }
  send("/seq/start", {std::string("kick"), false});
  EXPECT_FALSE(plays());
  EXPECT_THAT(send("/seq/start/kick", {0.5F}), ::testing::HasSubstr("usage: /seq/start id"));
  EXPECT_THAT(send("/seq/start/kick", {std::string("1")}), ::testing::HasSubstr("usage"));
  EXPECT_THAT(send("/seq/create/kick", {1.0F}), ::testing::HasSubstr("usage"));
}

TEST_F(Buttons, StartTheTransportAsFloatsAndIntsAreItsPositions) {
  send("/seq/start/kick", {1});
  EXPECT_EQ(send("/transport/start", {0.0F}), "done /transport/start 0.0");
  EXPECT_TRUE(studio.stage.journal.back().ends_with("/seq/start kick"));
  send("/transport/start", {1.0F});
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /transport/start"));
  send("/transport/start", {1});
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /transport/start 1"));
  send("/transport/start", {2.5F});
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /transport/start 2.5"));
  send("/transport/start", {std::string("at"), 1.0F});
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /transport/start at 1.0"));
  EXPECT_THAT(send("/transport/start", {std::string("to"), 1.0F}), ::testing::HasSubstr("usage"));
}

TEST_F(Buttons, AreNoneOfAScoreOrAClockThatIsFollowed) {
  Sender clock;
  clock.is_clock = true;
  studio.conductor.submit({clock, {{}, {{"/transport/start", {0.0}}}}});
  studio.step();
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /transport/start 0.0"));
}

TEST_F(Buttons, LetGoBesideACommitTouchNoDraft) {
  studio.say_bundle({"/patch/edit", "/patch/create g gain", "/patch/connect g output",
                     "/patch/new 0.0", "/patch/commit"});
  EXPECT_TRUE(studio.conductor.scene().patches.playing().seats.contains("g")) << studio.answer();
  studio.run_to(studio.now + 960);  // past the crossfade
  studio.say("/patch/commit 0.0");
  EXPECT_EQ(studio.answer(), "done /patch/commit 0.0");
}

}  // namespace
}  // namespace chronus::conductor
