// SPDX-License-Identifier: MIT
#include "catalog/built_in.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/name.hpp"
#include "tests/support/built_in_catalog.hpp"

namespace chronus::catalog {
namespace {

const Catalog& all() { return test::built_in_catalog(); }
const ModuleInfo& type(std::string_view name) { return *all().find(name); }

TEST(BuiltIn, ListsItsModulesInTheOrderInWhichClientsAreTold) {
  std::vector<std::string_view> names;
  for (const ModuleInfo& type : all()) names.push_back(type.name);
  const std::vector<std::string_view> order{
      "sine",     "osc",      "supersaw",   "wavetable", "fm",      "pluck",       "sampler",
      "noise",    "adsr",     "biquad",     "lfo",       "mixer",   "gain",        "const",
      "add",      "mul",      "ring",       "vca",       "pan",     "sample_hold", "slew",
      "quantize", "follower", "gate",       "kick",      "snare",   "hat",         "clap",
      "tom",      "cymbal",   "delay",      "reverb",    "svf",     "ladder",      "comb",
      "formant",  "eq",       "compressor", "limiter",   "ceiling", "distortion",  "bitcrush",
      "chorus",   "phaser",   "flanger",    "feedback",  "strip",   "drill"};
  EXPECT_EQ(names, order);
}

TEST(BuiltIn, OnlyTheDrillIsForDrillsOnly) {
  for (const ModuleInfo& type : all()) EXPECT_EQ(type.drill_only, type.name == "drill");
}

TEST(BuiltIn, EveryNameOfATypeMeansOneType) {
  std::set<std::string_view> seen;
  for (const ModuleInfo& type : all()) {
    EXPECT_TRUE(seen.insert(type.name).second) << type.name;
    for (const auto alias : type.aliases) EXPECT_TRUE(seen.insert(alias).second) << alias;
  }
}

TEST(BuiltIn, EveryNameOfAParameterMeansOneParameter) {
  for (const ModuleInfo& type : all()) {
    std::set<std::string_view> seen;
    for (const ParameterInfo& row : type.params) {
      EXPECT_TRUE(seen.insert(row.name).second) << type.name << " " << row.name;
      EXPECT_TRUE(is_valid_name(row.name)) << row.name;
      for (const auto alias : row.aliases) {
        EXPECT_TRUE(seen.insert(alias).second) << type.name << " " << alias;
        EXPECT_TRUE(is_valid_name(alias)) << alias;
      }
    }
  }
}

TEST(BuiltIn, EveryPortHasAValidNameOfItsOwn) {
  for (const ModuleInfo& type : all()) {
    for (const auto ports : {type.inputs, type.outputs}) {
      std::set<std::string_view> seen;
      for (const auto port : ports) {
        EXPECT_TRUE(is_valid_name(port)) << port;
        EXPECT_TRUE(seen.insert(port).second) << type.name << " " << port;
      }
    }
    EXPECT_FALSE(type.outputs.empty()) << type.name;
  }
}

TEST(BuiltIn, EveryRowIsSane) {
  for (const ModuleInfo& type : all()) {
    EXPECT_FALSE(type.summary.empty());
    for (const ParameterInfo& row : type.params) {
      const std::string at = std::string(type.name) + "." + std::string(row.name);
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

TEST(BuiltIn, FindsByNameAndByOlderName) {
  EXPECT_EQ(all().find("simple_sine"), all().find("sine"));
  EXPECT_EQ(all().find("biquad_filter"), all().find("biquad"));
  EXPECT_EQ(all().find("no_such_type"), nullptr);
  const ModuleInfo& biquad = type("biquad");
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

TEST(BuiltIn, ThePitchOfEverySourceJumpsUnderALane) {
  for (const auto name : {"sine", "osc", "supersaw", "wavetable", "fm", "pluck", "kick", "snare",
                          "hat", "clap", "tom", "cymbal"}) {
    const int freq = find_param(type(name), "freq");
    ASSERT_GE(freq, 0) << name;
    EXPECT_TRUE(type(name).params[freq].lane_jumps) << name;
    EXPECT_TRUE(type(name).params[freq].is_pitch) << name << ": notes do not reach it";
    EXPECT_GT(type(name).params[freq].minimum, 0.0F) << name;
  }
}

}  // namespace
}  // namespace chronus::catalog
