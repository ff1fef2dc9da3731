// SPDX-License-Identifier: MIT
// A command that killed is taken back from the books, and a journal of it leaves it out as well.
#include <gtest/gtest.h>

#include <algorithm>

#include "conductor/value_trail.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

float frequency(const Studio& studio) {
  const auto& patches = studio.conductor.scene().patches;
  const auto target = patches.param("sine1", "freq");
  return patches.value_at(Place{target.module}, target.param);
}

engine::Command last_of(const Studio& studio, Op op) { return studio.stage.of(op).back(); }

TEST(Quarantine, AParameterIsWhatItWasBefore) {
  Studio studio;
  studio.say("/mod/sine1/freq 300");
  studio.say("/mod/sine1/freq 500");
  studio.conductor.quarantine(last_of(studio, Op::kSetParam), "it killed a worker");
  EXPECT_EQ(frequency(studio), 300.0F);
  EXPECT_EQ(studio.answer(), "fail /mod/sine1/freq quarantined: it killed a worker 500");
}

TEST(Quarantine, StandsInTheLogWithItsSender) {
  Studio studio;
  studio.say("/mod/sine1/freq 500");
  const auto poison = last_of(studio, Op::kSetParam);
  studio.conductor.tell_withheld(poison.seq, poison.seq, "all were lost");
  studio.conductor.tell_withheld(poison.seq, poison.seq, "all were lost");
  studio.conductor.quarantine(poison, "it killed a worker");
  engine::Command unknown = poison;
  unknown.seq = 1'000;
  studio.conductor.quarantine(unknown, "it killed a worker");
  const std::string what = "/mod/sine1/freq of " + osc::to_text(osc::Endpoint{});
  EXPECT_EQ(studio.stage.warnings,
            (std::vector<std::string>{
                "withheld: " + what + ": all were lost",
                "put in quarantine: " + what + ": it killed a worker",
                "put in quarantine: a parameter that the music itself gave: it killed a worker"}));
}

TEST(Quarantine, WhatWasSetSinceStays) {
  Studio studio;
  studio.say("/mod/sine1/freq 300");
  studio.say("/mod/sine1/freq 500");
  const auto poison = last_of(studio, Op::kSetParam);
  studio.say("/mod/sine1/freq 700");
  studio.conductor.quarantine(poison, "it killed a worker");
  EXPECT_EQ(frequency(studio), 700.0F);
  // And that one, taken back too, leaves what was before both.
  studio.conductor.quarantine(last_of(studio, Op::kSetParam), "it killed a worker");
  EXPECT_EQ(frequency(studio), 300.0F);
}

