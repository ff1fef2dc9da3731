// SPDX-License-Identifier: MIT
// Setters without their values ask; names that are not known are answered with the nearest.
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

std::string asked(Studio& studio, const std::string& line) {
  studio.stage.sent.clear();
  studio.say(line);
  return studio.answer();
}

TEST(Asking, AParameterAnswersWithWhatItIs) {
  Studio studio;
  EXPECT_EQ(asked(studio, "/mod/sine1/freq"), "mod/sine1/freq.reply 440.0");
  studio.say("/mod/sine1/freq 110");
  EXPECT_EQ(asked(studio, "/mod/sine1/freq"), "mod/sine1/freq.reply 110.0");
  EXPECT_EQ(asked(studio, "/mod/sine1/frequency"), "mod/sine1/frequency.reply 110.0");
}

TEST(Asking, AParameterThatOnlyTheDraftHasIsAskedThere) {
  Studio studio;
  studio.say("/patch/edit");
  studio.say("/patch/create fresh sine");
  studio.say("/mod/fresh/freq 220");
  EXPECT_EQ(asked(studio, "/mod/fresh/freq"), "mod/fresh/freq.reply 220.0");
}

TEST(Asking, APatternIsAnsweredOnceForEach) {
  Studio studio;
  studio.stage.sent.clear();
  studio.say("/mod/*/freq");
  EXPECT_EQ(studio.stage.sent.size(), 2U);  // sine1 and filter1
}

TEST(Asking, ASequencersSettings) {
  Studio studio;
  studio.say("/seq/create kick");
  EXPECT_EQ(asked(studio, "/seq/bpm kick"), "seq/bpm.reply kick 120.0");
  EXPECT_EQ(asked(studio, "/seq/bpm/kick"), "seq/bpm.reply kick 120.0");
  EXPECT_EQ(asked(studio, "/seq/config kick"), "seq/config.reply kick 120.0 16 16");
  EXPECT_EQ(asked(studio, "/seq/steps kick"), "seq/steps.reply kick 16");
  EXPECT_EQ(asked(studio, "/seq/pattern kick"), "seq/pattern.reply kick x...............");
  EXPECT_EQ(asked(studio, "/seq/gate_len kick"), "seq/gate_len.reply kick 0.5");
  EXPECT_EQ(asked(studio, "/seq/swing kick"), "seq/swing.reply kick 50.0");
  EXPECT_EQ(asked(studio, "/seq/quantum kick"), "seq/quantum.reply kick 0.0");
  EXPECT_EQ(asked(studio, "/seq/mute kick"), "seq/mute.reply kick 0");
  EXPECT_EQ(asked(studio, "/seq/fill kick"), "seq/fill.reply kick 0");
  studio.say("/seq/seed kick 7");
  EXPECT_EQ(asked(studio, "/seq/seed kick"), "seq/seed.reply kick 7");
  studio.say("/seq/param_lane kick note 60 62");
  EXPECT_TRUE(asked(studio, "/seq/param_lane kick note")
                  .starts_with("seq/param_lane.reply kick note 60 62"))
      << studio.answer();
  EXPECT_EQ(asked(studio, "/seq/param_lane kick cut"),
            "fail /seq/param_lane 'kick' has no lane 'cut' kick cut");
  EXPECT_EQ(asked(studio, "/transport/bpm"), "transport/bpm.reply 120.0");
  studio.say("/seq/assign kick gate adsr1");
  (void)asked(studio, "/seq/assign kick");
  EXPECT_EQ(studio.stage.sent.at(0).json, R"([{"gate":"adsr1"}])");
}

