// SPDX-License-Identifier: MIT
#include "command_line/unknown_option.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chronus::command_line {
namespace {

/// A program with a command, an option that it needs and one that it does not tell of.
class UnknownOption : public ::testing::Test {
 protected:
  UnknownOption() {
    app_.add_option("--rate", rate_);
    app_.add_option("-o,--output", output_)->required();
    app_.add_option("--secret", secret_)->group("");
    app_.fallthrough();
    auto* status = app_.add_subcommand("status", "");
    status->add_flag("--json", json_);
  }

  std::string refusal(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
      return reason_of(app_, error);
    }
    return "understood";
  }

  CLI::App app_;
  int rate_ = 0;
  std::string output_;
  std::string secret_;
  bool json_ = false;
};

TEST_F(UnknownOption, IsNamedWithTheNearest) {
  EXPECT_EQ(refusal({"-o", "x", "--rat", "48000"}), "no option '--rat'; did you mean --rate?");
  EXPECT_EQ(refusal({"-o", "x", "--rat=48000"}), "no option '--rat'; did you mean --rate?");
  EXPECT_EQ(refusal({"-o", "x", "-rate", "48000"}), "no option '-rate'; did you mean --rate?");
  EXPECT_EQ(refusal({"--zzz", "-o", "x"}), "no option '--zzz': --help lists them");
  EXPECT_EQ(refusal({"-o", "x", "--secre"}), "no option '--secre': --help lists them");
}

TEST_F(UnknownOption, MayBeTheOneThatIsMissing) {
  EXPECT_EQ(refusal({"--outptu", "x"}), "no option '--outptu'; did you mean --output?");
}

TEST_F(UnknownOption, OfACommandIsLookedForThereToo) {
  EXPECT_EQ(refusal({"-o", "x", "status", "--jsn"}), "no option '--jsn'; did you mean --json?");
}

TEST_F(UnknownOption, WhateverElseIsWrongIsInCli11sWords) {
  EXPECT_EQ(refusal({"-o", "x", "--rate", "fast"}), "Could not convert: --rate = fast");
  EXPECT_EQ(refusal({}), "--output is required");
  EXPECT_EQ(refusal({"-o", "x", "status"}), "understood");
}

}  // namespace
}  // namespace chronus::command_line
