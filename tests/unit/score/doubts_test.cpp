// SPDX-License-Identifier: MIT
#include "score/doubts.hpp"

#include <gtest/gtest.h>

#include "score/journal_format.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::score {
namespace {

using Doubts = std::vector<std::string>;

Doubts doubts_in(const std::string& text) { return test::parse_score(text, 48'000)->doubts; }

TEST(Doubts, AScoreThatIsMeantHasNone) {
  EXPECT_EQ(doubts_in("0 /patch/create o osc\n0 /patch/connect o output\n0 /patch/commit\n"
                      "0 /seq/create kick\n0 /seq/pattern kick \"x... x...\"\n1 /quit\n"),
            Doubts{});
  EXPECT_EQ(doubts_in("1 /quit\n"), Doubts{}) << "a length of silence";
}

TEST(Doubts, AnEmptyScoreIsDoubted) {
  for (const char* text : {"", "\n", "# only a comment\n"}) {
    EXPECT_EQ(doubts_in(text), Doubts{"there is no message in it"}) << text;
  }
}

TEST(Doubts, QuestionsAreDoubtedByLine) {
  const std::string said = ": asks, and a score has nobody to tell";
  EXPECT_EQ(doubts_in("0 /seq/list\n\n1 /status\n0 /sync 1\n"),
            (Doubts{"line 1: /seq/list" + said, "line 4: /sync" + said, "line 3: /status" + said}));
  EXPECT_EQ(doubts_in("0 /panic\n0 /no/such\n0 /record/start a.wav\n"), Doubts{});
}

TEST(Doubts, ADraftIsDoubtedByTheLineThatBeganIt) {
  const auto begun_on = [](const std::string& line) {
    return Doubts{"a draft was begun on line " + line + " and never committed"};
  };
  for (const char* edit : {"new", "edit", "create a osc", "connect a output", "delete a"}) {
    const std::string text = std::string("0 /panic\n0 /patch/") + edit + "\n";
    EXPECT_EQ(doubts_in(text), begun_on("2")) << edit;
    EXPECT_EQ(doubts_in(text + "0 /patch/commit\n"), Doubts{}) << edit;
    EXPECT_EQ(doubts_in(text + "0 /patch/abort\n"), Doubts{}) << edit;
    EXPECT_EQ(doubts_in(text + "0 /patch/commit\n1 /patch/edit\n"), begun_on("4")) << edit;
  }
  EXPECT_EQ(doubts_in("1 /patch/commit\n0 /patch/edit\n"), Doubts{}) << "frames count, not lines";
}

TEST(Doubts, LinesBehindTheEndAreCounted) {
  EXPECT_EQ(doubts_in("1 /quit\n1 /panic\n1.1 /panic\n"),
            Doubts{"1 line lies behind /quit and is not played"});
  EXPECT_EQ(doubts_in("1 /quit\n2 /panic\n3 /panic\n"),
            Doubts{"2 lines lie behind /quit and are not played"});
}

TEST(Doubts, QuotationMarksOfWordProcessorsAreShownWhole) {
  for (const std::string mark : {"\u201C", "\u201D", "\u201E", "\u00AB"}) {
    EXPECT_EQ(doubts_in("0 /seq/create " + mark + "kick" + mark + "\n"),
              Doubts{"line 1: " + mark + " is no quotation mark of a score: text stands in \"…\""});
  }
}

TEST(Doubts, WhatAJournalHoldsWasPlayed) {
  const std::string lines = "0f /patch/edit\n5f /quit\n6f /panic\n";
  EXPECT_EQ(doubts_in(lines).size(), 2U);
  EXPECT_EQ(doubts_in(journal_begin({}, 0) + lines), Doubts{});
  EXPECT_EQ(doubts_in(journal_begin({}, 0)), Doubts{});
}

}  // namespace
}  // namespace chronus::score
