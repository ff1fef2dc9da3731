// SPDX-License-Identifier: MIT
#include "log/line_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>

namespace chronus::log {
namespace {

using namespace std::chrono_literals;

/// In a zone of its own.
class LineFormatTest : public ::testing::Test {
 protected:
  static void zone(const char* tz) {
    setenv("TZ", tz, 1);
    tzset();
  }
  ~LineFormatTest() override {
    unsetenv("TZ");
    tzset();
  }
  static spdlog::details::log_msg message(spdlog::level::level_enum level, const char* text) {
    return {kMoment, spdlog::source_loc{}, "chronusd", level, text};
  }
  // 2026-01-31T23:30:05.007 in UTC.
  static constexpr spdlog::log_clock::time_point kMoment{1'769'902'205s + 7ms};
};

TEST_F(LineFormatTest, TimesHaveDateMillisecondsAndDistanceFromUtc) {
  zone("UTC0");
  EXPECT_EQ(iso_time(kMoment), "2026-01-31T23:30:05.007+00:00");
  zone("CET-1");
  EXPECT_EQ(iso_time(kMoment), "2026-02-01T00:30:05.007+01:00");
  zone("NST3:30");
  EXPECT_EQ(iso_time(kMoment), "2026-01-31T20:00:05.007-03:30");
}

TEST_F(LineFormatTest, AnEventIsALineWhateverIsInIt) {
  zone("UTC0");
  const auto it = message(spdlog::level::warn, "one\ntwo\x1b[31m\ttab ü");
  EXPECT_EQ(line_of(LineFormat::kText, it, false),
            "2026-01-31T23:30:05.007+00:00 warning one\\ntwo\\x1b[31m\\x09tab ü\n");
  EXPECT_EQ(line_of(LineFormat::kJournald, it, false), "<4>one\\ntwo\\x1b[31m\\x09tab ü\n");
  EXPECT_EQ(line_of(LineFormat::kJson, it, false),
            "{\"level\":\"warning\",\"message\":\"one\\ntwo\\u001b[31m\\ttab ü\","
            "\"time\":\"2026-01-31T23:30:05.007+00:00\"}\n");
}

TEST_F(LineFormatTest, JournaldGetsSyslogsPriorities) {
  EXPECT_EQ(line_of(LineFormat::kJournald, message(spdlog::level::err, "x"), true), "<3>x\n");
  EXPECT_EQ(line_of(LineFormat::kJournald, message(spdlog::level::info, "x"), true), "<6>x\n");
  EXPECT_EQ(line_of(LineFormat::kJournald, message(spdlog::level::debug, "x"), true), "<7>x\n");
}

TEST_F(LineFormatTest, ACountOfOthersIsTold) {
  const auto it = message(spdlog::level::info, "x");
  EXPECT_EQ(line_of(LineFormat::kJournald, it, false, 42), "<6>… 42 more like: x\n");
  EXPECT_THAT(line_of(LineFormat::kJson, it, false, 42), ::testing::HasSubstr("\"alike\":42,"));
}

TEST_F(LineFormatTest, OnATerminalTheLevelHasAColour) {
  EXPECT_THAT(line_of(LineFormat::kText, message(spdlog::level::info, "x"), true),
              ::testing::HasSubstr(" \033[32minfo\033[m x\n"));
}

TEST_F(LineFormatTest, JournaldIsKnownByTheStreamItNames) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  struct stat about {};
  ASSERT_EQ(fstat(ends[1], &about), 0);
  const std::string here = std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
  EXPECT_EQ(format_for(ends[1], here.c_str()), LineFormat::kJournald);
  EXPECT_EQ(format_for(ends[1], (here + "1").c_str()), LineFormat::kText) << "redirected since";
  EXPECT_EQ(format_for(ends[1], nullptr), LineFormat::kText);
  EXPECT_EQ(format_for(-1, here.c_str()), LineFormat::kText);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace chronus::log
