// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/standard_vocabulary.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::vocabulary {
namespace {

std::string docs() {
  std::ifstream file(CHRONUS_DOCS "/osc.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// scripts/docs writes them.
TEST(Docs, TablesOfMessagesAreTheVocabularys) {
  const std::string text = docs();
  std::set<std::string> titles;
  for (const auto& section : test::standard_vocabulary().sections()) {
    if (!section.messages.front().in_journals_only) titles.emplace(section.title);
  }
  for (const auto& title : titles) {
    const std::string begin = "<!-- messages: " + title + " -->\n";
    const auto at = text.find(begin);
    ASSERT_NE(at, std::string::npos) << title << ": no table";
    const auto from = at + begin.size();
    const auto end = text.find("<!-- end of messages -->", from);
    EXPECT_EQ(text.substr(from, end - from), markdown_table(test::standard_vocabulary(), title))
        << "run scripts/docs";
  }
}

}  // namespace
}  // namespace chronus::vocabulary
