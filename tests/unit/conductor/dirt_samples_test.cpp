// SPDX-License-Identifier: MIT
// Files of events: read before their time, late, or missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dirt_studio.hpp"

namespace chronus::conductor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct DirtSamples : DirtStudio {};

TEST_F(DirtSamples, ASampleIsReadBeforeItsTime) {
  samples.read.clear();
  say("/dirt/play s bd n 1", 9'000);
  say("/dirt/play s bd n 1", 9'500);
  ASSERT_EQ(samples.fetches.size(), 1U) << "once";
  step();
  samples.read_all();
  run_to(10'000);
  ASSERT_EQ(notes().size(), 2U);
  EXPECT_EQ(notes()[0].frame, 9'000);
  EXPECT_EQ(conductor.scene().counters.samples_late, 0U);
  EXPECT_EQ(journal_of("/journal/sample").size(), 1U);
}

TEST_F(DirtSamples, ASampleThatComesLateIsPlayedThenAndCounted) {
  samples.read.clear();
  say("/dirt/play s bd n 1", 1'000);
  run_to(2'048);
  EXPECT_TRUE(notes().empty());
  samples.read_all();
  step();
  step();
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_GE(notes()[0].frame, 2'048);
  EXPECT_EQ(conductor.scene().counters.samples_late, 1U);
  EXPECT_EQ(journal_of("/dirt/play").size(), 1U) << "where it was heard";
}

TEST_F(DirtSamples, AMissingBankIsToldOnceAndTheRestIsHeard) {
  for (int n = 0; n < 20; ++n) {
    say("/dirt/play s nosuch", 1'000 + 100 * n);
    say("/dirt/play s bd", 1'000 + 100 * n);
  }
  run_to(6'000);
  EXPECT_EQ(notes().size(), 20U);
  EXPECT_THAT(stage.warnings, ElementsAre(HasSubstr("'nosuch'")));
  ASSERT_EQ(answers().size(), 1U);
  EXPECT_THAT(answer(), HasSubstr("/fail /dirt/play no bank or synth 'nosuch"));
  std::size_t told = 0;
  for (const auto& event : stage.events) told += event.starts_with("missing ") ? 1 : 0;
  EXPECT_EQ(told, 1U);
  EXPECT_THAT(journal_of("/dirt/play"), testing::SizeIs(20));
  const auto dirt = status()["dirt"];
  EXPECT_EQ(dirt["played"], 20);
  EXPECT_EQ(dirt["missed"], 20);
  EXPECT_EQ(dirt["missing"], nlohmann::json({"nosuch"}));
  EXPECT_EQ(conductor.scene().counters.refused, 20U);
}

TEST_F(DirtSamples, ABankThatHasComeIsFoundBeforeItsTime) {
  samples.is_look_due = true;
  say("/dirt/play s fresh", 9'000);
  ASSERT_EQ(samples.looks.size(), 1U);
  samples.look_through({"fresh"});
  samples.have("/s/fresh:0");
  run_to(10'000);
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_EQ(notes()[0].frame, 9'000);
  EXPECT_TRUE(stage.warnings.empty());
}

TEST_F(DirtSamples, ABankThatHasComeIsFoundByAnEventThatCannotWait) {
  samples.is_look_due = true;
  say("/dirt/play s fresh");
  step();
  EXPECT_EQ(samples.looks.size(), 1U);
  EXPECT_TRUE(stage.warnings.empty());
  samples.look_through({"fresh"});
  samples.have("/s/fresh:0");
  step();
  step();
  EXPECT_EQ(notes().size(), 1U);
  EXPECT_EQ(conductor.scene().dirt.missed, 0U);
}

TEST_F(DirtSamples, ABankThatWasMissingIsPlayedAsSoonAsItIsKnown) {
  say("/dirt/play s fresh");
  step();
  EXPECT_EQ(stage.warnings.size(), 1U);
  EXPECT_EQ(status()["dirt"]["missing"], nlohmann::json({"fresh"}));
  samples.look_through({"fresh"});  // somebody else had it looked for
  samples.have("/s/fresh:0");
  say("/dirt/play s fresh");
  run_to(now + 2'000);
  EXPECT_EQ(notes().size(), 1U);
  EXPECT_TRUE(status()["dirt"]["missing"].empty());
}

TEST_F(DirtSamples, WhatIsMissingIsLookedForAgainWithoutBeingToldAgain) {
  for (int n = 0; n < 3; ++n) {
    samples.is_look_due = true;
    say("/dirt/play s nosuch");
    step();
    EXPECT_EQ(samples.looks.size(), 1U) << n;
    samples.look_through({});
    run_to(now + 1'000);
  }
  EXPECT_EQ(stage.warnings.size(), 1U);
  EXPECT_EQ(conductor.scene().dirt.missed, 3U);
}

TEST_F(DirtSamples, ANumberThatIsNoneIsToldAsThat) {
  say("/dirt/play s bd:x");
  step();
  EXPECT_THAT(answer(), HasSubstr("no number: x"));
}

TEST_F(DirtSamples, TheJournalHasTheNumberThatAnotherCameTo) {
  for (const auto* line : {"/dirt/play s bd n 3 speed 2", "/dirt/play s bd n 5 speed 2",
                           "/dirt/play n -1 s bd speed 2", "/dirt/play s bd:6 n 1"}) {
    say(line);
    run_to(now + 2'000);
  }
  std::vector<std::string> said;
  for (const auto& line : journal_of("/dirt/play")) said.push_back(line.substr(line.find(' ') + 1));
  EXPECT_THAT(said, ElementsAre("/dirt/play s bd n 3 speed 2", "/dirt/play s bd n 1 speed 2",
                                "/dirt/play s bd n 3 speed 2", "/dirt/play s bd n 3"));
}

TEST_F(DirtSamples, WhatIsMissingIsAskedAboutWithBanksAndSynths) {
  say("/dirt/play s superpino");
  step();
  EXPECT_THAT(answer(), HasSubstr("no bank or synth 'superpino'; did you mean superpiano"));
}

TEST_F(DirtSamples, ANameThatWasGivenIsASound) {
  say("/dirt/play s amen");
  step();
  EXPECT_EQ(status()["dirt"]["missing"], nlohmann::json({"amen"}));
  say("/sample/load amen sn/slow.wav");
  step();
  samples.read_all();
  step();
  step();
  say("/dirt/play s amen n 3");
  run_to(now + 2'000);
  EXPECT_TRUE(status()["dirt"]["missing"].empty());
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_EQ(conductor.scene().dirt.missed, 1U);
}

TEST_F(DirtSamples, AFileThatCannotBeReadIsToldOnceAndTriedAgainLater) {
  samples.read.clear();
  const auto fail = [this] {
    say("/dirt/play s bd n 1", now + 1'000);
    step();
    const auto asked = samples.fetches.size();
    samples.refuse_all("broken");
    run_to(now + 2'000);
    return asked;
  };
  EXPECT_EQ(fail(), 1U);
  EXPECT_EQ(fail(), 0U);
  EXPECT_EQ(stage.warnings.size(), 1U);
  run_to(now + 11 * 48'000);
  EXPECT_EQ(fail(), 1U);
  EXPECT_EQ(stage.warnings.size(), 1U);
}

TEST_F(DirtSamples, ManyMissingBanksAreNotRememberedForEver) {
  for (int n = 0; n < 2'000; ++n) {
    say("/dirt/play s x" + std::to_string(n));
    step();
  }
  EXPECT_EQ(conductor.scene().dirt.missing.size(), DirtBook::kMostMissing);
  EXPECT_EQ(stage.warnings.size(), DirtBook::kMostMissing);
}

}  // namespace
}  // namespace chronus::conductor
