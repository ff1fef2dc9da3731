// SPDX-License-Identifier: MIT
// What waits for samples: `/sync` for those of its client, and names that nobody knows for a look.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/conductor/sample_studio.hpp"

namespace chronus::conductor {
namespace {

using testing::HasSubstr;

struct AwaitedSamples : SampleStudio {};

TEST_F(AwaitedSamples, ASyncWaitsForWhatItsSenderHasToHaveRead) {
  const auto synced = [this](int n) { return answer() == "/synced " + std::to_string(n); };
  const auto apply = [this] { stage.applied = conductor.last_seq(); };
  say("/note/s 60 1 sample bd:1");
  say("/sync 1");
  apply();
  step();
  EXPECT_FALSE(synced(1)) << "it has not been read";
  conductor.submit({Sender{{0x7f000001U, 4711}}, {{}, {Studio::message("/sync 2")}}});
  step();
  EXPECT_TRUE(synced(2)) << "who has sent nothing that waits does not wait";
  say("/mod/s/sample bd:2");
  samples.read_all();
  samples.done.pop_back();  // the second is read later
  step();
  step();
  ASSERT_EQ(stage.of(engine::Op::kNoteOn).size(), 1U);
  EXPECT_FALSE(synced(1)) << "it is not applied";
  apply();
  step();
  EXPECT_TRUE(synced(1)) << "what was sent behind it is not waited for";
}

TEST_F(AwaitedSamples, ASyncEndsWithWhatCannotBeRead) {
  say("/note/s 60 1 sample bd:1");
  say("/sync 1");
  samples.refuse_all("broken");
  stage.applied = conductor.last_seq();
  step();
  ASSERT_GE(stage.sent.size(), 2U);
  EXPECT_EQ(stage.sent[stage.sent.size() - 2].message.address.text(), "/fail");
  EXPECT_EQ(answer(), "/synced 1");
}

TEST_F(AwaitedSamples, ASyncWaitsForAllThatOneMessageNeeds) {
  for (const auto* line : {"/sample/load a one.wav", "/sample/load b two.wav"}) {
    say(line);
    samples.read_all();
    step();
    step();
  }
  say("/sample/unload a");
  say("/sample/unload b");
  say("/undo 2");
  say("/sync 1");
  for (int file = 0; file < 2; ++file) {
    EXPECT_NE(answer(), "/synced 1");
    EXPECT_EQ(samples.fetches.size(), 1U);
    samples.read_all();
    step();
    step();
  }
  stage.applied = conductor.last_seq();
  step();
  EXPECT_EQ(answer(), "/synced 1");
  EXPECT_NE(conductor.scene().samples.find("b"), nullptr);
}

TEST_F(AwaitedSamples, ASyncWaitsForAPatchThatIsRead) {
  say("/patch/save keys");
  stage.sent.clear();
  for (const auto* line : {"/patch/load keys", "/sync 1"}) {
    conductor.submit({Sender{}, {{}, {Studio::message(line)}}});
  }
  for (int i = 0; i < 20; ++i) {
    step();
    stage.applied = conductor.last_seq();
  }
  std::vector<std::string> told;
  for (const auto& sent : stage.sent) told.push_back(sent.message.address.text());
  EXPECT_THAT(told, testing::ElementsAre("/done", "/synced"));
}

TEST_F(AwaitedSamples, ABankThatHasComeIsLookedForOnceAndFound) {
  samples.is_look_due = true;
  stage.sent.clear();
  say("/mod/s/sample fresh");
  EXPECT_EQ(answer(), "") << "it waits for the look";
  ASSERT_EQ(samples.looks.size(), 1U);
  samples.look_through({"fresh"});
  step();
  step();
  samples.read_all();
  step();
  step();
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply fresh:0");
  EXPECT_EQ(conductor.scene().counters.samples_late, 1U) << "the look is no sample";
}

TEST_F(AwaitedSamples, ABankThatHasNotComeIsRefusedBehindTheLook) {
  samples.is_look_due = true;
  stage.sent.clear();
  say("/note/s 60 1 sample tabla");
  EXPECT_EQ(answer(), "");
  samples.look_through({});
  step();
  step();
  EXPECT_THAT(answer(), HasSubstr("fail /note/s no sample or bank 'tabla'"));
  EXPECT_TRUE(stage.of(engine::Op::kNoteOn).empty());
}

TEST_F(AwaitedSamples, WhatIsLookedForForOneHoldsUpNobodyElse) {
  constexpr osc::Endpoint kOther{0x7f000001, 4711};
  samples.is_look_due = true;
  say("/mod/s/sample fresh");
  say("/sync 1");
  samples.look_through({"fresh"});
  step();
  step();
  ASSERT_EQ(samples.fetches.size(), 1U);
  samples.is_look_due = true;
  Incoming event{Sender{kOther}, {{}, {Studio::message("/dirt/play s nosuch")}}};
  event.due = now + 4'800;
  conductor.submit(std::move(event));
  ASSERT_EQ(samples.looks.size(), 1U);
  samples.read_all();
  for (int i = 0; i < 3; ++i) {
    step();
    stage.applied = conductor.last_seq();
  }
  EXPECT_EQ(answer(), "/synced 1") << "the other's look goes on";
}

TEST_F(AwaitedSamples, OfANoteNoneIsTakenWhereOneIsMissing) {
  say("/note/s 60 1 sample bd:1 s.sample tabla");
  EXPECT_THAT(answer(), HasSubstr("no sample or bank 'tabla'"));
  EXPECT_TRUE(samples.fetches.empty());
}

TEST_F(AwaitedSamples, ANumberThatIsNoneIsNotLookedFor) {
  samples.is_look_due = true;
  say("/mod/s/sample bd:x");
  EXPECT_THAT(answer(), HasSubstr("no number: x"));
  EXPECT_TRUE(samples.looks.empty());
}

TEST_F(AwaitedSamples, WhatMeansSeveralIsRefusedAndLooksForTheNextTime) {
  say("/patch/new");
  for (const auto* line : {"/patch/create t sampler 4", "/patch/create s sampler 4",
                           "/patch/connect s output", "/patch/connect t output", "/patch/commit"}) {
    say(line);
  }
  for (int i = 0; i < 10; ++i) step();
  samples.is_look_due = true;
  say("/mod/{s,t}/sample fresh");
  EXPECT_THAT(answer(), HasSubstr("no sample or bank 'fresh'"));
  ASSERT_EQ(samples.looks.size(), 1U);
  samples.look_through({"fresh"});
  samples.have("/s/fresh:0");
  step();
  say("/mod/{s,t}/sample fresh");
  EXPECT_EQ(sample_of("t"), "/mod/t/sample.reply fresh:0");
}

}  // namespace
}  // namespace chronus::conductor
