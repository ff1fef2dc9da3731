// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "audio/made_directories.hpp"
#include "audio/recorder.hpp"
#include "temporary_directory.hpp"

namespace chronus::audio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A disk that does not tell what `asked` wants to know, and does all else.
class DiskThatDoesNotTell final : public disk::Files {
 public:
  explicit DiskThatDoesNotTell(disk::Operation asked) : asked_(asked) {}

 private:
  std::int64_t call(const disk::FileRequest& request, std::string_view text,
                    std::span<char> answer) override {
    return request.operation == asked_ ? -ETIMEDOUT : perform(request, text, answer);
  }
  const disk::Operation asked_;
};

class RecordPath : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(root_);
    fs::create_directory(outside_);
  }
  Result<std::string> path(const std::string& name) { return record_path(root_, name, 0); }
  std::string refusal(const std::string& name) {
    const auto result = path(name);
    return result ? "accepted: " + *result : result.reason();
  }
  bool untouched() const { return fs::is_empty(outside_) && fs::is_empty(root_); }

  TemporaryDirectory temporary_;
  const fs::path root_ = temporary_.path() / "recordings";
  const fs::path outside_ = temporary_.path() / "outside";
};

TEST_F(RecordPath, IsBelowTheDirectory) {
  const auto result = path("take.wav");
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, (root_ / "take.wav").string());
  EXPECT_TRUE(path("take.flac"));
  EXPECT_TRUE(path("TAKE.WAV"));
  EXPECT_FALSE(fs::exists(*result)) << "only a path, not yet a file";
}

