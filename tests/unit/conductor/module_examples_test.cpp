// SPDX-License-Identifier: MIT
// Whoever types an example of docs/modules.md as it is printed there hears it.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using Lines = std::vector<std::string>;

/// What stands between fences, in order, each with the heading above it.
std::vector<std::pair<std::string, Lines>> blocks_of_the_page() {
  std::ifstream file(CHRONUS_DOCS "/modules.md");
  std::vector<std::pair<std::string, Lines>> blocks;
  std::string heading;
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) heading = line.substr(4);
    if (line == "```") {
      is_inside = !is_inside;
      if (is_inside) blocks.emplace_back(heading, Lines{});
    } else if (is_inside) {
      blocks.back().second.push_back(line);
    }
  }
  return blocks;
}

void say(Studio& studio, const std::string& line) {
  studio.stage.sent.clear();
  studio.say(line);
  if (studio.stage.sent.empty()) return;  // a stream
  EXPECT_TRUE(studio.answer().starts_with("done ")) << line << ": " << studio.answer();
}

TEST(ModuleExamples, WorkAsTheyArePrinted) {
  const auto blocks = blocks_of_the_page();
  ASSERT_FALSE(blocks.empty());
  const auto& [no_heading, draft] = blocks.front();
  ASSERT_EQ(no_heading, "") << "the draft that the examples are for stands above them";
  std::size_t examples = 0;
  for (const auto& [heading, lines] : blocks) {
    if (heading.empty()) continue;
    ++examples;
    SCOPED_TRACE(heading);
    Studio studio;
    for (const auto& line : draft) say(studio, line);
    for (const auto& line : lines) say(studio, line);
    // A fade must have ended before the next one.
    studio.run_to(studio.now + 4'800);
    if (studio.conductor.scene().patches.draft() != nullptr) say(studio, "/patch/commit");
  }
  std::size_t modules = 0;
  for (const auto& type : test::built_in_catalog()) modules += type.drill_only ? 0 : 1;
  EXPECT_EQ(examples, modules);
}

}  // namespace
}  // namespace chronus::conductor
