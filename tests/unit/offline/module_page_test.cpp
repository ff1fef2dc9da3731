// SPDX-License-Identifier: MIT
// The examples of docs/modules.md, as they are printed: each is taken, is heard, and ends.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/offline/heard.hpp"

namespace chronus::offline {
namespace {

constexpr double kLetGo_s = 1.5, kEnd_s = 12.0;

/// Blocks of lines by the heading they stand under; "" is what all of them go on from.
std::map<std::string, std::vector<std::string>> examples() {
  std::map<std::string, std::vector<std::string>> blocks;
  std::ifstream file(CHRONUS_DOCS "/modules.md");
  std::string heading;
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) heading = line.substr(4);
    if (line == "```") {
      is_inside = !is_inside;
    } else if (is_inside) {
      blocks[heading].push_back(line);
    }
  }
  return blocks;
}

/// Played from the start on, and let go.
Heard play(const std::vector<std::string>& begin, const std::vector<std::string>& example) {
  std::string text;
  std::string let_go;
  for (const auto* lines : {&begin, &example}) {
    for (const std::string& line : *lines) {
      text += "0 " + line + "\n";
      if (!line.starts_with("/gate/")) continue;
      let_go += std::to_string(kLetGo_s) + " " + words_of(line)[0] + " 0\n";
    }
  }
  auto score = test::parse_score(text + let_go + std::to_string(kEnd_s) + " /quit\n", kFormat.rate);
  EXPECT_TRUE(score) << score.reason();
  return score ? render(std::move(*score)) : Heard{};
}

class ModulePage : public ::testing::TestWithParam<std::string> {};

TEST_P(ModulePage, HasAnExampleThatIsTakenHeardAndEnds) {
  const auto blocks = examples();
  const auto begin = blocks.at("");
  const Heard heard = play(begin, blocks.at(GetParam()));
  EXPECT_EQ(heard.wrong, std::vector<std::string>{});
  EXPECT_GT(decibels(peak_of(heard.stretch(0.0, kLetGo_s))), -40.0);
  EXPECT_LT(decibels(rms_of(heard.last(1.0))),
            decibels(rms_of(heard.stretch(0.0, kLetGo_s))) - 20.0)
      << "it goes on";
  const Heard without = play(begin, {"/patch/commit", "/gate/env1 1"});
  EXPECT_NE(heard.samples, without.samples) << "it does nothing";
}

std::vector<std::string> headings() {
  std::vector<std::string> all;
  for (const auto& [heading, lines] : examples()) {
    if (!heading.empty()) all.push_back(heading);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Modules, ModulePage, ::testing::ValuesIn(headings()),
                         [](const auto& module) { return module.param; });

}  // namespace
}  // namespace chronus::offline
