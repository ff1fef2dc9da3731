// SPDX-License-Identifier: MIT
// What becomes of a command whose answer cannot be written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stand_in.hpp"

namespace chronus::osc {
namespace {

class Output : public Chronusctl {
 protected:
  /// `behind`: of the command line. What standard error says comes back, and standard output if it
  /// goes nowhere else.
  Outcome run(const std::string& args, const std::string& behind, const std::string& before = "") {
    return shell("sh -c '" + before + CHRONUSCTL " --wait 20000 --osc " +
                 to_text(server_->endpoint()) + " " + args + behind + "'");
  }
};

TEST_F(Output, WhatCannotBeWrittenIsNoSuccess) {
  for (const char* args : {"status", "status --json", "seq list", "send /status", "version",
                           "messages", "seq --help", "tail", "watch"}) {
    for (const std::string& to : {" > /dev/full"s, " >&-"s}) {
      const Outcome ended = run(args, to);
      EXPECT_THAT(ended.output,
                  testing::MatchesRegex("chronusctl: cannot write to standard output[^\n]*\n"))
          << args << to;
      EXPECT_EQ(ended.status, 1) << args << to;
    }
  }
  EXPECT_EQ(run("record start", " > /dev/full").status, 0) << "nothing was printed";
}

TEST_F(Output, AReaderThatHasHadEnoughIsNoFailure) {
  // It writes as soon as a write of the shell has found nobody to read.
  const std::string gone = "trap \"\" PIPE; { while echo x; do :; done 2>/dev/null; ";
  for (const char* args : {"status", "watch"}) {
    EXPECT_EQ(run(args, "; echo ended $? >&2; } | :", gone).output, "ended 0\n") << args;
  }
}

}  // namespace
}  // namespace chronus::osc
