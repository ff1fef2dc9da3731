// SPDX-License-Identifier: MIT
// Bundles with a load: they land whole, though a file is read first.
#include "conductor/fetching.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

class BundledLoads : public testing::Test {
 protected:
  void SetUp() override {
    studio.say_bundle({"/patch/new", "/patch/create o osc", "/patch/connect o output",
                       "/mod/o/level 0.1", "/patch/commit"});
    settle();
    studio.say("/patch/save pad");
    studio.say_bundle(
        {"/patch/new", "/patch/create s sine", "/patch/connect s output", "/patch/commit"});
    settle();
    studio.stage.journal.clear();
    studio.stage.sent.clear();
  }
  /// Past the crossfade before.
  void settle() { studio.run_to(studio.now + 960); }
  /// The file has been read, or it is told that it cannot be.
  void end_reading() {
    studio.conductor.after_pass();
    studio.step();
  }
  void lose_files() { studio.stage.loaded_patches.clear(); }
  const Scene& scene() const { return studio.conductor.scene(); }
  const Patch& playing() const { return scene().patches.playing().patch; }
  std::set<std::string> frames_of_journal() const {
    std::set<std::string> frames;
    for (const auto& line : studio.stage.journal) frames.insert(line.substr(0, line.find(' ')));
    return frames;
  }
  std::string answers() const {
    std::string all;
    for (const auto& sent : studio.stage.sent) {
      all += sent.message.address.text() + " " + osc::to_text(sent.message.args.at(0)) + "\n";
    }
    return all;
  }

  Studio studio;
};

TEST_F(BundledLoads, LandWithTheirBundleOnOneFrame) {
  studio.say_bundle({"/transport/bpm 99", "/patch/load pad", "/mod/o/level 0.5"});
  EXPECT_TRUE(studio.stage.journal.empty()) << "half of a bundle was performed";
  EXPECT_EQ(scene().bank.transport().bpm(), 120.0);
  end_reading();
  ASSERT_NE(playing().find("o"), nullptr);
  EXPECT_EQ(frames_of_journal().size(), 1U);
  EXPECT_EQ(studio.stage.journal.front().substr(studio.stage.journal.front().find(' ')),
            " /transport/bpm 99");
  EXPECT_EQ(scene().bank.transport().bpm(), 99.0);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).back().value, 0.5) << "of the patch that was loaded";
  EXPECT_EQ(answers(), "/done /transport/bpm\n/done /patch/load\n");
}

TEST_F(BundledLoads, AndThoseWithATimeTagLandOnTheirFrame) {
  for (const auto& lines : {std::vector<std::string>{"/patch/load pad"},
                            std::vector<std::string>{"/patch/load pad", "/mod/o/level 0.5"}}) {
    SetUp();
    const Frame tag = studio.now + 4'801;
    studio.say_bundle(lines, {static_cast<std::uint64_t>(tag)});
    end_reading();
    EXPECT_TRUE(studio.stage.journal.empty());
    studio.run_to(tag + 128);
    EXPECT_EQ(frames_of_journal(), std::set{std::to_string(tag) + "f"});
    EXPECT_EQ(studio.stage.of(Op::kSwapPatch).back().frame, tag);
    EXPECT_EQ(scene().counters.late, 0U);
    settle();
  }
}

