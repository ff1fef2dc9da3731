// SPDX-License-Identifier: MIT
#include "dirt/orbit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/name.hpp"
#include "dirt/synths.hpp"
#include "score/score.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::dirt {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::vector<osc::Message> messages(std::string_view text) {
  std::vector<osc::Message> all;
  const auto score = test::parse_score(std::string(text), 48'000);
  EXPECT_TRUE(score) << score.reason();
  for (const auto& event : score->events) all.push_back(event.message);
  return all;
}

std::vector<std::string> texts(const std::vector<osc::Message>& lines) {
  std::vector<std::string> all;
  for (const auto& line : lines) all.push_back(score::to_line(0, line).substr(3));
  return all;
}

TEST(DirtPlace, IsANumberAndASynth) {
  EXPECT_EQ(*parse_place("3"), (OrbitPart{3, ""}));
  EXPECT_EQ(*parse_place("11:superpiano"), (OrbitPart{11, "superpiano"}));
  EXPECT_EQ(to_text(OrbitPart{11, "superpiano"}), "11:superpiano");
  EXPECT_EQ(to_text(OrbitPart{3, ""}), "3");
  for (const char* bad : {"", "12", "-1", "x", "3:", "3:A b", "3x", "3:superpiano:2"}) {
    EXPECT_FALSE(parse_place(bad)) << bad;
  }
}

TEST(DirtPlace, ItsModulesHaveItsName) {
  const OrbitPart orbit{3, ""};
  const OrbitPart synth{3, "superpiano"};
  EXPECT_EQ(module_of(orbit, Part::kSource), "orbit3");
  EXPECT_EQ(module_of(orbit, Part::kStrip), "orbit3_strip");
  EXPECT_EQ(module_of(synth, Part::kSource), "orbit3_superpiano");
  EXPECT_EQ(module_of(synth, Part::kStrip), "orbit3_superpiano_strip");
  EXPECT_EQ(module_of(synth, Part::kDelay), "orbit3_delay");
  EXPECT_EQ(module_of(synth, Part::kRoom), "orbit3_room");
}

TEST(DirtSynth, ItsPatchGetsTheOrbitsNamesAndAStripForAnOutput) {
  const auto lines =
      synth_lines(OrbitPart{3, "superx"}, messages("0 /patch/new\n"
                                                   "0 /patch/create superx osc 16\n"
                                                   "0 /patch/create superx_env adsr 16\n"
                                                   "0 /patch/create wobble lfo\n"
                                                   "0 /patch/connect superx superx_env\n"
                                                   "0 /patch/connect wobble superx.width 0.1\n"
                                                   "0 /patch/connect superx_env output\n"
                                                   "0 /patch/commit\n"
                                                   "0 /mod/superx_env/attack 0.01\n"));
  ASSERT_TRUE(lines) << lines.reason();
  EXPECT_THAT(
      texts(*lines),
      testing::IsSupersetOf(
          {"/patch/create orbit3_superx osc 16", "/patch/create orbit3_superx_env adsr 16",
           "/patch/create orbit3_superx_wobble lfo", "/patch/create orbit3_superx_strip strip 16",
           "/patch/connect orbit3_superx orbit3_superx_env",
           "/patch/connect orbit3_superx_wobble orbit3_superx.width 0.1",
           "/patch/connect orbit3_superx_env orbit3_superx_strip",
           "/patch/connect orbit3_superx_strip.left orbit3_limit.left",
           "/mod/orbit3_superx_env/attack 0.01"}));
}

TEST(DirtSynth, WhatHasNoVoicesAtItsOutputIsRefused) {
  EXPECT_THAT(synth_lines(OrbitPart{0, "superx"}, messages("0 /patch/create superx osc\n"
                                                           "0 /patch/connect superx output\n"))
                  .reason(),
              HasSubstr("has no voices"));
  EXPECT_THAT(synth_lines(OrbitPart{0, "superx"}, messages("0 /patch/create y osc 4\n"
                                                           "0 /patch/connect y output\n"))
                  .reason(),
              HasSubstr("no module superx"));
  EXPECT_THAT(synth_lines(OrbitPart{0, "superx"}, messages("0 /seq/create y\n")).reason(),
              HasSubstr("not of /seq/create"));
}

TEST(DirtSynth, EveryOneThereIsFitsTheLastOrbit) {
  for (const auto& synth : synths()) {
    const auto lines =
        synth_lines(OrbitPart{kOrbits - 1, std::string(synth.name)}, messages(synth.score));
    ASSERT_TRUE(lines) << synth.name << ": " << lines.reason();
  }
}

}  // namespace
}  // namespace chronus::dirt
