// SPDX-License-Identifier: MIT
#include "session/session_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::session {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class SessionFilesOnDisk : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(*files_.open()); }
  void write(std::int64_t number, std::string_view text) {
    const auto file = files_.write(number, text);
    ASSERT_GE(file, 0);
    disk::direct().close(file);
  }

  const TemporaryDirectory temporary_;
  const std::string directory_ = (temporary_.path() / "state/session").string();
  SessionFiles files_{disk::direct(), directory_};
};

TEST_F(SessionFilesOnDisk, AreTheirOwnersAlone) {
  write(1, "a\n");
  EXPECT_EQ(fs::status(directory_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(files_.path_of(1)).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SessionFilesOnDisk, OneProcessHasThem) {
  SessionFiles others(disk::direct(), directory_);
  EXPECT_FALSE(*others.open());
}

TEST_F(SessionFilesOnDisk, AFileIsThereWholeOrNotAtAll) {
  write(7, "one\ntwo\n");
  EXPECT_EQ(*files_.read(7), "one\ntwo\n");
  EXPECT_THAT(files_.numbers(), ElementsAre(7));
  // In the place where it would be written something stands that cannot be.
  fs::create_directory(files_.path_of(8) + ".unfinished");
  EXPECT_LT(files_.write(8, "three\n"), 0);
  EXPECT_THAT(files_.numbers(), ElementsAre(7));
}

TEST_F(SessionFilesOnDisk, WhatIsSetAsideKeepsItsNumberFromBeingGivenAgain) {
  write(3, "a\n");
  EXPECT_EQ(files_.set_aside(3, "damaged"), "000003.damaged");
  EXPECT_TRUE(files_.numbers().empty());
  EXPECT_EQ(files_.next_number(), 4);
  EXPECT_EQ(files_.set_aside(3, "damaged"), "") << "it is gone";
}

TEST_F(SessionFilesOnDisk, ACopySetAsideLeavesWhatItIsOf) {
  write(3, "a\nb\n");
  EXPECT_EQ(files_.copy_aside(3, "refused"), "000003.refused");
  EXPECT_EQ(files_.copy_aside(3, "refused"), "000003.refused") << "again, the same";
  EXPECT_THAT(files_.numbers(), ElementsAre(3));
  std::stringstream text;
  text << std::ifstream(directory_ + "/000003.refused").rdbuf();
  EXPECT_EQ(text.str(), "a\nb\n");
  EXPECT_EQ(files_.copy_aside(4, "refused"), "") << "it is not there";
}

TEST_F(SessionFilesOnDisk, DeletedTheyAreMadeAgainButNotWhatTheyWereIn) {
  fs::remove_all(directory_);
  EXPECT_TRUE(files_.make_again());
  write(1, "a\n");
  SessionFiles others(disk::direct(), directory_);
  EXPECT_FALSE(*others.open()) << "they are taken again too";
  fs::remove_all(temporary_.path() / "state");
  EXPECT_FALSE(files_.make_again());
}

TEST_F(SessionFilesOnDisk, OnlyTheNewestAreKept) {
  for (int number = 1; number <= 20; ++number) {
    write(number, "a\n");
    if (number <= 12) (void)files_.set_aside(number, "killed");
  }
  files_.keep_the_newest();
  EXPECT_THAT(files_.numbers(), ElementsAre(18, 19, 20));
  EXPECT_FALSE(fs::exists(directory_ + "/000004.killed"));
  EXPECT_TRUE(fs::exists(directory_ + "/000005.killed"));
}

TEST_F(SessionFilesOnDisk, TriesAreRememberedUntilTheyAreForgotten) {
  EXPECT_EQ(files_.tries().count, 0);
  files_.note({2, 17});
  EXPECT_EQ(files_.tries().count, 2);
  EXPECT_EQ(files_.tries().from, 17);
  std::ofstream(directory_ + "/tries") << "nonsense";
  EXPECT_EQ(files_.tries().count, 0);
  files_.note({});
  EXPECT_FALSE(fs::exists(directory_ + "/tries"));
}

}  // namespace
}  // namespace chronus::session
