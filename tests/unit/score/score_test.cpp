// SPDX-License-Identifier: MIT
#include "score/score.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/engine_number.hpp"
#include "score/journal_format.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::score {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using osc::Message;

TEST(Score, WhatAJournalSaysOfThePastCountsBehindItsEnd) {
  const auto score =
      test::parse_score("0 /a\n1 /quit\n1.01 /journal/quarantine 0 0 0\n2 /b", 48'000);
  ASSERT_TRUE(score) << score.reason();
  ASSERT_EQ(score->events.size(), 2U);
  EXPECT_EQ(score->events[1].message.address, "/journal/quarantine");
  EXPECT_EQ(score->end, 48'000);
}

TEST(Score, LinesBecomeEventsOnTheirFrames) {
  const auto score = test::parse_score(
      "# a kick\n"
      "0.5 /seq/pattern kick \"x... x...\"  # bars\n"
      "\n"
      "\t1.0\t/seq/bpm kick 133.7\r\n"
      "72000f /seq/start kick\n",
      48'000);
  ASSERT_TRUE(score) << score.reason();
  ASSERT_EQ(score->events.size(), 3U);
  EXPECT_EQ(score->events[0].frame, 24'000);
  EXPECT_EQ(score->events[0].line, 2);
  EXPECT_EQ(score->events[0].message, (Message{"/seq/pattern", {"kick"s, "x... x..."s}}));
  EXPECT_EQ(score->events[1].frame, 48'000);
  EXPECT_EQ(score->events[1].line, 4);
  EXPECT_EQ(score->events[1].message, (Message{"/seq/bpm", {"kick"s, 133.7}}));
  EXPECT_EQ(score->events[2].frame, 72'000);
  EXPECT_EQ(score->end, -1);
}

TEST(Score, WhatTheServerWantsAsTextIsTextThoughItReadsAsANumber) {
  const auto score = test::parse_score(
      "0 /seq/pattern 808 5.55\n"
      "0 /seq/bpm 808 120\n"
      "0 /patch/create 1 sine 2\n"
      "0 /seq/param_lane 808 5 60\n"
      "0 /seq/bpm/808 120\n"
      "0 /seq/pattern/808 5.55\n",
      48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events[0].message, (Message{"/seq/pattern", {"808"s, "5.55"s}}));
  EXPECT_EQ(score->events[1].message, (Message{"/seq/bpm", {"808"s, 120}}));
  EXPECT_EQ(score->events[2].message, (Message{"/patch/create", {"1"s, "sine"s, 2}}));
  EXPECT_EQ(score->events[3].message, (Message{"/seq/param_lane", {"808"s, "5"s, 60}}));
  EXPECT_EQ(score->events[4].message, (Message{"/seq/bpm/808", {120}}));
  EXPECT_EQ(score->events[5].message, (Message{"/seq/pattern/808", {"5.55"s}}));
}

TEST(Score, EventsAreSortedByFrameAndThoseOfOneFrameKeepTheirOrder) {
  const auto score = test::parse_score("2 /c\n1 /a\n2 /d\n48000f /b\n2 /e\n", 48'000);
  ASSERT_TRUE(score) << score.reason();
  std::string order;
  for (const auto& event : score->events) order += event.message.address;
  EXPECT_EQ(order, "/a/b/c/d/e");
}

TEST(Score, QuitIsTheLengthAndNotAnEvent) {
  const auto score = test::parse_score("4 /quit\n4 /at_the_end\n4.1 /after\n0 /a\n9 /quit", 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, 192'000);
  ASSERT_EQ(score->events.size(), 2U);
  EXPECT_EQ(score->events[0].message.address, "/a");
  EXPECT_EQ(score->events[1].message.address, "/at_the_end");
}

TEST(Score, NumbersAndStringsAreToldApart) {
  const auto score =
      test::parse_score(R"(0 /a 1 -2.5 2147483648 "60" true 1x "say \"hi\"\n\\" "" "c#4")", 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events[0].message.args,
            (std::vector<osc::Arg>{1, -2.5, std::int64_t{2147483648}, "60"s, "true"s, "1x"s,
                                   "say \"hi\"\n\\"s, ""s, "c#4"s}));
}

TEST(Score, EmptyTextIsAnEmptyScore) {
  for (const char* text : {"", "\n", "# only\n  # comments", "\xEF\xBB\xBF"}) {
    const auto score = test::parse_score(text, 48'000);
    ASSERT_TRUE(score) << score.reason();
    EXPECT_TRUE(score->events.empty());
  }
}

TEST(Score, AByteOrderMarkIsNoPartOfTheFirstTime) {
  EXPECT_EQ(test::parse_score("\xEF\xBB\xBF"
                              "1 /a",
                              48'000)
                ->events.at(0)
                .frame,
            48'000);
}

TEST(Score, ErrorsNameLineAndColumn) {
  const struct {
    const char* text;
    const char* reason;
  } cases[] = {
      {"0 /a\nsoon /b", "line 2, column 1: 'soon' is not a time: seconds (1.5) or frames (72000f)"},
      {"  -1 /a", "line 1, column 3: time -1 is negative"},
      {"0 /a\n\n# x\n1.5", "line 4, column 4: an address must follow the time"},
      {"0 kick", "line 1, column 3: address 'kick' does not start with '/'"},
      {"0 /a \"open", "line 1, column 6: quoted string is not closed"},
      {"0 /a \"ends in\\\"", "line 1, column 6: quoted string is not closed"},
      {"0 /a \"b\\t\"", "line 1, column 8: only \\\", \\\\ and \\n are escapes"},
      {"0 /a \"b\\", "line 1, column 8: only \\\", \\\\ and \\n are escapes"},
      {"0 /a \"b\"c", "line 1, column 9: a space must follow a quoted string"},
      {"0 /a b\"c\"", "line 1, column 7: a quote inside a word"},
      {"0 /a c#4",
       "line 1, column 7: '#' inside a word: quote the word, or put a space before '#'"},
      {"0 /a x 1e999", "line 1, column 8: number 1e999 is out of range"},
      {"1 /quit now", "line 1, column 9: /quit takes no arguments"},
      {"1 /quit\n2 oops", "line 2, column 3: address 'oops' does not start with '/'"},
  };
  for (const auto& c : cases) {
    const auto score = test::parse_score(c.text + "\n"s, 48'000);
    ASSERT_FALSE(score) << c.text;
    EXPECT_EQ(score.reason(), c.reason) << c.text;
  }
}

TEST(Score, WhatIsNoUtf8IsNamed) {
  const auto reason = [](std::string_view text) {
    return test::parse_score(text, 48'000).reason();
  };
  constexpr const char* kIsNone = ": this is no UTF-8 text: it has a byte 0";
  EXPECT_EQ(reason("0 /a\n0 /b\0c\n"sv), "line 2, column 5"s + kIsNone);
  EXPECT_EQ(reason("#\0x\0\n\0"
                   "0\0 \0/\0"sv),
            "line 2, column 1"s + kIsNone);
  EXPECT_EQ(reason("\xFF\xFE\x30\0 \0"sv), "line 1, column 4"s + kIsNone) << "UTF-16";
  const auto journal =
      test::parse_score(journal_begin({}, 0) + "1f /a\n" + std::string(9, '\0'), {});
  ASSERT_TRUE(journal) << "what a power cut may leave: " << journal.reason();
  EXPECT_EQ(journal->events.size(), 1U);
}

TEST(Score, AWholeNumberOfAnyLengthIsANumber) {
  const auto score = test::parse_score("0 /a 999999999999999999999999999999\n", 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events.at(0).message.args, std::vector<osc::Arg>{1e30});
}

TEST(Score, AJournalsFlagThatIsNotKnownIsToldAndPassedOver) {
  const auto gaps = [](const std::string& flags) {
    return test::parse_score(std::string(kJournalBegin) + flags + "\n", {})->gaps;
  };
  const std::string engine = " --engine " + std::to_string(kEngineNumber);
  EXPECT_EQ(
      gaps("--rate 48000 --chanels 2" + engine),
      std::vector<std::string>{"line 1: no option '--chanels' of a journal, it is passed over; "
                               "did you mean --channels?"});
  EXPECT_EQ(gaps("--rate 48000 --brightness 2" + engine).size(), 1U);
  EXPECT_EQ(gaps("love -- and care").size(), 0U);
}

TEST(Score, AJournalsUnreadableLastLineWithoutItsNewlineIsCutOff) {
  const std::string text = "1f /a\n3f /seq/pattern kick \"x..";
  const auto score =
      test::parse_score(std::string(kJournalBegin) + "--rate 48000\n" + text, 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events.size(), 1U);
  EXPECT_EQ(score->cut_off, "line 3, column 22: quoted string is not closed: cut off, left out");
  EXPECT_EQ(test::parse_score(text, 48'000).reason(),
            "line 2, column 22: quoted string is not closed");
}

TEST(Score, ALastLineWithoutItsNewlineThatCanBeReadIsPlayed) {
  const auto score = test::parse_score("1f /a\n2f /b", 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events.size(), 2U);
  EXPECT_EQ(score->cut_off, "");
}

TEST(Score, AJournalCutOffAnywhereGivesItsWholeLines) {
  const std::string text =
      std::string(kJournalBegin) +
      "--rate 44100 --block 64\n1f /a\n2f /seq/pattern kick \"x x\"\n3f /quit\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto score = test::parse_score(std::string_view(text).substr(0, length), 48'000);
    ASSERT_TRUE(score) << length << ": " << score.reason();
  }
}

TEST(Score, AJournalNamesTheFormatItWasPlayedAt) {
  const std::string begin(kJournalBegin);
  const StreamFormat format{44'100, 64, 1};
  const auto score = test::parse_score(begin + to_flags(format) + "\n0.5 /a\n", {});
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->format, format);
  EXPECT_EQ(score->events.at(0).frame, 22'050) << "seconds are those of its rate";
  EXPECT_EQ(test::parse_score(begin + to_flags(format) + "\n0.5 /a\n", 8'000)->events.at(0).frame,
            4'000)
      << "unless another is asked for";
  EXPECT_EQ(test::parse_score(begin + "--rate 96000 --lead 4\n", {})->format,
            (StreamFormat{96'000, 128, 2}));
}

TEST(Score, AJournalOfAnotherEngineSaysThatItsBitsWillDiffer) {
  const std::string begin(kJournalBegin);
  const std::string own = std::to_string(kEngineNumber);
  const auto gaps = [&](const std::string& flags) {
    return test::parse_score(begin + flags + "\n", {})->gaps;
  };
  EXPECT_EQ(journal_begin({}, 0), begin + to_flags({}) + " --engine " + own + "\n");
  EXPECT_TRUE(test::parse_score(journal_begin({}, 0), {})->gaps.empty());
  EXPECT_EQ(test::parse_score(journal_begin({}, 500), {})->gaps.size(), 1U)
      << "that it begins in the middle";
  for (const std::string flags : {"--rate 48000", "--rate 48000 --engine 1"}) {
    ASSERT_EQ(gaps(flags).size(), 1U) << flags;
    EXPECT_EQ(gaps(flags)[0], "it was played by engine 1, and this is engine " + own +
                                  ": the same music, not the same bits");
  }
  EXPECT_EQ(gaps("--rate 48000 --engine 99").size(), 1U);
  EXPECT_TRUE(gaps("love").empty()) << "a remark";
}

TEST(Score, AJournalSaysWhetherItWasPlayedUnderTheCeiling) {
  const std::string begin(kJournalBegin);
  EXPECT_EQ(test::parse_score(journal_begin({}, 0, true), {})->ceiling, true);
  EXPECT_EQ(test::parse_score(journal_begin({}, 500, true), {})->ceiling, true);
  EXPECT_EQ(test::parse_score(journal_begin({}, 0, false), {})->ceiling, false);
  EXPECT_EQ(test::parse_score(begin + "--rate 48000\n", {})->ceiling, false)
      << "older ones were played when there was none";
  EXPECT_EQ(test::parse_score("# --rate 48000 --ceiling on\n", {})->ceiling, std::nullopt);
  EXPECT_TRUE(test::parse_score(journal_begin({}, 0, true), {})->gaps.empty());
}

TEST(Score, OneThatIsNoJournalNamesNoFormatAndHasTheDefaultRate) {
  for (const std::string text :
       {"1 /a\n", "# --rate 8000\n1 /a\n", "# Played with \"love\n1 /a\n"}) {
    const auto score = test::parse_score(text, {});
    ASSERT_TRUE(score) << score.reason();
    EXPECT_EQ(score->format, std::nullopt) << text;
    EXPECT_EQ(score->events.at(0).frame, 48'000);
  }
}

TEST(Score, AJournalsFormatThatCannotBeIsRefusedUnlessItIsCutOff) {
  const std::string begin(kJournalBegin);
  const std::string reason = "line 1: --rate '4410' is not a whole number from 8000 to 192000";
  EXPECT_EQ(test::parse_score(begin + "--rate 4410\n", {}).reason(), reason);
  EXPECT_EQ(test::parse_score(begin + "--block --rate 48000\n", {}).reason(),
            "line 1: --block '--rate' is not a whole number from 16 to 1024");
  EXPECT_EQ(test::parse_score(begin + "--channels 2x\n", {}).reason(),
            "line 1: --channels '2x' is not a whole number from 1 to 8");
  EXPECT_EQ(test::parse_score(begin + "--rate 4410", {})->cut_off, reason + ": cut off, left out");
}

TEST(Score, AnImpossibleRateIsRefused) {
  EXPECT_EQ(test::parse_score("", 0).reason(), "rate 0 is not between 8000 and 192000");
  EXPECT_FALSE(test::parse_score("", 192'001));
}

class ScoreFile : public testing::Test {
 protected:
  const std::string path_ = std::filesystem::path(testing::TempDir()) /
                            ("score_" + std::to_string(::getpid()) + ".score");
  void TearDown() override { std::filesystem::remove(path_); }
};

TEST_F(ScoreFile, IsLoaded) {
  std::ofstream(path_) << "1 /a\n2 /quit\n";
  const auto score = test::load_score(path_, 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, 96'000);
}

TEST_F(ScoreFile, MayComeThroughAPipe) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(path_) << "1 /a\n2 /quit\n"; });
  const auto score = test::load_score(path_, 48'000);
  writer.join();
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, 96'000);
}

TEST_F(ScoreFile, ADeviceMayNeverEnd) {
  for (const std::string device : {"/dev/zero", "/dev/null"}) {
    EXPECT_EQ(test::load_score(device, 48'000).reason(), device + ": is a device, and no score");
  }
}

TEST_F(ScoreFile, ErrorsNameThePath) {
  EXPECT_EQ(test::load_score(path_, 48'000).reason(), path_ + ": No such file or directory");
  std::ofstream(path_) << "x\n";
  EXPECT_EQ(test::load_score(path_, 48'000).reason(),
            path_ + ": line 1, column 1: 'x' is not a time: seconds (1.5) or frames (72000f)");
  std::ofstream(path_) << kJournalBegin << "\nx";
  EXPECT_EQ(test::load_score(path_, 48'000)->cut_off,
            path_ + ": line 2, column 1: 'x' is not a time: seconds (1.5) or frames (72000f)" +
                ": cut off, left out");
  EXPECT_EQ(test::load_score(testing::TempDir(), 48'000).reason(),
            testing::TempDir() + ": is a directory");
}

}  // namespace
}  // namespace chronus::score
