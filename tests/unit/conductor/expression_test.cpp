// SPDX-License-Identifier: MIT
// The sequencer's vocabulary over OSC: what is answered, told by /seq/info, and all or none.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

class Vocabulary : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* id : {"kick", "hat"}) studio.say("/seq/create " + std::string(id));
  }
  void done(const std::string& line) {
    studio.say(line);
    EXPECT_TRUE(studio.answer().starts_with("done ")) << line << ": " << studio.answer();
  }
  std::string reason(const std::string& line) {
    studio.say(line);
    EXPECT_TRUE(studio.answer().starts_with("fail ")) << line << ": " << studio.answer();
    return studio.answer();
  }
  nlohmann::json info(const std::string& id) {
    studio.say("/seq/info " + id);
    return nlohmann::json::parse(studio.stage.sent.back().json);
  }

  Studio studio;
};

TEST_F(Vocabulary, InfoTellsEverySetting) {
  done("/seq/config kick 100 4 16");
  done("/seq/pattern kick \"x-3X\"");
  done("/seq/swing kick 62.5");
  done("/seq/prob kick 50 0.25");
  done("/seq/ratchet kick \"1 2 . 8\"");
  done("/seq/nudge kick 0.25 -0.125");
  done("/seq/cond kick 1ST !1:2 fill .");
  done("/seq/seed kick 12");
  done("/seq/fill kick 1");
  done("/seq/quantum kick 4");
  const auto told = info("kick");
  EXPECT_EQ(told["pattern"], "x-3X");
  EXPECT_EQ(told["plays"], "");
  EXPECT_EQ(told["swing"], 62.5);
  EXPECT_EQ(told["prob"], "0.5 0.25 . .");
  EXPECT_EQ(told["ratchet"], ". 2 . 8");
  EXPECT_EQ(told["nudge"], "0.25 -0.125 . .");
  EXPECT_EQ(told["cond"], "1ST !1:2 FILL .");
  EXPECT_EQ(told["seed"], 12);
  EXPECT_EQ(told["fill"], true);
  EXPECT_EQ(told["quantum"], 4.0);
  EXPECT_EQ(told["cycle"], -1);
  EXPECT_EQ(told["own_tempo"], true);
  EXPECT_EQ(told["pending"]["start"], false);
  EXPECT_TRUE(told["pending"]["beat"].is_null());
  done("/seq/follow kick");
  EXPECT_EQ(info("kick")["own_tempo"], false);
}

