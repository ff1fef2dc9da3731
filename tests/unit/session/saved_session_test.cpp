// SPDX-License-Identifier: MIT
#include "session/saved_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/session/runs.hpp"

namespace chronus::session {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The reason why it cannot be read, or empty.
std::string refusal(std::string_view text, bool* is_newer = nullptr) {
  SavedSession saved;
  Unfit unfit;
  if (read_session(text, test::standard_vocabulary(), &saved, &unfit)) return "";
  if (is_newer != nullptr) *is_newer = unfit.is_newer;
  EXPECT_NE(unfit.reason, "");
  return unfit.reason;
}

std::string session_of_a_set() {
  Performance run;
  run.play();
  run.keep(1'767'225'600'000'000'000);
  run.say("/mod/filter1/freq 440");
  run.run_to(run.now + 10'000);
  run.say("/seq/pattern kick \"x...x...x...x...\"");
  return run.kept() + clock_line({run.now, 1'767'225'601'000'000'000});
}

TEST(SavedSession, IsReadAsItWasWritten) {
  const std::string text = session_of_a_set();
  const auto saved = saved_of(text);
  EXPECT_EQ(saved.format, kFormat);
  EXPECT_GT(saved.from, 30'000);
  EXPECT_EQ(saved.last, saved.from + saved.score.events.back().frame);
  EXPECT_EQ(saved.mark.unix_ns, 1'767'225'601'000'000'000);
  EXPECT_EQ(saved.damage, "");
  EXPECT_EQ(saved.score.events.back().message.address, "/seq/pattern");
}

TEST(SavedSession, CutAtAnyByteItGivesItsWholeLinesOrIsUnfit) {
  const std::string text = session_of_a_set();
  const auto whole = saved_of(text);
  const std::size_t snapshot = text.find('\n', text.find("# End of the snapshot")) + 1;
  for (std::size_t bytes = 0; bytes <= text.size(); ++bytes) {
    const std::string_view cut = std::string_view(text).substr(0, bytes);
    if (bytes < snapshot) {
      EXPECT_NE(refusal(cut), "") << bytes;
      continue;
    }
    SavedSession saved;
    Unfit unfit;
    ASSERT_TRUE(read_session(cut, test::standard_vocabulary(), &saved, &unfit)) << unfit.reason;
    EXPECT_EQ(saved.damage, "") << bytes;
    // Never half a line that reads as another value.
    ASSERT_LE(saved.score.events.size(), whole.score.events.size());
    for (std::size_t i = 0; i < saved.score.events.size(); ++i) {
      ASSERT_EQ(saved.score.events[i].message, whole.score.events[i].message) << bytes;
    }
    const auto lines = static_cast<std::size_t>(
        std::count(cut.begin() + static_cast<std::ptrdiff_t>(snapshot), cut.end(), '\n'));
    const bool has_clock = bytes == text.size();
    EXPECT_EQ(saved.score.events.size() + (has_clock ? 1 : 0),
              whole.score.events.size() - 2 + lines)
        << bytes;
  }
}

TEST(SavedSession, AFlippedBitInTheSnapshotIsSeen) {
  const std::string text = session_of_a_set();
  const std::size_t snapshot = text.find('\n', text.find("# End of the snapshot")) + 1;
  for (std::size_t at = 0; at < snapshot; at += 7) {
    std::string bent = text;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    SavedSession saved;
    Unfit unfit;
    EXPECT_FALSE(read_session(bent, test::standard_vocabulary(), &saved, &unfit)) << at;
  }
}

TEST(SavedSession, BehindALineThatCannotBeReadNothingCounts) {
  const std::string text = session_of_a_set();
  const std::string bent = text + std::string(5, '\0') + "\n99999f /mod/filter1/freq 1\n";
  const auto saved = saved_of(bent);
  EXPECT_THAT(saved.damage, StartsWith("line "));
  EXPECT_EQ(saved.score.events.size(), saved_of(text).score.events.size());
}

TEST(SavedSession, OneOfALaterChronusSaysSo) {
  std::string text = session_of_a_set();
  const auto at = text.find("--session 1");
  ASSERT_NE(at, std::string::npos);
  bool is_newer = false;
  EXPECT_THAT(refusal(std::string(text).replace(at, 11, "--session 2"), &is_newer),
              HasSubstr("later Chronus"));
  EXPECT_TRUE(is_newer);
  const auto engine = text.find("--engine ");
  EXPECT_THAT(refusal(std::string(text).insert(engine + 9, "99"), &is_newer),
              HasSubstr("later Chronus"));
  EXPECT_TRUE(is_newer);
}

TEST(SavedSession, WhatIsNoneIsRefused) {
  for (const char* text : {"", "\n", "0 /seq/start_all\n", "# Played with love\n",
                           "# Played with --rate 48000 --session 1\n", "\0\0\n"}) {
    EXPECT_NE(refusal(text), "") << text;
  }
}

TEST(SavedSession, IsAScoreThatPlaysOn) {
  const auto score = test::parse_score(session_of_a_set(), 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->events.front().frame, 0);
}

}  // namespace
}  // namespace chronus::session