TEST(Quarantine, AModuleThatCameLaterIsLeftAlone) {
  Studio studio;
  studio.say("/mod/sine1/freq 500");
  const auto poison = last_of(studio, Op::kSetParam);
  studio.say_bundle({"/patch/create other sine", "/patch/connect other output", "/patch/commit"});
  studio.run_to(4'800);
  const auto before = studio.conductor.scene().patches.param("other", "freq");
  const float value = studio.conductor.scene().patches.value_at(Place{before.module}, before.param);
  studio.conductor.quarantine(poison, "it killed a worker");
  EXPECT_EQ(studio.conductor.scene().patches.value_at(Place{before.module}, before.param), value);
}

TEST(Quarantine, ASequencersGateIsKeptAwayButNotItsGateOff) {
  Studio studio;
  studio.say_bundle({"/patch/create e adsr", "/patch/connect sine1 e", "/patch/connect e output",
                     "/patch/commit", "/seq/create s", "/seq/pattern s xxxxxxxxxxxxxxxx",
                     "/seq/assign s gate e", "/seq/start s"});
  const auto gates = [&](bool on) {
    const auto all = studio.stage.of(Op::kGate);
    return std::count_if(all.begin(), all.end(),
                         [on](auto& it) { return (it.value != 0.0) == on; });
  };
  while (gates(true) == gates(false)) studio.run_to(studio.conductor.horizon() + 128);
  const auto open = last_of(studio, Op::kGate);
  ASSERT_EQ(open.value, 1.0);
  const auto before = gates(true);
  studio.conductor.quarantine(open, "it killed a worker");
  studio.run_to(studio.conductor.horizon() + 48'000);
  EXPECT_EQ(gates(true), before);
  EXPECT_GE(gates(false), before) << "the one that was open is closed";
}

TEST(ValueTrail, ReachesAsFarAsItIsKept) {
  ValueTrail trail;
  for (std::uint64_t seq = 1; seq <= 20'000; ++seq) trail.add(seq, {1, Place{0}, 0}, 0.5F);
  EXPECT_FALSE(trail.undo(1));
  EXPECT_FALSE(trail.undo(19'999));  // set again since
  EXPECT_TRUE(trail.undo(20'000));
  EXPECT_FALSE(trail.undo(20'000));
}

/// What reaches the engine: without what was put aside, numbers and frames as they are.
std::vector<engine::Command> music(const Studio& studio) {
  auto commands = studio.stage.commands;
  std::erase_if(commands, [](const auto& command) { return command.op == Op::kNone; });
  return commands;
}

void expect_same_music(const std::vector<engine::Command>& live,
                       const std::vector<engine::Command>& again) {
  ASSERT_EQ(live.size(), again.size());
  for (std::size_t i = 0; i < live.size(); ++i) {
    EXPECT_EQ(live[i].seq, again[i].seq) << i;
    EXPECT_EQ(live[i].frame, again[i].frame) << i;
    EXPECT_EQ(live[i].op, again[i].op) << i;
    EXPECT_EQ(live[i].module, again[i].module) << i;
    EXPECT_EQ(live[i].value, again[i].value) << i;
  }
}

/// Performs a studio's journal as a score, up to where the studio stands.
void replay(const Studio& live, Studio* again) {
  std::string text;
  for (const auto& line : live.stage.journal) text += line + "\n";
  again->conductor.load_score(*test::parse_score(text, 48'000));
  again->run_to(live.now);
  EXPECT_EQ(again->conductor.score_failures(), 0U);
}

TEST(Quarantine, AJournalLeavesOutWhatWasPutAside) {
  Studio live;
  live.say("/mod/sine1/freq 300");
  live.say_bundle({"/gate/adsr1 1", "/mod/sine1/freq 500", "/gate/adsr1 0"});
  const auto poison = last_of(live, Op::kSetParam);
  EXPECT_EQ(poison.nth, 1U);
  live.run_to(1'280);
  live.conductor.quarantine(poison, "it killed a worker");
  live.say("/gate/adsr1 1");
  auto heard = music(live);
  std::erase_if(heard, [&](const auto& command) { return command.seq == poison.seq; });

  Studio again;
  replay(live, &again);
  expect_same_music(heard, music(again));
  EXPECT_EQ(frequency(again), 300.0F);
  // The journal of the journal says so too.
  EXPECT_EQ(again.stage.journal, live.stage.journal);
}

TEST(Quarantine, AJournalBlocksTheSequencerFromThereOn) {
  Studio live;
  for (const char* line : {"/seq/create s", "/seq/pattern s xxxxxxxxxxxxxxxx",
                           "/seq/assign s gate adsr1", "/seq/start s"}) {
    live.say(line);
  }
  live.run_to(24'000);
  auto gates = live.stage.of(Op::kGate);
  std::erase_if(gates, [](const auto& gate) { return gate.value == 0.0; });
  const auto poison = gates.back();
  live.conductor.quarantine(poison, "it killed a worker");
  live.run_to(96'000);
  gates = live.stage.of(Op::kGate);
  std::erase_if(gates, [](const auto& gate) { return gate.value == 0.0; });
  EXPECT_EQ(gates.back().seq, poison.seq) << "the sequencer sends it again";
  auto heard = music(live);
  std::erase_if(heard, [&](const auto& command) { return command.seq == poison.seq; });

  Studio again;
  replay(live, &again);
  expect_same_music(heard, music(again));
}

TEST(Quarantine, AJournalTakesBackACommit) {
  Studio live;
  live.say_bundle({"/patch/create other sine", "/patch/connect other output", "/patch/commit"});
  live.run_to(4'800);
  const auto poison = last_of(live, Op::kSwapPatch);
  live.conductor.quarantine(poison, "it killed a worker");
  live.say("/mod/sine1/freq 200");  // of the patch before
  EXPECT_EQ(live.conductor.scene().counters.refused, 0U);
  auto heard = music(live);
  std::erase_if(heard, [&](const auto& command) { return command.seq == poison.seq; });

  Studio again;
  replay(live, &again);
  expect_same_music(heard, music(again));
}

TEST(Quarantine, AWithheldCommandStaysInTheBooks) {
  Studio live;
  live.say("/mod/sine1/freq 500");
  const auto withheld = last_of(live, Op::kSetParam);
  live.run_to(1'280);
  live.stage.played(live.now, withhold_line(withheld));

  Studio again;
  replay(live, &again);
  EXPECT_TRUE(again.stage.of(Op::kSetParam).empty());
  EXPECT_EQ(frequency(again), 500.0F);
}

TEST(Quarantine, ItsLinesAreNoClientsAndMustNameACommand) {
  Studio studio;
  studio.say("/journal/quarantine 0 0 0");
  EXPECT_EQ(studio.answer(), "fail /journal/quarantine stands in journals only 0 0 0");
  Studio again;
  again.conductor.load_score(
      *test::parse_score("128f /journal/quarantine 77 3 0\n"
                         "128f /journal/quarantine x 3 0\n"
                         "128f /journal/withhold -1 0\n",
                         48'000));
  again.run_to(256);
  EXPECT_EQ(again.conductor.score_failures(), 3U);
}

}  // namespace
}  // namespace chronus::conductor