TEST_F(Vocabulary, WhatWaitsIsTold) {
  done("/seq/quantum kick 4");
  done("/seq/start kick");
  done("/seq/start hat");
  EXPECT_EQ(info("kick")["pending"],
            nlohmann::json({{"start", true}, {"change", false}, {"beat", 4.0}}));
  studio.run_to(4 * 24'000 + 200);
  done("/seq/chain kick x... X...");
  const auto told = info("kick");
  EXPECT_EQ(told["pending"], nlohmann::json({{"start", false}, {"change", true}, {"beat", 8.0}}));
  EXPECT_EQ(told["chain"], nlohmann::json({"x...", "X..."}));
  EXPECT_EQ(told["plays"], "x...............");
  EXPECT_EQ(told["cycle"], 0);
}

TEST_F(Vocabulary, ChainEndsWhenItIsTurnedOff) {
  done("/seq/chain kick x... X...");
  EXPECT_EQ(info("kick")["chain"].size(), 2U);
  done("/seq/chain kick off");
  EXPECT_TRUE(info("kick")["chain"].empty());
}

TEST_F(Vocabulary, ValuesOutsideTheirRangesAreRefused) {
  const auto before = info("kick");
  for (const char* bad : {"/seq/swing kick 49",
                          "/seq/swing kick 76",
                          "/seq/prob kick 101",
                          "/seq/prob kick -1",
                          "/seq/prob kick x",
                          "/seq/ratchet kick 0",
                          "/seq/ratchet kick 9",
                          "/seq/nudge kick 0.51",
                          "/seq/cond kick 3:2",
                          "/seq/cond kick maybe",
                          "/seq/fill kick 2",
                          "/seq/seed kick -1",
                          "/seq/seed kick 1.5",
                          "/seq/quantum kick -1",
                          "/seq/quantum kick 0.01",
                          "/seq/chain kick x y",
                          "/seq/pattern kick x0",
                          "/seq/follow nobody",
                          "/seq/param_lane kick note 60+64+",
                          "/seq/unassign kick gate adsr1",
                          "/seq/unassign kick what m",
                          "/seq/unassign kick param m"}) {
    reason(bad);
  }
  EXPECT_EQ(info("kick"), before);
}

TEST_F(Vocabulary, AssigningToWhatNobodyKnowsIsRefused) {
  EXPECT_EQ(reason("/seq/assign kick gate drum"),
            "fail /seq/assign no module 'drum' in what plays or in the draft kick gate drum");
  EXPECT_EQ(reason("/seq/assign kick gate sine1"),
            "fail /seq/assign module 'sine1' (sine) has no gate kick gate sine1");
  EXPECT_EQ(reason("/seq/assign kick param sine1 cutoff"),
            "fail /seq/assign module 'sine1' (sine) has no parameter 'cutoff'; did you mean amp, "
            "freq or gain? kick param sine1 cutoff");
  EXPECT_TRUE(info("kick")["assignments"].empty());
  done("/seq/assign kick param filter1 l cutoff");
  done("/seq/assign kick gate adsr1");
}

TEST_F(Vocabulary, AssigningToTheDraftWorksOnceItIsCommitted) {
  studio.say("/patch/create drum kick");
  studio.say("/patch/connect drum output");
  done("/seq/assign kick gate drum");
  done("/seq/assign kick param drum note tune");
  done("/seq/assign kick gate adsr1");
  done("/seq/start kick");
  studio.run_to(2 * 96'000);
  const auto before = studio.stage.of(Op::kGate).size();
  done("/patch/commit");
  studio.run_to(4 * 96'000);
  EXPECT_GT(studio.stage.of(Op::kGate).size(), before);
}

TEST_F(Vocabulary, UnassignClosesTheGateAndTakesNothingElse) {
  done("/seq/assign kick gate adsr1");
  done("/seq/assign kick param sine1 note freq");
  done("/seq/start kick");
  studio.run_to(100'000);
  while (studio.stage.of(Op::kGate).back().value == 0.0) studio.step();
  done("/seq/unassign kick gate adsr1");
  EXPECT_EQ(studio.stage.of(Op::kGate).back().value, 0.0);
  EXPECT_EQ(info("kick")["assignments"].size(), 1U);
  done("/seq/unassign kick param sine1 note");
  EXPECT_TRUE(info("kick")["assignments"].empty());
  done("/seq/unassign kick");
}

TEST_F(Vocabulary, APatternOfIdsChangesAll) {
  for (const char* line : {"/seq/steps * 8", "/seq/prob * 50", "/seq/swing * 60", "/seq/fill * 1",
                           "/seq/chain * x X", "/seq/assign * gate adsr1"}) {
    done(line);
  }
  for (const char* id : {"kick", "hat"}) {
    const auto told = info(id);
    EXPECT_EQ(told["steps"], 8) << id;
    EXPECT_EQ(told["prob"], "0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5") << id;
    EXPECT_EQ(told["swing"], 60.0) << id;
    EXPECT_EQ(told["assignments"].size(), 1U) << id;
  }
}

TEST_F(Vocabulary, APatternOfIdsChangesAllOrNone) {
  // The first created takes it, the other is full.
  for (int i = 0; i < 16; ++i) done("/seq/param_lane hat l" + std::to_string(i) + " 1");
  for (int i = 0; i < 16; ++i) done("/seq/assign hat param sine1 l" + std::to_string(i) + " freq");
  const auto kick = info("kick"), hat = info("hat");
  const auto journal = studio.stage.journal.size();
  reason("/seq/param_lane * more 1");
  reason("/seq/assign * gate adsr1");
  reason("/seq/unassign * param sine1 l0");
  reason("/seq/steps * 0");
  reason("/seq/prob * 101");
  reason("/seq/nudge * x");
  EXPECT_EQ(info("kick"), kick);
  EXPECT_EQ(info("hat"), hat);
  EXPECT_EQ(studio.stage.journal.size(), journal) << "nor does the journal have it";
}

TEST_F(Vocabulary, TheSameSetGivesTheSameCommandsWhateverTheBlocksAre) {
  const auto gates = [](Frame block) {
    FakeStage stage;
    Conductor conductor(StreamFormat{48'000, 128, 2}, test::built_in_catalog(),
                        test::standard_vocabulary(), stage.doors());
    conductor.seed();
    conductor.load_score(*test::parse_score(R"(
0 /seq/create hat
0 /seq/assign hat gate adsr1
0 /seq/pattern hat "xxX-x.3x x-xxxx.x"
0 /seq/swing hat 61.7
0 /seq/prob hat 60 . 30
0 /seq/ratchet hat "1 2 3 . 1 4"
0 /seq/nudge hat "0 .1 -.2 .3"
0 /seq/cond hat ". 1:2 . PRE FILL"
0 /seq/start hat
1.1 /seq/fill hat 1
2.3 /transport/bpm 141.3
3.7 /seq/seed hat 99
)",
                                            48'000));
    for (Frame to = 0; to < 48'000 * 8;) conductor.advance(to += block);
    std::vector<std::pair<Frame, double>> out;
    for (const auto& command : stage.of(Op::kGate)) out.emplace_back(command.frame, command.value);
    return out;
  };
  const auto whole = gates(48'000 * 8);
  EXPECT_GT(whole.size(), 60U);
  EXPECT_EQ(gates(128), whole);
  EXPECT_EQ(gates(1'000), whole);
}

}  // namespace
}  // namespace chronus::conductor
