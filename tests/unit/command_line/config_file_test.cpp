// SPDX-License-Identifier: MIT
#include "command_line/config_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "command_line/checks.hpp"

namespace chronus::command_line {
namespace {

constexpr const char* kRateVariable = "CHRONUS_TEST_RATE";

/// A program with a rate, a name of two words and a flag, and the file that it reads.
class ConfigFileTest : public ::testing::Test {
 protected:
  ConfigFileTest() {
    app_.set_config("--config");
    app_.add_option("--rate", rate_)->envname(kRateVariable)->check(between(1, 100));
    app_.add_option("--kill-after", kill_after_)->check(between(1, 100));
    app_.add_flag("--drills", drills_);
    app_.add_option("--word", word_);
    app_.add_option("--words", words_);
    app_.add_option("--secret", secret_)->configurable(false);
    ConfigFile::use_in(app_, "CHRONUS_TEST_");
  }
  ~ConfigFileTest() override {
    unsetenv(kRateVariable);
    unsetenv("CHRONUS_TEST_KILL_AFTER");
    unsetenv("CHRONUS_TEST_DRILLS");
    std::filesystem::remove(path_);
  }

  /// What a person is told, empty where all was understood.
  std::string parse(const std::string& file, std::vector<std::string> words = {}) {
    std::ofstream(path_) << file;
    words.insert(words.begin(), {"program", "--config", path_});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    const int argc = static_cast<int>(argv.size());
    try {
      app_.parse(argc, argv.data());
      return {};
    } catch (const CLI::ParseError& error) {
      return name_source(app_, argc, argv.data(), error.what());
    }
  }

