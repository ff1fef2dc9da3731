// SPDX-License-Identifier: MIT
// Whoever subscribes to `edit` hears of every change that was accepted, by anyone.
#include "conductor/edit_news.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

/// The JSON of every `edit` since the last look.
std::vector<nlohmann::json> edits(FakeStage& stage) {
  std::vector<nlohmann::json> all;
  constexpr std::string_view kKind = "edit ";
  for (const auto& event : std::exchange(stage.events, {})) {
    if (event.starts_with(kKind)) all.push_back(nlohmann::json::parse(event.substr(kKind.size())));
  }
  return all;
}

struct Heard : Studio {
  Heard() { stage.hears_edits = true; }
};

TEST(EditNews, AChangeIsToldAsItWasUnderstood) {
  Heard studio;
  studio.submit(3, {"/seq/create 808", "/seq/pattern/808 x"});
  studio.step();
  const auto told = edits(studio.stage);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["address"], "/seq/create");
  EXPECT_EQ(told[0]["args"], nlohmann::json({"808"}));
  EXPECT_EQ(told[1]["args"], nlohmann::json({"808", "x..............."}));
  EXPECT_EQ(told[1]["by"], "127.0.0.1:3");
}

TEST(EditNews, AValueThatWasClampedIsToldAsItIsUsed) {
  Heard studio;
  for (const char* line :
       {"/mod/sine1/freq 1e9", "/patch/edit", "/patch/create fresh sine", "/mod/fresh/freq -5"}) {
    studio.say(line);
  }
  const auto told = edits(studio.stage);
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0]["args"], nlohmann::json({20'000.0}));
  EXPECT_GT(told[3]["args"][0], 0.0);
  EXPECT_TRUE(studio.stage.journal.front().ends_with("/mod/sine1/freq 20000.0"))
      << studio.stage.journal.front();
}

TEST(EditNews, WhatWasRefusedOrAskedIsNot) {
  Heard studio;
  for (const char* line : {"/seq/pattern nobody x", "/seq/list", "/mod/sine1/no 1", "/status"}) {
    studio.say(line);
  }
  EXPECT_TRUE(edits(studio.stage).empty());
}

TEST(EditNews, NamesScoreAndClock) {
  Heard studio;
  studio.conductor.load_score(*test::parse_score("0 /seq/create s", 48'000));
  studio.step();
  Incoming incoming;
  incoming.sender.is_clock = true;
  incoming.bundle.messages.push_back(Studio::message("/transport/bpm 99"));
  studio.conductor.submit(std::move(incoming));
  studio.step();
  const auto told = edits(studio.stage);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["by"], "score");
  EXPECT_EQ(told[1]["by"], "clock");
  EXPECT_EQ(told[1]["args"], nlohmann::json({99.0}));
}

TEST(EditNews, APatternIsToldThingByThing) {
  Heard studio;
  studio.say("/mod/{sine1,filter1}/freq 200");
  const auto told = edits(studio.stage);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["address"], "/mod/sine1/freq");
  EXPECT_EQ(told[1]["address"], "/mod/filter1/freq");
}

TEST(EditNews, OfAFloodOfOneParameterTheLastValueArrives) {
  Heard studio;
  std::vector<nlohmann::json> told;
  const auto listen = [&] {
    for (auto& one : edits(studio.stage)) told.push_back(std::move(one));
  };
  for (int i = 1; i <= 4'000; ++i) {
    studio.submit(1, {"/mod/sine1/freq " + std::to_string(i)});
    if (i % 10 == 0) studio.step();
    listen();
  }
  const double seconds = static_cast<double>(studio.now) / 48'000;
  studio.run_to(studio.now + 48'000);
  listen();
  const double most = EditNews::kStreamBurst + EditNews::kStreamsPerSecond * (seconds + 1);
  EXPECT_LE(static_cast<double>(told.size()), most);
  EXPECT_GT(told.size(), 100U);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back()["args"], nlohmann::json({4'000}));
}

TEST(EditNews, ManyParametersAllArriveInTurn) {
  FakeStage stage;
  stage.hears_edits = true;
  EditNews news(48'000, stage);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 1'000; ++i) {
      news.add(0, {}, {"/mod/m" + std::to_string(i) + "/freq", {round}});
    }
  }
  EXPECT_EQ(news.waiting(), 1'000U);
  std::map<std::string, int> last;
  std::size_t most = 0;
  const Frame end = 48'000 * 1'000 / EditNews::kStreamsPerSecond + 480;
  for (Frame now = 0; now <= end; now += 480) {
    news.step(now);
    const auto heard = edits(stage);
    if (now > 0) most = std::max(most, heard.size());
    for (const auto& one : heard) last[one["address"]] = one["args"][0];
  }
  EXPECT_EQ(news.waiting(), 0U);
  ASSERT_EQ(last.size(), 1'000U);
  for (const auto& [address, value] : last) EXPECT_EQ(value, 2) << address;
  EXPECT_EQ(most, 2U) << "of a hundredth of a second";
}

TEST(EditNews, NothingIsKeptWhereNobodyListens) {
  FakeStage stage;
  EditNews news(48'000, stage);
  for (int i = 0; i < 1'000; ++i) news.add(0, {}, {"/mod/a/freq", {i}});
  EXPECT_EQ(news.waiting(), 0U);
  stage.hears_edits = true;
  for (int i = 0; i < 1'000; ++i) news.add(0, {}, {"/mod/m" + std::to_string(i) + "/freq", {i}});
  EXPECT_GT(news.waiting(), 0U);
  stage.hears_edits = false;
  news.step(1);
  EXPECT_EQ(news.waiting(), 0U);
  EXPECT_EQ(edits(stage).size(), static_cast<std::size_t>(EditNews::kStreamBurst));
}

}  // namespace
}  // namespace chronus::conductor
