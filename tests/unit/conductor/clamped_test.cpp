// SPDX-License-Identifier: MIT
// A value that was clamped is carried out, counted, and told to its sender.
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

/// Every answer since the last look: "/clamped /mod/sine1/freq 99999 20000".
std::vector<std::string> answers(Studio& studio) {
  std::vector<std::string> all;
  for (const auto& sent : std::exchange(studio.stage.sent, {})) {
    std::string text = sent.message.address;
    for (const auto& arg : sent.message.args) {
      const auto* string = osc::as_string(arg);
      text += " " + (string != nullptr ? *string : osc::to_text(arg));
    }
    all.push_back(text);
  }
  return all;
}

using Answers = std::vector<std::string>;

TEST(Clamped, TheSenderHearsWhatWasGivenAndWhatWasUsed) {
  Studio studio;
  studio.say("/mod/sine1/freq 99999");
  EXPECT_EQ(answers(studio), Answers{"/clamped /mod/sine1/freq 99999.0 20000.0"});
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 1U);
  EXPECT_EQ(studio.conductor.scene().counters.accepted, 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).back().value, 20'000.0);
}

TEST(Clamped, AListOfMoreStepsThanThereAreIsToldWhateverItIs) {
  Studio studio;
  for (const char* line : {"/seq/create k", "/seq/steps k 4"}) studio.say(line);
  (void)answers(studio);
  for (const auto& [line, told] :
       {std::pair{"/seq/prob k 1 0.5 0.5 0.5 0.5", "/seq/prob/k 5 4"},
        std::pair{"/seq/ratchet k 1 2 3 1 2 3", "/seq/ratchet/k 6 4"},
        std::pair{"/seq/cond k \"1:2 . . . . . 1:2\"", "/seq/cond/k 7 4"},
        std::pair{"/seq/chain k x... x.x.x.", "/seq/chain/k 6 4"}}) {
    studio.say(line);
    EXPECT_EQ(answers(studio).front(), std::string("/clamped ") + told);
  }
  for (const char* line : {"/seq/prob k 0.5", "/seq/prob k 1 1 1 1", "/seq/chain k x... x.x."}) {
    studio.say(line);
    EXPECT_TRUE(answers(studio).front().starts_with("/done ")) << line;
  }
}

TEST(Clamped, WhatLiesInItsRangeIsSilent) {
  Studio studio;
  studio.say("/mod/sine1/freq 20000");
  EXPECT_TRUE(answers(studio).empty());
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 0U);
}

TEST(Clamped, APatternTellsOfEachThatWas) {
  Studio studio;
  studio.say("/mod/{sine1,filter1}/freq 5");
  EXPECT_EQ(answers(studio), Answers{"/clamped /mod/filter1/freq 5.0 10.0"});
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 1U);
}

TEST(Clamped, ADraftsValueIsToldOnce) {
  Studio studio;
  for (const char* line : {"/patch/edit", "/patch/create l lfo", "/patch/connect l sine1.freq"}) {
    studio.say(line);
  }
  (void)answers(studio);
  studio.say("/mod/l/rate 1000");
  EXPECT_EQ(answers(studio), Answers{"/clamped /mod/l/rate 1000.0 200.0"});
  // The bundle is tried on a copy before it is performed.
  studio.say_bundle({"/mod/l/rate 500", "/patch/commit"});
  const auto told = answers(studio);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0], "/clamped /mod/l/rate 500.0 200.0");
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 2U);
}

TEST(Clamped, AClassicClientHearsMilliseconds) {
  Studio studio;
  studio.conductor.load_score(*test::parse_score("0 /classic 1", 48'000));
  studio.step();
  (void)answers(studio);
  studio.say("/mod/adsr1/attack 0.5");
  EXPECT_EQ(answers(studio), Answers{"/clamped /mod/adsr1/attack 0.5 1.0"});
}

TEST(Clamped, ALaneIsCountedAndNobodyTold) {
  Studio studio;
  for (const char* line : {"/seq/create s", "/seq/param_lane s freq 99999",
                           "/seq/assign s param sine1 freq", "/seq/start s"}) {
    studio.say(line);
  }
  (void)answers(studio);
  studio.run_to(24'000);
  EXPECT_TRUE(answers(studio).empty());
  EXPECT_GT(studio.conductor.scene().counters.clamped, 0U);
}

TEST(Clamped, ANumberBeyondAFloatIsToldAsItIs) {
  Studio studio;
  studio.say("/mod/sine1/freq 1e300");
  ASSERT_EQ(studio.stage.sent.size(), 1U);
  EXPECT_EQ(osc::as_number(studio.stage.sent[0].message.args[1]), 1e300);
}

TEST(Clamped, APatternThatIsCutSaysHowManyOfItsStepsAreKept) {
  Studio studio;
  studio.say("/seq/create kick");
  (void)answers(studio);
  studio.say("/seq/pattern kick \"xxxx xxxx | xxxx xxxx | xxxx\"");
  auto told = answers(studio);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0], "/clamped /seq/pattern/kick 20 16");
  EXPECT_TRUE(told[1].starts_with("/done /seq/pattern")) << told[1];
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 1U);
  studio.say("/seq/pattern kick \"xxxx xxxx | xxxx xxxx |\"");
  studio.say("/seq/pattern kick x.x");
  EXPECT_EQ(answers(studio).size(), 2U) << "what fits is not clamped";
}

TEST(Clamped, ALaneThatIsCutSaysHowManyOfItsValuesAreKept) {
  Studio studio;
  for (const char* line : {"/seq/create a", "/seq/create b", "/seq/steps a 4", "/seq/steps b 5"}) {
    studio.say(line);
  }
  (void)answers(studio);
  studio.say("/seq/param_lane {a,b} note \"60 62 64 65 67\"");
  EXPECT_EQ(answers(studio)[0], "/clamped /seq/param_lane/a 5 4");
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 1U);
}

TEST(Clamped, AnIdInTheAddressIsNotSaidTwice) {
  Studio studio;
  studio.say("/seq/create kick");
  (void)answers(studio);
  studio.say("/seq/pattern/kick xxxxxxxxxxxxxxxxx");
  EXPECT_EQ(answers(studio)[0], "/clamped /seq/pattern/kick 17 16");
}

}  // namespace
}  // namespace chronus::conductor
