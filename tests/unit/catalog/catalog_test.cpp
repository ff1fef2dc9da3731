// SPDX-License-Identifier: MIT
#include "catalog/catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace chronus::catalog {
namespace {

using Name = std::string_view;
using ::testing::HasSubstr;

constexpr std::array<Name, 1> kIn{"in"};
constexpr std::array<Name, 2> kPorts{"left", "right"};
constexpr std::array<Name, 2> kPortsTurned{"right", "left"};
constexpr std::array<Name, 2> kTwins{"out", "out"};
constexpr std::array<Name, 9> kTooManyPorts{"a", "b", "c", "d", "e", "f", "g", "h", "i"};
constexpr std::array<Name, 1> kOld{"tone_generator"};
constexpr std::array<Name, 1> kAmp{"amp"};
constexpr std::array<Name, 2> kWaves{"sine", "saw"};
constexpr std::array<Name, 2> kWavesTurned{"saw", "sine"};

constexpr ParameterInfo kFreq{
    .name = "freq", .unit = "Hz", .minimum = 1, .maximum = 100, .initial = 10};
constexpr ParameterInfo kLevel{
    .name = "level", .unit = "", .minimum = 0, .maximum = 1, .initial = 0.5F, .aliases = kAmp};
constexpr ParameterInfo kAmpToo{
    .name = "amp", .unit = "", .minimum = 0, .maximum = 1, .initial = 0.5F};

/// A row whose tables may be changed.
struct Row {
  std::vector<ParameterInfo> params{kFreq, kLevel};
  ModuleInfo info{
      .name = "tone", .aliases = kOld, .summary = "a tone", .inputs = kIn, .outputs = kPorts};
  ModuleInfo get() {
    info.params = params;
    return info;
  }
};

std::string refusal(const std::vector<ModuleInfo>& modules) {
  const auto catalog = Catalog::make(modules);
  return catalog ? "" : catalog.reason();
}

std::uint64_t hash_with(const std::function<void(Row&)>& change) {
  Row row;
  change(row);
  return Catalog::make(std::vector{row.get()})->hash();
}

TEST(Catalog, FindsByNameOlderNameAndId) {
  Row row;
  const auto catalog =
      Catalog::make(std::vector{ModuleInfo{.name = "noise", .summary = ""}, row.get()});
  ASSERT_TRUE(catalog) << catalog.reason();
  const ModuleInfo* tone = catalog->find("tone");
  ASSERT_NE(tone, nullptr);
  EXPECT_EQ(tone->name, "tone");
  EXPECT_EQ(catalog->find("tone_generator"), tone);
  EXPECT_EQ(catalog->find(id_of("tone")), tone);
  EXPECT_EQ(catalog->find("silence"), nullptr);
  EXPECT_EQ(catalog->find(id_of("silence")), nullptr);
  EXPECT_EQ(catalog->find(ModuleId::kNone), nullptr);
}

TEST(Catalog, KeepsTheOrderOfItsListAndItsRowsWhenItMoves) {
  Row row;
  auto made = Catalog::make(std::vector{ModuleInfo{.name = "noise", .summary = ""}, row.get()});
  const ModuleInfo* tone = made->find("tone");
  const Catalog catalog = std::move(*made);
  std::vector<Name> names;
  for (const auto& module : catalog) names.push_back(module.name);
  EXPECT_EQ(names, (std::vector<Name>{"noise", "tone"}));
  EXPECT_EQ(catalog.size(), 2U);
  EXPECT_EQ(catalog.find("tone"), tone);
}

TEST(Catalog, IdsAreFnv1aOfTheNames) {
  static_assert(id_of("") == ModuleId{0x811C9DC5});
  static_assert(id_of("a") == ModuleId{0xE40C292C});
  static_assert(id_of("foobar") == ModuleId{0xBF9CF968});
}

TEST(Catalog, TwoNamesOfOneIdAreRefused) {
  ASSERT_EQ(id_of("aagela"), id_of("neoix")) << "they are said to meet";
  EXPECT_THAT(refusal({{.name = "aagela", .summary = ""}, {.name = "neoix", .summary = ""}}),
              HasSubstr("the names 'aagela' and 'neoix' give the same id"));
}

TEST(Catalog, NamesThatMeanTwoThingsAreRefused) {
  Row row;
  EXPECT_EQ(refusal({row.get(), row.get()}), "two modules named 'tone'");
  EXPECT_EQ(refusal({row.get(), {.name = "tone_generator", .summary = ""}}),
            "two modules named 'tone_generator'");
  EXPECT_EQ(refusal({{.name = "tee", .summary = "", .outputs = kTwins}}),
            "module 'tee': two outputs named 'out'");
  EXPECT_EQ(refusal({{.name = "tee", .summary = "", .inputs = kTwins}}),
            "module 'tee': two inputs named 'out'");
  row.params.push_back(kAmpToo);
  EXPECT_EQ(refusal({row.get()}), "module 'tone': two parameters named 'amp'");
}

TEST(Catalog, MoreThanFitsIntoAPatchIsRefused) {
  Row row;
  EXPECT_THAT(refusal({{.name = "many", .summary = "", .outputs = kTooManyPorts}}),
              HasSubstr("more than 8"));
  EXPECT_EQ(refusal({{.name = "mute", .summary = "", .most_voices = 0}}),
            "module 'mute': no voice");
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kMaxParams; ++i) names.push_back("p" + std::to_string(i));
  row.params.clear();
  for (const auto& name : names) {
    row.params.push_back({.name = name, .unit = "", .minimum = 0, .maximum = 1, .initial = 0});
  }
  EXPECT_EQ(refusal({row.get()}), "module 'tone': more than 40 parameters");
}