TEST(Asking, APatternThatWasSpreadOrTurnedIsAskedForByThat) {
  Studio studio;
  studio.say("/seq/create kick");
  EXPECT_EQ(asked(studio, "/seq/euclid kick"), "seq/euclid.reply kick 1 16 0");
  studio.say("/seq/euclid kick 5 16");
  EXPECT_EQ(asked(studio, "/seq/euclid kick"), "seq/euclid.reply kick 5 16 0");
  studio.say("/seq/rotate kick 3");
  EXPECT_EQ(asked(studio, "/seq/euclid kick"), "seq/euclid.reply kick 5 16 3");
  EXPECT_EQ(asked(studio, "/seq/rotate kick"), "seq/rotate.reply kick ...x..x..x..x..x");
  EXPECT_EQ(asked(studio, "/seq/rotate/kick"), "seq/rotate.reply kick ...x..x..x..x..x");
  studio.say("/seq/pattern kick xx.X");
  EXPECT_EQ(asked(studio, "/seq/euclid kick"),
            "fail /seq/euclid the pattern of 'kick' is no even spread: /seq/pattern kick tells it "
            "kick");
}

TEST(Asking, AChainIsAskedForAndEndedWithAWordOfItsOwn) {
  Studio studio;
  studio.say("/seq/create kick");
  EXPECT_EQ(asked(studio, "/seq/chain kick"), "seq/chain.reply kick off");
  studio.say("/seq/chain kick x... X...");
  EXPECT_EQ(asked(studio, "/seq/chain/kick"), "seq/chain.reply kick x... X...");
  EXPECT_EQ(asked(studio, "/seq/chain kick off"), "done /seq/chain kick off");
  EXPECT_TRUE(studio.stage.journal.back().ends_with("f /seq/chain kick off"));
  EXPECT_EQ(asked(studio, "/seq/chain kick"), "seq/chain.reply kick off");
}

