// SPDX-License-Identifier: MIT
#include "command_line/option_list.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "command_line/options_in_force.hpp"

namespace chronus::command_line {
namespace {

/// A program with an option of each kind.
class OptionListTest : public ::testing::Test {
 protected:
  OptionListTest() {
    app_.set_config("--config");
    app_.add_option("--rate", rate_, "frames per second")
        ->capture_default_str()
        ->check(between(1, 100));
    app_.add_option("--keep-bytes", bytes_, "of all")->default_str("1G")->transform(byte_size());
    app_.add_option("--ceiling", ceiling_, "held")->check(on_or_off())->default_str("on");
    app_.add_option("--words", words_, "some");
    app_.add_flag("-v,--verbose", verbose_, "tell more");
    app_.add_option("--hidden", hidden_)->group("");
    ConfigFile::use_in(app_, "OPTION_LIST_TEST_");
  }
  ~OptionListTest() override { unsetenv("OPTION_LIST_TEST_RATE"); }

  std::string settings(std::vector<std::string> words) {
    OptionsInForce settings(app_);
    words.insert(words.begin(), "program");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    app_.parse(static_cast<int>(argv.size()), argv.data());
    return settings.text(static_cast<int>(argv.size()), argv.data());
  }

  int rate_ = 48;
  std::uint64_t bytes_ = 0;
  bool ceiling_ = true;
  std::vector<std::string> words_;
  bool verbose_ = false;
  std::string hidden_;
  CLI::App app_;
};

TEST_F(OptionListTest, AVariableThatIsNearOneOfOursIsNamed) {
  const char* const environment[] = {"OPTION_LIST_TEST_RAET=7",
                                     "OPTION_LIST_TEST_RATE=7",
                                     "OPTION_LIST_TEST_KEEP_BITES",
                                     "OPTION_LIST_TEST_OPTIONS=--rate 7",
                                     "RAET=7",
                                     nullptr};
  EXPECT_EQ(misspelt_variables(app_, "OPTION_LIST_TEST_", environment),
            (std::vector<std::string>{"OPTION_LIST_TEST_KEEP_BITES: no option has this variable; "
                                      "did you mean OPTION_LIST_TEST_KEEP_BYTES?",
                                      "OPTION_LIST_TEST_RAET: no option has this variable; did "
                                      "you mean OPTION_LIST_TEST_RATE?"}));
}

TEST_F(OptionListTest, ARowHasFlagKeyVariableAndDefault) {
  const auto rows = option_rows(app_);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[1].flag, "--keep-bytes");
  EXPECT_EQ(rows[1].key, "keep_bytes");
  EXPECT_EQ(rows[1].variable, "OPTION_LIST_TEST_KEEP_BYTES");
  EXPECT_EQ(rows[1].by_itself, "\"1G\"");
  EXPECT_EQ(rows[4].kind, OptionKind::kFlag);
  EXPECT_EQ(rows[4].by_itself, "false");
}

TEST_F(OptionListTest, AnExampleShowsEveryKeyInAComment) {
  EXPECT_EQ(example_file(app_, "# Of a program\n"),
            "# Of a program\n"
            "\n# frames per second; 1 to 100\n#rate = 48\n"
            "\n# of all; bytes, or with k, M, G, T\n#keep_bytes = \"1G\"\n"
            "\n# held; {off, on}\n#ceiling = \"on\"\n"
            "\n# some\n#words = []\n"
            "\n# tell more\n#verbose = false\n");
}

TEST_F(OptionListTest, WhatHoldsIsToldWithWhoSaidIt) {
  setenv("OPTION_LIST_TEST_RATE", "50", 1);
  EXPECT_EQ(settings({"--keep-bytes=64M", "--ceiling", "no", "-v"}),
            "rate = 50           # OPTION_LIST_TEST_RATE\n"
            "keep_bytes = \"64M\"  # --keep-bytes\n"
            "ceiling = \"off\"     # --ceiling\n"
            "words = []          # default\n"
            "verbose = true      # -v\n");
}

TEST_F(OptionListTest, TextsAreQuotedSoThatTheyCanBeReadBack) {
  EXPECT_EQ(toml_value(OptionKind::kText, "a \"b\" \\ c"), R"("a \"b\" \\ c")");
  EXPECT_EQ(toml_value(OptionKind::kSize, "1000"), "1000");
  EXPECT_EQ(toml_value(OptionKind::kTextList, "one"), "[\"one\"]");
}

}  // namespace
}  // namespace chronus::command_line
