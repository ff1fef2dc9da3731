// SPDX-License-Identifier: MIT
#include "conductor/commit_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

nlohmann::json commit(Studio& studio, const std::vector<std::string>& edits) {
  for (const auto& line : edits) studio.say(line);
  studio.run_to(studio.now + 960);  // past the crossfade before
  studio.say("/patch/commit");
  EXPECT_EQ(studio.answer(), "done /patch/commit");
  return nlohmann::json::parse(studio.stage.sent.back().json);
}

TEST(CommitReport, NamesWhatCameWentAndStayed) {
  Studio studio;
  const auto report = commit(studio, {"/patch/edit", "/patch/delete adsr1", "/patch/create lf lfo",
                                      "/patch/connect lf filter1.freq"});
  EXPECT_EQ(report["added"], nlohmann::json({"lf"}));
  EXPECT_EQ(report["removed"], nlohmann::json({"adsr1"}));
  EXPECT_EQ(report["kept"], nlohmann::json({"filter1", "sine1"}));
  EXPECT_TRUE(report["dangling"].empty());
}

TEST(CommitReport, AModuleOfAnotherTypeIsANewOne) {
  Studio studio;
  const auto report =
      commit(studio, {"/patch/new", "/patch/create sine1 osc", "/patch/connect sine1 output"});
  EXPECT_EQ(report["added"], nlohmann::json({"sine1"}));
  EXPECT_EQ(report["removed"], nlohmann::json({"adsr1", "filter1", "sine1"}));
}

TEST(CommitReport, NamesAssignmentsThatDriveNothingAnyMore) {
  Studio studio;
  for (const char* line :
       {"/seq/create k", "/seq/assign k gate adsr1", "/seq/assign k param sine1 note freq",
        "/seq/assign k param filter1 q"}) {
    studio.say(line);
  }
  const auto report = commit(studio, {"/patch/edit", "/patch/delete adsr1", "/patch/delete sine1",
                                      "/patch/create sine1 noise", "/patch/connect sine1 filter1"});
  EXPECT_EQ(
      report["dangling"],
      nlohmann::json({{{"id", "k"}, {"gate", "adsr1"}},
                      {{"id", "k"}, {"module", "sine1"}, {"lane", "note"}, {"param", "freq"}}}));
  EXPECT_FALSE(report.contains("dangling_total"));
}

TEST(CommitReport, NamesAFewOfVeryMany) {
  Studio studio;
  for (int i = 0; i < 100; ++i) {
    studio.say("/seq/create s" + std::to_string(i));
    studio.say("/seq/assign s" + std::to_string(i) + " gate adsr1");
  }
  const auto report =
      commit(studio, {"/patch/new", "/patch/create g gain", "/patch/connect g output"});
  EXPECT_EQ(report["dangling"].size(), kMostDangling);
  EXPECT_EQ(report["dangling_total"], 100);
}

}  // namespace
}  // namespace chronus::conductor
