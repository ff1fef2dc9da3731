// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

std::vector<std::string> new_patch() {
  return {"/patch/new",
          "/patch/create a sine",
          "/patch/create e adsr",
          "/patch/connect a e",
          "/patch/connect e output",
          "/patch/commit",
          "/mod/a/freq 220",
          "/gate/e 1"};
}

TEST(Bundle, LandsOnOneFrameCommitAndAll) {
  Studio studio;
  studio.run_to(1280);
  const auto before = studio.stage.commands.size();
  studio.say_bundle(new_patch());
  std::set<Frame> frames;
  for (std::size_t i = before; i < studio.stage.commands.size(); ++i) {
    frames.insert(studio.stage.commands[i].frame);
  }
  EXPECT_EQ(frames, std::set<Frame>{1280});
  EXPECT_EQ(studio.stage.commands.size(), before + 3);
}

TEST(Bundle, WaitsWholeWhileItsPatchIsBuilt) {
  Studio studio;
  studio.run_to(1280);
  const auto before = studio.stage.commands.size();
  studio.stage.progress = PatchProgress::kBuilding;
  studio.say_bundle(new_patch());
  studio.run_to(2560);
  EXPECT_EQ(studio.stage.commands.size(), before);
  EXPECT_EQ(studio.stage.builds.size(), 2U) << "asked for once, not at every block";
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  EXPECT_EQ(studio.stage.of(Op::kSwapPatch).back().frame, 2560);
  EXPECT_EQ(studio.stage.of(Op::kGate).back().frame, 2560);
}