TEST_F(BundledLoads, ThatAreReadTooLateAreToldAndLandAsSoonAsTheyCan) {
  studio.say_bundle({"/patch/load pad", "/transport/bpm 99"},
                    {static_cast<std::uint64_t>(studio.now + 1'000)});
  studio.run_to(studio.now + 2'000);
  EXPECT_TRUE(studio.stage.journal.empty());
  end_reading();
  EXPECT_EQ(frames_of_journal().size(), 1U);
  EXPECT_EQ(scene().counters.late, 2U);
}

TEST_F(BundledLoads, WithoutAFileLeaveTheRestOfTheirBundle) {
  studio.say_bundle({"/patch/load nothing", "/transport/bpm 99"});
  EXPECT_EQ(answers(), "/fail /patch/load\n");
  end_reading();
  EXPECT_EQ(answers(), "/fail /patch/load\n/done /transport/bpm\n");
  // What is found out as it is read, whoever reads it answers.
  const Frame tag = studio.now + 1'000;
  studio.stage.journal.clear();
  studio.say_bundle({"/patch/load pad", "/transport/bpm 98"}, {static_cast<std::uint64_t>(tag)});
  lose_files();
  end_reading();
  studio.run_to(tag + 128);
  EXPECT_EQ(studio.stage.journal, std::vector{std::to_string(tag) + "f /transport/bpm 98"});
  EXPECT_EQ(playing().find("o"), nullptr);
}

TEST_F(BundledLoads, AreUndoneWithTheirBundle) {
  studio.say_bundle({"/transport/bpm 99", "/patch/load pad", "/mod/o/level 0.5"});
  end_reading();
  settle();
  studio.say("/undo");
  EXPECT_EQ(scene().bank.transport().bpm(), 120.0);
  EXPECT_EQ(playing().find("o"), nullptr);
  EXPECT_NE(playing().find("s"), nullptr);
  settle();
  studio.say("/redo");
  EXPECT_EQ(scene().bank.transport().bpm(), 99.0);
  ASSERT_NE(playing().find("o"), nullptr);
  EXPECT_EQ(playing().find("o")->values[static_cast<std::size_t>(
                catalog::find_param(type_of(*playing().find("o")), "level"))],
            0.5F);
}

TEST_F(BundledLoads, AreWaitedForByASync) {
  studio.say_bundle({"/patch/load pad", "/transport/bpm 99"});
  studio.say("/sync 7");
  studio.stage.applied = studio.conductor.last_seq();
  studio.conductor.after_pass();
  EXPECT_EQ(answers(), "") << "it has been read, and is not performed";
  studio.step();
  studio.stage.applied = studio.conductor.last_seq();
  studio.conductor.after_pass();
  EXPECT_EQ(answers(), "/done /patch/load\n/done /transport/bpm\n/synced 7\n");
}

TEST_F(BundledLoads, ReadWhatWasSavedBefore) {
  studio.submit(0, {"/patch/save now"});
  studio.submit(0, {"/patch/load now"}, {static_cast<std::uint64_t>(studio.now + 4'800)});
  studio.step();
  end_reading();
  studio.run_to(studio.now + 5'000);
  EXPECT_EQ(answers(), "/done /patch/load\n") << "the fake files answer no save";
}

TEST_F(BundledLoads, CommitOnceABundle) {
  studio.say_bundle({"/patch/load pad", "/patch/edit", "/patch/create p sine",
                     "/patch/connect p output", "/patch/commit"});
  end_reading();
  EXPECT_EQ(studio.answer(), "fail /patch/commit one commit a bundle");
  EXPECT_NE(playing().find("o"), nullptr);
  EXPECT_EQ(playing().find("p"), nullptr);
}

TEST_F(BundledLoads, OfASessionDoTheSame) {
  studio.say_bundle({"/transport/bpm 99", "/session/save 5"});
  end_reading();
  studio.say_bundle({"/transport/bpm 140", "/patch/load pad"});
  end_reading();
  settle();
  studio.stage.journal.clear();
  const Frame tag = studio.now + 1'001;
  studio.say_bundle({"/seq/create kick", "/session/load 5", "/mod/s/level 0.5"},
                    {static_cast<std::uint64_t>(tag)});
  end_reading();
  EXPECT_TRUE(studio.stage.journal.empty());
  studio.run_to(tag + 128);
  EXPECT_EQ(frames_of_journal(), std::set{std::to_string(tag) + "f"});
  EXPECT_EQ(scene().bank.transport().bpm(), 99.0);
  EXPECT_NE(playing().find("s"), nullptr);
  EXPECT_EQ(scene().bank.find("kick"), nullptr) << "the session has none";
  EXPECT_EQ(scene().session, "5");
}

}  // namespace
}  // namespace chronus::conductor
