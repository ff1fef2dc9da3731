// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/name.hpp"
#include "engine/module.hpp"

namespace chronus::engine {
namespace {

const ModuleType& type(std::string_view name) { return *module_types()[find_module_type(name)]; }

TEST(ModuleTable, KeepsItsOrderSinceTheIndexIsPartOfPatches) {
  const std::vector<std::string_view> order{"sine", "osc",   "noise", "adsr", "biquad",
                                            "lfo",  "mixer", "gain",  "kick", "snare",
                                            "hat",  "delay", "drill"};
  ASSERT_GE(module_types().size(), order.size());
  for (std::size_t n = 0; n < order.size(); ++n) EXPECT_EQ(module_types()[n]->name, order[n]);
}

TEST(ModuleTable, OnlyTheDrillIsForDrillsOnly) {
  for (const ModuleType* type : module_types()) EXPECT_EQ(type->drill_only, type->name == "drill");
}

TEST(ModuleTable, EveryNameOfATypeMeansOneType) {
  std::set<std::string_view> seen;
  for (const ModuleType* type : module_types()) {
    EXPECT_TRUE(seen.insert(type->name).second) << type->name;
    for (const auto alias : type->aliases) EXPECT_TRUE(seen.insert(alias).second) << alias;
  }
}

TEST(ModuleTable, EveryNameOfAParameterMeansOneParameter) {
  for (const ModuleType* type : module_types()) {
    std::set<std::string_view> seen;
    for (const ParameterInfo& row : type->params) {
      EXPECT_TRUE(seen.insert(row.name).second) << type->name << " " << row.name;
      EXPECT_TRUE(is_valid_name(row.name)) << row.name;
      for (const auto alias : row.aliases) {
        EXPECT_TRUE(seen.insert(alias).second) << type->name << " " << alias;
        EXPECT_TRUE(is_valid_name(alias)) << alias;
      }
    }
  }
}

TEST(ModuleTable, EveryPortHasAValidNameOfItsOwn) {
  for (const ModuleType* type : module_types()) {
    for (const auto ports : {type->inputs, type->outputs}) {
      std::set<std::string_view> seen;
      for (const auto port : ports) {
        EXPECT_TRUE(is_valid_name(port)) << port;
        EXPECT_TRUE(seen.insert(port).second) << type->name << " " << port;
      }
    }
    EXPECT_FALSE(type->outputs.empty()) << type->name;
  }
}

TEST(ModuleTable, EveryRowIsSane) {
  for (const ModuleType* type : module_types()) {
    EXPECT_FALSE(type->summary.empty());
    for (const ParameterInfo& row : type->params) {
      const std::string at = std::string(type->name) + "." + std::string(row.name);
      EXPECT_LT(row.minimum, row.maximum) << at;
      EXPECT_GE(row.initial, row.minimum) << at;
      EXPECT_LE(row.initial, row.maximum) << at;
      EXPECT_GE(row.smoothing_ms, 0.0F) << at;
      EXPECT_TRUE(row.curve != Curve::kExponential || row.minimum > 0.0F) << at;
      EXPECT_EQ(row.curve == Curve::kChoice, !row.choices.empty()) << at;
      if (row.curve == Curve::kChoice) {
        EXPECT_EQ(row.minimum, 0.0F) << at;
        EXPECT_EQ(row.maximum, static_cast<float>(row.choices.size() - 1)) << at;
        EXPECT_EQ(row.smoothing_ms, 0.0F) << at;
      }
    }
  }
}

TEST(ModuleTable, FindsByNameAndByOlderName) {
  EXPECT_EQ(find_module_type("simple_sine"), find_module_type("sine"));
  EXPECT_EQ(find_module_type("biquad_filter"), find_module_type("biquad"));
  EXPECT_EQ(find_module_type("no_such_type"), -1);
  const ModuleType& biquad = type("biquad");
  EXPECT_EQ(find_param(biquad, "frequency"), find_param(biquad, "freq"));
  EXPECT_EQ(find_param(biquad, "resonance"), find_param(biquad, "q"));
  EXPECT_EQ(find_param(biquad, "filter_mode"), find_param(biquad, "mode"));
  EXPECT_GE(find_param(biquad, "mode"), 0);
  EXPECT_EQ(find_param(biquad, "no_such_param"), -1);
  EXPECT_EQ(find_input(type("mixer"), "in8"), 7);
  EXPECT_EQ(find_input(type("sine"), "in"), -1);
  EXPECT_EQ(find_output(type("adsr"), "env"), 1);
  EXPECT_EQ(find_output(type("adsr"), "left"), -1);
}

TEST(ModuleTable, ThePitchOfEverySourceJumpsUnderALane) {
  for (const auto name : {"sine", "osc", "kick", "snare", "hat"}) {
    const int freq = find_param(type(name), "freq");
    ASSERT_GE(freq, 0) << name;
    EXPECT_TRUE(type(name).params[freq].lane_jumps) << name;
    EXPECT_GT(type(name).params[freq].minimum, 0.0F) << name;
  }
}

}  // namespace
}  // namespace chronus::engine