TEST(Bundle, LaterMessagesOfTheSameClientComeAfterACommitThatWaits) {
  Studio studio;
  studio.run_to(1280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.say_bundle({"/patch/create a sine", "/patch/connect a output", "/patch/commit"});
  studio.say("/mod/a/freq 220");  // a plays only after the commit
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  EXPECT_EQ(studio.answer(), "done /patch/commit");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
}

TEST(Bundle, SequencersPlayOnWhileALiveCommitWaits) {
  Studio studio;
  studio.say("/seq/create k");
  studio.say("/seq/assign k gate adsr1");
  studio.say("/seq/pattern k xxxxxxxxxxxxxxxx");
  studio.say("/seq/start k");
  studio.stage.progress = PatchProgress::kBuilding;
  studio.say_bundle(new_patch());
  const auto before = studio.stage.of(Op::kGate).size();
  studio.run_to(48'000);
  EXPECT_GT(studio.stage.of(Op::kGate).size(), before + 10);
}

TEST(Bundle, RefusedPatchAnswersAndLeavesTheDraft) {
  Studio studio;
  studio.say("/patch/create a gain");
  studio.say("/patch/create b gain");
  studio.say("/patch/connect a b");
  studio.say("/patch/connect b a");
  studio.say("/patch/connect b output");
  studio.say("/patch/commit");
  EXPECT_TRUE(studio.answer().starts_with("fail /patch/commit cycle")) << studio.answer();
  EXPECT_NE(studio.answer().find("a"), std::string::npos);
  studio.say("/patch/disconnect b a");
  studio.say("/patch/commit");
  EXPECT_EQ(studio.answer(), "done /patch/commit");
}

TEST(Bundle, SecondCommitOfABundleIsRefused) {
  Studio studio;
  auto lines = new_patch();
  lines.insert(lines.end(), {"/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  studio.say_bundle(lines);
  EXPECT_EQ(studio.answer(), "fail /patch/commit one commit a bundle");
}

TEST(Bundle, CrossfadesDoNotOverlap) {
  Studio studio;
  studio.run_to(1280);
  studio.say_bundle(new_patch());
  studio.say_bundle(
      {"/patch/edit", "/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  studio.run_to(9600);
  const auto swaps = studio.stage.of(Op::kSwapPatch);
  ASSERT_EQ(swaps.size(), 3U);
  EXPECT_GE(swaps[2].frame - swaps[1].frame, 480);
}

TEST(Bundle, LiveAndDatedCommitsDoNotUndoEachOther) {
  Limits limits;
  limits.most_hold = 4'800;
  Studio studio(limits);
  studio.run_to(1280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.say_bundle(
      {"/patch/new", "/patch/create a sine", "/patch/connect a output", "/patch/commit"}, {2'000});
  studio.run_to(2'048);  // the dated commit waits at its frame
  studio.say_bundle({"/patch/new", "/patch/create b sine", "/patch/create c sine",
                     "/patch/connect b output", "/patch/commit"});
  const auto builds = studio.stage.builds.size();
  studio.run_to(4'096);
  EXPECT_EQ(studio.stage.builds.size(), builds) << "two commits take the builders from each other";
  studio.stage.progress = PatchProgress::kBuilt;
  studio.run_to(9'600);
  const auto swaps = studio.stage.of(Op::kSwapPatch);
  ASSERT_EQ(swaps.size(), 3U);
  EXPECT_EQ(swaps[1].frame, 2'000);
  EXPECT_EQ(studio.answer(), "done /patch/commit");
}

TEST(Bundle, CommitTriedWithPatternsIsTheOnePerformed) {
  Studio studio;
  studio.run_to(1280);
  studio.say_bundle(
      {"/patch/e[d]it", "/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  EXPECT_EQ(studio.answer(), "done /patch/commit");
}

TEST(Bundle, CommandsBeyondTheRingsRoomAreRefusedNotWritten) {
  Studio studio;
  studio.stage.space = 2'047;  // what messages leave to the sequencers
  studio.conductor.submit(dated({130}, {Studio::message("/mod/sine1/freq 100")}));
  studio.run_to(1'280);
  EXPECT_EQ(studio.answer(), "fail /mod/sine1/freq too many commands on one frame 100");
  EXPECT_TRUE(studio.stage.of(Op::kSetParam).empty());
}

TEST(Bundle, PatternsInPacketsOfTheirOwnTakeTheirTurns) {
  Studio studio;
  for (int i = 0; i < 1'000; ++i) {
    studio.conductor.submit({{}, {{}, {Studio::message("/mod/*/freq 100")}}});
  }
  studio.run_to(128);
  const auto first = studio.stage.of(Op::kSetParam).size();
  EXPECT_GT(first, 0U);
  EXPECT_LT(first, 600U) << "matching them all would have held the horizon";
  studio.run_to(128 * 100);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 2'000U);
}

TEST(Bundle, FloodOfPatternsIsCutShort) {
  Studio studio;
  studio.say_bundle(std::vector<std::string>(200, "/mod/*/freq 100"));
  EXPECT_EQ(studio.answer(), "fail /mod/*/freq too many patterns in one bundle 100");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 64U * 2U);
}

/// A studio with this many sequencers, s0 and so on.
void add_sequencers(Studio& studio, int count) {
  for (int i = 0; i < count; ++i) studio.say("/seq/create s" + std::to_string(i));
}

TEST(Bundle, PatternForAnIdCostsWhatItMeans) {
  Studio studio;
  add_sequencers(studio, 200);
  for (int i = 0; i < 100; ++i) {
    studio.conductor.submit({{}, {{}, {Studio::message("/seq/gate_len * 0.5")}}});
    studio.conductor.submit({{}, {{}, {Studio::message("/seq/mute/* 1")}}});
  }
  const auto before = studio.stage.journal.size();
  studio.step();
  const auto taken = studio.stage.journal.size() - before;
  EXPECT_GT(taken, 0U);
  EXPECT_LT(taken, 20U) << "two hundred sequencers each, thousands in one turn";
  studio.run_to(studio.now + 128 * 200);
  EXPECT_EQ(studio.stage.journal.size() - before, 200U);
}

TEST(Bundle, FloodOfPatternsForIdsIsCutShort) {
  Studio studio;
  add_sequencers(studio, 200);
  studio.say_bundle(std::vector<std::string>(100, "/seq/gate_len * 0.5"));
  EXPECT_EQ(studio.answer(), "fail /seq/gate_len too many patterns in one bundle * 0.5");
}

TEST(Bundle, PatternForAnIdIsOneLineOfTheJournal) {
  Studio studio;
  add_sequencers(studio, 3);
  studio.stage.journal.clear();
  studio.say("/seq/steps s* 8");
  ASSERT_EQ(studio.stage.journal.size(), 1U);
  EXPECT_TRUE(studio.stage.journal[0].ends_with("/seq/steps s* 8")) << studio.stage.journal[0];
}

TEST(Bundle, ACommitIsDoneThoughValuesMoveWhileItIsBuilt) {
  Studio studio;
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(1, {"/patch/edit", "/patch/commit"});
  studio.step();
  studio.submit(2, {"/mod/sine1/freq 300"});
  studio.step();
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  EXPECT_EQ(studio.answer(), "done /patch/commit");
  EXPECT_EQ(studio.stage.of(engine::Op::kSwapPatch).size(), 2U);
}

}  // namespace
}  // namespace chronus::conductor
