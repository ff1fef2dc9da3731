// SPDX-License-Identifier: MIT
// What docs/accuracy.md promises: each row is measured, held to its limits and to the page.
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/accuracy/figures.hpp"

namespace chronus::accuracy {
namespace {

std::string page() {
  std::ifstream file(CHRONUS_ACCURACY_PAGE);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Row {
  std::string table;
  Line line;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.table << ", " << row.line.label; }

std::vector<Row> rows() {
  std::vector<Row> rows;
  for (const Table& table : all_tables()) {
    for (const Line& line : table.lines) rows.push_back({table.name, line});
  }
  return rows;
}

/// The page's part of that name.
std::string part(const std::string& name) {
  const std::string text = page(), begin = "<!-- accuracy: " + name + " -->\n";
  const auto from = text.find(begin);
  if (from == std::string::npos) return "";
  return text.substr(from, text.find("<!-- end of accuracy -->", from) - from);
}

class Accuracy : public testing::TestWithParam<Row> {};

TEST_P(Accuracy, IsWithinItsLimitsAndAsThePageHasIt) {
  const auto figures = GetParam().line.measure();
  for (std::size_t n = 0; n < figures.size(); ++n) {
    EXPECT_TRUE(figures[n].is_met())
        << "column " << n + 1 << ": " << figures[n].text() << ", at the most " << figures[n].limit;
  }
  const std::string line = markdown(GetParam().line.label, figures);
  EXPECT_NE(part(GetParam().table).find(line + "\n"), std::string::npos)
      << line << "\nis not on the page: scripts/accuracy --write";
}

INSTANTIATE_TEST_SUITE_P(Rows, Accuracy, testing::ValuesIn(rows()), [](const auto& row) {
  std::string name = row.param.table + "_" + row.param.line.label;
  for (char& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
});

TEST(AccuracyPage, HasTheRowsThatThereAreAndNoOthers) {
  for (const Table& table : all_tables()) {
    std::istringstream lines(part(table.name));
    std::vector<std::string> labels, wanted;
    for (const Line& line : table.lines) wanted.push_back(line.label);
    int number = 0;
    for (std::string line; std::getline(lines, line); ++number) {
      if (number > 2) labels.push_back(line.substr(2, line.find(" |", 2) - 2));
    }
    EXPECT_EQ(labels, wanted) << table.name;
  }
}

}  // namespace
}  // namespace chronus::accuracy