  const std::string path_ =
      ::testing::TempDir() + "config_file_test_" + std::to_string(getpid()) + ".toml";
  int rate_ = 0;
  int kill_after_ = 0;
  bool drills_ = false;
  std::string word_;
  std::vector<std::string> words_;
  std::string secret_;
  CLI::App app_;
};

TEST_F(ConfigFileTest, ReadsTheFileOfAnyEditor) {
  for (const char* text :
       {"\xEF\xBB\xBFrate = 48\r\nkill_after = 7\r\n", "\trate\t=\t48\n\n  kill_after = 7",
        "\xEF\xBB\xBF# of a band\r\n\r\nrate=48\r\nkill_after=7"}) {
    rate_ = kill_after_ = 0;
    EXPECT_EQ(parse(text), "") << text;
    EXPECT_EQ(rate_, 48) << text;
    EXPECT_EQ(kill_after_, 7) << text;
  }
}

TEST_F(ConfigFileTest, GivesWhatNobodyElseGives) {
  EXPECT_EQ(parse("# A comment\nrate = 44\nkill-after = 7\ndrills = true\n"), "");
  EXPECT_EQ(rate_, 44);
  EXPECT_EQ(kill_after_, 7);
  EXPECT_TRUE(drills_);
}

TEST_F(ConfigFileTest, AnUnderscoreStandsForADash) {
  EXPECT_EQ(parse("kill_after = 7\n"), "");
  EXPECT_EQ(kill_after_, 7);
}

TEST_F(ConfigFileTest, AFlagMayBeSetToFalse) {
  EXPECT_EQ(parse("drills = false\n"), "");
  EXPECT_FALSE(drills_);
}

TEST_F(ConfigFileTest, AnOptionOfSeveralValuesTakesAList) {
  EXPECT_EQ(parse("words = ['one', 'two words']\n"), "");
  EXPECT_EQ(words_, (std::vector<std::string>{"one", "two words"}));
}

TEST_F(ConfigFileTest, TheEnvironmentWinsOverTheFile) {
  setenv(kRateVariable, "55", 1);
  EXPECT_EQ(parse("rate = 44\n"), "");
  EXPECT_EQ(rate_, 55);
}

TEST_F(ConfigFileTest, AnEmptyVariableIsNone) {
  setenv(kRateVariable, "", 1);
  EXPECT_EQ(parse("rate = 44\n"), "");
  EXPECT_EQ(rate_, 44);
}

TEST_F(ConfigFileTest, TheCommandLineWinsOverBoth) {
  setenv(kRateVariable, "55", 1);
  EXPECT_EQ(parse("rate = 44\n", {"--rate", "66"}), "");
  EXPECT_EQ(rate_, 66);
}

TEST_F(ConfigFileTest, ABadValueIsNamedByFilePlaceAndKeyAsItIsWritten) {
  EXPECT_EQ(parse("\n kill_after = 700\n"),
            path_ + ":2:15: kill_after: '700' is not a whole number from 1 to 100");
}

TEST_F(ConfigFileTest, AllThatIsWrongIsSaidAtOnce) {
  EXPECT_EQ(parse("rate = 0\nkill_after = 7\nkil_after = 7\ndrills = 3\n"),
            path_ + ":1:8: rate: '0' is not a whole number from 1 to 100\n" + path_ +
                ":3:1: no option 'kil_after'; did you mean kill_after?\n" + path_ +
                ":4:10: drills: '3' is neither true nor false");
  EXPECT_EQ(rate_, 0);
  EXPECT_EQ(kill_after_, 0) << "a file that is wrong changes nothing";
}

TEST_F(ConfigFileTest, AWrongTypeIsNamed) {
  for (const auto& [text, reason] : std::map<std::string, std::string>{
           {"rate = '48'", ":1:8: rate: '48' is text; a number stands without quotes"},
           {"rate = true", ":1:8: rate: 'true' is no number"},
           {"rate = 4.5", ":1:8: rate: '4.5' is not a whole number from 1 to 100"},
           {"rate = nan", ":1:8: rate: 'nan' is not a whole number from 1 to 100"},
           {"rate = 2020-01-01", ":1:8: rate: a date, a time, a list or a table is no value here"},
           {"rate = [4]", ":1:8: rate: it takes one value, and no list"},
           {"rate = {a = 4}", ":1:1: sections are not known here: [rate]"},
           {"rate.a = 4", ":1:1: sections are not known here: [rate]"},
           {"word = 7", ":1:8: word: '7' is no text; that stands in quotes"},
           {"words = ['a', 7]", ":1:9: words: '7' is no text; that stands in quotes"},
           {"drills = [true]", ":1:10: drills: it takes one value, and no list"}}) {
    EXPECT_EQ(parse(text), path_ + reason) << text;
  }
}

TEST_F(ConfigFileTest, EveryBadValueOfAListIsNamed) {
  EXPECT_EQ(parse("words = [1, 'a', 2]\n"),
            path_ + ":1:9: words: '1' is no text; that stands in quotes\n" + path_ +
                ":1:9: words: '2' is no text; that stands in quotes");
}

TEST_F(ConfigFileTest, TextWithoutQuotesIsToldHowItIsWritten) {
  for (const char* text : {"word = hot", "word = nope", "word = info", "word = USB Audio",
                           "word = /a/b", "word = ~/x", "word = 127.0.0.1:5005", "word = 2G",
                           "drills = True", "drills = yes", "words = [/a, /b]"}) {
    const std::string said = parse(text);
    EXPECT_TRUE(said.ends_with("; text stands in double quotes, and true or false without"))
        << text << ": " << said;
  }
  for (const char* text : {"rate 44", "word = 'open", "rate = 4\nrate = 5", "[x"}) {
    EXPECT_EQ(parse(text).find("double quotes"), std::string::npos) << text;
  }
}

TEST_F(ConfigFileTest, AFileHasAnEnd) {
  const std::string comment = "#" + std::string((1U << 20U) - 11, '.') + "\n";
  EXPECT_EQ(parse(comment + "rate = 44"), "");
  EXPECT_EQ(rate_, 44);
  EXPECT_EQ(parse(comment + "rate = 44\n"),
            path_ + ": is larger than a file of options may be, 1 MiB");
}

TEST_F(ConfigFileTest, WhatIsNoTomlIsNamedWithItsPlace) {
  for (const auto& [text, place] : std::map<std::string, std::string>{
           {"drills = maybe\n", ":1:10: "},
           {"rate = 4\r\nrate = 5\r\n", ":2:"},
           {"kill_after = 7\nword = 'open\n", ":2:"},
           {"rate 44\n", ":1:"},
           {"rate = 99999999999999999999\n", ":1:"},
           {std::string("rate = 4\n\0", 10), ":2:1: this is no text"},
           {"rate = \xFF\n", ":1:"}}) {
    const std::string said = parse(text);
    EXPECT_TRUE(said.starts_with(path_ + place)) << text << said;
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  }
  EXPECT_EQ(rate_, 0);
}

TEST_F(ConfigFileTest, AKeyMayBeThereOnceHoweverItIsWritten) {
  EXPECT_EQ(parse("kill_after = 7\nkill-after = 8\n"),
            path_ + ":2:1: kill-after: the same as kill_after in line 1");
}

TEST_F(ConfigFileTest, AnEmptyTextOrListIsAsIfNobodyHadSaidAnything) {
  word_ = "as it was";
  EXPECT_EQ(parse("word = ''\nwords = []\n"), "");
  EXPECT_EQ(word_, "as it was");
  EXPECT_TRUE(words_.empty());
}

TEST_F(ConfigFileTest, EveryOptionHasAVariable) {
  setenv("CHRONUS_TEST_KILL_AFTER", "9", 1);
  setenv("CHRONUS_TEST_DRILLS", "yes", 1);
  EXPECT_EQ(parse("kill_after = 7\n"), "");
  EXPECT_EQ(kill_after_, 9);
  EXPECT_TRUE(drills_);
}

TEST_F(ConfigFileTest, AFlagsVariableThatIsNoWordIsNamed) {
  setenv("CHRONUS_TEST_DRILLS", "maybe", 1);
  EXPECT_EQ(parse(""), "CHRONUS_TEST_DRILLS: 'maybe' is neither true nor false");
}

TEST_F(ConfigFileTest, ABadVariableIsNamedThoughTheFileHasTheKey) {
  setenv(kRateVariable, "fast", 1);
  EXPECT_EQ(parse("rate = 44\n"),
            std::string(kRateVariable) + ": 'fast' is not a whole number from 1 to 100");
}

TEST_F(ConfigFileTest, ABadWordOfTheCommandLineIsNamedByItsOption) {
  setenv(kRateVariable, "55", 1);
  EXPECT_EQ(parse("rate = 44\n", {"--rate=0"}), "--rate: '0' is not a whole number from 1 to 100");
}

TEST_F(ConfigFileTest, AFlagsValueIsNamedByFileAndKey) {
  EXPECT_EQ(parse("drills = 'often'\n"),
            path_ + ":1:10: drills: 'often' is neither true nor false");
}

TEST_F(ConfigFileTest, AKeyThatIsNoOptionIsNamed) {
  EXPECT_EQ(parse("speed = 3\n"), path_ + ":1:1: no option 'speed'");
}

TEST_F(ConfigFileTest, WhatAFileMayNotSetIsNoOptionThere) {
  EXPECT_EQ(parse("secret = 'x'\n"), path_ + ":1:1: no option 'secret'");
}

TEST_F(ConfigFileTest, ASectionIsRefused) {
  EXPECT_EQ(parse("[audio]\nrate = 44\n"), path_ + ":1:2: sections are not known here: [audio]");
}

TEST(IsGivenTest, KnowsBothWaysToWriteAnOptionAndNoOther) {
  std::vector<std::string> words{"--program", "--rate=5", "--block", "64", "--leads"};
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  const int argc = static_cast<int>(argv.size());
  EXPECT_TRUE(is_given(argc, argv.data(), "--rate"));
  EXPECT_TRUE(is_given(argc, argv.data(), "--block"));
  EXPECT_FALSE(is_given(argc, argv.data(), "--lead"));
  EXPECT_FALSE(is_given(argc, argv.data(), "--program")) << "the program's own name";
  EXPECT_FALSE(is_given(0, nullptr, "--rate"));
}

}  // namespace
}  // namespace chronus::command_line
