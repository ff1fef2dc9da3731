// SPDX-License-Identifier: MIT
#include "supervisor/options.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/standard_vocabulary.hpp"

namespace chronus::supervisor {
namespace {

std::optional<int> parse(std::vector<std::string> words, Options* options) {
  words.insert(words.begin(), "chronusd");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse_options(static_cast<int>(argv.size()), argv.data(), test::standard_vocabulary(),
                       options);
}

/// What --check-config says.
std::string checked(const std::vector<std::string>& words) {
  ::testing::internal::CaptureStdout();
  Options options;
  auto all = words;
  all.emplace_back("--check-config");
  EXPECT_EQ(parse(all, &options), 0);
  return ::testing::internal::GetCapturedStdout();
}

#ifndef CHRONUS_LINK
TEST(OptionsTest, TheExampleInTheTreeIsMadeOfThisList) {
  std::ifstream file(CHRONUS_EXAMPLES "/chronus.toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, example_config()) << "scripts/docs makes it anew";
}
#endif

TEST(OptionsTest, AnExampleWithAllKeysSetIsWhatHoldsWithoutIt) {
  const std::string path = ::testing::TempDir() + "options_" + std::to_string(getpid()) + ".toml";
  const std::string all = std::regex_replace(example_config(), std::regex("(^|\n)#(?! )"), "$1");
  std::ofstream(path) << all;
  const auto without_sources = [](const std::string& text) {
    return std::regex_replace(text, std::regex(" +#[^\n]*"), "");
  };
  const std::string told = checked({"--config", path});
  EXPECT_EQ(without_sources(told), without_sources(checked({})));
  EXPECT_EQ(told.find("default"), std::string::npos) << "a key that is not in the example";
  std::filesystem::remove(path);
}

TEST(OptionsTest, AMisspeltVariableIsNamedWhereOptionsAreChecked) {
  const std::vector<const char*> ours{"CHRONUS_CONFIG", "CHRONUS_SIMD", "CHRONUS_OPTIONS"};
  for (const auto* name : ours) setenv(name, "", 1);
  setenv("CHRONUS_LAED", "8", 1);
  ::testing::internal::CaptureStderr();
  checked({});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "chronusd: CHRONUS_LAED: no option has this variable; did you mean CHRONUS_LEAD?\n");
  unsetenv("CHRONUS_LAED");
  for (const auto* name : ours) unsetenv(name);
}

TEST(OptionsTest, AStateDirectoryIsTheSameFromEverywhere) {
  Options options;
  EXPECT_EQ(parse({"--state-dir", "some/where"}, &options), std::nullopt);
  EXPECT_EQ(options.state_dir, std::filesystem::current_path().string() + "/some/where");
  EXPECT_EQ(options.record_dir, options.state_dir + "/recordings");
}

TEST(OptionsTest, AScoreThatIsNotThereIsToldWhereOptionsAreChecked) {
  Options options;
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(parse({"--score", "/nonexist", "--check-config"}, &options), 2);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "chronusd: --score: File does not exist: /nonexist\n");
}

TEST(OptionsTest, SuperDirtsPlaceIsAPortOrJustWanted) {
  const auto dirt = [](const std::vector<std::string>& words) {
    Options options;
    EXPECT_EQ(parse(words, &options), std::nullopt);
    return options.dirt ? osc::to_text(*options.dirt) : "nowhere";
  };
  EXPECT_EQ(dirt({}), "nowhere");
  EXPECT_EQ(dirt({"--dirt"}), "127.0.0.1:57120");
  EXPECT_EQ(dirt({"--dirt", "--drills"}), "127.0.0.1:57120");
  EXPECT_EQ(dirt({"--dirt", "5000"}), "127.0.0.1:5000");
  EXPECT_EQ(dirt({"--dirt=[::1]:5000"}), "[::1]:5000");
  EXPECT_EQ(dirt({"--dirt", "0.0.0.0:5000", "--allow", "10.0.0.0/8"}), "0.0.0.0:5000");
  Options options;
  EXPECT_EQ(parse({"--dirt", "loud"}, &options), 2);
  EXPECT_EQ(parse({"--dirt", "0.0.0.0:5000"}, &options), 2) << "open to others";
}

TEST(OptionsTest, SuperDirtsPortIsAnotherThanOscs) {
  const auto said = [](const std::string& osc, const std::string& dirt) {
    ::testing::internal::CaptureStderr();
    Options options;
    const auto status = parse({"--osc", osc, "--dirt", dirt, "--allow", "10.0.0.0/8"}, &options);
    const std::string text = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(status, text.empty() ? std::optional<int>() : std::optional(2));
    return text;
  };
  const std::string same = "chronusd: --dirt: port 5790 is --osc's own\n";
  EXPECT_EQ(said("127.0.0.1:5790", "5790"), same);
  EXPECT_EQ(said("0.0.0.0:5790", "5790"), same);
  EXPECT_EQ(said("127.0.0.1:5790", "0.0.0.0:5790"), same);
  EXPECT_EQ(said("127.0.0.1:5790", "127.0.0.2:5790"), "");
  EXPECT_EQ(said("127.0.0.1:5790", "5791"), "");
  EXPECT_EQ(said("127.0.0.1:0", "0"), "") << "each gets one that is free";
}

TEST(OptionsTest, WhatAStartWouldRefuseIsRefused) {
  const auto said = [](const std::vector<std::string>& words) {
    ::testing::internal::CaptureStderr();
    Options options;
    EXPECT_EQ(parse(words, &options), 2);
    return ::testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(said({"--record", "x.mp3"}), "chronusd: --record: 'x.mp3' must end in .wav or .flac\n");
  const std::string path = ::testing::TempDir() + "bad_" + std::to_string(getpid()) + ".score";
  std::ofstream(path) << "soon /panic\n";
  EXPECT_EQ(said({"--score", path, "--check-config"}),
            "chronusd: " + path +
                ": line 1, column 1: 'soon' is not a time: seconds (1.5) or frames (72000f)\n");
  std::filesystem::remove(path);
}

TEST(OptionsTest, WhatIsToldHoldsWhenItIsReadBack) {
  const std::string path = ::testing::TempDir() + "told_" + std::to_string(getpid()) + ".toml";
  const std::vector<std::string> words{"--rate",  "44100",   "--standby=warm", "--ceiling",
                                       "off",     "--osc",   "127.0.0.1:6000", "--device",
                                       "a \"b\"", "--drills"};
  std::ofstream(path) << checked(words);
  Options options;
  EXPECT_EQ(parse({"--config", path}, &options), std::nullopt);
  EXPECT_EQ(options.format.rate, 44'100);
  EXPECT_EQ(options.standby, Standby::kWarm);
  EXPECT_FALSE(options.ceiling);
  EXPECT_EQ(options.osc.port, 6'000);
  EXPECT_EQ(options.device, "a \"b\"");
  EXPECT_TRUE(options.drills);
  EXPECT_EQ(options.keep_bytes, std::uintmax_t{1} << 30U);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace chronus::supervisor
