// SPDX-License-Identifier: MIT
#include "session/taking_up.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/engine_number.hpp"
#include "base/fnv.hpp"
#include "tests/unit/audio/temporary_directory.hpp"
#include "tests/unit/session/runs.hpp"

namespace chronus::session {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TakingUp : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(*files_.open()); }

  /// A session at that tempo.
  static std::string at_bpm(int bpm) {
    Performance run;
    run.say("/transport/bpm " + std::to_string(bpm));
    run.keep();
    return run.kept();
  }
  void write(std::int64_t number, const std::string& text) {
    disk::direct().close(files_.write(number, text));
  }
  /// The tempo of what is taken up; 0: nothing.
  double taken() {
    told_.clear();
    auto saved = take_up(files_, test::standard_vocabulary(),
                         [this](const std::string& what) { told_.push_back(what); });
    if (!saved) return 0.0;
    Replay replay(std::move(*saved), test::built_in_catalog(), test::standard_vocabulary(), false);
    for (const auto& line : replay.settings(false)) {
      if (line.address == "/transport/bpm") return *osc::as_number(line.args[0]);
    }
    return -1.0;
  }

  const TemporaryDirectory temporary_;
  SessionFiles files_{disk::direct(), (temporary_.path() / "session").string()};
  std::vector<std::string> told_;
};

TEST_F(TakingUp, TheNewestCounts) {
  EXPECT_EQ(taken(), 0.0);
  write(1, at_bpm(90));
  write(2, at_bpm(100));
  EXPECT_EQ(taken(), 100.0);
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(TakingUp, ADamagedOneIsSetAsideAndTheOneBeforeIsTaken) {
  write(1, at_bpm(90));
  const std::string text = at_bpm(100);
  write(2, text.substr(0, text.size() / 2));
  EXPECT_EQ(taken(), 90.0);
  EXPECT_THAT(told_, ElementsAre(HasSubstr("000002.damaged: its snapshot is not whole")));
  EXPECT_TRUE(fs::exists(files_.directory() + "/000002.damaged"));
}

TEST_F(TakingUp, OneOfALaterChronusIsSetAside) {
  std::string text = at_bpm(100);
  write(1, text.replace(text.find("--session 1"), 11, "--session 9"));
  EXPECT_EQ(taken(), 0.0);
  EXPECT_THAT(told_, ElementsAre(HasSubstr("later Chronus")));
  EXPECT_TRUE(fs::exists(files_.directory() + "/000001.newer"));
}

TEST_F(TakingUp, DamageBehindTheSnapshotIsToldAndTheRestIsTaken) {
  write(1, at_bpm(90) + "99f /mod/filter1/freq 1\n!!\n");
  EXPECT_EQ(taken(), 90.0);
  EXPECT_THAT(told_, ElementsAre(HasSubstr("is damaged, and taken up to there")));
}

TEST_F(TakingUp, OneThatEndedTwoStartsIsSetAsideWithAllThatTheyWrote) {
  write(4, at_bpm(90));
  write(5, at_bpm(100));
  EXPECT_EQ(taken(), 100.0);
  write(6, at_bpm(101));
  EXPECT_EQ(taken(), 101.0);
  write(7, at_bpm(102));
  EXPECT_EQ(taken(), 90.0) << "the newest from before";
  EXPECT_EQ(told_.size(), 3U);
  EXPECT_THAT(told_[0], HasSubstr("000005.killed"));
  EXPECT_THAT(files_.numbers(), ElementsAre(4));
  EXPECT_EQ(files_.tries().count, 1) << "a new one is tried";
}

TEST_F(TakingUp, OneOfAnotherEngineIsTakenAndSaysSo) {
  std::string text = at_bpm(100);
  text = text.substr(0, text.find("# End of the snapshot"));
  const std::string own = std::to_string(kEngineNumber);
  const std::string word = "--engine " + own;
  text.replace(text.find(word), word.size(), "--engine 1");
  Fnv sum;
  sum.add_text(text);
  write(3, text + fmt::format("# End of the snapshot, checksum {:016x}\n", sum.value()));
  const auto saved = take_up(files_, test::standard_vocabulary(), [](const std::string&) {});
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->number, 3);
  EXPECT_EQ(saved_of(at_bpm(100)).engine_difference, "") << "its own";
  EXPECT_THAT(saved->engine_difference, HasSubstr("by engine 1, and this is engine " + own));
}

TEST_F(TakingUp, OneThatHasPlayedOnIsTriedAnew) {
  write(5, at_bpm(100));
  for (int start = 0; start < 5; ++start) {
    EXPECT_EQ(taken(), 100.0);
    files_.note({});
  }
}

}  // namespace
}  // namespace chronus::session
