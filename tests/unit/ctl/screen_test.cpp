// SPDX-License-Identifier: MIT
// What the live screen knows and shows, without a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "apps/ctl/screen/draw.hpp"
#include "apps/ctl/screen/model.hpp"

namespace chronus::ctl {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kSecond_ns = 1'000'000'000;

constexpr const char* kEngine = R"({"version": "0.1.0", "rate": 48000, "block": 128, "lead": 4,
  "bpm": 120.0, "uptime_s": 3725.5, "load": 0.25, "failovers": 1, "lost_frames": 0,
  "quarantined": 0, "audio": {"api": "jack", "state": "running", "underruns": 3},
  "voices": {"used": 5}, "commands": {"refused": 2}, "levels": {"clipped": 0},
  "record": {"state": "recording"},
  "workers": [
    {"slot": 0, "pid": 11, "role": "standby", "state": "joining", "generation": 2,
     "heartbeat_age_ms": null, "load": null},
    {"slot": 1, "pid": 12, "role": "primary", "state": "ready", "generation": 1,
     "heartbeat_age_ms": 0.52, "load": 0.125}],
  "sequencers": [
    {"id": "kick", "playing": true, "muted": false, "bpm": 120.0, "current_step": 4,
     "pattern": "X...x...X...x..."},
    {"id": "hat", "playing": false, "muted": false, "bpm": 90.5, "current_step": 0,
     "pattern": "..x."}],
  "sequencers_total": 2})";

class Screen : public testing::Test {
 protected:
  Moment moment(double seconds = 0.0) const {
    return {static_cast<std::int64_t>(seconds * 1e9), "12:00:00.000"};
  }
  void status(const std::string& json = kEngine, double seconds = 0.0) {
    model_.take({"/status.reply", {json}}, moment(seconds));
  }
  void event(const std::string& kind, const std::string& json, double seconds = 0.0) {
    model_.take({"/event", {kind, json}}, moment(seconds));
  }
  Grid picture(int rows = 24, int columns = 80) { return draw(model_, view_, rows, columns); }
  std::string text(int rows = 24, int columns = 80) { return picture(rows, columns).text(); }

  ScreenModel model_{"127.0.0.1:5005"};
  View view_;
};

TEST_F(Screen, ShowsTheEngineItsFaultsAndItsWorkers) {
  status();
  const auto all = text();
  for (const char* part :
       {"chronus 0.1.0  127.0.0.1:5005  up 1:02:05  jack running  REC",
        "load ####............ 25 %  lead 4 x 128 (10.7 ms)  48000 Hz  120 BPM  voices 5",
        "failovers 1  lost frames 0  underruns 3  quarantined 0  refused 2  clipped 0",
        "0     standby  joining             -      -    2       11",
        "1     primary  ready          0.5 ms   12 %    1       12", "q quit  space hold"}) {
    EXPECT_THAT(all, HasSubstr(part));
  }
}

TEST_F(Screen, TheStepThatPlaysStandsOut) {
  status();
  const auto styles_of = [&](const std::string& id) {
    const auto grid = picture();
    std::string styles;
    for (int row = 0; row < grid.rows(); ++row) {
      if (grid.text(row).find(" " + id + " ") == std::string::npos) continue;
      for (int column = 22; column < 38; ++column) {
        styles += grid.at(row, column).style == Style::kPlaying ? '^' : ' ';
      }
    }
    return styles;
  };
  EXPECT_EQ(styles_of("kick"), "    ^           ");
  event("step", R"({"id": "kick", "step": 15, "frame": 1})");
  EXPECT_EQ(styles_of("kick"), "               ^");
  status();  // asked for before that step
  EXPECT_EQ(styles_of("kick"), "               ^");
  EXPECT_EQ(styles_of("hat"), std::string(16, ' ')) << "it does not play";
}

