// SPDX-License-Identifier: MIT
// The vocabulary is what a program was given, not a list that libraries reach for.
#include <gtest/gtest.h>

#include <vector>

#include "score/score.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

constexpr vocabulary::MessageInfo kExtra[] = {{.address = "/extra/word",
                                               .arguments = {{.name = "word"}},
                                               .summary = "a message that only this test has"}};

vocabulary::Vocabulary with_extra() {
  const auto given = test::standard_vocabulary().sections();
  std::vector<vocabulary::Vocabulary::Section> sections(given.begin(), given.end());
  sections.push_back({"Extra", kExtra});
  return vocabulary::Vocabulary(std::move(sections));
}

TEST(InjectedVocabulary, ConductorKnowsTheMessagesItWasGiven) {
  const vocabulary::Vocabulary vocabulary = with_extra();
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), vocabulary, stage.doors());
  stage.furnish(conductor);
  conductor.submit({{}, {{}, {{"/extra/word", {1}}}}});
  conductor.advance(128);
  ASSERT_EQ(stage.sent.size(), 1U);
  EXPECT_EQ(stage.sent[0].message.args.at(1), osc::Arg{"not available here"});
  EXPECT_EQ(conductor.unserved(), (std::vector<std::string_view>{"/extra/word"}));
}

TEST(InjectedVocabulary, ScoreReadsWordsAsTheVocabularyItWasGivenSays) {
  constexpr const char* kLine = "0 /extra/word 5";
  const auto first = [&](const vocabulary::Vocabulary& vocabulary) {
    return score::parse(kLine, 48'000, vocabulary)->events.at(0).message.args.at(0);
  };
  EXPECT_EQ(first(with_extra()), osc::Arg{"5"});
  EXPECT_EQ(first(test::standard_vocabulary()), osc::Arg{5});
}

}  // namespace
}  // namespace chronus::conductor
