// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conductor/history.hpp"
#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/unit/conductor/set_test.hpp"

namespace chronus::conductor {
namespace {

class Undo : public SetTest {};

TEST_F(Undo, SaysSoWhereThereIsNothing) {
  EXPECT_EQ(undo(), "fail /undo nothing to undo");
  EXPECT_EQ(undo("/session/redo"), "fail /session/redo nothing to redo");
}

/// Each of these takes the set back to what it was before, and a redo to what it was after.
TEST_F(Undo, GoesBackToWhatWasAndForthAgain) {
  say_all({"/seq/create kick", "/seq/param_lane kick level \"0.1 0.2 . 0.4\"",
           "/seq/assign kick gate adsr1", "/seq/assign kick param sine1 level",
           "/seq/cond kick \"1:2 . PRE\"", "/seq/chain kick x..x xx.. X...", "/seq/create other",
           "/seq/start kick"});
  studio.run_to(48'000);
  for (const char* line : {"/seq/create new",
                           "/seq/delete other",
                           "/seq/config kick 90.5 7 8",
                           "/seq/bpm kick 133.3",
                           "/seq/follow kick",
                           "/seq/steps kick 5",
                           "/seq/pattern kick X.......",
                           "/seq/chain kick x X",
                           "/seq/chain kick off",
                           "/seq/euclid kick 3 8",
                           "/seq/rotate kick 2",
                           "/seq/param_lane kick level 0.3",
                           "/seq/param_lane kick q \"1 2\"",
                           "/seq/param_lane kick level off",
                           "/seq/assign other gate adsr1",
                           "/seq/unassign kick",
                           "/seq/gate_len kick 0.25",
                           "/seq/swing kick 60",
                           "/seq/prob kick 0.5",
                           "/seq/ratchet kick \"1 2 3\"",
                           "/seq/nudge kick 0.25",
                           "/seq/cond kick .",
                           "/seq/fill kick 1",
                           "/seq/seed kick 7",
                           "/seq/mute kick 1",
                           "/seq/quantum kick 4",
                           "/seq/start other",
                           "/seq/stop kick",
                           "/seq/start_all",
                           "/seq/stop_all",
                           "/transport/bpm 97.3",
                           "/transport/stop",
                           "/mod/filter1/freq 333",
                           "/seq/bpm * 99",
                           "/seq/delete kick"}) {
    SCOPED_TRACE(line);
    const auto before = set();
    const std::size_t draft_commands = studio.stage.journal.size();
    studio.say(line);
    const auto after = set();
    if (after == before) {  // it was so already
      EXPECT_EQ(studio.stage.journal.size() - draft_commands, 1U);
      continue;
    }
    ASSERT_TRUE(undo().starts_with("done /undo")) << studio.answer();
    EXPECT_EQ(set(), before);
    ASSERT_TRUE(undo("/redo").starts_with("done /redo")) << studio.answer();
    EXPECT_EQ(set(), after);
    ASSERT_TRUE(undo("/session/undo").starts_with("done /session/undo")) << studio.answer();
    EXPECT_EQ(set(), before);
    studio.run_to(studio.now + 10'000);
  }
}

TEST_F(Undo, TellsWhatItWas) {
  say_all(kKick);
  undo("/undo 2");
  const auto json = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(json["steps"], 2);
  EXPECT_EQ(json["left"], 2);
  EXPECT_EQ(json["undone"][0]["what"], "/seq/start kick");
  EXPECT_EQ(json["undone"][1]["what"], "/seq/assign kick gate adsr1");
  studio.say("/session/history");
  const auto history = nlohmann::json::parse(told());
  EXPECT_EQ(history["undo"].size(), 2U);
  EXPECT_EQ(history["undo"][0]["what"], "/seq/pattern kick x.x.x.x.x.x.x.x.");
  EXPECT_EQ(history["redo"][0]["what"], "/seq/assign kick gate adsr1");
  studio.say("/session/history 1");
  EXPECT_EQ(nlohmann::json::parse(told())["undo"].size(), 1U);
}

TEST_F(Undo, AnIdMayBeANumber) {
  say_all({"/seq/create a", "/seq/create 5", "/seq/bpm a 90", "/seq/bpm 5 77"});
  const auto before = set();
  ASSERT_TRUE(undo().starts_with("done"));
  EXPECT_NE(set()["sequencers"]["5"], before["sequencers"]["5"]);
  EXPECT_EQ(set()["sequencers"]["a"], before["sequencers"]["a"]);
  ASSERT_TRUE(undo("/redo").starts_with("done"));
  say("/seq/delete 5");
  ASSERT_TRUE(undo().starts_with("done"));
  EXPECT_EQ(set(), before);
}

TEST_F(Undo, ACommitIsTakenBackWithACrossfade) {
  const auto before = set();
  studio.say_bundle({"/patch/new", "/patch/create s sine", "/patch/connect s output",
                     "/mod/s/freq 333", "/patch/commit"});
  settle();
  const auto after = set();
  studio.stage.journal.clear();
  ASSERT_TRUE(undo().starts_with("done /undo")) << studio.answer();
  EXPECT_EQ(set(), before);
  EXPECT_EQ(studio.stage.journal.front().substr(studio.stage.journal.front().find('/')),
            "/patch/new");
  ASSERT_TRUE(undo("/redo").starts_with("done /redo")) << studio.answer();
  EXPECT_EQ(set(), after);
  EXPECT_EQ(value("s", "freq"), 333.0F);
}

TEST_F(Undo, ACommitLeavesTheValuesOfModulesThatStay) {
  studio.say_bundle(
      {"/patch/edit", "/patch/create g gain", "/patch/connect g output", "/patch/commit"});
  settle();
  say("/mod/filter1/freq 444");
  ASSERT_TRUE(undo("/undo 2").starts_with("done")) << studio.answer();
  EXPECT_EQ(find("g"), nullptr);
  EXPECT_EQ(value("filter1", "freq"), 1000.0F) << "and its own step before is gone back as well";
}

TEST_F(Undo, ADraftStays) {
  studio.say_bundle(
      {"/patch/edit", "/patch/create g gain", "/patch/connect g output", "/patch/commit"});
  settle();
  say_all({"/patch/edit", "/patch/create x lfo"});
  ASSERT_TRUE(undo().starts_with("done")) << studio.answer();
  const auto* draft = studio.conductor.scene().patches.draft();
  ASSERT_NE(draft, nullptr);
  EXPECT_NE(draft->find("x"), nullptr);
}

TEST_F(Undo, ABundleIsOneStep) {
  const auto before = set();
  studio.say_bundle(
      {"/seq/create kick", "/seq/pattern kick X...", "/transport/bpm 90", "/mod/filter1/freq 500"});
  ASSERT_TRUE(undo().starts_with("done")) << studio.answer();
  EXPECT_EQ(set(), before);
  EXPECT_EQ(undo(), "fail /undo nothing to undo");
}

TEST_F(Undo, ValuesWithinASecondOfEachOtherAreOneStep) {
  const float first = value("filter1", "freq");
  for (int i = 0; i < 20; ++i) {
    say("/mod/filter1/freq " + std::to_string(300 + i));
    say("/mod/filter1/q " + std::to_string(1 + i % 3));
    studio.run_to(studio.now + 40'000);
  }
  studio.run_to(studio.now + 48'001);
  say("/mod/filter1/freq 900");
  ASSERT_TRUE(undo().starts_with("done"));
  EXPECT_EQ(value("filter1", "freq"), 319.0F);
  ASSERT_TRUE(undo("/undo 2").starts_with("done"));
  EXPECT_EQ(value("filter1", "freq"), first);
  EXPECT_EQ(undo(), "fail /undo nothing to undo");
}

TEST_F(Undo, AnythingElseInBetweenBeginsAnother) {
  say("/mod/filter1/freq 300");
  say("/seq/create kick");
  say("/mod/filter1/freq 400");
  ASSERT_TRUE(undo().starts_with("done"));
  EXPECT_EQ(value("filter1", "freq"), 300.0F);
}

TEST_F(Undo, WhatWasStoppedPlaysOnWhereItWouldBe) {
  say_all(kKick);
  studio.run_to(50'000);
  Studio other;
  for (const auto& line : kKick) other.say(line);
  other.run_to(50'000);
  say("/seq/stop kick");
  say("/transport/bpm 140");
  other.say("/transport/bpm 140");  // half a block earlier or later counts for neither
  studio.run_to(90'112);
  ASSERT_TRUE(undo("/undo 2").starts_with("done")) << studio.answer();
  ASSERT_NE(find("kick"), nullptr);
  EXPECT_TRUE(find("kick")->playing());
  const auto steps = [](const Studio& of, Frame from) {
    std::vector<int> all;
    for (const auto& event : of.stage.events) {
      if (!event.starts_with("step ")) continue;
      const auto json = nlohmann::json::parse(event.substr(5));
      if (json["frame"].get<Frame>() >= from) all.push_back(json["step"].get<int>());
    }
    return all;
  };
  studio.run_to(studio.now + 60'000);
  const auto played = steps(studio, 92'000);
  ASSERT_GT(played.size(), 5U);
  for (std::size_t i = 1; i < played.size(); ++i) EXPECT_EQ(played[i], (played[i - 1] + 1) % 16);
}

TEST_F(Undo, StepFramesAreTheOldOnesAfterADeleteThatIsUndone) {
  const auto frames = [](bool is_deleted) {
    Studio of;
    for (const auto& line : kKick) of.say(line);
    of.say("/seq/chain kick x... xx.. xxx.");
    of.run_to(50'048);
    if (is_deleted) of.say("/seq/delete kick");
    of.run_to(180'096);
    if (is_deleted) of.say("/undo");
    of.run_to(400'000);
    std::vector<std::string> steps;
    for (const auto& event : of.stage.events) {
      if (!event.starts_with("step ")) continue;
      if (nlohmann::json::parse(event.substr(5))["frame"].get<Frame>() > 181'000) {
        steps.push_back(event);
      }
    }
    for (const auto& command : of.stage.of(engine::Op::kGate)) {
      if (command.frame > 190'000) steps.push_back(std::to_string(command.frame));
    }
    return steps;
  };
  EXPECT_GT(frames(false).size(), 40U);
  EXPECT_EQ(frames(true), frames(false));
}

TEST_F(Undo, IsAHundredStepsDeep) {
  for (int i = 0; i < 130; ++i) say("/seq/create s" + std::to_string(i));
  ASSERT_TRUE(undo("/undo 100").starts_with("done"));
  EXPECT_EQ(studio.conductor.scene().bank.size(), 30U);
  EXPECT_EQ(undo(), "fail /undo nothing to undo");
}

TEST_F(Undo, HoldsNoMoreMemoryThanItMay) {
  History history(48'000);
  History::Step step;
  step.what = std::string(History::kMostBytes / 16, 'x');
  for (int i = 0; i < 40; ++i) {
    history.add(step);
    EXPECT_LE(history.memory_bytes(), History::kMostBytes);
  }
  EXPECT_GE(history.count(History::Way::kUndo), 14U);
}

TEST_F(Undo, AChangeEndsWhatCouldBeRedone) {
  say("/seq/create a");
  undo();
  say("/seq/create b");
  EXPECT_EQ(undo("/redo"), "fail /redo nothing to redo");
}

TEST_F(Undo, IsToldAsTheEditsThatItMakes) {
  studio.stage.hears_edits = true;
  say("/seq/create kick");
  studio.stage.events.clear();
  undo();
  ASSERT_EQ(studio.stage.events.size(), 1U);
  EXPECT_NE(studio.stage.events[0].find("/seq/delete"), std::string::npos);
}

TEST_F(Undo, OfARunBeforeThereIsNothing) {
  score::Score score;
  score.events.push_back({200, 1, Studio::message("/seq/create kick")});
  studio.conductor.load_score(std::move(score), Conductor::Undoable::kNo);
  studio.run_to(1'000);
  ASSERT_NE(find("kick"), nullptr);
  EXPECT_EQ(undo(), "fail /undo nothing to undo");
}

/// The journal of a set with undone commits and sequencers is the same set.
TEST_F(Undo, InAScoreItIsTheSameAndItsJournalAsWell) {
  const std::string score = R"(
0 /patch/create o osc
0 /patch/create e adsr
0 /patch/connect o e
0 /patch/connect e output
0 /patch/commit
0 /seq/create k
0 /seq/pattern k x.x.xx.xX.x.xxxx
0 /seq/param_lane k note "48 60 55 58"
0 /seq/assign k gate e
0 /seq/assign k param o note freq
0 /seq/start k
0.4 /patch/edit
0.4 /patch/create d delay
0.4 /patch/connect e d
0.4 /patch/connect d output
0.4 /patch/commit
0.7 /seq/delete k
0.9 /mod/o/level 0.3
1.1 /undo 2
1.4 /undo
1.6 /redo 3
1.8 /session/undo 3
)";
  const auto render = [](const std::string& text) {
    offline::OfflineRenderer renderer({48'000, 128, 2}, test::built_in_modules(),
                                      test::standard_vocabulary(), *test::parse_score(text, 48'000),
                                      [](const std::string& why) { ADD_FAILURE() << why; });
    std::vector<float> samples(std::size_t{2} * 110'000);
    renderer.render(samples.data(), 110'000);
    return samples;
  };
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors());
  stage.furnish(conductor);
  conductor.load_score(*test::parse_score(score, 48'000));
  conductor.seed();
  for (Frame to = 128; to < 110'000; to += 128) conductor.advance(to);
  EXPECT_EQ(conductor.score_failures(), 0U);
  std::string journal = "# Journal of a set: --rate 48000 --block 128 --channels 2\n";
  for (const auto& line : stage.journal) {
    journal += line + "\n";
    EXPECT_EQ(line.find("undo"), std::string::npos) << line;
  }
  const auto sounds = render(score);
  EXPECT_GT(*std::max_element(sounds.begin(), sounds.end()), 0.05F);
  EXPECT_EQ(render(journal), sounds);
}

}  // namespace
}  // namespace chronus::conductor
