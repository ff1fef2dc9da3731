// SPDX-License-Identifier: MIT
#include "engine/module_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/keyframe.hpp"
#include "scene.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tiny_modules.hpp"

namespace chronus::engine::tiny {
namespace {

using catalog::Catalog;
using catalog::ModuleInfo;

std::vector<ModuleInfo> rows() { return {infos().begin(), infos().end()}; }
std::vector<ModuleCode> codes() { return {code().begin(), code().end()}; }

std::string problem(const std::vector<ModuleInfo>& rows, const std::vector<ModuleCode>& code) {
  const auto catalog = Catalog::make(rows);
  const Status status = check_code(*catalog, code);
  return status ? "" : status.reason();
}

TEST(ModuleSet, EveryModuleOfTheCatalogueHasCodeAndAllCodeARow) {
  EXPECT_TRUE(check_code(test::built_in_catalog(), built_in_code()));
  EXPECT_EQ(built_in_code().size(), test::built_in_catalog().size());
}

TEST(ModuleSet, TellsWhatIsMissing) {
  EXPECT_EQ(problem(rows(), codes()), "");
  auto less_code = codes();
  less_code.erase(less_code.begin());
  EXPECT_EQ(problem(rows(), less_code), "module 'counter' has no code");
  auto less_rows = rows();
  less_rows.pop_back();
  EXPECT_EQ(problem(less_rows, codes()), "the code of 'huge' has no row in the catalogue");
  auto twice = codes();
  twice.push_back(twice.front());
  EXPECT_EQ(problem(rows(), twice), "module 'counter' has code twice");
  auto changed = rows();
  changed[1].has_gate = true;
  EXPECT_EQ(problem(changed, codes()), "the code of 'constant' was written for another row");
}

TEST(ModuleSetDeath, IsNotMadeOfWhatDoesNotFit) {
  auto less = rows();
  less.pop_back();
  const auto catalog = Catalog::make(less);
  EXPECT_DEATH(ModuleSet(*catalog, code()), "check_code");
}

TEST(ModuleSet, OrderOfTheListMeansNothingToSamplesAndKeyframes) {
  auto turned_rows = rows();
  auto turned_code = codes();
  std::reverse(turned_rows.begin(), turned_rows.end());
  std::reverse(turned_code.begin(), turned_code.end());
  const auto catalog = Catalog::make(turned_rows);
  const ModuleSet turned(*catalog, turned_code);
  Engine one(kFormat, modules());
  Engine other(kFormat, turned);
  ASSERT_TRUE(play(one, scene(2, 0)) && play(other, scene(2, 0)));
  EXPECT_EQ(render(one, 500), render(other, 500));
  std::vector<std::byte> keyframe(max_keyframe_bytes());
  keyframe.resize(one.save(keyframe));
  std::vector<std::byte> others(max_keyframe_bytes());
  others.resize(other.save(others));
  EXPECT_EQ(keyframe, others);
  Engine joining(kFormat, turned);
  ASSERT_TRUE(joining.load(keyframe));
  EXPECT_EQ(render(joining, 500), render(one, 500));
}

}  // namespace
}  // namespace chronus::engine::tiny
