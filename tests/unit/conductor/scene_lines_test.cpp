// SPDX-License-Identifier: MIT
#include "conductor/scene_lines.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conductor/sequencer_info.hpp"
#include "message_grammar.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

/// A new conductor that has performed the lines as a score's, on frame 0.
struct Fresh : Studio {
  explicit Fresh(const std::vector<osc::Message>& lines) {
    std::string text;
    for (const auto& line : lines) text += score::to_line(0, line) + "\n";
    conductor.load_score(*test::parse_score(text, 48'000));
  }
};

/// What clients can read of the settings.
nlohmann::json books(const Scene& scene) {
  nlohmann::json books{{"patch", read(scene.patches.playing().patch.to_json())},
                       {"bpm", scene.bank.transport().bpm()},
                       {"has_draft", scene.patches.draft() != nullptr}};
  if (scene.patches.draft() != nullptr) {
    books["draft"] = read(scene.patches.draft()->to_json());
    // Of modules that play too the draft's values count for nothing.
    for (auto& module : books["draft"]["modules"]) module.erase("params");
  }
  for (const auto& sequencer : scene.bank.all()) {
    auto info = read(to_json(sequencer->info()));
    for (const auto* of_playing : {"playing", "current_step", "cycle", "plays", "pending"}) {
      info.erase(of_playing);
    }
    books["sequencers"].push_back(std::move(info));
  }
  return books;
}

TEST(SceneLines, WhereNobodyCommittedABareCreateBeginsWithNothingAsBefore) {
  Studio live;
  live.say("/mod/filter1/freq 345.5");
  Fresh again(setting_lines(live.conductor.scene()));
  again.step();
  EXPECT_EQ(books(again.conductor.scene()), books(live.conductor.scene()));
  for (Studio* one : std::initializer_list<Studio*>{&live, &again}) {
    one->say("/patch/create z sine");
    ASSERT_NE(one->conductor.scene().patches.draft(), nullptr);
    EXPECT_EQ(one->conductor.scene().patches.draft()->modules().size(), 1U);
  }
}

TEST(SceneLines, MakeANewConductorTheSame) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    MessageGrammar grammar(seed);
    Studio live;
    for (auto& message : grammar.opening()) live.conductor.submit({{}, {{}, {message}}});
    for (int i = 0; i < 300; ++i) {
      auto& conductor = live.conductor;
      if (i % 15 == 0) conductor.submit({{}, {{}, grammar.growth(conductor.scene())}});
      conductor.submit({{}, {{}, {grammar.message(conductor.scene())}}});
      live.step();
    }
    live.run_to(live.now + 48'000);
    Fresh again(setting_lines(live.conductor.scene()));
    again.run_to(128);
    ASSERT_EQ(again.conductor.score_failures(), 0U)
        << score::to_line(0, again.stage.sent.front().message);
    const auto different =
        nlohmann::json::diff(books(live.conductor.scene()), books(again.conductor.scene()));
    ASSERT_TRUE(different.empty()) << different.dump();
  }
}

TEST(SceneLines, KeepTheDepthsOfModulations) {
  for (const bool is_classic : {false, true}) {
    Studio live;
    if (is_classic) live.conductor.load_score(*test::parse_score("0 /classic 1", 48'000));
    live.step();
    live.say_bundle({"/patch/new", "/patch/create a sine", "/patch/create e adsr",
                     "/patch/create l lfo", "/patch/connect l a.freq 0.3 oct",
                     "/patch/connect l a.level 0.1", "/patch/connect l e.attack 123.4",
                     "/patch/connect l a.glide", "/patch/connect a output", "/patch/commit"});
    ASSERT_EQ(live.answer(), "done /patch/commit");
    Fresh again(setting_lines(live.conductor.scene()));
    again.run_to(128);
    EXPECT_EQ(again.conductor.score_failures(), 0U);
    EXPECT_EQ(again.conductor.scene().patches.playing().patch.connections(),
              live.conductor.scene().patches.playing().patch.connections());
  }
}

/// Gates that open and values, by name, with frames from `from` on counted from `zero`.
std::vector<std::string> played(const Studio& studio, Frame from, Frame zero) {
  std::map<int, std::string> names;
  for (const auto& [id, seat] : studio.conductor.scene().patches.playing().seats) {
    names[static_cast<int>(seat.place)] = id;
  }
  std::vector<std::string> lines;
  for (const auto& command : studio.stage.commands) {
    if (command.frame < from || command.op == Op::kSwapPatch) continue;
    if (command.op == Op::kGate && command.value == 0.0) continue;
    if (command.op == Op::kNoteOff) continue;
    lines.push_back(std::to_string(command.frame - zero) + " " + names[command.module] + " " +
                    std::to_string(command.param) + " " + std::to_string(command.value) + " " +
                    std::to_string(command.velocity));
  }
  return lines;
}

TEST(SceneLines, WhatPlaysGoesOnFromWhereItStood) {
  // Many, since some have a step that lies on half a frame.
  for (Frame meanwhile = 100'000; meanwhile < 900'000; meanwhile += 7'777) {
    Studio live;
    for (const char* line : {"/patch/new",
                             "/patch/create e adsr",
                             "/patch/create o osc",
                             "/patch/connect o e",
                             "/patch/connect e output",
                             "/patch/create p osc 4",
                             "/patch/connect p output",
                             "/patch/commit",
                             "/transport/bpm 133.7",
                             "/seq/create a",
                             "/seq/pattern a x.X-3.5.",
                             "/seq/swing a 61.3",
                             "/seq/assign a gate e",
                             "/seq/start a",
                             "/seq/create b",
                             "/seq/config b 97.1 5 12",
                             "/seq/pattern b xx.x.",
                             "/seq/assign b gate e",
                             "/seq/param_lane b note \"60 c4 . 61.5\"",
                             "/seq/assign b param o note freq",
                             "/seq/cond b \"1:2 . PRE !1:3 .\"",
                             "/seq/prob b 60",
                             "/seq/start b",
                             "/seq/create c",
                             "/seq/config c 120 7 8",
                             "/seq/follow c",
                             "/seq/chain c x.x x..x..x 9",
                             "/seq/nudge c -0.2",
                             "/seq/assign c gate e",
                             "/seq/start c",
                             "/seq/create d",
                             "/seq/pattern d xxx-.xXx",
                             "/seq/steps d 8",
                             "/seq/param_lane d note \"c4+e4 . 55 57 . 60+64.5 . .\"",
                             "/seq/assign d param p note",
                             "/seq/prob d 70",
                             "/seq/start d"}) {
      live.say(line);
      ASSERT_EQ(live.conductor.scene().counters.refused, 0U) << line;
      live.run_to(live.now + 1'000);
    }
    live.run_to(meanwhile);
    live.say("/transport/bpm 88.8");
    live.run_to(meanwhile + 40'000);
    const Frame now = live.conductor.horizon();
    Fresh again(scene_lines(live.conductor.scene(), now));
    again.run_to(480'000);
    ASSERT_EQ(again.conductor.score_failures(), 0U)
        << score::to_line(0, again.stage.sent.front().message);
    live.run_to(now + 480'000);
    // Steps that are under way have ended by then, and a condition has been looked back at.
    const Frame settled = 48'000;
    const auto was = played(live, now + settled, now);
    ASSERT_GT(was.size(), 30U);
    EXPECT_EQ(was, played(again, settled, 0)) << meanwhile;
  }
}

}  // namespace
}  // namespace chronus::conductor