TEST(Asking, InAScoreAChainWithoutPatternsEndsAsOlderJournalsSay) {
  for (const char* line : {"/seq/chain kick", "/seq/chain/kick"}) {
    Studio studio;
    studio.conductor.load_score(*test::parse_score(
        "0 /seq/create kick\n0 /seq/chain kick x X\n0 " + std::string(line) + "\n", 48'000));
    studio.step();
    EXPECT_TRUE(studio.conductor.scene().bank.find("kick")->content().chain.empty()) << line;
  }
}

/// What a score's line is told; empty where that is well.
std::string told_in_score(Studio& studio, const std::string& line) {
  studio.stage.sent.clear();
  auto score = test::parse_score("0 " + line + "\n", 48'000);
  score->events.at(0).frame = studio.conductor.horizon();
  studio.conductor.load_score(std::move(*score));
  studio.step();
  return studio.stage.sent.empty() ? "" : studio.answer();
}

TEST(Asking, InAScoreAForgottenValueIsAFailure) {
  Studio studio;
  for (const auto& section : test::standard_vocabulary().sections()) {
    for (const auto& message : section.messages) {
      if (message.asks_with == vocabulary::kNoQuestion || message.address == "/seq/chain") continue;
      std::string line(message.address);
      if (line.starts_with("/mod/")) line = "/mod/filter1/freq";
      if (line.starts_with("/gate/")) line = "/gate/adsr1";
      for (std::size_t i = 0; i < message.asks_with; ++i) line += " kick";
      const auto failures = studio.conductor.score_failures();
      const auto journal = studio.stage.journal;
      const std::string told = told_in_score(studio, line);
      EXPECT_NE(told.find("asks, and a score has nobody to tell: give "), std::string::npos)
          << line << " was told: " << told;
      EXPECT_EQ(studio.stage.sent.size(), 1U) << line << " is not answered as well";
      EXPECT_EQ(studio.conductor.score_failures(), failures + 1) << line;
      EXPECT_EQ(studio.stage.journal, journal) << line;
    }
  }
}

TEST(Asking, InAScoreAPatternOfQuestionsIsOneFailure) {
  Studio studio;
  EXPECT_EQ(told_in_score(studio, "/mod/*/freq"),
            "fail /mod/*/freq asks, and a score has nobody to tell: give value");
  EXPECT_EQ(studio.conductor.score_failures(), 1U);
}

TEST(Asking, InAScoreANameThatThereIsNotComesFirst) {
  Studio studio;
  EXPECT_TRUE(told_in_score(studio, "/mod/fliter1/freq")
                  .starts_with("fail /mod/fliter1/freq no module 'fliter1'"));
  EXPECT_TRUE(told_in_score(studio, "/gate/sine1").ends_with("has no gate"));
}

TEST(Asking, QuitIsAWordOfScores) {
  Studio studio;
  EXPECT_EQ(told_in_score(studio, "/qiut"), "fail /qiut unknown address; did you mean /quit?");
  EXPECT_EQ(asked(studio, "/qiut"), "fail /qiut unknown address");
}

TEST(Asking, AGateAnswersWithWhatItWasToldLast) {
  Studio studio;
  EXPECT_EQ(asked(studio, "/gate/adsr1"), "gate/adsr1.reply 0");
  studio.say("/gate/adsr1 1 0.5");
  EXPECT_EQ(asked(studio, "/gate/adsr1"), "gate/adsr1.reply 1");
  for (const char* line : {"/patch/edit", "/patch/create fresh adsr", "/patch/connect sine1 fresh",
                           "/patch/connect fresh output", "/patch/commit"}) {
    studio.say(line);
  }
  EXPECT_EQ(asked(studio, "/gate/adsr1"), "gate/adsr1.reply 1");  // it goes on
  EXPECT_EQ(asked(studio, "/gate/fresh"), "gate/fresh.reply 0");
  studio.say("/panic");
  EXPECT_EQ(asked(studio, "/gate/adsr1"), "gate/adsr1.reply 0");
  EXPECT_EQ(asked(studio, "/gate/sine1"), "fail /gate/sine1 module 'sine1' (sine) has no gate");
}

TEST(Asking, AGateThatASequencerOpenedIsOpen) {
  Studio studio;
  for (const char* line : {"/seq/create kick", "/seq/assign kick gate adsr1", "/seq/start kick"}) {
    studio.say(line);
  }
  studio.run_to(6'400);  // the first step is on frame 6000
  EXPECT_EQ(asked(studio, "/gate/adsr1"), "gate/adsr1.reply 1");
}

/// Whatever is answered sets the same again.
TEST(Asking, WhatIsAnsweredIsTakenBack) {
  Studio studio;
  studio.say("/seq/create kick");
  studio.say("/seq/prob kick 50 . 25");
  studio.say("/seq/ratchet kick 1 2 3");
  studio.say("/seq/cond kick 1:2 !fill");
  studio.say("/seq/nudge kick 0.25 .");
  for (const auto& section : test::standard_vocabulary().sections()) {
    for (const auto& message : section.messages) {
      // What turns a pattern is no value that it has.
      const bool acts = message.address == "/seq/assign" || message.address == "/seq/rotate";
      if (message.asks_with != 1 || acts || !vocabulary::is_of_sequencers(message)) continue;
      (void)asked(studio, std::string(message.address) + " kick");
      ASSERT_EQ(studio.stage.sent.size(), 1U) << message.address;
      const auto answer = studio.stage.sent[0].message;
      ASSERT_EQ(answer.address, std::string(message.address) + ".reply");
      studio.stage.sent.clear();
      studio.conductor.submit({Sender{}, {{}, {{std::string(message.address), answer.args}}}});
      studio.step();
      EXPECT_TRUE(studio.answer().starts_with("done ")) << studio.answer();
      (void)asked(studio, std::string(message.address) + " kick");
      EXPECT_EQ(studio.stage.sent[0].message, answer) << message.address;
    }
  }
}

TEST(Asking, ChangesNothingAndGoesIntoNoJournal) {
  Studio studio;
  studio.say("/seq/create kick");
  const auto lines = studio.stage.journal.size();
  const auto commands = studio.stage.commands.size();
  for (const char* question :
       {"/seq/bpm kick", "/seq/bpm *", "/mod/sine1/freq", "/transport/bpm"}) {
    studio.say(question);
  }
  EXPECT_EQ(studio.stage.journal.size(), lines);
  EXPECT_EQ(studio.stage.commands.size(), commands);
}

TEST(NearestNames, AreToldForWhateverIsNotKnown) {
  Studio studio;
  studio.say("/seq/create kick");
  const auto refused = [&](const char* line, const char* reason) {
    const auto answer = asked(studio, line);
    EXPECT_NE(answer.find(reason), std::string::npos) << line << ": " << answer;
  };
  refused("/seq/inf kick", "unknown address; did you mean /seq/info?");
  refused("/seq/start kik", "no sequencer 'kik'; did you mean kick?");
  refused("/seq/start {kick,b", "bad id pattern: pattern position 1: bracket is not closed");
  refused("/seq/start {kik,b}", "no sequencer matches");
  refused("/mod/sine/freq 1", "no module 'sine'; did you mean sine1?");
  refused("/mod/sine1/frq 1", "module 'sine1' (sine) has no parameter 'frq'; did you mean freq?");
  refused("/gate/adsr 1", "no module 'adsr'; did you mean adsr1?");
  refused("/patch/create a saw",
          "no module type 'saw': it is a wave of osc, set with /mod/ID/wave saw");
  refused("/patch/create a sin", "no module type 'sin'; did you mean sine?");
  refused("/module/info biqad", "no module type 'biqad'; did you mean biquad?");
  refused("/seq/assign kick gate adsr", "did you mean adsr1?");
  refused("/help /sec", "did you mean /seq?");
  refused("/patch/create x filter", "did you mean biquad, svf or biquad_filter?");
  refused("/patch/create x envelope", "did you mean follower, adsr or ");
  refused("/patch/create x sinewave", "did you mean sine?");
  refused("/mod/sine1/pitch 1", "has no parameter 'pitch'; did you mean ");
  refused("/mod/sine1/amplitude 1", "has no parameter 'amplitude'; did you mean ");
  refused("/mod/filter1/mode hipass", "; did you mean highpass?");
  refused("/record/begin", "unknown address; did you mean /record/start, /record/stop or ");
}

TEST(NearestNames, AreToldForBothEndsOfACable) {
  Studio studio;
  studio.say("/patch/edit");
  studio.say("/patch/create echo1 delay");
  const auto refused = [&](const char* line, const char* reason) {
    const auto answer = asked(studio, line);
    EXPECT_NE(answer.find(reason), std::string::npos) << line << ": " << answer;
  };
  refused("/patch/connect sin1 adsr1", "no module 'sin1' in the draft; did you mean sine1?");
  refused("/patch/connect sine1 adrs1", "no module 'adrs1' in the draft; did you mean adsr1?");
  refused("/patch/connect sine1 ouptut", "no module 'ouptut' in the draft; did you mean output?");
  refused("/patch/connect sine1 outputs.left", "did you mean output?");
  refused("/patch/connect sine1 filter1.frq",
          "module 'filter1' (biquad) has no input or parameter 'frq'; did you mean freq?");
  refused("/patch/connect sine1 echo1.rigth",
          "has no input or parameter 'rigth'; did you mean right?");
  refused("/patch/connect echo1.rigth output",
          "module 'echo1' (delay) has no output 'rigth'; did you mean right?");
  refused("/patch/connect sine1.wet output",
          "module 'sine1' (sine) has no output 'wet': it has out");
  refused("/patch/disconnect sine1 adrs1", "did you mean adsr1?");
}

TEST(Help, IsAnsweredWithTheMessagesThatBeginSo) {
  Studio studio;
  (void)asked(studio, "/help /seq/bpm");
  ASSERT_EQ(studio.stage.sent.size(), 1U);
  EXPECT_EQ(studio.stage.sent[0].message.address, "/help.reply");
  EXPECT_EQ(studio.stage.sent[0].json,
            vocabulary::help_json(test::standard_vocabulary(), "/seq/bpm"));
}

TEST(Services, TheSupervisorsPerformAllThatTheConductorDoesNot) {
  const Studio studio;
  EXPECT_TRUE(studio.conductor.unserved().empty());
  FakeStage stage;
  const Conductor alone({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                        stage.doors());
  EXPECT_FALSE(alone.unserved().empty());
}

}  // namespace
}  // namespace chronus::conductor
