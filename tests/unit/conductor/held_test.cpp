// SPDX-License-Identifier: MIT
// What clients hold by hand is known, so that it can be held again.
#include "conductor/held.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conductor/scene_lines.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Mono `bass`, and an instrument of four voices: `o` and `e`.
struct Held : testing::Test {
  Held() {
    studio.say_bundle({"/patch/new", "/patch/create bass adsr", "/patch/create tone sine",
                       "/patch/connect tone bass", "/patch/connect bass output",
                       "/patch/create o osc 4", "/patch/create e adsr 4", "/patch/connect o e",
                       "/patch/connect e output", "/patch/commit"});
    settle();
  }
  void settle() { studio.run_to(studio.now + 1'280); }
  void say_all(const std::vector<std::string>& lines) {
    for (const auto& line : lines) studio.say(line);
  }
  std::vector<std::string> held(Frame later = 0) const {
    std::vector<std::string> told;
    const auto& scene = studio.conductor.scene();
    for (const auto& line : scene.held.lines(scene.patches, studio.conductor.horizon() + later)) {
      told.push_back(score::to_line(0, line).substr(3));
    }
    return told;
  }

  Studio studio;
};

TEST_F(Held, GatesAndNotesAreTheLinesThatHoldThem) {
  say_all({"/gate/bass 1 0.8", "/note/o c4 127", "/note/e 60.5 0.25"});
  EXPECT_THAT(held(), ElementsAre("/gate/bass 1 0.8", "/note/o 60.0 1.0", "/note/e 60.5 0.25"));
  say_all({"/gate/bass 1 0.5", "/note/o c4 0.5"});
  EXPECT_THAT(held(), ElementsAre("/gate/bass 1 0.5", "/note/e 60.5 0.25", "/note/o 60.0 0.5"));
}

TEST_F(Held, WhatEndedIsNotHeld) {
  const std::vector<std::string> begin{"/gate/bass 1", "/gate/e 1", "/note/o c4 0.5",
                                       "/note/o e4 0.5"};
  struct Ending {
    std::string line;
    std::vector<std::string> left;
  };
  const std::string bass = "/gate/bass 1 1.0", e = "/gate/e 1 1.0", c4 = "/note/o 60.0 0.5",
                    e4 = "/note/o 64.0 0.5";
  for (const auto& [line, left] :
       {Ending{"/gate/bass 0", {e, c4, e4}}, Ending{"/note/o c4 0", {bass, e, e4}},
        Ending{"/note/e/off c4", {bass, e, e4}}, Ending{"/note/o/off", {bass}},
        // Voices whose gates are closed are silent, with the notes that they hold.
        Ending{"/gate/e 0", {bass}}, Ending{"/gate/* 0", {}}, Ending{"/panic", {}}}) {
    say_all(begin);
    ASSERT_THAT(held(), ElementsAre(bass, e, c4, e4));
    studio.say(line);
    EXPECT_EQ(held(), left) << line;
    studio.say("/panic");
  }
}

TEST_F(Held, ANoteWithALengthIsHeldForWhatIsLeftOfIt) {
  studio.say("/note/o c4 0.5 2");
  const Frame begun = studio.stage.of(engine::Op::kNoteOn).back().frame;
  const Frame since = studio.conductor.horizon() - begun;
  EXPECT_THAT(held(48'000 - since), ElementsAre("/note/o 60.0 0.5 1.0"));
  EXPECT_THAT(held(96'000 - since), IsEmpty());
  EXPECT_THAT(studio.conductor.scene().held.set(studio.conductor.scene().patches).notes, IsEmpty());
}

TEST_F(Held, AnInstrumentHoldsNoMoreNotesThanItHasVoices) {
  say_all({"/note/o 60 0.5", "/note/o 61 0.4", "/note/o 62 0.5", "/note/o 63 0.5"});
  // The softest goes first, then the oldest.
  studio.say("/note/o 64 0.5");
  EXPECT_THAT(held(), ElementsAre("/note/o 60.0 0.5", "/note/o 62.0 0.5", "/note/o 63.0 0.5",
                                  "/note/o 64.0 0.5"));
  studio.say("/note/o 65 0.5");
  EXPECT_THAT(held(), ElementsAre("/note/o 62.0 0.5", "/note/o 63.0 0.5", "/note/o 64.0 0.5",
                                  "/note/o 65.0 0.5"));
  // One that has ended takes none from another.
  say_all({"/note/o 62 0", "/note/o 66 0.1"});
  EXPECT_THAT(held(), ElementsAre("/note/o 63.0 0.5", "/note/o 64.0 0.5", "/note/o 65.0 0.5",
                                  "/note/o 66.0 0.1"));
}

TEST_F(Held, ASequencersNotesAreItsOwnButTakeVoices) {
  say_all({"/note/o 60 0.1", "/note/o 61 0.5", "/note/o 62 0.5", "/seq/create s",
           "/seq/pattern s XXXXXXXXXXXXXXXX", "/seq/gate_len s 1", "/seq/param_lane s note 70+71",
           "/seq/assign s gate o", "/seq/assign s param o note freq", "/seq/start s"});
  studio.run_to(studio.now + 24'000);
  EXPECT_THAT(held(), ElementsAre("/note/o 61.0 0.5", "/note/o 62.0 0.5"));
}

TEST_F(Held, AGateThatASequencerOpensOrClosesIsItsOwn) {
  say_all({"/gate/bass 1", "/seq/create s", "/seq/assign s gate bass", "/seq/start s"});
  studio.run_to(studio.now + 24'000);
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(Held, ModulesThatGoOnHoldOnAndOthersDoNot) {
  say_all({"/gate/bass 1", "/note/o c4 0.5", "/patch/edit", "/patch/create g gain",
           "/patch/connect g output", "/patch/commit"});
  settle();
  EXPECT_THAT(held(), ElementsAre("/gate/bass 1 1.0", "/note/o 60.0 0.5"));
  say_all({"/patch/edit", "/patch/delete bass", "/patch/delete o", "/patch/commit"});
  settle();
  EXPECT_THAT(held(), IsEmpty());
  // One that comes back by its name is another.
  say_all(
      {"/patch/edit", "/patch/create bass adsr", "/patch/connect bass output", "/patch/commit"});
  settle();
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(Held, WhatIsPutIntoQuarantineIsNotHeld) {
  studio.say("/gate/bass 1");
  studio.conductor.quarantine(studio.stage.of(engine::Op::kGate).back(), "it killed");
  studio.say("/note/o c4 0.5");
  studio.conductor.quarantine(studio.stage.of(engine::Op::kNoteOn).back(), "it killed");
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(Held, NotesBeyondABoundAreForgottenTheOldestFirst) {
  std::vector<std::string> lines{"/patch/new"};
  for (int n = 0; n < 20; ++n) {
    const std::string name = "o" + std::to_string(n);
    lines.push_back("/patch/create " + name + " osc 64");
    lines.push_back("/patch/connect " + name + " output");
  }
  lines.emplace_back("/patch/commit");
  studio.say_bundle(lines);
  settle();
  for (int n = 0; n < 20; ++n) {
    for (int note = 0; note < 64; ++note) {
      studio.say("/note/o" + std::to_string(n) + " " + std::to_string(note) + " 0.5");
    }
  }
  const auto lines_held = held();
  ASSERT_EQ(lines_held.size(), HeldBook::kMostNotes);
  EXPECT_EQ(lines_held.front(), "/note/o4 0.0 0.5");
  EXPECT_EQ(lines_held.back(), "/note/o19 63.0 0.5");
}

TEST_F(Held, ASceneHoldsIt) {
  say_all({"/gate/bass 1 0.8", "/note/o c4 0.5", "/note/o e4 0.5 2"});
  Studio again;
  score::Score score;
  for (auto& line : scene_lines(studio.conductor.scene(), studio.conductor.horizon())) {
    score.events.push_back({1, 0, std::move(line)});
  }
  again.conductor.load_score(std::move(score));
  again.run_to(1'280);
  EXPECT_EQ(again.conductor.score_failures(), 0U);
  const auto notes = again.stage.of(engine::Op::kNoteOn);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].length, 0U);
  EXPECT_EQ(again.stage.of(engine::Op::kGate).back().velocity, 0.8);
  // What of it has gone by until then is left out.
  const Frame begun = studio.stage.of(engine::Op::kNoteOn).back().frame;
  EXPECT_EQ(notes[1].length, 96'000U - (studio.conductor.horizon() - begun));
}

}  // namespace
}  // namespace chronus::conductor
