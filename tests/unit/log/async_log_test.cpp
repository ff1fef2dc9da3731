// SPDX-License-Identifier: MIT
#include "log/async_log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <regex>
#include <string>

namespace chronus::log {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kTime = "[0-9]+-[0-9]+-[0-9]+T[0-9:]+[.][0-9]+[+-][0-9]+:[0-9]+";

/// A log into a pipe, whose reader is the test.
class AsyncLogTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(pipe(ends_), 0);
    fcntl(ends_[1], F_SETPIPE_SZ, 4'096);
    signal(SIGPIPE, SIG_IGN);
    log_ = std::make_unique<AsyncLog>(ends_[1], spdlog::level::info, AsyncLog::Form{});
  }
  void TearDown() override {
    close_reader();
    log_.reset();
    close(ends_[1]);
  }
  void close_reader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }
  /// Reads until `what` has come.
  std::string read_until(const std::string& what) {
    std::string text;
    while (text.find(what) == std::string::npos) {
      const std::string more = read_some();
      if (more.empty()) break;
      text += more;
    }
    return text;
  }
  /// What there is, which may end within a line; waits for it.
  std::string read_some() {
    char some[512];
    const ssize_t count = read(ends_[0], some, sizeof some);
    return {some, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

  /// How many lines the log has owned up to.
  static std::uint64_t told(const std::string& text) {
    static const std::regex kRemark("([0-9]+) lines? of the log w[a-z]+ dropped\n");
    std::uint64_t sum = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), kRemark), end; it != end; ++it) {
      sum += std::stoull((*it)[1]);
    }
    return sum;
  }

  int ends_[2] = {-1, -1};
  std::unique_ptr<AsyncLog> log_;
};

TEST_F(AsyncLogTest, WritesLinesWithTimeAndLevel) {
  spdlog::info("first");
  spdlog::warn("second");
  spdlog::debug("not asked for");
  ASSERT_TRUE(log_->flush(10s));
  const auto text = read_until("second\n");
  EXPECT_THAT(text, testing::ContainsRegex(kTime + " info first\n" + kTime + " warning second\n"));
  EXPECT_THAT(text, Not(HasSubstr("not asked for")));
  EXPECT_EQ(log_->dropped(), 0U);
}

TEST_F(AsyncLogTest, ReaderThatStandsStillStopsNobodyAndIsToldWhatItMissed) {
  // More than the pipe and the queue hold: not one of these calls may wait.
  const int lines = 3 * static_cast<int>(LineQueue::kLines);
  for (int i = 0; i < lines; ++i) spdlog::info("line {}", i);
  EXPECT_FALSE(log_->flush(1ms));
  const auto dropped = log_->dropped();
  EXPECT_GT(dropped, LineQueue::kLines);
  EXPECT_EQ(dropped_lines(), dropped);
  std::string text;
  while (told(text) < dropped) text += read_some();
  EXPECT_EQ(told(text), dropped);
  EXPECT_THAT(text, HasSubstr(" line 0\n"));
  spdlog::info("again");
  EXPECT_THAT(read_until("again\n"), HasSubstr("info again"));
  EXPECT_EQ(log_->dropped(), dropped);
}

TEST_F(AsyncLogTest, LinesThatAreAlikeAreCountedAndTheCountIsToldAtTheEnd) {
  log_.reset();
  log_ = std::make_unique<AsyncLog>(ends_[1], spdlog::level::info, AsyncLog::Form{.most_alike = 2});
  for (int i = 0; i < 30; ++i) spdlog::warn("worker {} ended", i);
  spdlog::info("another");
  ASSERT_TRUE(log_->flush(10s));
  const auto text = read_until(" more like: worker 29 ended\n");
  EXPECT_THAT(text,
              testing::ContainsRegex(" worker 0 ended\n[^\n]* worker 1 ended\n[^\n]* another\n"
                                     "[^\n]* warning … 28 more like: worker 29 ended\n"));
}

TEST_F(AsyncLogTest, AsJsonEachLineIsAnObject) {
  log_.reset();
  log_ = std::make_unique<AsyncLog>(ends_[1], spdlog::level::info,
                                    AsyncLog::Form{.format = LineFormat::kJson});
  spdlog::warn("a \"name\"\nof two lines");
  ASSERT_TRUE(log_->flush(10s));
  EXPECT_THAT(read_until("}\n"),
              testing::MatchesRegex("\\{\"level\":\"warning\",\"message\":\"a "
                                    "\\\\\"name\\\\\"\\\\nof two lines\",\"time\":\"" +
                                    kTime + "\"\\}\n"));
}

TEST_F(AsyncLogTest, SaysWhereLinesAreMissing) {
  int next = 0;
  while (log_->dropped() == 0) spdlog::info("before {}", next++);
  auto text = read_until("before " + std::to_string(next - 2) + "\n");  // the last that got in
  spdlog::info("after");
  text += read_until("after\n");
  EXPECT_THAT(text, testing::ContainsRegex("1 line of the log was dropped\n[^\n]* info after\n"));
}

TEST_F(AsyncLogTest, ReaderThatIsGoneCostsLinesOnly) {
  close_reader();
  spdlog::info("for nobody");
  EXPECT_TRUE(log_->flush(10s));
  EXPECT_GE(log_->dropped(), 1U);
}

TEST_F(AsyncLogTest, ReaderOfAPipeThatDoesNotWaitLosesNothing) {
  fcntl(ends_[1], F_SETFL, O_NONBLOCK);
  for (int i = 0; i < 500; ++i) spdlog::info("line {}", i);
  EXPECT_THAT(read_until("line 499\n"), HasSubstr(" line 250\n"));
  EXPECT_EQ(log_->dropped(), 0U);
}

TEST_F(AsyncLogTest, CutsWhatIsTooLong) {
  spdlog::info("{}", std::string(3 * LineQueue::kLongest, 'x'));
  const auto text = read_until("\n");
  EXPECT_GE(text.size(), LineQueue::kLongest);
  EXPECT_LT(text.size(), LineQueue::kLongest + 100);
}

}  // namespace
}  // namespace chronus::log
