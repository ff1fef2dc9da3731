// SPDX-License-Identifier: MIT
#include "conductor/loading.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

class Loading : public testing::Test {
 protected:
  /// Past the crossfade before.
  void settle() { studio.run_to(studio.now + 960); }
  void commit(const std::vector<std::string>& lines) {
    studio.say_bundle(lines);
    ASSERT_EQ(studio.answer(), "done /patch/commit");
    settle();
  }
  /// And what came of it.
  std::string load(const std::string& name) {
    studio.say("/patch/load " + name);
    studio.conductor.after_pass();
    studio.step();
    return studio.answer();
  }
  const PatchEditor& patches() const { return studio.conductor.scene().patches; }
  float value(const char* module, const char* param) const {
    const auto target = patches().param(module, param);
    return patches().value_at(Place{target.module}, target.param);
  }
  nlohmann::json playing() const { return read(patches().playing().patch.to_json()); }

  Studio studio;
};

const std::vector<std::string> kTunedPad{"/patch/new",
                                         "/patch/create o osc 8",
                                         "/patch/create e adsr 8",
                                         "/patch/create l lfo",
                                         "/patch/connect l o.freq 0.1 oct",
                                         "/patch/connect o e",
                                         "/patch/connect e output",
                                         "/mod/o/level 0.1",
                                         "/patch/commit"};

TEST_F(Loading, GivesWhatWasSaved) {
  commit(kTunedPad);
  studio.say("/mod/e/release 0.8");
  studio.say("/patch/save pad");
  const auto saved = playing();
  commit({"/patch/new", "/patch/create s sine", "/patch/connect s output", "/patch/commit"});
  EXPECT_EQ(load("pad"), "done /patch/load pad");
  EXPECT_EQ(playing(), saved);
  EXPECT_EQ(value("e", "release"), 0.8F);
}

TEST_F(Loading, IsAnsweredWithWhatItChangedAsACommitIs) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  commit({"/patch/edit", "/patch/delete l", "/patch/create x gain", "/patch/connect x output",
          "/patch/commit"});
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  const auto report = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(report["added"], nlohmann::json({"l"}));
  EXPECT_EQ(report["removed"], nlohmann::json({"x"}));
  EXPECT_EQ(report["kept"], nlohmann::json({"e", "o"}));
}

TEST_F(Loading, SetsTheValuesOfModulesThatPlayOn) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  const auto identity = patches().playing().seats.at("o").identity;
  studio.say("/mod/o/level 0.9");
  studio.say("/mod/o/wave 3");
  const auto before = studio.stage.of(Op::kSetParam).size();
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  EXPECT_EQ(patches().playing().seats.at("o").identity, identity) << "it keeps its state";
  EXPECT_EQ(value("o", "level"), 0.1F);
  EXPECT_EQ(value("o", "wave"), 0.0F);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), before + 2) << "only what differs";
}

TEST_F(Loading, StandsInTheJournalAsItsLinesOnOneFrame) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  commit({"/patch/new", "/patch/create s sine", "/patch/connect s output", "/patch/commit"});
  studio.stage.journal.clear();
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  const auto at = std::to_string(studio.stage.commands.back().frame) + "f ";
  const std::vector<std::string> expected{at + "/patch/new",
                                          at + "/patch/create o osc 8",
                                          at + "/mod/o/level 0.1",
                                          at + "/patch/create e adsr 8",
                                          at + "/patch/create l lfo",
                                          at + "/patch/connect l o.freq 0.1 oct",
                                          at + "/patch/connect o e.in",
                                          at + "/patch/connect e output",
                                          at + "/patch/commit"};
  auto journal = studio.stage.journal;
  for (auto& line : journal) {
    if (line == at + "/patch/connect o e") line += ".in";
  }
  EXPECT_EQ(journal, expected);
}

/// Commands as they are the same in both, and what they were told with.
std::vector<std::string> commands_of(const Studio& studio) {
  std::vector<std::string> told;
  for (const auto& c : studio.stage.commands) {
    told.push_back(std::to_string(c.frame) + " " + std::to_string(c.nth) + " " +
                   std::to_string(static_cast<int>(c.op)) + " " + std::to_string(c.module) + " " +
                   std::to_string(c.param) + " " + std::to_string(c.value));
  }
  return told;
}

