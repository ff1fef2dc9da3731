// SPDX-License-Identifier: MIT
// More than there is time for, as clients and journals meet it.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

void add_fastest(Studio& studio, int count) {
  for (int i = 0; i < count; ++i) {
    const std::string id = "s" + std::to_string(i);
    studio.say_bundle({"/seq/create " + id, "/seq/config " + id + " 999 16 128",
                       "/seq/pattern " + id + " xxxxxxxxxxxxxxxx", "/seq/ratchet " + id + " 8"});
  }
}

/// Gates and lanes as many as one sequencer may have, on what plays by default and six more.
void assign_much(Studio& studio) {
  studio.say_bundle({"/patch/edit", "/patch/create a hat", "/patch/connect a output",
                     "/patch/create b hat", "/patch/connect b output", "/patch/create c hat",
                     "/patch/connect c output", "/patch/commit"});
  studio.run_to(studio.now + 4'800);
  for (const char* module : {"a", "b", "c", "adsr1"}) {
    studio.say(std::string("/seq/assign * gate ") + module);
    ASSERT_EQ(studio.answer(), std::string("done /seq/assign * gate ") + module);
  }
}

std::size_t playing(const Studio& studio) {
  const auto& all = studio.conductor.scene().bank.all();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one->playing(); }));
}

TEST(Overload, TheExampleIsRefusedInEveryWayToStartIt) {
  Studio studio;
  add_fastest(studio, 50);
  const std::size_t journaled = studio.stage.journal.size();
  studio.say("/seq/start_all");
  EXPECT_EQ(
      studio.answer(),
      "fail /seq/start_all all together 213120 hits a second would play, the most are 200000");
  studio.say("/transport/start");
  EXPECT_EQ(studio.answer(),
            "fail /transport/start all together 213120 hits a second would play, the most are "
            "200000");
  studio.say("/seq/start *");
  EXPECT_EQ(studio.answer(),
            "fail /seq/start sequencer 's46': with it 200333 hits a second would play, the most "
            "are 200000 *");
  studio.say("/seq/start/s*");
  EXPECT_TRUE(studio.answer().starts_with("fail /seq/start/s* sequencer 's46': with it"))
      << studio.answer();
  EXPECT_EQ(playing(studio), 0U);
  EXPECT_EQ(studio.stage.journal.size(), journaled) << "nothing has changed";
  studio.say("/seq/start s[0-3]*");
  EXPECT_EQ(studio.answer(), "done /seq/start s[0-3]*");
  EXPECT_EQ(playing(studio), 34U);
}

TEST(Overload, APatternOfIdsChangesAllOrNone) {
  Studio studio;
  for (int i = 0; i < 500; ++i) studio.say("/seq/create s" + std::to_string(i));
  studio.say("/seq/config * 60 16 128");
  studio.say("/seq/start_all");
  studio.run_to(48'000);
  for (const std::string line : {"/seq/bpm * 900", "/seq/config * 900 16 128"}) {
    studio.say(line);
    EXPECT_TRUE(
        studio.answer().starts_with("fail " + line.substr(0, line.find(' ')) + " sequencer 's"))
        << studio.answer();
  }
  studio.say("/seq/ratchet * 8");
  EXPECT_EQ(studio.answer(), "done /seq/ratchet * 8");
  studio.say("/seq/bpm * 120");
  EXPECT_TRUE(studio.answer().ends_with("the most are 200000 * 120")) << studio.answer();
  studio.say("/transport/bpm 200");
  studio.say("/seq/follow *");
  EXPECT_TRUE(studio.answer().ends_with("the most are 200000 *")) << studio.answer();
  for (const auto& one : studio.conductor.scene().bank.all()) {
    ASSERT_EQ(one->bpm(), 60.0);
    ASSERT_TRUE(one->own_tempo());
  }
  studio.say("/transport/bpm 90");
  studio.say("/seq/follow *");
  EXPECT_EQ(studio.answer(), "done /seq/follow *");
  studio.say("/transport/bpm 94");
  EXPECT_EQ(studio.answer(),
            "fail /transport/bpm transport: at 94 BPM 200534 hits a second would play, the most "
            "are 200000 94");
}

TEST(Overload, WhatIsLeftOutIsToldOnceASecond) {
  Studio studio;
  add_fastest(studio, 46);
  assign_much(studio);
  studio.say("/seq/start_all");
  const Frame begin = studio.now;
  studio.run_to(begin + 5 * 48'000);
  const auto told = [&studio] {
    std::vector<nlohmann::json> events;
    const std::string kind = "thinned ";
    for (const auto& event : studio.stage.events) {
      if (event.starts_with(kind))
        events.push_back(nlohmann::json::parse(event.substr(kind.size())));
    }
    return events;
  };
  auto events = told();
  EXPECT_GE(events.size(), 4U);
  EXPECT_LE(events.size(), 6U);
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_GE(events[i]["frame"].get<Frame>() - events[i - 1]["frame"].get<Frame>(), 48'000);
    EXPECT_EQ(events[i]["total"].get<int>() - events[i - 1]["total"].get<int>(), events[i]["hits"]);
  }
  EXPECT_EQ(studio.stage.warnings.size(), events.size());
  EXPECT_TRUE(studio.stage.warnings[0].starts_with("sequencers play more than there is time for: "))
      << studio.stage.warnings[0];
  // What came behind the last telling is told as well, though it is over.
  studio.say("/seq/stop_all");
  studio.run_to(studio.now + 2 * 48'000);
  events = told();
  EXPECT_EQ(events.back()["total"], studio.conductor.scene().bank.thinned().hits);
  studio.say("/status");
  const auto status = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(status["commands"]["thinned"], events.back()["total"]);
  EXPECT_EQ(status["hits_per_second"], 0);
}

TEST(Overload, AJournalGivesTheSameCommandsAgain) {
  Studio studio;
  add_fastest(studio, 46);
  assign_much(studio);
  studio.say("/seq/start_all");
  for (int i = 0; i < 40; ++i) {
    studio.run_to(studio.now + 3'000);
    studio.say("/seq/" + std::string(i % 2 == 0 ? "stop" : "start") + " s" +
               std::to_string(i / 2 % 46));
    studio.say("/seq/bpm s" + std::to_string(i % 40) + " " + std::to_string(999 - i));
    studio.say("/seq/start_all");
  }
  studio.say("/seq/stop_all");
  ASSERT_GT(studio.conductor.scene().bank.thinned().hits, 10'000U);
  std::string text;
  for (const auto& line : studio.stage.journal) text += line + "\n";
  auto score = test::parse_score(text, 48'000);
  ASSERT_TRUE(score) << score.reason();
  FakeStage stage;
  Conductor again({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                  stage.doors());
  again.load_score(std::move(*score));
  again.seed();
  while (again.horizon() < studio.now) {
    again.advance(std::min<Frame>(again.horizon() + 1'000, studio.now));
  }
  EXPECT_EQ(again.scene().bank.thinned().hits, studio.conductor.scene().bank.thinned().hits);
  ASSERT_EQ(stage.commands.size(), studio.stage.commands.size());
  for (std::size_t i = 0; i < stage.commands.size(); ++i) {
    const auto& a = stage.commands[i];
    const auto& b = studio.stage.commands[i];
    ASSERT_TRUE(a.seq == b.seq && a.frame == b.frame && a.op == b.op && a.module == b.module &&
                a.value == b.value && a.velocity == b.velocity)
        << i;
  }
}

}  // namespace
}  // namespace chronus::conductor
