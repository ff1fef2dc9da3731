// SPDX-License-Identifier: MIT
// The same of both kinds of files: this process's own calls, and those of a disk process.
#include "disk/files.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "disk_of_its_own.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::disk {
namespace {

namespace fs = std::filesystem;
using ::testing::UnorderedElementsAre;

class EitherFiles : public testing::TestWithParam<bool> {
 protected:
  std::string at(const std::string& name) const { return (temporary_.path() / name).string(); }

  const TemporaryDirectory temporary_;
  DiskProcess process_{options("test")};
  Files& files_ = GetParam() ? static_cast<Files&>(process_) : direct();
};

TEST_P(EitherFiles, WriteAndReadWhereTheyAreToldToAndForTheirOwnerAlone) {
  const auto file = files_.open(at("a"), O_RDWR | O_CREAT | O_EXCL);
  ASSERT_GE(file, 0);
  EXPECT_EQ(files_.write(file, 0, "0123456789", 10), 10);
  EXPECT_EQ(files_.write(file, 3, "abc", 3), 3);
  char read[8] = {};
  EXPECT_EQ(files_.read(file, 2, read, 7), 7);
  EXPECT_EQ(std::string(read), "2abc678");
  EXPECT_EQ(files_.read(file, 8, read, 7), 2) << "no more is there";
  EXPECT_EQ(files_.truncate(file, 4), 0);
  EXPECT_EQ(files_.sync(file), 0);
  About about;
  EXPECT_EQ(files_.about(file, &about), 0);
  EXPECT_EQ(about.bytes, 4);
  EXPECT_EQ(about.links, 1);
  EXPECT_TRUE(about.is_file());
  EXPECT_EQ(files_.close(file), 0);
  EXPECT_EQ(fs::status(at("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_P(EitherFiles, LargeDataGoesInPiecesAndComesBackWhole) {
  std::string data(1'000'003, '\0');
  std::iota(data.begin(), data.end(), '\0');
  const auto file = files_.open(at("large"), O_RDWR | O_CREAT);
  for (std::size_t done = 0; done < data.size();) {
    const auto now =
        files_.write(file, static_cast<std::int64_t>(done), data.data() + done, data.size() - done);
    ASSERT_GT(now, 0);
    done += static_cast<std::size_t>(now);
  }
  files_.close(file);
  std::ifstream in(at("large"), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), data);
}

TEST_P(EitherFiles, ErrorsAreTheSystems) {
  EXPECT_EQ(files_.open(at("none"), O_RDONLY), -ENOENT);
  const auto full = files_.open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  EXPECT_EQ(files_.write(full, 0, "x", 1), -ENOSPC);
  EXPECT_EQ(files_.close(full), 0);
  EXPECT_LT(files_.close(123'456), 0);
  EXPECT_EQ(files_.make_directory(at("d")), 0);
  EXPECT_EQ(files_.make_directory(at("d")), -EEXIST);
  EXPECT_EQ(files_.rename(at("none"), at("d/x")), -ENOENT);
  EXPECT_EQ(files_.remove(at("none")), -ENOENT);
}

TEST_P(EitherFiles, ADeletedFileSaysSo) {
  const auto file = files_.open(at("a"), O_RDWR | O_CREAT);
  EXPECT_FALSE(files_.is_deleted(file));
  EXPECT_EQ(files_.remove(at("a")), 0);
  EXPECT_TRUE(files_.is_deleted(file));
  About about;
  EXPECT_EQ(files_.about(file, &about), 0);
  EXPECT_EQ(about.links, 0);
  files_.close(file);
}

TEST_P(EitherFiles, DirectoriesAreMadeListedRenamedAndRemoved) {
  EXPECT_EQ(files_.make_directories(at("a/b/c")), 0);
  EXPECT_EQ(files_.make_directories(at("a/b/c")), 0);
  EXPECT_EQ(fs::status(at("a/b")).permissions(), fs::perms::owner_all);
  EXPECT_EQ(files_.is_directory(at("a/b/c")), 1);
  std::ofstream(at("a/file")) << "x";
  EXPECT_LT(files_.make_directories(at("a/file/d")), 0);
  std::vector<std::string> names;
  EXPECT_EQ(files_.list(at("a"), &names), 0);
  EXPECT_THAT(names, UnorderedElementsAre("b", "file"));
  EXPECT_EQ(files_.rename(at("a/file"), at("a/other")), 0);
  EXPECT_EQ(files_.exists(at("a/other")), 1);
  EXPECT_EQ(files_.exists(at("a/file")), 0);
  EXPECT_EQ(files_.exists(at("a/other/below")), 0);
  EXPECT_EQ(files_.is_directory(at("a/other")), 0);
  EXPECT_EQ(files_.exists(at(std::string(300, 'n'))), -ENAMETOOLONG) << "not told";
  EXPECT_EQ(files_.remove(at("a/b/c")), 0);
  EXPECT_EQ(files_.change_mode(at("a/b"), 0500), 0);
  EXPECT_EQ(fs::status(at("a/b")).permissions(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_GT(files_.space(at("a")), 0);
}

TEST_P(EitherFiles, ALongListComesWhole) {
  const std::string long_name(200, 'n');
  for (int n = 0; n < 1'000; ++n) std::ofstream(at(long_name + std::to_string(n)));
  std::vector<std::string> names;
  EXPECT_EQ(files_.list(temporary_.path(), &names), 0);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names.size(), 1'000U);
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

TEST_P(EitherFiles, LinksAreFollowedAsFarAsTheyLead) {
  fs::create_directory(at("real"));
  fs::create_directory_symlink(at("real"), at("link"));
  fs::create_symlink(at("nothing"), at("dangling"));
  std::string real;
  EXPECT_EQ(files_.real_path(at("link"), &real), 0);
  const std::string canonical = fs::canonical(at("real")).string();
  EXPECT_EQ(real, canonical);
  EXPECT_EQ(files_.real_path(at("link/new"), &real), -ENOENT);
  EXPECT_EQ(files_.real_path_so_far(at("link/new/file"), &real), 0);
  EXPECT_EQ(real, canonical + "/new/file");
  About about;
  EXPECT_EQ(files_.about(at("dangling"), &about), -ENOENT);
  EXPECT_EQ(files_.about_link(at("dangling"), &about), 0);
  EXPECT_TRUE(about.is_link());
}

TEST_P(EitherFiles, WhatIsBelowADirectoryIsOpenedAndMadeThereAlone) {
  const std::string root = temporary_.path().string();
  EXPECT_EQ(files_.make_directory_below(root, "set"), 0);
  EXPECT_EQ(fs::status(at("set")).permissions(), fs::perms::owner_all);
  const auto file = files_.open_below(root, "set/take", O_RDWR | O_CREAT | O_EXCL);
  ASSERT_GE(file, 0);
  EXPECT_EQ(files_.write(file, 0, "music", 5), 5);
  EXPECT_EQ(files_.close(file), 0);
  EXPECT_EQ(fs::status(at("set/take")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  fs::create_directory_symlink(at("set"), at("link"));
  EXPECT_EQ(files_.open_below(root, "link/take", O_RDONLY), -ELOOP);
  EXPECT_EQ(files_.open_below(root, "../take", O_RDONLY | O_CREAT), -EXDEV);
  EXPECT_EQ(files_.make_directory_below(root, "link/new"), -ELOOP);
  EXPECT_FALSE(fs::exists(at("set/new")));
}

TEST_P(EitherFiles, ALockIsOnesAlone) {
  const auto mine = files_.open(at("a"), O_RDWR | O_CREAT);
  EXPECT_EQ(files_.lock(mine), 0);
  DiskProcess another(options("another"));
  const auto theirs = another.open(at("a"), O_RDWR);
  EXPECT_EQ(another.lock(theirs), -EWOULDBLOCK);
  EXPECT_EQ(files_.close(mine), 0);
  EXPECT_EQ(another.lock(theirs), 0);
}

INSTANTIATE_TEST_SUITE_P(Both, EitherFiles, testing::Bool(), [](const auto& is_process) {
  return std::string(is_process.param ? "Process" : "Direct");
});

}  // namespace
}  // namespace chronus::disk
