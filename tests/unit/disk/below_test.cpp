// SPDX-License-Identifier: MIT
#include "disk/below.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/file_descriptor.hpp"
#include "disk/files.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::disk {
namespace {

namespace fs = std::filesystem;

/// A folder with files in it, and a secret beside it; each test both ways.
class Below : public testing::TestWithParam<Way> {
 protected:
  Below() {
    fs::create_directories(root_ / "set");
    std::ofstream(root_ / "set/take") << "music";
    std::ofstream(temporary_.path() / "secret") << "secret";
  }
  void SetUp() override {
    const auto fd = open_below(root_, "set/take", O_RDONLY, GetParam());
    if (fd == -ENOSYS || fd == -EPERM) GTEST_SKIP() << "this kernel has no openat2";
    close(static_cast<int>(fd));
  }

  /// 0, or -errno.
  std::int64_t tried(const std::string& name, int flags) {
    const auto fd = open_below(root_, name, flags, GetParam());
    if (fd < 0) return fd;
    const FileDescriptor held(static_cast<int>(fd));
    return 0;
  }
  std::string text(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryDirectory temporary_;
  const fs::path root_ = temporary_.path() / "top";
};

TEST_P(Below, WhatIsThereIsOpenedAndWhatIsNotIsMadeForItsOwnerAlone) {
  EXPECT_EQ(tried("set/take", O_RDONLY), 0);
  EXPECT_EQ(tried("set/none", O_RDONLY), -ENOENT);
  EXPECT_EQ(tried("new", O_WRONLY | O_CREAT | O_EXCL), 0);
  EXPECT_EQ(fs::status(root_ / "new").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(tried("set/take/below", O_RDONLY), -ENOTDIR);
}

TEST_P(Below, TheDirectoryItselfMayBeALink) {
  fs::create_directory_symlink(root_, temporary_.path() / "link");
  const auto fd = open_below(temporary_.path() / "link", "set/take", O_RDONLY, GetParam());
  ASSERT_GE(fd, 0);
  close(static_cast<int>(fd));
}

TEST_P(Below, NoPathLeadsUpNorBeginsAtTheTop) {
  for (const char* name : {"..", "../secret", "set/../../secret", "set/../set/take", "set/..",
                           "/etc/passwd", "//etc/passwd"}) {
    EXPECT_EQ(tried(name, O_RDONLY), -EXDEV) << name;
    EXPECT_EQ(tried(name, O_WRONLY | O_CREAT | O_TRUNC), -EXDEV) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("."), std::string("./set/take"), std::string("set//take"),
        std::string("set/take/"), std::string("set/take\0.wav", 13)}) {
    EXPECT_EQ(tried(name, O_RDONLY), -EINVAL) << name;
  }
  EXPECT_EQ(text(temporary_.path() / "secret"), "secret");
}

TEST_P(Below, NoLinkIsFollowedWhereverItStandsAndLeads) {
  fs::create_symlink(temporary_.path() / "secret", root_ / "absolute");
  fs::create_symlink("../secret", root_ / "relative");
  fs::create_symlink("set/take", root_ / "inside");
  fs::create_symlink(temporary_.path() / "new", root_ / "dangling");
  fs::create_directory_symlink(temporary_.path(), root_ / "up");
  fs::create_directory_symlink("set", root_ / "beside");
  fs::create_symlink("loop", root_ / "loop");
  for (const char* name : {"absolute", "relative", "inside", "dangling", "loop", "up/secret",
                           "beside/take", "up/top/set/take"}) {
    EXPECT_EQ(tried(name, O_RDONLY), -ELOOP) << name;
    EXPECT_EQ(tried(name, O_WRONLY | O_CREAT | O_TRUNC), -ELOOP) << name;
  }
  EXPECT_EQ(tried("dangling", O_WRONLY | O_CREAT | O_EXCL), -EEXIST);
  EXPECT_FALSE(fs::exists(temporary_.path() / "new"));
  EXPECT_EQ(text(temporary_.path() / "secret"), "secret");
  EXPECT_EQ(text(root_ / "set/take"), "music");
}

TEST_P(Below, NothingThatIsThereIsWrittenOverByWhoMakesSomethingNew) {
  EXPECT_EQ(tried("set/take", O_WRONLY | O_CREAT | O_EXCL), -EEXIST);
  EXPECT_EQ(text(root_ / "set/take"), "music");
}

TEST_P(Below, PipesSocketsDevicesAndFoldersAreNoFilesAndKeepNobodyWaiting) {
  ASSERT_EQ(mkfifo((root_ / "pipe").c_str(), 0600), 0);
  const FileDescriptor listens(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (root_ / "socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(bind(listens.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(tried("pipe", O_RDONLY), -ENXIO);
  EXPECT_EQ(tried("pipe", O_WRONLY), -ENXIO);
  EXPECT_EQ(tried("pipe", O_RDWR | O_CREAT), -ENXIO);
  EXPECT_EQ(tried("socket", O_RDONLY), -ENXIO);
  EXPECT_EQ(tried("set", O_RDONLY), -ENXIO);
  const auto device = open_below("/dev", "null", O_WRONLY, GetParam());
  EXPECT_EQ(device, -ENXIO);
}

TEST(BelowByEitherWay, AnErrorReadsAsASentence) {
  EXPECT_EQ(reason_of(-EXDEV), "the path leads out of its directory");
  EXPECT_EQ(reason_of(-ELOOP), "a symbolic link is in its path");
  EXPECT_EQ(reason_of(-ENXIO), "it is no plain file");
}

INSTANTIATE_TEST_SUITE_P(Both, Below, testing::Values(Way::kKernel, Way::kSteps),
                         [](const auto& way) {
                           return std::string(way.param == Way::kKernel ? "Kernel" : "Steps");
                         });

}  // namespace
}  // namespace chronus::disk
