// SPDX-License-Identifier: MIT
#include "session/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/unit/session/runs.hpp"

namespace chronus::session {
namespace {

constexpr Frame kHere = 12'800;

/// All but what plays on and what a start forgets.
nlohmann::json settings_of(const Performance& run) {
  auto all = nlohmann::json::array();
  for (const auto& sequencer : run.conductor.scene().bank.all()) {
    all.push_back(chronus::read(conductor::to_json(sequencer->info())));
  }
  const auto& patches = run.conductor.scene().patches;
  return {{"sequencers", all},
          {"patch", chronus::read(patches.playing().patch.to_json(false))},
          {"bpm", run.conductor.scene().bank.transport().bpm()}};
}

TEST(Replay, GoesOnAfterAGapOnTheFramesOfTheGridThatWas) {
  for (const Frame gap : {0, 1, 777, 24'000, 480'001}) {
    Performance run;
    run.play();
    run.keep();
    run.run_to(run.now + 40'000);
    const Frame killed = run.conductor.horizon();
    const Frame there = killed + gap;
    auto session = replay(run.kept());
    session->advance(there);
    ASSERT_EQ(session->position(), there);
    Restored again(*session, kHere);
    again.run_to(kHere + 400'000);
    run.run_to(there + 500'000);

    const Frame shift = there - kHere;
    const Frame end = there + 390'000;
    EXPECT_EQ(again.steps(there, end, shift), run.steps(there, end)) << gap;
    EXPECT_GT(run.steps(there, end).size(), 100U);
    EXPECT_EQ(again.conductor.score_failures(), 0U);
  }
}

TEST(Replay, WhatAStepDoesIsWhatItWouldHaveDone) {
  Performance run;
  run.play();
  run.keep();
  const Frame there = run.conductor.horizon() + 300'000;
  auto session = replay(run.kept());
  session->advance(there);
  Restored again(*session, kHere);
  again.run_to(kHere + 600'000);
  run.run_to(there + 600'000);
  // Behind the gate that was open, and the step that was being played.
  const Frame from = there + 48'000;
  const Frame end = there + 590'000;
  EXPECT_EQ(again.commands(from, end, there - kHere), run.commands(from, end));
  EXPECT_GT(run.commands(from, end).size(), 20U);
}

TEST(Replay, SettingsAreThoseThatWere) {
  Performance run;
  run.keep();
  run.play();
  for (const char* line :
       {"/patch/new", "/patch/create o osc 4", "/patch/create e adsr 4", "/patch/connect o e",
        "/patch/connect e output", "/patch/commit", "/mod/o/freq 333.25", "/seq/stop late",
        "/seq/mute kick 1", "/seq/gate_len line 0.25", "/patch/edit", "/patch/create x lfo"}) {
    run.say(line);
    EXPECT_TRUE(run.answer().starts_with("done") || run.answer().empty()) << run.answer();
  }
  auto session = replay(run.kept());
  session->advance(run.conductor.horizon());
  Restored again(*session, kHere);
  // At the same place in the music, what is told is the same.
  again.run_to(kHere + 128'000);
  run.run_to(run.now + 128'000);
  const auto was = settings_of(run);
  const auto is = settings_of(again);
  EXPECT_EQ(is, was) << nlohmann::json::diff(was, is);
  ASSERT_NE(again.conductor.scene().patches.draft(), nullptr);
}

TEST(Replay, ALongRestIsJumpedOverAndLandsWherePlayingOnDoes) {
  Performance run;
  run.play();
  run.keep();
  // Beyond what is gone through, and off every grid.
  const Frame there = run.conductor.horizon() + Frame{48'000} * 1'000 + 4'711;
  auto session = replay(run.kept());
  session->advance(there);
  ASSERT_EQ(session->position(), there);
  Restored again(*session, kHere);
  again.run_to(kHere + 400'000);
  run.conductor.advance(there);
  run.now = there;
  run.stage.events.clear();
  run.stage.commands.clear();
  run.run_to(there + 400'000);
  const Frame from = there + 48'000;
  const Frame end = there + 390'000;
  EXPECT_EQ(again.steps(there, end, there - kHere), run.steps(there, end));
  EXPECT_EQ(again.commands(from, end, there - kHere), run.commands(from, end));
}

TEST(Replay, AYearIsNoMoreWorkThanAnHour) {
  Performance run;
  run.play();
  run.keep();
  const Frame year = Frame{48'000} * 31'557'600;
  auto session = replay(run.kept());
  session->advance(run.conductor.horizon() + year);
  Restored again(*session, kHere);
  again.run_to(kHere + 96'000);
  // On the transport's grid, which began on frame 0: a sixteenth is 60 / 133.7 / 4 s.
  const Frame shift = session->position() - kHere;
  for (const auto& step : again.steps(0, kHere + year * 2, shift)) {
    if (step.id != "kick" || step.step % 2 == 1) continue;  // swung
    const long double sixteenth = 48'000.0L * 60 / 133.7L / 4;
    const long double steps = static_cast<long double>(step.frame) / sixteenth;
    EXPECT_NEAR(static_cast<double>(steps - std::round(steps)), 0.0, 0.001) << step.frame;
  }
}

TEST(Replay, AtAnotherRateTheSameMomentsAreMeant) {
  Performance run;
  for (const char* line : {"/transport/bpm 120", "/seq/create k", "/seq/start k"}) run.say(line);
  run.run_to(48'000);
  run.keep();
  auto session = replay(run.kept());
  session->advance(run.conductor.horizon() + 1'000);
  for (const auto& line : session->places(96'000)) {
    if (line.address != "/journal/place") continue;
    // The next sixteenth is on frame 54,000.
    const Frame next = *osc::as_integer(line.args[5]);
    EXPECT_EQ(next, 2 * (54'000 - session->position()));
  }
}

TEST(Replay, OfAClassicSessionAndOfAnOptionNowEachLineMeansWhatItMeant) {
  Performance run;
  run.say("/mod/adsr1/release 0.25");
  run.keep();
  auto session = replay(run.kept());
  Performance again;
  again.conductor.load_score(score_at(0, {{"/classic", {1}}}));
  again.conductor.load_score(score_at(1, session->settings(true)));
  again.run_to(2'000);
  EXPECT_TRUE(again.conductor.scene().patches.is_classic());
  EXPECT_EQ(again.conductor.score_failures(), 0U);
  again.say("/mod/adsr1/release");
  EXPECT_EQ(again.answer(), "mod/adsr1/release.reply 250.0");
}

TEST(Replay, WhatWasHeldByHandIsHeldAgain) {
  for (const bool is_in_snapshot : {false, true}) {
    Performance run;
    if (!is_in_snapshot) run.keep();
    run.hold();
    if (is_in_snapshot) run.keep();
    auto notes = run.stage.of(engine::Op::kNoteOn);
    notes.erase(notes.begin());  // which has ended
    const Frame ends_at = notes[2].frame + notes[2].length;
    // Two seconds later, and so long after that all of it is jumped over.
    for (const Frame rest : {Frame{96'000}, Frame{48'000} * 1'000}) {
      auto session = replay(run.kept());
      session->advance(run.conductor.horizon() + rest);
      Restored again(*session, kHere);
      again.run_to(kHere + 1'280);
      EXPECT_EQ(again.conductor.score_failures(), 0U);
      const auto gates = again.stage.of(engine::Op::kGate);
      ASSERT_EQ(gates.size(), 1U);
      EXPECT_EQ(gates[0].value, 1.0);
      EXPECT_EQ(gates[0].velocity, 0.8);
      EXPECT_EQ(gates[0].frame, kHere) << "with what plays";
      const auto played = again.stage.of(engine::Op::kNoteOn);
      const bool plays_the_long_one = session->position() < ends_at;
      ASSERT_EQ(played.size(), plays_the_long_one ? 3U : 2U);
      for (std::size_t n = 0; n < 2; ++n) {
        EXPECT_EQ(played[n].voice, notes[n].voice);
        EXPECT_EQ(played[n].value, notes[n].value);
        EXPECT_EQ(played[n].velocity, notes[n].velocity);
        EXPECT_EQ(played[n].length, 0U);
      }
      if (!plays_the_long_one) continue;
      EXPECT_EQ(played[2].voice, notes[2].voice);
      EXPECT_EQ(played[2].frame + played[2].length, ends_at - session->position() + kHere);
    }
  }
}

TEST(Replay, NamesTheLinesThatAreRefusedAndOfManyTheFirst) {
  Performance run;
  run.say("/seq/create kick");
  run.keep();
  EXPECT_EQ(replay(run.kept())->refusals().total(), 0U);
  std::string text = run.kept();
  const auto snapshot = std::count(text.begin(), text.end(), '\n');
  for (int i = 0; i < 30; ++i) {
    text += "48000f /mod/nosuch/freq " + std::to_string(i) + "\n";
    text += "48000f /seq/mute no" + std::to_string(i) + " 1\n";
  }
  text += "48000f /seq/mute kick 1\n";
  auto session = replay(text);
  const auto& refusals = session->refusals();
  EXPECT_EQ(refusals.total(), 60U);
  ASSERT_EQ(refusals.named().size(), Refusals::kMostNamed) << "each reason once";
  EXPECT_THAT(refusals.named()[0].text(),
              ::testing::StartsWith("line " + std::to_string(snapshot + 1) + ": /mod/nosuch/freq"));
  EXPECT_THAT(refusals.named()[1].text(), ::testing::HasSubstr("'no0'"));
  EXPECT_THAT(refusals.named()[2].text(), ::testing::HasSubstr("'no1'"));
  session->advance(Frame{48'000} * 1'000);
  EXPECT_EQ(session->refusals().total(), 60U) << "a jump forgets none, and finds no more";
}

TEST(ClockMark, AClockThatWasSetBackMovesNothing) {
  const ClockMark mark{48'000, 1'767'225'600'000'000'000};
  EXPECT_EQ(mark.frame_at(mark.unix_ns + 1'500'000'000, 48'000), 48'000 + 72'000);
  EXPECT_EQ(mark.frame_at(mark.unix_ns - 1, 48'000), 48'000);
  EXPECT_EQ(mark.frame_at(mark.unix_ns + std::int64_t{400'000'000} * 1'000'000'000, 48'000),
            48'000);
  EXPECT_EQ((ClockMark{5, 0}.frame_at(mark.unix_ns, 48'000)), 5) << "not known";
}

}  // namespace
}  // namespace chronus::session
