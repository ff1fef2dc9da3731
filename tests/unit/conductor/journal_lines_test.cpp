// SPDX-License-Identifier: MIT
// The journal's lines hold what was understood, not what was sent.
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using namespace std::string_literals;

class JournalLines : public testing::Test {
 protected:
  std::string line_of(osc::Message message) {
    studio.stage.journal.clear();
    studio.conductor.submit({Sender{}, {{}, {std::move(message)}}});
    studio.step();
    if (studio.stage.journal.size() != 1)
      return "lines: " + std::to_string(studio.stage.journal.size());
    const std::string& line = studio.stage.journal.front();
    return line.substr(line.find(' ') + 1);
  }
  void say(const std::string& line) { studio.say(line); }

  Studio studio;
};

TEST_F(JournalLines, APatternThatCameAsANumberIsText) {
  say("/seq/create z");
  EXPECT_EQ(line_of({"/seq/pattern", {"z"s, 9999.0F}}), "/seq/pattern z XXXX............");
  EXPECT_EQ(line_of({"/seq/pattern", {"z"s, 5.0}}), "/seq/pattern z x...............");
  EXPECT_EQ(line_of({"/seq/pattern/z", {std::int64_t{12}}}), "/seq/pattern z 12..............");
}

TEST_F(JournalLines, WhatIsCutIsWrittenCut) {
  say("/seq/create z");
  EXPECT_EQ(line_of({"/seq/pattern", {"z"s, std::string(8'000, 'x')}}),
            "/seq/pattern z xxxxxxxxxxxxxxxx");
  EXPECT_EQ(line_of({"/seq/chain", {"z"s, "x| |."s + std::string(8'000, ' '), ""s}}),
            "/seq/chain z x. \"\"");
  say("/seq/steps z 4");
  std::vector<osc::Arg> values{"z"s, "note"s};
  for (int i = 0; i < 1'000; ++i)
    values.emplace_back(i % 2 == 0 ? osc::Arg{"c4"s} : osc::Arg{60.5F});
  EXPECT_EQ(line_of({"/seq/param_lane", values}), "/seq/param_lane z note \"60 60.5 60 60.5\"");
  values.erase(values.begin() + 1, values.begin() + 3);
  values.assign(1'000, osc::Arg{"!1st,2:3"s});
  values[0] = "z"s;
  EXPECT_EQ(line_of({"/seq/cond", values}), "/seq/cond z \"!1ST 2:3 !1ST 2:3\"");
}

TEST_F(JournalLines, OneValueForAllStepsIsOneWord) {
  say("/seq/create z");
  EXPECT_EQ(line_of({"/seq/prob", {"z"s, 50}}), "/seq/prob z \"0.5\"");
  EXPECT_EQ(line_of({"/seq/prob", {"z"s, ". ."s}}), "/seq/prob z .");
  EXPECT_EQ(line_of({"/seq/ratchet", {"z"s, 3.0F}}), "/seq/ratchet z \"3\"");
}

TEST_F(JournalLines, ForSeveralSequencersWhatCountsForAny) {
  for (const char* line : {"/seq/create a", "/seq/create b", "/seq/create c", "/seq/steps a 2",
                           "/seq/steps b 8", "/seq/steps c 4"}) {
    say(line);
  }
  EXPECT_EQ(line_of({"/seq/pattern", {"*"s, std::string(8'000, 'X')}}), "/seq/pattern * XXXXXXXX");
}

TEST_F(JournalLines, NumbersAreWhatTheyWereTakenFor) {
  say("/seq/create z");
  EXPECT_EQ(line_of({"/seq/mute", {"z"s, true}}), "/seq/mute z 1");
  EXPECT_EQ(line_of({"/seq/euclid", {"z"s, 5.0F, std::int64_t{8}, false}}), "/seq/euclid z 5 8 0");
  EXPECT_EQ(line_of({"/seq/bpm", {"z"s, 133.7F}}), "/seq/bpm z 133.7");
  EXPECT_EQ(line_of({"/seq/bpm", {"z"s, 120}}), "/seq/bpm z 120");
  EXPECT_EQ(line_of({"/gate/adsr1", {true, 0.25F}}), "/gate/adsr1 1 0.25");
  EXPECT_EQ(line_of({"/mod/filter1/mode", {"highpass"s}}), "/mod/filter1/mode highpass");
}

}  // namespace
}  // namespace chronus::conductor
