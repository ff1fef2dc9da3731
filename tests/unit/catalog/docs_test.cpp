// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "catalog/markdown.hpp"
#include "tests/support/built_in_catalog.hpp"

namespace chronus::catalog {
namespace {

/// scripts/docs writes it.
TEST(Docs, ModulesAreTheCatalogues) {
  std::ifstream file(CHRONUS_DOCS "/modules.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str(), begin = "<!-- modules -->\n";
  const auto at = all.find(begin);
  ASSERT_NE(at, std::string::npos) << "no place for the modules";
  const auto from = at + begin.size();
  const auto end = all.find("<!-- end of modules -->", from);
  EXPECT_EQ(all.substr(from, end - from), markdown(test::built_in_catalog())) << "run scripts/docs";
}

TEST(Docs, ExamplesMakeTheModuleThatTheyAreFor) {
  for (const ModuleInfo& module : test::built_in_catalog()) {
    if (module.example.empty()) continue;
    const std::string first(module.example[0]);
    EXPECT_GE(module.example.size(), 3U) << module.name;
    EXPECT_TRUE(first.starts_with("/patch/create ")) << first;
    EXPECT_NE((first + " ").find(" " + std::string(module.name) + " "), std::string::npos) << first;
    for (const auto line : module.example) {
      const std::string set = "/mod/";
      if (!line.starts_with(set)) continue;
      const auto slash = line.find('/', set.size());
      const auto param = line.substr(slash + 1, line.find(' ') - slash - 1);
      const auto id = line.substr(set.size(), slash - set.size());
      const bool is_its_own = first.starts_with("/patch/create " + std::string(id) + " ");
      if (is_its_own) {
        EXPECT_GE(find_param(module, param), 0) << line;
      }
    }
  }
}

}  // namespace
}  // namespace chronus::catalog