TEST_F(Loading, IsPlayedAgainFromTheJournalCommandByCommand) {
  commit(kTunedPad);
  studio.say("/mod/o/level 0.3");
  studio.say("/patch/save pad");
  commit({"/patch/new", "/patch/create o sine", "/patch/create e adsr 8", "/patch/connect o e",
          "/patch/connect e output", "/patch/commit"});
  studio.say("/mod/o/level 0.7");
  studio.say("/mod/e/attack 0.7");
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  settle();
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  settle();
  std::string text;
  for (const auto& line : studio.stage.journal) text += line + "\n";
  Studio again;
  again.conductor.load_score(*test::parse_score(text, 48'000));
  again.run_to(studio.now);
  EXPECT_EQ(again.conductor.score_failures(), 0U);
  EXPECT_EQ(commands_of(again), commands_of(studio));
  EXPECT_EQ(read(again.conductor.scene().patches.playing().patch.to_json()), playing());
}

TEST_F(Loading, InAClassicSessionMeansTheSame) {
  studio.conductor.load_score(*test::parse_score("0 /classic 1", 48'000));
  studio.step();
  commit({"/patch/new", "/patch/create e adsr", "/mod/e/attack 250", "/patch/connect e output",
          "/patch/commit"});
  studio.say("/patch/save env");
  studio.say("/mod/e/attack 500");
  ASSERT_EQ(load("env"), "done /patch/load env");
  EXPECT_EQ(value("e", "attack"), 0.25F);
  EXPECT_TRUE(studio.stage.journal.back().ends_with("/mod/e/attack 250.0"))
      << studio.stage.journal.back();
}

TEST_F(Loading, TakesThePlaceOfAnOpenDraft) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  studio.say("/patch/create b sine");
  ASSERT_EQ(load("pad"), "done /patch/load pad");
  EXPECT_EQ(patches().draft(), nullptr);
}

TEST_F(Loading, ThatIsRefusedLeavesDraftAndJournalAsTheyWere) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  studio.say("/patch/create b sine");
  studio.stage.journal.clear();
  studio.stage.progress = PatchProgress::kRefused;
  EXPECT_EQ(load("pad"), "fail /patch/load the workers could not build the patch pad");
  EXPECT_EQ(studio.stage.journal, std::vector<std::string>{});
  ASSERT_NE(patches().draft(), nullptr);
  EXPECT_NE(patches().draft()->find("b"), nullptr);
  EXPECT_EQ(load("nothing"), "fail /patch/load no patch 'nothing' nothing");
}

TEST_F(Loading, WaitsForTheCrossfadeAndTheBuildersAsACommitDoes) {
  commit(kTunedPad);
  studio.say("/patch/save pad");
  commit({"/patch/new", "/patch/create s sine", "/patch/connect s output", "/patch/commit"});
  const auto swaps = studio.stage.of(Op::kSwapPatch).size();
  studio.stage.progress = PatchProgress::kBuilding;
  load("pad");
  studio.run_to(studio.now + 10'000);
  EXPECT_EQ(studio.stage.of(Op::kSwapPatch).size(), swaps);
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  EXPECT_EQ(studio.stage.of(Op::kSwapPatch).size(), swaps + 1);
  EXPECT_EQ(studio.answer(), "done /patch/load pad");
}

TEST_F(Loading, NamesAreConfined) {
  for (const char* name : {"../pad", "a/b", ".pad", "\"\"", "Pad", "pad.score"}) {
    for (const char* address : {"/patch/save ", "/patch/load "}) {
      studio.say(std::string(address) + name);
      EXPECT_TRUE(studio.answer().starts_with("fail /patch/")) << studio.answer();
    }
  }
  EXPECT_TRUE(studio.stage.files.empty());
}

TEST_F(Loading, IsNotForScores) {
  studio.conductor.load_score(*test::parse_score("0 /patch/load pad", 48'000));
  studio.step();
  EXPECT_EQ(studio.conductor.score_failures(), 1U);
  EXPECT_EQ(studio.answer(), "fail /patch/load not in a score: put the file's lines there pad");
}

TEST_F(Loading, ASessionThatIsDeletedIsNotTheNameOfWhatPlays) {
  const auto& scene = studio.conductor.scene();
  studio.say_bundle({"/seq/create k", "/session/save 6", "/session/save 7"});
  studio.conductor.after_pass();
  EXPECT_EQ(scene.session, "7");
  studio.say("/session/delete 6");
  studio.conductor.after_pass();
  EXPECT_EQ(scene.session, "7") << "another";
  EXPECT_EQ(scene.session_changes, scene.changes);
  studio.say_bundle({"/session/save 6", "/session/delete 6"});
  studio.conductor.after_pass();
  EXPECT_EQ(scene.session, "");
  EXPECT_NE(scene.session_changes, scene.changes) << "it is kept nowhere";
}

}  // namespace
}  // namespace chronus::conductor
