// SPDX-License-Identifier: MIT
// accuracy [TABLE]: measures, and prints the tables of docs/accuracy.md, or the one of that name.
// Exit status 1: a figure is beyond its limit, and stderr says which; 2: no such table.
#include <cstdio>
#include <exception>
#include <string>

#include "tests/accuracy/figures.hpp"

namespace chronus::accuracy {
namespace {

/// Whether all figures are within their limits.
bool print(const Table& table) {
  std::string heads = "| ", rule = "|";
  for (const std::string& head : table.heads) heads += head + " | ", rule += " --- |";
  heads.pop_back();
  std::printf("<!-- accuracy: %s -->\n%s\n%s\n", table.name.c_str(), heads.c_str(), rule.c_str());
  bool is_met = true;
  for (const Line& line : table.lines) {
    const auto figures = line.measure();
    std::printf("%s\n", markdown(line.label, figures).c_str());
    std::fflush(stdout);
    for (const Figure& figure : figures) {
      if (figure.is_met()) continue;
      std::fprintf(stderr, "%s, %s: %s is beyond %g\n", table.name.c_str(), line.label.c_str(),
                   figure.text().c_str(), figure.limit);
      is_met = false;
    }
  }
  std::printf("<!-- end of accuracy -->\n");
  return is_met;
}

int run(const std::string& name) {
  bool is_met = true, is_known = false;
  for (const Table& table : all_tables()) {
    if (!name.empty() && table.name != name) continue;
    is_known = true;
    is_met = print(table) && is_met;
  }
  if (!is_known) return std::fprintf(stderr, "accuracy: no table '%s'\n", name.c_str()), 2;
  return is_met ? 0 : 1;
}

}  // namespace
}  // namespace chronus::accuracy

int main(int argc, char** argv) {
  try {
    return chronus::accuracy::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "accuracy: %s\n", error.what()), 1;
  }
}
