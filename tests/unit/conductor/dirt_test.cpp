// SPDX-License-Identifier: MIT
// Events of SuperDirt's protocol: orbits that come when they are needed, notes on their frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "conductor/scene_lines.hpp"
#include "dirt/synths.hpp"
#include "dirt_studio.hpp"

namespace chronus::conductor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Dirt : DirtStudio {};

TEST_F(Dirt, AnEventMakesItsOrbitBeforeItsTimeAndPlaysOnIt) {
  say("/dirt/play s bd n 2 orbit 3 amp 1.0 pan 0.0", 9'000);
  step();
  EXPECT_TRUE(has("orbit3"));
  EXPECT_FALSE(has("orbit0"));
  const auto swaps = stage.of(engine::Op::kSwapPatch);
  EXPECT_LT(swaps.back().frame, 512) << "as soon as it came";
  EXPECT_TRUE(notes().empty());
  run_to(9'600);
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_EQ(notes()[0].frame, 9'000);
  EXPECT_EQ(notes()[0].value, 0.0) << "the file's own pitch";
  EXPECT_EQ(notes()[0].velocity, 1.0);
  EXPECT_EQ(notes()[0].length, 48'000U);
  EXPECT_THAT(values_of(notes()[0]), ElementsAre(testing::Pair("orbit3.sample", 3.0),
                                                 testing::Pair("orbit3_strip.gain", 1.0),
                                                 testing::Pair("orbit3_strip.pan", 0.0)));
  EXPECT_TRUE(answers().empty()) << answer();
}

TEST_F(Dirt, WhatPlaysGoesOnWithoutAFade) {
  say("/dirt/play s bd", 9'000);
  run_to(9'600);
  const auto& playing = conductor.scene().patches.playing().patch;
  EXPECT_NE(playing.find("sine1"), nullptr);
  EXPECT_EQ(stage.fades.back(), 0U);
}

TEST_F(Dirt, ManyOrbitsAtOnceAreMadeByOneCommit) {
  for (int orbit = 0; orbit < 12; ++orbit) {
    say("/dirt/play s bd orbit " + std::to_string(orbit), 9'000);
  }
  const auto before = stage.of(engine::Op::kSwapPatch).size();
  run_to(9'600);
  EXPECT_EQ(stage.of(engine::Op::kSwapPatch).size(), before + 1);
  EXPECT_EQ(notes().size(), 12U);
  for (const auto& note : notes()) EXPECT_EQ(note.frame, 9'000);
  EXPECT_EQ(journal_of("/dirt/prepare").size(), 1U);
}

TEST_F(Dirt, AnEffectIsMadeWhenItIsFirstSentTo) {
  say("/dirt/play s bd room 0", 5'000);
  run_to(6'000);
  EXPECT_FALSE(has("orbit0_room"));
  say("/dirt/play s bd room 0.5", now + 5'000);
  run_to(now + 6'000);
  EXPECT_TRUE(has("orbit0_room"));
  EXPECT_FALSE(has("orbit0_delay"));
  const auto& connections = conductor.scene().patches.playing().patch.connections();
  EXPECT_EQ(std::count_if(connections.begin(), connections.end(),
                          [](const auto& cable) { return cable.dst == "orbit0_room"; }),
            2);
}

TEST_F(Dirt, ASynthIsPutOnItsOrbitWithAStripOfItsOwn) {
  say("/dirt/play s bd orbit 2 room 0.5", 5'000);
  say("/dirt/play s superpiano note 9 sustain 0.5 orbit 2 room 0.25 shape 0.5", 6'000);
  run_to(7'000);
  EXPECT_TRUE(answers().empty()) << answer();
  ASSERT_EQ(notes().size(), 2U);
  const auto note = notes()[1];
  EXPECT_EQ(note.frame, 6'000);
  EXPECT_NEAR(note.value, 440.0, 1e-9);
  EXPECT_EQ(note.length, 24'000U);
  const auto& patches = conductor.scene().patches;
  EXPECT_EQ(note.module, patches.instrument("orbit2_superpiano").module);
  EXPECT_THAT(values_of(note), ElementsAre(testing::Pair("orbit2_superpiano_strip.room", 0.25),
                                           testing::Pair("orbit2_superpiano_strip.shape", 0.5)));
  const auto& cables = patches.playing().patch.connections();
  EXPECT_EQ(std::count_if(cables.begin(), cables.end(),
                          [](const auto& cable) { return cable.dst == "orbit2_room"; }),
            4)
      << "both strips, both sides";
}

TEST_F(Dirt, EverySynthThereIsCanBePlayed) {
  for (const auto& synth : dirt::synths()) {
    say("/dirt/prepare 11:" + std::string(synth.name));
    run_to(now + 512);
    EXPECT_EQ(answer(), "/done /dirt/prepare 11:" + std::string(synth.name));
  }
}

/// Where delays and reverbs take four times as much.
struct DirtAtTheHighestRate : DirtStudio {
  DirtAtTheHighestRate() : DirtStudio(192'000) {}
};

TEST_F(Dirt, AllTwelveHaveRoomForTheirEffects) {
  for (int orbit = 0; orbit < 12; ++orbit) {
    say("/dirt/play s bd delay 0.5 room 0.5 orbit " + std::to_string(orbit), 9'000);
  }
  run_to(10'000);
  EXPECT_TRUE(stage.warnings.empty()) << stage.warnings.front();
  for (int orbit = 0; orbit < 12; ++orbit) {
    EXPECT_TRUE(has("orbit" + std::to_string(orbit) + "_delay"));
    EXPECT_TRUE(has("orbit" + std::to_string(orbit) + "_room"));
  }
}

TEST_F(DirtAtTheHighestRate, WhereThereIsNoRoomForAnEffectTheRestIsHeard) {
  for (int orbit = 0; orbit < 12; ++orbit) {
    say("/dirt/play s bd delay 0.5 room 0.5 orbit " + std::to_string(orbit), 9'000 + orbit);
    run_to(now + 256);
  }
  run_to(10'000);
  ASSERT_EQ(notes().size(), 12U);
  for (std::size_t n = 0; n < 12; ++n) EXPECT_EQ(notes()[n].frame, 9'000 + static_cast<Frame>(n));
  EXPECT_TRUE(has("orbit0_delay"));
  for (const auto& warning : stage.warnings) EXPECT_THAT(warning, HasSubstr("no room for orbit"));
  const auto told = stage.warnings.size();
  EXPECT_GT(told, 0U);
  say("/dirt/play s bd delay 0.5 room 0.5 orbit 11", now + 5'000);
  run_to(now + 6'000);
  EXPECT_EQ(stage.warnings.size(), told);
}

TEST_F(Dirt, WithoutATimeTagItWaitsForItsOrbitAndForNothingElse) {
  stage.progress = PatchProgress::kBuilding;
  say("/dirt/play s bd");
  step();
  step();
  EXPECT_TRUE(notes().empty());
  stage.progress = PatchProgress::kBuilt;
  step();
  step();
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_EQ(notes()[0].frame, stage.of(engine::Op::kSwapPatch).back().frame);
}

TEST_F(Dirt, AnOrbitThatSomebodyHasEditedStaysAsItIs) {
  say("/dirt/prepare 0 0:delay 0:room");
  step();
  for (const auto* line :
       {"/patch/edit", "/patch/create wash reverb", "/patch/delete orbit0_delay",
        "/patch/connect orbit0_strip wash", "/patch/connect wash output", "/patch/commit"}) {
    say(line);
    step();
  }
  run_to(now + 1'024);
  const auto before = stage.of(engine::Op::kSwapPatch).size();
  say("/dirt/play s bd delaytime 0.25 shape 0.5 room 0.5", now + 5'000);
  run_to(now + 6'000);
  EXPECT_EQ(stage.of(engine::Op::kSwapPatch).size(), before);
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_TRUE(has("wash"));
  EXPECT_EQ(values_of(notes()[0]).at("orbit0_strip.shape"), 0.5);
}

TEST_F(Dirt, AnOrbitThatIsGoneComesAgain) {
  say("/dirt/play s bd", 5'000);
  run_to(6'000);
  for (const auto* line :
       {"/patch/new", "/patch/create o osc", "/patch/connect o output", "/patch/commit"}) {
    say(line);
    step();
  }
  EXPECT_FALSE(has("orbit0"));
  say("/dirt/play s bd", now + 5'000);
  run_to(now + 6'000);
  EXPECT_TRUE(has("orbit0"));
  EXPECT_TRUE(has("o"));
  EXPECT_EQ(notes().size(), 2U);
}

TEST_F(Dirt, ADraftIsKeptAndGoesOnFromWhatWasAdded) {
  say("/patch/edit");
  say("/patch/create mine osc");
  step();
  say("/dirt/play s bd", now + 5'000);
  run_to(now + 6'000);
  const auto* draft = conductor.scene().patches.draft();
  ASSERT_NE(draft, nullptr);
  EXPECT_NE(draft->find("mine"), nullptr);
  EXPECT_NE(draft->find("orbit0"), nullptr);
  say("/patch/new");
  say("/patch/create mine osc");
  step();
  say("/dirt/play s bd orbit 1", now + 5'000);
  run_to(now + 6'000);
  draft = conductor.scene().patches.draft();
  EXPECT_NE(draft->find("mine"), nullptr);
  EXPECT_EQ(draft->modules().size(), 1U) << "it began empty";
}

TEST_F(Dirt, TheOrbitsOwnValuesHoldForAllOfIt) {
  say("/dirt/play s bd delay 0.5 delaytime 0.25 delayfeedback 0.5 room 0.5 size 0.5", 5'000);
  run_to(5'500);
  const auto set = stage.of(engine::Op::kSetParam).size();
  const auto& patches = conductor.scene().patches;
  const auto time = patches.param("orbit0_delay", "time");
  EXPECT_EQ(patches.value_at(Place{time.module}, time.param), 0.25F);
  say("/dirt/play s bd delay 0.5 delaytime 0.25 delayfeedback 0.5 room 0.5 size 0.5", 8'000);
  run_to(9'000);
  EXPECT_EQ(stage.of(engine::Op::kSetParam).size(), set) << "nothing is news";
}

TEST_F(Dirt, ABadEventIsRefusedInWordsAndChangesNothing) {
  say("/dirt/prepare 0");
  step();
  const auto journal = stage.journal.size();
  const auto commands = stage.commands.size();
  for (const char* bad : {"/dirt/play n 3", "/dirt/play s bd speed fast", "/dirt/play s bd n",
                          "/dirt/prepare 12", "/dirt/prepare 3:nosynth", "/c_set 5 1 6",
                          "/c_set 1024 1", "/c_set 5 x", "/c_set 1024", "/c_set x"}) {
    say(bad);
    step();
    EXPECT_THAT(answer(), HasSubstr("/fail ")) << bad;
    stage.sent.clear();
  }
  EXPECT_EQ(stage.journal.size(), journal);
  EXPECT_EQ(stage.commands.size(), commands);
}

TEST_F(Dirt, ABusIsResolvedWhereTheEventIsPerformed) {
  say("/c_set 5 0.25 6 1");
  say("/dirt/play s bd pan c5", 5'000);
  run_to(6'000);
  EXPECT_EQ(values_of(notes().at(0)).at("orbit0_strip.pan"), 0.25);
  EXPECT_THAT(journal_of("/dirt/play"), ElementsAre("5000f /dirt/play s bd pan 0.25"));
  EXPECT_THAT(journal_of("/c_set"), ElementsAre(HasSubstr("/c_set 5 0.25 6 1")));
  bool is_kept = false;
  for (const auto& line : setting_lines(conductor.scene())) {
    is_kept = is_kept || score::to_line(0, line) == "0f /c_set 5 0.25 6 1.0";
  }
  EXPECT_TRUE(is_kept);
}

TEST_F(Dirt, ABusAnswersWithWhatItHolds) {
  say("/c_set 5 0.5 7 -2");
  step();
  const auto journal = stage.journal.size();
  for (const auto& [question, answered] :
       std::map<const char*, const char*>{{"/c_set 5", "/c_set.reply 5 0.5"},
                                          {"/c_set 7", "/c_set.reply 7 -2.0"},
                                          {"/c_set 1023", "/c_set.reply 1023 0.0"}}) {
    say(question);
    step();
    EXPECT_EQ(answer(), answered) << question;
  }
  EXPECT_EQ(stage.journal.size(), journal);
}

TEST_F(Dirt, TheJournalHasWhatWasUnderstood) {
  say("/dirt/play _id_ 1 cps 0.5 nonsense 3 s bd n 1", 5'000);
  run_to(6'000);
  EXPECT_THAT(journal_of("/dirt/"),
              ElementsAre(HasSubstr("/dirt/prepare \"0\""), "5000f /dirt/play cps 0.5 s bd n 1"));
}

TEST_F(Dirt, SuperpanicIsAPanic) {
  say("/seq/create k");
  say("/seq/start k");
  step();
  say("/dirt/play s superpanic");
  step();
  EXPECT_EQ(stage.of(engine::Op::kPanic).size(), 1U);
  EXPECT_FALSE(conductor.scene().bank.find("k")->playing());
  EXPECT_FALSE(has("orbit0"));
}

TEST_F(Dirt, AScoresOrbitIsThereOnTheFrameOfItsFirstEvent) {
  score::Score score;
  for (int n = 0; n < 3; ++n) {
    score.events.push_back(
        {4'000, n + 1, Studio::message("/play2 s bd orbit " + std::to_string(n))});
  }
  conductor.load_score(std::move(score));
  run_to(4'500);
  ASSERT_EQ(notes().size(), 3U);
  for (const auto& note : notes()) EXPECT_EQ(note.frame, 4'000);
  EXPECT_EQ(conductor.score_failures(), 0U);
  EXPECT_EQ(journal_of("/dirt/prepare").size(), 3U);
}

TEST_F(Dirt, TheHandshakeIsSuperDirts) {
  say("/dirt/handshake");
  step();
  const auto& reply = stage.sent.back().message;
  EXPECT_EQ(reply.address, "/dirt/handshake/reply");
  ASSERT_EQ(reply.args.size(), 133U);
  EXPECT_EQ(reply.args[0], osc::Arg{"&serverHostname"});
  EXPECT_EQ(reply.args[1], osc::Arg{"127.0.0.1"});
  EXPECT_EQ(reply.args[2], osc::Arg{"&serverPort"});
  EXPECT_EQ(reply.args[3], osc::Arg{57'110});
  EXPECT_EQ(reply.args[4], osc::Arg{"&controlBusIndices"});
  for (int i = 0; i < 128; ++i) EXPECT_EQ(reply.args[static_cast<std::size_t>(5 + i)], osc::Arg{i});
  say("/dirt/hello");
  step();
  EXPECT_EQ(stage.sent.back().message.address, "/dirt/hello/reply");
}

}  // namespace
}  // namespace chronus::conductor