TEST_F(Screen, ALongPatternIsShownInPages) {
  auto engine = json_of(kEngine);
  engine["sequencers"][0]["pattern"] = std::string(58, '.') + "X" + std::string(41, '.');
  engine["sequencers"][0]["current_step"] = 58;
  status(engine.dump());
  const auto grid = picture();
  int row = 0;
  while (grid.text(row).find("kick") == std::string::npos) ++row;
  EXPECT_EQ(grid.at(row, 22), (Cell{U'X', Style::kPlaying}));
}

TEST_F(Screen, EventsAreTheNewestAtTheBottomAndFaultsRed) {
  status();
  for (int i = 0; i < 30; ++i) event("late", "{\"count\": " + std::to_string(i) + "}");
  event("failover", R"({"from": 0, "to": 1, "reason": "killed", "frame": 4800})");
  EXPECT_EQ(model_.news().back().style, Style::kBad);
  const auto grid = picture();
  EXPECT_EQ(grid.text(22), "12:00:00.000 failover  frame 4800, from 0, reason killed, to 1");
  EXPECT_EQ(grid.text(21), "12:00:00.000 late  count 29");
  EXPECT_EQ(grid.at(22, 13).style, Style::kBad);
}

TEST_F(Screen, WhatComesManyTimesASecondIsNoNews) {
  event("step", R"({"id": "kick", "step": 1})");
  event("meter", R"({"peak_db": [-6.0]})");
  event("edit", R"({"address": "/mod/a/b"})");
  event("state", kEngine);
  EXPECT_TRUE(model_.news().empty());
  EXPECT_TRUE(model_.status().is_object());
}

TEST_F(Screen, PeaksAreHeldForAWhileAndThenFall) {
  event("meter", R"({"peak_db": [-6.0, -200.0], "rms_db": [-12.0, -200.0]})", 10.0);
  event("meter", R"({"peak_db": [-30.0, -200.0], "rms_db": [-36.0, -200.0]})", 10.05);
  const auto pass = [&](double seconds) {
    model_.take({"/synced", {1}}, moment(seconds));  // it is there, and says nothing of levels
    model_.pass(moment(seconds));
  };
  pass(11.5);
  EXPECT_EQ(model_.levels().at(0).held_db, -6.0);
  pass(12.0);
  EXPECT_NEAR(model_.levels().at(0).held_db, -18.0, 1e-6);
  pass(12.25);
  EXPECT_NEAR(model_.levels().at(0).held_db, -24.0, 1e-6);
  event("meter", R"({"peak_db": [-30.0, -200.0], "rms_db": [-36.0, -200.0]})", 20.0);
  pass(20.0);
  EXPECT_EQ(model_.levels().at(0).held_db, -30.0) << "never below what is heard";
  event("meter", R"({"peak_db": [-3.0, -200.0]})", 20.1);
  model_.clear_peaks();
  EXPECT_EQ(model_.levels().at(0).held_db, -3.0);
}

TEST_F(Screen, AMeterIsABarUpToItsPeakWithTheHeldOneBehind) {
  EXPECT_EQ(meter_bar({-30.0, -45.0, -15.0, 0}, 20), "#####=====    |     ");
  EXPECT_EQ(meter_bar({-200.0, -200.0, -200.0, 0}, 4), "    ");
  EXPECT_EQ(meter_bar({6.0, 0.0, 6.0, 0}, 4), "###|");
  EXPECT_EQ(meter_bar({0.0, 0.0, 0.0, 0}, 0), "");
  status();
  event("meter", R"({"peak_db": [-6.0], "rms_db": [-12.0]})");
  EXPECT_THAT(text(), HasSubstr(" dB  held   -6.0"));
}

TEST_F(Screen, SilenceIsSaidOnceAndItsEnd) {
  status(kEngine, 5.0);
  model_.pass(moment(6.6));
  EXPECT_TRUE(model_.answers());
  model_.pass(moment(6.7));
  model_.pass(moment(9.0));
  EXPECT_FALSE(model_.answers());
  EXPECT_THAT(text(), HasSubstr(" no answer from 127.0.0.1:5005: waiting for it"));
  ASSERT_EQ(model_.news().size(), 1U);
  status(kEngine, 10.0);
  EXPECT_TRUE(model_.answers());
  EXPECT_THAT(text(), Not(HasSubstr("waiting for it")));
  EXPECT_EQ(model_.news().back().text, "the engine is back");
}

