// SPDX-License-Identifier: MIT
#include "apps/ctl/command_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chronus::ctl {
namespace {

using testing::ElementsAre;

class CommandWords : public testing::Test {
 protected:
  CommandWords() {
    app_.add_option("--osc", server_, "");
    app_.add_subcommand("send", "")->add_flag("--json", json_, "");
    app_.add_subcommand("hidden", "")->group("");
  }

  std::string command_of(Words words) {
    const auto found = command_in(app_, words);
    return found == words.end() ? "" : *found;
  }

  CLI::App app_;
  std::string server_;
  bool json_ = false;
};

TEST_F(CommandWords, TheCommandIsTheFirstThatIsNoOptionNorItsValue) {
  EXPECT_EQ(command_of({"send", "/a"}), "send");
  EXPECT_EQ(command_of({"--osc", "5006", "--json", "send"}), "send");
  EXPECT_EQ(command_of({"--osc=5006", "send"}), "send");
  EXPECT_EQ(command_of({"--osc", "5006"}), "");
  EXPECT_EQ(command_of({"--osc"}), "");
  EXPECT_EQ(command_of({"--unheard", "send"}), "--unheard");
}

TEST_F(CommandWords, WhatStandsBehindAnAddressIsTakenAsItStands) {
  Words words{"--osc", "5006", "send", "--json", "/a", "-..x", "--osc", "1"};
  EXPECT_THAT(take_arguments(app_, words, command_in(app_, words)),
              ElementsAre("-..x", "--osc", "1"));
  EXPECT_THAT(words, ElementsAre("--osc", "5006", "send", "--json", "/a"));
}

TEST_F(CommandWords, ALoneDashIsNoOption) {
  Words words{"send", "-"};
  EXPECT_THAT(take_arguments(app_, words, command_in(app_, words)), ElementsAre());
  EXPECT_THAT(words, ElementsAre("send", "--", "-"));
}

TEST_F(CommandWords, AnUnknownCommandIsAnsweredWithTheNearestOfThoseOffered) {
  const auto vocabulary = vocabulary::standard();
  const auto unknown = [&](const char* word) { return unknown_command(app_, vocabulary, word); };
  EXPECT_EQ(unknown("send"), std::nullopt);
  EXPECT_EQ(unknown("hidden"), std::nullopt);
  EXPECT_EQ(unknown("sned"), "no command 'sned'; did you mean send?");
  EXPECT_EQ(unknown("strum"), "no command 'strum': use one of send");
  EXPECT_EQ(unknown("panic"), "no command 'panic': chronusctl send /panic");
}

TEST_F(CommandWords, HelpIsAnOptionOfWhatStandsBehindIt) {
  const auto understood = [&](Words words) {
    understand_help(app_, words);
    return words;
  };
  EXPECT_THAT(understood({"help"}), ElementsAre("--help"));
  EXPECT_THAT(understood({"--osc", "1", "help", "send"}),
              ElementsAre("--osc", "1", "send", "--help"));
  EXPECT_THAT(understood({"send", "help"}), ElementsAre("send", "help"));
}

}  // namespace
}  // namespace chronus::ctl