TEST_F(RecordPath, FileThatWouldBeWrittenOverIsSetAsideUnderTheFirstFreeNumber) {
  const auto file = (root_ / "live.set.wav").string();
  const auto content = [](const std::string& name) {
    std::ifstream in(name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  for (const std::string take : {"one", "two"}) {
    EXPECT_EQ(set_aside(file)->name, take == "one" ? "" : (root_ / "live.set.1.wav").string());
    std::ofstream(file) << take;
  }
  EXPECT_EQ(set_aside(file)->name, (root_ / "live.set.2.wav").string());
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(content(root_ / "live.set.1.wav"), "one");
  EXPECT_EQ(content(root_ / "live.set.2.wav"), "two");
}

TEST_F(RecordPath, WhatCannotBeSetAsideSaysWhyAndStays) {
  const std::string file = root_ / (std::string(251, 'n') + ".wav");
  std::ofstream(file) << "one";
  const auto aside = set_aside(file);
  ASSERT_TRUE(aside);
  EXPECT_EQ(aside->name, "");
  EXPECT_THAT(aside->refusal, HasSubstr("File name too long"));
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(RecordPath, OfALinkTheFileItLeadsToIsSetAside) {
  std::ofstream(outside_ / "disk.wav") << "one";
  fs::create_symlink(outside_ / "disk.wav", root_ / "live.wav");
  EXPECT_EQ(set_aside(root_ / "live.wav")->name, fs::canonical(outside_) / "disk.1.wav");
  EXPECT_TRUE(fs::is_symlink(root_ / "live.wav"));
  EXPECT_FALSE(fs::exists(outside_ / "disk.wav"));
}

TEST_F(RecordPath, WhatIsEmptyOrNoPlainFileIsNotSetAside) {
  std::ofstream(root_ / "empty.wav").close();
  EXPECT_EQ(set_aside(root_ / "empty.wav")->name, "");
  EXPECT_EQ(set_aside("/dev/null")->name, "");
  EXPECT_EQ(set_aside(root_)->name, "");
  EXPECT_TRUE(fs::exists(root_ / "empty.wav"));
}

TEST_F(RecordPath, IsAWavWhereTheNameHasNoExtension) {
  const auto result = path("take");
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, (root_ / "take.wav").string());
}

TEST_F(RecordPath, MakesNothing) {
  ASSERT_TRUE(path("new/set/one.wav"));
  EXPECT_TRUE(untouched());
}

TEST_F(RecordPath, MadeDirectoriesAreForTheirOwnerAlone) {
  auto made = MadeDirectories::above(root_ / "new/set/one.wav");
  ASSERT_TRUE(made);
  made->keep();
  EXPECT_EQ(fs::status(root_ / "new/set").permissions(), fs::perms::owner_all);
}

TEST_F(RecordPath, MadeDirectoriesThatAreNotKeptAreTakenAwayAndNoOthers) {
  fs::create_directory(root_ / "old");
  { const auto made = MadeDirectories::above(root_ / "old/new/set/one.wav"); }
  EXPECT_TRUE(fs::exists(root_ / "old"));
  EXPECT_FALSE(fs::exists(root_ / "old/new"));
  {
    const auto made = MadeDirectories::above(root_ / "new/set/one.wav");
    fs::create_directory(root_ / "new/somebody's");
  }
  EXPECT_TRUE(fs::exists(root_ / "new/somebody's"));
  EXPECT_FALSE(fs::exists(root_ / "new/set"));
}

TEST_F(RecordPath, RefusesWhatLeadsOutOrIsNoSoundFileAndChangesNothing) {
  EXPECT_THAT(refusal("/etc/x.wav"), HasSubstr("must be relative"));
  EXPECT_THAT(refusal("../x.wav"), HasSubstr("'..'"));
  EXPECT_THAT(refusal("a/../../x.wav"), HasSubstr("'..'"));
  EXPECT_THAT(refusal("a/../x.wav"), HasSubstr("'..'"));
  EXPECT_THAT(refusal("sub/x.mp3"), HasSubstr(".wav or .flac"));
  EXPECT_THAT(refusal("sub/x."), HasSubstr(".wav or .flac"));
  EXPECT_THAT(refusal(".wav"), HasSubstr(".wav or .flac"));
  EXPECT_THAT(refusal("sub/x.wav/"), HasSubstr(".wav or .flac"));
  EXPECT_THAT(refusal("sub/x\n.wav"), HasSubstr("control characters"));
  EXPECT_THAT(refusal(std::string("sub/x.wav\0.wav", 14)), HasSubstr("control characters"));
  EXPECT_TRUE(untouched());
}

TEST_F(RecordPath, RefusesASymbolicLinkThatLeadsOut) {
  fs::create_directory_symlink(outside_, root_ / "link");
  std::ofstream(outside_ / "precious.wav") << "music";
  fs::create_symlink(outside_ / "precious.wav", root_ / "take.wav");
  fs::create_symlink(outside_ / "new.wav", root_ / "dangling.wav");
  EXPECT_THAT(refusal("link/x.wav"), HasSubstr("symbolic link"));
  EXPECT_THAT(refusal("link/sub/x.wav"), HasSubstr("symbolic link"));
  EXPECT_THAT(refusal("take.wav"), HasSubstr("symbolic link"));
  EXPECT_THAT(refusal("dangling.wav"), HasSubstr("symbolic link"));
  EXPECT_FALSE(fs::exists(outside_ / "sub"));
}

TEST_F(RecordPath, FollowsASymbolicLinkThatStaysInside) {
  fs::create_directory(root_ / "real");
  fs::create_directory_symlink(root_ / "real", root_ / "link");
  EXPECT_EQ(*path("link/x.wav"), (root_ / "real/x.wav").string());
}

TEST_F(RecordPath, RefusesToReplaceWhatIsNotAFile) {
  fs::create_directory(root_ / "directory.wav");
  std::ofstream(root_ / "file") << "x";
  EXPECT_THAT(refusal("directory.wav"), HasSubstr("is not a file"));
  EXPECT_THAT(refusal("file/x.wav"), HasSubstr("is not a directory"));
}

TEST_F(RecordPath, IsNamedAfterTheLocalTimeWhenNoNameIsGiven) {
  setenv("TZ", "UTC-2", 1);
  tzset();
  const auto result = record_path(root_, "", 1'000'000'000);  // 2001-09-09 01:46:40 UTC
  unsetenv("TZ");
  tzset();
  ASSERT_TRUE(result);
  EXPECT_EQ(fs::path(*result).filename(), "recording_20010909_034640.wav");
}

TEST_F(RecordPath, WhatTheDiskDoesNotTellIsNotTakenForFree) {
  using disk::Operation;
  std::ofstream(root_ / "take.wav") << "music";
  for (const auto asked : {Operation::kAbout, Operation::kAboutLink, Operation::kRealPath}) {
    DiskThatDoesNotTell files(asked);
    const auto found = record_path(root_, "new.wav", 0, files);
    EXPECT_THAT(found ? *found : found.reason(), HasSubstr("the disk does not answer"));
  }
  DiskThatDoesNotTell files(Operation::kAbout);
  const auto named = record_path(root_, "", 0, files);
  EXPECT_THAT(named ? *named : named.reason(), HasSubstr("the disk does not answer"));
  EXPECT_FALSE(MadeDirectories::above(root_ / "new/take.wav", files));
  for (const auto asked :
       {Operation::kAbout, Operation::kAboutLink, Operation::kRealPath, Operation::kRename}) {
    DiskThatDoesNotTell silent(asked);
    const auto aside = set_aside(root_ / "take.wav", silent);
    EXPECT_THAT(aside ? aside->name : aside.reason(), HasSubstr("the disk does not answer"));
  }
  EXPECT_TRUE(fs::exists(root_ / "take.wav"));
}

TEST_F(RecordPath, NeverNamesTwoRecordingsOfOneSecondAlike) {
  const auto first = path("");
  ASSERT_TRUE(first);
  std::ofstream(*first) << "music";
  const auto second = path("");
  ASSERT_TRUE(second);
  EXPECT_NE(*first, *second);
  EXPECT_THAT(*second, HasSubstr("_2.wav"));
}

}  // namespace
}  // namespace chronus::audio
