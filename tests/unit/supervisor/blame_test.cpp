// SPDX-License-Identifier: MIT
#include "supervisor/blame.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>

namespace chronus::supervisor {
namespace {

class BlameTest : public testing::Test {
 protected:
  /// The last published block held the commands up to `block`; it has begun `applying`.
  void report(std::uint64_t block, std::uint64_t applying, std::uint64_t applied) {
    report_.block_seq = block;
    report_.applying_seq = applying;
    report_.applied_seq = applied;
  }
  void fail_blaming(std::uint64_t seq) {
    report_.blamed_seq = seq;
    report_.failure = ipc::WorkerFailure::kNotFinite;
    report_.failure_sum = ipc::failure_sum_of(report_);
    report_.state = ipc::WorkerState::kFailed;
  }
  ipc::SlotReport report_{};
};

TEST_F(BlameTest, WorkerThatIsBetweenBlocksIsAtNoCommand) {
  report(7, 7, 7);
  EXPECT_EQ(last_deed(report_), 0U);
  EXPECT_FALSE(is_in_a_command(report_));
  EXPECT_FALSE(is_among_commands(report_));
}

TEST_F(BlameTest, LastCommandBegunIsTheDeed) {
  report(7, 9, 8);
  EXPECT_EQ(last_deed(report_), 9U);
  EXPECT_TRUE(is_in_a_command(report_));
  EXPECT_TRUE(is_among_commands(report_));
}

TEST_F(BlameTest, CommandThatWasAppliedInTheUnfinishedBlockIsTheDeedAsWell) {
  report(7, 9, 9);
  EXPECT_EQ(last_deed(report_), 9U);
  EXPECT_FALSE(is_in_a_command(report_));
  EXPECT_TRUE(is_among_commands(report_));
}

TEST_F(BlameTest, FailedWorkerNamesTheCommand) {
  report(7, 12, 12);
  fail_blaming(10);
  EXPECT_TRUE(has_failed(report_));
  EXPECT_EQ(last_deed(report_), 10U);
}

TEST_F(BlameTest, FailedWorkerThatNamesNoneLeavesTheLastBegun) {
  report(7, 12, 12);
  fail_blaming(0);
  EXPECT_EQ(last_deed(report_), 12U);
}

TEST_F(BlameTest, CommandOfAnEarlierBlockIsNotToBlame) {
  report(7, 12, 12);
  for (const std::uint64_t earlier : {6U, 7U}) {
    fail_blaming(earlier);
    EXPECT_EQ(last_deed(report_), 0U);
  }
}

TEST_F(BlameTest, CommandThatWasNeverBegunIsNotToBlame) {
  report(7, 12, 12);
  fail_blaming(ipc::kBlamesNone);
  EXPECT_EQ(last_deed(report_), 0U);
}

TEST_F(BlameTest, FailureThatAStrayWriteMadeUpAccusesNobody) {
  report(7, 12, 12);
  report_.state = ipc::WorkerState::kFailed;
  EXPECT_TRUE(has_failed(report_));
  EXPECT_FALSE(is_true_failure(report_));
  EXPECT_EQ(last_deed(report_), 0U);
  fail_blaming(10);
  EXPECT_TRUE(is_true_failure(report_));
  report_.blamed_seq = 11;
  EXPECT_FALSE(is_true_failure(report_));
  EXPECT_EQ(last_deed(report_), 0U);
}

TEST(WhyKilled, IsToldOfOurOwnSignalAlone) {
  const ipc::ExitStatus ours{true, 9};
  EXPECT_STREQ(why_killed(ours, false, true), ": it hung");
  EXPECT_STREQ(why_killed(ours, true, true), ": it claimed what cannot be");
  EXPECT_STREQ(why_killed(ours, false, false), "") << "somebody else's";
  EXPECT_STREQ(why_killed({true, 11}, true, true), "");
  EXPECT_STREQ(why_killed({false, 9}, true, true), "");
}

TEST(Blame, ACallThatASandboxEndedAWorkerForIsNamed) {
  ipc::SlotReport report = {};
  const ipc::ExitStatus forbidden{true, SIGSYS};
  EXPECT_EQ(end_of(report, forbidden), forbidden.text());
  report.forbidden_call = SYS_openat + 1;
  EXPECT_EQ(end_of(report, forbidden),
            forbidden.text() + ": it called openat, which a worker may not");
  report.forbidden_call = 4'711 + 1;
  EXPECT_EQ(end_of(report, forbidden),
            forbidden.text() + ": it called system call 4711, which a worker may not");
  EXPECT_EQ(end_of(report, {true, SIGSEGV}), ipc::ExitStatus({true, SIGSEGV}).text());
}

TEST_F(BlameTest, WordsOfAWorkerThatDidNotFailAreNotHeard) {
  report(7, 12, 12);
  report_.blamed_seq = 10;
  EXPECT_EQ(last_deed(report_), 12U);
}

}  // namespace
}  // namespace chronus::supervisor