TEST(CatalogHash, ChangesWithEveryFactThatCommandsAndPatchesRestOn) {
  const std::uint64_t plain = hash_with([](Row&) {});
  const std::pair<const char*, std::function<void(Row&)>> changes[] = {
      {"name", [](Row& row) { row.info.name = "tune"; }},
      {"inputs", [](Row& row) { row.info.inputs = {}; }},
      {"order of outputs", [](Row& row) { row.info.outputs = kPortsTurned; }},
      {"order of parameters", [](Row& row) { std::swap(row.params[0], row.params[1]); }},
      {"a parameter less", [](Row& row) { row.params.pop_back(); }},
      {"parameter's name", [](Row& row) { row.params[0].name = "pitch"; }},
      {"unit", [](Row& row) { row.params[0].unit = "kHz"; }},
      {"minimum", [](Row& row) { row.params[0].minimum = 2; }},
      {"maximum", [](Row& row) { row.params[0].maximum = 99; }},
      {"default", [](Row& row) { row.params[0].initial = 11; }},
      {"smoothing", [](Row& row) { row.params[0].smoothing_ms = 6; }},
      {"jumps", [](Row& row) { row.params[0].lane_jumps = true; }},
      {"choices", [](Row& row) { row.params[0].choices = kWaves; }},
      {"order of choices", [](Row& row) { row.params[0].choices = kWavesTurned; }},
      {"gate", [](Row& row) { row.info.has_gate = true; }},
      {"voices", [](Row& row) { row.info.most_voices = 2; }},
      {"one by one", [](Row& row) { row.info.one_by_one = true; }},
      {"drill", [](Row& row) { row.info.drill_only = true; }},
      {"state", [](Row& row) { row.info.state_bytes = 8; }},
      {"line", [](Row& row) { row.info.line_s = 1; }},
      {"cycles", [](Row& row) { row.info.breaks_cycles = true; }},
      {"line's milliseconds", [](Row& row) { row.info.line_ms = 1; }},
  };
  std::vector<std::uint64_t> seen{plain};
  for (const auto& [what, change] : changes) {
    const std::uint64_t hash = hash_with(change);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), hash), 0) << what;
    seen.push_back(hash);
  }
}

TEST(CatalogHash, IsTheSameForWhatOnlyPeopleRead) {
  const std::uint64_t plain = hash_with([](Row&) {});
  EXPECT_EQ(hash_with([](Row& row) { row.info.summary = "another text"; }), plain);
  EXPECT_EQ(hash_with([](Row& row) { row.info.aliases = {}; }), plain);
  EXPECT_EQ(hash_with([](Row& row) { row.params[0].curve = Curve::kExponential; }), plain);
}

TEST(CatalogHash, DoesNotDependOnTheOrderOfModules) {
  Row row;
  const ModuleInfo noise{.name = "noise", .summary = ""};
  const auto one = Catalog::make(std::vector{noise, row.get()});
  const auto other = Catalog::make(std::vector{row.get(), noise});
  const auto less = Catalog::make(std::vector{row.get()});
  EXPECT_EQ(one->hash(), other->hash());
  EXPECT_NE(one->hash(), less->hash());
}

}  // namespace
}  // namespace chronus::catalog
