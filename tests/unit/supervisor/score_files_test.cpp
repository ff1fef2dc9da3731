// SPDX-License-Identifier: MIT
#include "supervisor/score_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::supervisor {
namespace {

namespace fs = std::filesystem;

class ScoreFilesTest : public testing::Test {
 protected:
  static void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::string text_of(const std::string& name) {
    const auto text = files.read(name);
    return text ? *text : "refused: " + text.reason();
  }
  std::string listed() {
    std::string names;
    for (const auto& one : files.list()) names += one.name + (one.is_shipped ? "* " : " ");
    return names;
  }

  TemporaryDirectory directory;
  fs::path own = directory.path() / "state" / "patches";
  fs::path shipped = directory.path() / "shipped";
  ScoreFiles files{ScoreFiles::kPatch,
                   disk::direct(),
                   own.string(),
                   {(directory.path() / "none").string(), shipped.string()}};
};

TEST_F(ScoreFilesTest, GiveWhatWasWritten) {
  ASSERT_TRUE(files.write("pad", "one"));
  EXPECT_EQ(text_of("pad"), "one");
  ASSERT_TRUE(files.write("pad", std::string(200'000, 'x')));
  EXPECT_EQ(text_of("pad"), std::string(200'000, 'x'));
  EXPECT_EQ(std::distance(fs::directory_iterator(own), {}), 1) << "nothing lies beside it";
  EXPECT_EQ(fs::status(own / "pad.score").permissions(), fs::perms(0600));
}

TEST_F(ScoreFilesTest, AreTheOwnOnesBeforeThoseThatAreShipped) {
  put(shipped / "bass.score", "shipped bass");
  put(shipped / "pad.score", "shipped pad");
  EXPECT_EQ(text_of("pad"), "shipped pad");
  ASSERT_TRUE(files.write("pad", "own pad"));
  EXPECT_EQ(text_of("pad"), "own pad");
  EXPECT_EQ(text_of("bass"), "shipped bass");
  EXPECT_EQ(text_of("bells"), "refused: no patch 'bells': see /patch/list");
  EXPECT_EQ(text_of("bas"), "refused: no patch 'bas'; did you mean bass?");
  EXPECT_EQ(listed(), "bass* pad ");
}

TEST_F(ScoreFilesTest, KnowWhichNamesAreShipped) {
  put(shipped / "bass.score", "shipped bass");
  put(own / "pad.score", "own pad");
  EXPECT_TRUE(files.is_shipped("bass"));
  EXPECT_FALSE(files.is_shipped("pad"));
  EXPECT_FALSE(files.is_shipped("none"));
}

TEST_F(ScoreFilesTest, OfOtherNamesAreNotListed) {
  for (const char* name : {"Big.score", "note.txt", ".hidden.score", "a b.score", ".score"}) {
    put(own / name, "x");
  }
  fs::create_directories(own / "folder.score");
  put(own / "good.score", "x");
  EXPECT_EQ(listed(), "good ");
}

TEST_F(ScoreFilesTest, LinksPipesAndFoldersAreNone) {
  put(directory.path() / "secret", "secret");
  fs::create_directories(own);
  fs::create_symlink(directory.path() / "secret", own / "link.score");
  ASSERT_EQ(mkfifo((own / "pipe.score").c_str(), 0600), 0);
  fs::create_directories(own / "folder.score");
  for (const char* name : {"link", "pipe", "folder"}) {
    EXPECT_EQ(text_of(name),
              "refused: patch '" + std::string(name) + "': " + name + ".score is no plain file");
  }
  EXPECT_EQ(listed(), "");
  // What is saved takes a link's place, and is not written to where that leads.
  ASSERT_TRUE(files.write("link", "mine"));
  EXPECT_EQ(text_of("link"), "mine");
  std::ifstream secret(directory.path() / "secret");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(secret), {}), "secret");
  EXPECT_FALSE(files.write("folder", "mine"));
  EXPECT_FALSE(fs::exists(own / ".folder.new"));
}

TEST_F(ScoreFilesTest, WhatLiesInTheWayOfAWriteIsNotFollowed) {
  put(directory.path() / "secret", "secret");
  fs::create_directories(own);
  fs::create_symlink(directory.path() / "secret", own / ".pad.new");
  ASSERT_TRUE(files.write("pad", "mine"));
  std::ifstream secret(directory.path() / "secret");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(secret), {}), "secret");
}

TEST_F(ScoreFilesTest, AreNoLargerThanAMebibyte) {
  put(own / "fits.score", std::string(ScoreFiles::kPatch.most_bytes, 'x'));
  put(own / "large.score", std::string(ScoreFiles::kPatch.most_bytes + 1, 'x'));
  EXPECT_EQ(text_of("fits").size(), ScoreFiles::kPatch.most_bytes);
  EXPECT_EQ(text_of("large"), "refused: patch 'large': its file is larger than 1 MiB");
}

TEST_F(ScoreFilesTest, ThatCannotBeWrittenSayWhy) {
  put(directory.path() / "state", "a file");
  const auto written = files.write("pad", "x");
  ASSERT_FALSE(written);
  EXPECT_TRUE(written.reason().starts_with("cannot write patch 'pad': ")) << written.reason();
}

}  // namespace
}  // namespace chronus::supervisor
