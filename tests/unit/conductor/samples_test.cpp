// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conductor/scene_lines.hpp"
#include "tests/unit/conductor/sample_studio.hpp"

namespace chronus::conductor {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

struct Samples : SampleStudio {};

TEST_F(Samples, ANameIsReadFirstAndPlayedFromTheFrameOnWhichItIsThere) {
  say("/mod/s/sample bd:5");
  EXPECT_TRUE(stage.commands.empty());
  EXPECT_TRUE(stage.journal.empty());
  ASSERT_EQ(samples.fetches.size(), 1U);
  EXPECT_EQ(samples.fetches[0].file, "/s/bd:1");
  samples.read_all();
  step();
  const Frame frame = conductor.horizon();
  step();
  ASSERT_EQ(stage.commands.size(), 2U);
  EXPECT_EQ(stage.commands[0].op, engine::Op::kSample);
  EXPECT_EQ(stage.commands[0].voice, 1U);
  EXPECT_EQ(stage.commands[0].value, 1.0);
  EXPECT_EQ(stage.commands[1].op, engine::Op::kSetParam);
  EXPECT_EQ(stage.commands[1].value, 1.0);
  EXPECT_EQ(stage.commands[0].frame, frame);
  const auto at = std::to_string(frame);
  EXPECT_THAT(stage.journal, ElementsAre(at + "f /journal/sample bd:1 /s/bd:1 \"hash of /s/bd:1\"",
                                         at + "f /mod/s/sample bd:1"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:1");
  EXPECT_THAT(stage.events, Contains(R"(sample {"name":"bd:1","state":"loading"})"));
  EXPECT_THAT(stage.events, Contains(R"(sample {"name":"bd:1","state":"ready"})"));
  EXPECT_EQ(conductor.scene().counters.samples_late, 1U);
}

TEST_F(Samples, WhatIsThereIsPlayedAtOnceAndBegunOnce) {
  samples.have("/s/sn:0");
  say("/mod/s/sample sn");
  say("/mod/s/sample sn:7");
  EXPECT_EQ(stage.of(engine::Op::kSample).size(), 1U);
  EXPECT_EQ(stage.of(engine::Op::kSetParam).size(), 2U);
  EXPECT_TRUE(samples.fetches.empty());
}

TEST_F(Samples, ANoteHasItsOwnWhenItHasBeenRead) {
  say("/note/s 60 1 sample bd:5 speed -1");
  EXPECT_TRUE(stage.commands.empty());
  EXPECT_TRUE(stage.journal.empty());
  ASSERT_EQ(samples.fetches.size(), 1U);
  samples.read_all();
  step();
  step();
  ASSERT_EQ(stage.of(engine::Op::kSample).size(), 1U);
  const auto values = stage.of(engine::Op::kNoteValue);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].value, static_cast<double>(stage.of(engine::Op::kSample)[0].voice));
  EXPECT_EQ(values[1].value, -1.0);
  EXPECT_THAT(stage.journal.back(), HasSubstr("/note/s 60 1 sample bd:1 speed -1"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none") << "the module's is what it was";
  say("/note/s 60 1 sample none");
  EXPECT_EQ(stage.of(engine::Op::kNoteValue).back().value, 0.0);
  const auto notes = stage.of(engine::Op::kNoteOn).size();
  say("/note/s 60 1 sample nosuch");
  EXPECT_THAT(answer(), HasSubstr("fail /note/s"));
  EXPECT_EQ(stage.of(engine::Op::kNoteOn).size(), notes);
}

TEST_F(Samples, NoneTakesItAway) {
  samples.have("/s/sn:0");
  say("/mod/s/sample sn");
  say("/mod/s/sample none");
  EXPECT_EQ(stage.of(engine::Op::kSetParam).back().value, 0.0);
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none");
}

TEST_F(Samples, WhatIsNoSampleIsRefusedAndChangesNothing) {
  for (const auto& [line, reason] : std::initializer_list<std::pair<const char*, const char*>>{
           {"/mod/s/sample tabla", "no sample or bank 'tabla'"},
           {"/mod/s/sample 3", "no sample or bank '3'"},
           {"/sample/load X bd/a.wav", "sample"},
           {"/sample/load x /etc/passwd", "none of the sample folders"},
           {"/sample/unload x", "no sample 'x' is loaded"},
           {"/sample/info bd", "has not been read"},
           {"/journal/sample bd:0 /s/bd:0 hash", "journals only"},
           {"/patch/connect s s.sample", "no signal moves it"}}) {
    say(line);
    EXPECT_THAT(answer(), HasSubstr("/fail")) << line;
    EXPECT_THAT(answer(), HasSubstr(reason)) << line;
  }
  EXPECT_TRUE(stage.commands.empty());
}

TEST_F(Samples, AFileThatCannotBeReadIsToldToWhoNamedIt) {
  say("/mod/s/sample bd:2");
  samples.refuse_all("/s/bd:2: has 200 channels: 1 or 2 can be played");
  step();
  EXPECT_THAT(answer(), HasSubstr("/fail /mod/s/sample /s/bd:2: has 200 channels"));
  EXPECT_TRUE(stage.commands.empty());
  EXPECT_TRUE(stage.journal.empty());
  EXPECT_THAT(stage.events, Contains(HasSubstr("refused")));
}

TEST_F(Samples, ALoadIsDoneWhenItIsTrue) {
  const auto before = stage.sent.size();
  say("/sample/load amen breaks/amen.wav");
  EXPECT_EQ(stage.sent.size(), before);
  samples.read_all();
  step();
  step();
  EXPECT_THAT(answer(), HasSubstr("/done /sample/load amen breaks/amen.wav"));
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("frames":48000)"));
  EXPECT_THAT(stage.journal, Contains(HasSubstr("/sample/load amen breaks/amen.wav")));
  say("/mod/s/sample amen");
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply amen");
  say("/sample/load amen breaks/amen.wav");
  EXPECT_THAT(answer(), HasSubstr("/done"));
  say("/sample/load amen other.wav");
  EXPECT_THAT(answer(), HasSubstr("/sample/unload amen first"));
}

TEST_F(Samples, AnUnloadedOneIsHeardNoMoreAndPlaysAgainWhenItIsBack) {
  samples.have("/s/amen.wav");
  say("/sample/load amen amen.wav");
  say("/mod/s/sample amen");
  say("/sample/unload amen");
  const auto ended = stage.of(engine::Op::kSample).back();
  EXPECT_EQ(ended.value, 0.0);
  EXPECT_EQ(ended.voice, 1U);
  ASSERT_EQ(samples.gone.size(), 1U);
  EXPECT_EQ(samples.gone[0].first, 1U);
  samples.have("/s/amen.wav");
  say("/sample/load amen amen.wav");
  EXPECT_EQ(stage.of(engine::Op::kSetParam).back().value, 2.0);
}

TEST_F(Samples, AWholeBankIsUnloadedByItsName) {
  for (const auto* file : {"/s/bd:0", "/s/bd:1", "/s/sn:0"}) samples.have(file);
  for (const auto* name : {"bd:0", "bd:1", "sn"}) say(std::string("/mod/s/sample ") + name);
  say("/sample/unload bd");
  EXPECT_EQ(samples.gone.size(), 2U);
  EXPECT_EQ(conductor.scene().samples.all().size(), 1U);
}

TEST_F(Samples, ADraftsModuleHasItsSampleFromTheCommitOn) {
  samples.have("/s/bd:3");
  for (const auto* line : {"/patch/edit", "/patch/create t sampler", "/patch/connect t output",
                           "/mod/t/sample bd:3"}) {
    say(line);
  }
  EXPECT_EQ(stage.of(engine::Op::kSample).size(), 1U);
  EXPECT_EQ(sample_of("t"), "/mod/t/sample.reply bd:3");
  say("/patch/commit");
  EXPECT_EQ(sample_of("t"), "/mod/t/sample.reply bd:3");
  const auto& playing = conductor.scene().patches.playing().patch;
  EXPECT_EQ(playing.find("t")->values[0], 1.0F);
}

TEST_F(Samples, OneBundleMakesAModuleItsSampleAndCommits) {
  samples.have("/s/bd:2");
  Incoming incoming;
  for (const auto* line : {"/patch/new", "/patch/create t sampler", "/patch/connect t output",
                           "/mod/t/sample bd:6", "/patch/commit"}) {
    incoming.bundle.messages.push_back(Studio::message(line));
  }
  conductor.submit(std::move(incoming));
  for (int n = 0; n < 6; ++n) step();
  EXPECT_THAT(answer(), HasSubstr("/done /patch/commit"));
  EXPECT_EQ(sample_of("t"), "/mod/t/sample.reply bd:2");
  EXPECT_EQ(conductor.scene().patches.playing().patch.find("t")->values[0], 1.0F);
}

TEST_F(Samples, ALoadedPatchHasWhatIsThere) {
  samples.have("/s/bd:0");
  say("/mod/s/sample bd:0");
  say("/patch/save one");
  for (const auto* line : {"/patch/new", "/patch/create q sampler", "/patch/connect q output",
                           "/patch/commit", "/patch/load one"}) {
    say(line);
  }
  for (int n = 0; n < 12; ++n) step();
  EXPECT_THAT(answer(), HasSubstr("/done /patch/load one"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:0");
  EXPECT_TRUE(samples.fetches.empty());
}

TEST_F(Samples, ALoadedPatchAsksForWhatIsNotThere) {
  samples.have("/s/bd:0");
  say("/mod/s/sample bd:0");
  say("/patch/save one");
  say("/patch/new");
  say("/patch/create q sampler");
  say("/patch/connect q output");
  say("/patch/commit");
  say("/sample/unload bd");
  stage.journal.clear();
  say("/patch/load one");
  for (int n = 0; n < 12; ++n) step();
  EXPECT_THAT(answer(), HasSubstr("/done /patch/load one"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none");
  // What a journal has of it names no sample that was not there.
  for (const auto& line : stage.journal) EXPECT_THAT(line, testing::Not(HasSubstr("bd:0")));
  ASSERT_EQ(samples.fetches.size(), 1U);
  samples.read_all();
  step();
  step();
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:0");
}

TEST_F(Samples, ASceneNamesThem) {
  samples.have("/s/bd:0");
  samples.have("/s/amen.wav");
  samples.have("/s/sn:0");
  say("/mod/s/sample sn");
  say("/mod/s/sample bd");
  say("/sample/load amen amen.wav");
  std::vector<std::string> lines;
  for (const auto& line : setting_lines(conductor.scene())) {
    const auto text = score::to_line(0, line);
    if (text.find("sample") != text.npos) lines.push_back(text);
  }
  EXPECT_THAT(lines, ElementsAre("0f /journal/sample amen amen.wav \"hash of /s/amen.wav\"",
                                 "0f /sample/load amen amen.wav",
                                 "0f /journal/sample bd:0 /s/bd:0 \"hash of /s/bd:0\"",
                                 HasSubstr("/patch/create s sampler"), "0f /mod/s/sample bd:0"));
}

TEST_F(Samples, EnginesThatLostTheirStateAreToldOfThemAgain) {
  samples.have("/s/bd:0");
  say("/mod/s/sample bd");
  stage.commands.clear();
  conductor.seed();
  ASSERT_EQ(stage.commands.size(), 2U);
  EXPECT_EQ(stage.commands[0].op, engine::Op::kSample);
  EXPECT_EQ(stage.commands[1].op, engine::Op::kSwapPatch);
}

TEST_F(Samples, ALaneCannotMoveOne) {
  say("/seq/create k");
  say("/seq/param_lane k n \"1 2\"");
  say("/seq/assign k param s n sample");
  EXPECT_THAT(answer(), HasSubstr("/fail"));
}

TEST_F(Samples, AJournalThatMeansAnotherFileSaysSo) {
  samples.have("/s/bd:0");
  score::Score score;
  score.events.push_back({now + 256, 1, {"/journal/sample", {"bd:0", "/s/bd:0", "another"}}});
  score.events.push_back({now + 256, 2, {"/mod/s/sample", {"bd:0"}}});
  conductor.load_score(std::move(score));
  for (int n = 0; n < 4; ++n) step();
  EXPECT_EQ(conductor.score_failures(), 1U);
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:0");
}

TEST_F(Samples, ListAndInfoAndStatusTellOfThem) {
  samples.have("/s/bd:0");
  say("/mod/s/sample bd");
  say("/sample/list");
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("banks":[{"files":4,"name":"bd"})"));
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("name":"bd:0","seconds":1.0)"));
  say("/sample/info bd");
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("source_rate":44100)"));
  say("/status");
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("count":1)"));
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("loader_deaths":3)"));
}

TEST(SamplesWithoutADoor, AreNamesThatAreKept) {
  Studio studio;
  for (const auto* line : {"/patch/new", "/patch/create s sampler", "/patch/connect s output",
                           "/patch/commit", "/sample/load amen amen.wav", "/mod/s/sample amen"}) {
    studio.say(line);
  }
  EXPECT_TRUE(studio.stage.of(engine::Op::kSample).empty());
  const auto& playing = studio.conductor.scene().patches.playing().patch;
  EXPECT_EQ(playing.find("s")->sample, "amen");
  studio.say("/mod/s/sample bd:2");
  EXPECT_EQ(playing.find("s")->sample, "bd:2");
}

}  // namespace
}  // namespace chronus::conductor