TEST_F(Screen, AnEngineWhoseTimeBeganAnewWasStartedAnew) {
  status();
  auto other = json_of(kEngine);
  other["uptime_s"] = 0.5;
  status(other.dump());
  EXPECT_EQ(model_.news().back().text, "the engine was started anew");
}

TEST_F(Screen, ARefusalIsShown) {
  model_.take({"/fail", {"/notify"s, "64 subscribers are the most"s, 1}}, moment());
  EXPECT_EQ(model_.news().back().text, "refused: /notify 64 subscribers are the most");
}

TEST_F(Screen, SequencersBeyondTheRoomAreScrolledTo) {
  auto engine = json_of(kEngine);
  for (int i = 0; i < 40; ++i) {
    auto one = engine["sequencers"][0];
    one["id"] = "s" + std::to_string(i);
    engine["sequencers"].push_back(one);
  }
  engine["sequencers_total"] = 42;
  status(engine.dump());
  EXPECT_THAT(text(), HasSubstr("SEQUENCERS 1 to 12 of 42"));
  EXPECT_THAT(text(), HasSubstr("EVENTS"));
  view_.first_sequencer = 41;
  EXPECT_THAT(text(), HasSubstr("SEQUENCERS 42 to 42 of 42"));
  EXPECT_THAT(text(), HasSubstr(" s39 "));
}

TEST_F(Screen, AHeldPictureSaysSo) {
  status();
  view_.is_held = true;
  EXPECT_THAT(text(), HasSubstr("REC  HELD"));
}

TEST_F(Screen, AnySizeHasAPicture) {
  status();
  event("meter", R"({"peak_db": [-6.0, -6.0], "rms_db": [-12.0, -12.0]})");
  for (int rows = 0; rows < 30; ++rows) {
    for (const int columns : {0, 1, 7, 40, 80, 300}) {
      const auto grid = picture(rows, columns);
      EXPECT_EQ(grid.rows(), rows);
      EXPECT_EQ(grid.columns(), columns);
    }
  }
}

TEST_F(Screen, NothingThatAServerSaysBreaksIt) {
  std::mt19937 random(20240229);  // NOLINT: the same each time
  const std::string pieces[] = {
      "{",           "}",      "[",    "]",    ":",     ",",        "\"id\"",      "\"step\"",
      "\"peak_db\"", "-1e999", "null", "true", "1e308", "\"\xff\"", "\"workers\"", "\"sequencers\"",
      "99999999999"};
  for (int i = 0; i < 3'000; ++i) {
    std::string json;
    const auto count = random() % 14;
    for (unsigned part = 0; part < count; ++part) json += pieces[random() % std::size(pieces)];
    const char* kinds[] = {"state", "meter", "step", "failover", ""};
    event(kinds[random() % 5], json, i);
    status(json, i);
    model_.take({"/event", {i, 2.0}}, moment(i));
    if (i % 100 == 0) {
      EXPECT_EQ(picture().rows(), 24);
    }
  }
  // What is well formed, and means nothing that was asked for.
  for (
      const char* json :
      {R"({"sequencers": 3, "workers": {"a": 1}, "audio": [], "uptime_s": "x"})",
       R"({"sequencers": [null, 3, {"pattern": 5, "playing": true, "current_step": -7}]})",
       R"({"workers": [[], {"slot": {}, "heartbeat_age_ms": "x"}], "load": 1e300})",
       R"({"sequencers": [{"id": "a", "playing": true, "pattern": "x", "current_step": 2000000000}]})"}) {
    status(json);
    EXPECT_EQ(picture().rows(), 24) << json;
  }
  EXPECT_LE(model_.news().size(), ScreenModel::kMostNews);
}

}  // namespace
}  // namespace chronus::ctl
