// SPDX-License-Identifier: MIT
// What people type who do not know its commands, and what they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/ctl/what_to_type.hpp"
#include "stand_in.hpp"

namespace chronus::osc {
namespace {

class WordsOfPeople : public Chronusctl {};

TEST(WhatToType, IsTheMessageOfAWordOrOfAnAddress) {
  const auto vocabulary = vocabulary::standard();
  const auto typed = [&](const char* word) { return ctl::what_to_type(vocabulary, word); };
  EXPECT_EQ(typed("panic"), "chronusctl send /panic");
  EXPECT_EQ(typed("/panic"), "chronusctl send /panic");
  EXPECT_EQ(typed("/seq/bpm"), "chronusctl send /seq/bpm");
  EXPECT_EQ(typed("gate"), "chronusctl send /gate/<module> 0|1 [velocity]");
  EXPECT_EQ(typed("mod"), "chronusctl send /mod/<module>/<param> value");
  EXPECT_EQ(typed("meter"), "chronusctl send /meter [module[.output]]");
  EXPECT_EQ(typed("pattern"), "chronusctl seq pattern");
  EXPECT_EQ(typed("start"),
            "chronusctl seq start, chronusctl transport start or chronusctl record start");
  EXPECT_EQ(typed("tempo"), typed("bpm"));
  for (const char* none : {"", "strum", "journal", "song", "ok", "statsu"}) {
    EXPECT_EQ(typed(none), "") << none;
  }
}

TEST_F(WordsOfPeople, AMessageThatIsNoCommandIsToldHowItIsTyped) {
  const Outcome ended = ctl("panic");
  EXPECT_EQ(ended.output, "chronusctl: no command 'panic': chronusctl send /panic\n");
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ctl("tempo 120").output,
            "chronusctl: no command 'tempo': chronusctl seq bpm or chronusctl transport bpm\n");
}

TEST_F(WordsOfPeople, HelpIsAWordToo) {
  const Outcome ended = ctl("help");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.output, ctl("--help").output);
  EXPECT_EQ(ctl("help send").output, ctl("send --help").output);
  EXPECT_EQ(ctl("help seq pattern").output, ctl("seq --help").output);
  EXPECT_EQ(ctl("help sned").output, "chronusctl: no command 'sned'; did you mean send?\n");
}

TEST_F(WordsOfPeople, ASectionThatThereIsNotIsNamed) {
  const Outcome ended = ctl("messages --markdown nope");
  EXPECT_THAT(ended.output,
              testing::MatchesRegex("chronusctl: no section 'nope': use one of .+\n"));
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ctl("messages --markdown Sequencers").status, 0);
}

}  // namespace
}  // namespace chronus::osc
