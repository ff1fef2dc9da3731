// SPDX-License-Identifier: MIT
#include "command_line/checks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

namespace chronus::command_line {
namespace {

/// What the check says of `text`: nothing where it is good.
std::string said_of(const CLI::Validator& check, std::string text) { return check(text); }

TEST(BetweenTest, BothEndsAreInside) {
  const auto check = between(8'000, 192'000);
  for (const char* good : {"8000", "192000", "+44100", "048000"}) {
    EXPECT_EQ(said_of(check, good), "") << good;
  }
}

TEST(BetweenTest, AWholeNumberOutsideOrNoneIsNamedWithTheRange) {
  const auto check = between(8'000, 192'000);
  for (const std::string bad :
       {"7999", "192001", "-1", "48000.0", "48k", "", " 48000", "0xBB80", "99999999999999999999"}) {
    EXPECT_EQ(said_of(check, bad), "'" + bad + "' is not a whole number from 8000 to 192000");
  }
}

TEST(BetweenTest, ANumberMayHaveAFractionButNotBeNaN) {
  const auto check = between(1.0, 64.0);
  for (const char* good : {"1", "1.5", "64.0", "6.4e1"}) EXPECT_EQ(said_of(check, good), "");
  for (const std::string bad : {"0.999", "64.1", "nan", "inf", "1,5", "one"}) {
    EXPECT_EQ(said_of(check, bad), "'" + bad + "' is not a number from 1 to 64");
  }
}

TEST(FromHomeTest, ATildeInFrontIsTheHomeDirectory) {
  const char* before = std::getenv("HOME");
  const std::string home = before == nullptr ? "" : before;
  setenv("HOME", "/srv/someone", 1);
  const auto made = [](std::string path) {
    EXPECT_EQ(from_home()(path), "");
    return path;
  };
  EXPECT_EQ(made("~/x/y"), "/srv/someone/x/y");
  for (const std::string same : {"", "/a/~/b", "a", "./~/x", "~", "~other/x"}) {
    EXPECT_EQ(made(same), same);
  }
  for (const bool is_there : {true, false}) {
    is_there ? setenv("HOME", "", 1) : unsetenv("HOME");
    EXPECT_EQ(said_of(from_home(), "~/x"), "'~/x': HOME is not set");
    EXPECT_EQ(made("/x"), "/x");
  }
  setenv("HOME", home.c_str(), 1);
}

TEST(BetweenTest, HelpShowsTheRange) {
  EXPECT_EQ(between(1, 32).get_description(), "1 to 32");
  EXPECT_EQ(between(0.5, 2.0).get_description(), "0.5 to 2");
}

TEST(YesOrNoTest, KnowsTheWordsOfFilesAndVariables) {
  for (const char* good : {"true", "false", "1", "0", "yes", "no", "on", "off"}) {
    EXPECT_EQ(said_of(yes_or_no(), good), "") << good;
  }
  for (const std::string bad : {"2", "maybe", ""}) {
    EXPECT_EQ(said_of(yes_or_no(), bad), "'" + bad + "' is neither true nor false");
  }
}

TEST(OnOrOffTest, TakesWhatFilesAndVariablesSayForIt) {
  for (const char* good : {"on", "off", "true", "0"}) {
    EXPECT_EQ(said_of(on_or_off(), good), "") << good;
  }
  EXPECT_EQ(said_of(on_or_off(), "maybe"), "'maybe' is neither on nor off");
  EXPECT_EQ(on_or_off().get_description(), "{off, on}");
}

TEST(ByteSizeTest, MakesANumberOfUnits) {
  for (const auto& [text, bytes] : std::map<std::string, std::string>{{"0", "0"},
                                                                      {"500000", "500000"},
                                                                      {"64M", "67108864"},
                                                                      {"2 GiB", "2147483648"},
                                                                      {"3kb", "3072"},
                                                                      {"1t", "1099511627776"}}) {
    std::string value = text;
    EXPECT_EQ(byte_size()(value), "") << text;
    EXPECT_EQ(value, bytes);
  }
  for (const std::string bad : {"", "M", "-1", "1.5G", "5x", "99999999999G", "64 M M"}) {
    EXPECT_EQ(said_of(byte_size(), bad), "'" + bad + "' is no size in bytes: 500000, 64M or 2G");
  }
}

TEST(OneOfTest, TurnsANameIntoWhatItStandsFor) {
  enum class Colour { kRed = 3, kBlue = 7 };
  const auto check =
      one_of(std::map<std::string, Colour>{{"red", Colour::kRed}, {"blue", Colour::kBlue}});
  std::string name = "blue";
  EXPECT_EQ(check(name), "");
  EXPECT_EQ(name, "7");
  EXPECT_EQ(said_of(check, "green"), "'green' is none of blue, red");
  EXPECT_EQ(check.get_description(), "{blue, red}");
}

TEST(ChecksTest, TheMessageAPersonSeesBeginsWithTheOption) {
  CLI::App app;
  int rate = 0;
  app.add_option("--rate", rate)->check(between(1, 5));
  try {
    app.parse("--rate 7", false);
    FAIL() << "7 was taken";
  } catch (const CLI::ParseError& error) {
    EXPECT_STREQ(error.what(), "--rate: '7' is not a whole number from 1 to 5");
  }
}

}  // namespace
}  // namespace chronus::command_line
