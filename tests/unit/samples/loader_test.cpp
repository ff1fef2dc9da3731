// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "samples/loader.hpp"
#include "tests/unit/audio/temporary_directory.hpp"
#include "tests/unit/samples/sound_files.hpp"

namespace chronus::samples {
namespace {

struct Loading : testing::Test {
  TemporaryDirectory folder;
  std::string file(const std::string& name) const { return (folder.path() / name).string(); }
  static Loader::Options options() {
    Loader::Options options;
    options.program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "chronus-loader";
    return options;
  }
  /// A program that stands in for the loader.
  std::string script(const std::string& text) const {
    const auto path = folder.path() / "script";
    write_bytes(path, {text.begin(), text.end()});
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }
};

TEST_F(Loading, AFileComesAsItsSamples) {
  const auto sound = some_sound(3'000);
  write_sound(file("a.wav"), sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 1);
  Loader loader(options());
  const auto read = loader.read(file("a.wav"));
  ASSERT_TRUE(read) << read.reason();
  EXPECT_EQ(std::vector<float>(read->samples().begin(), read->samples().end()), sound);
  EXPECT_EQ(read->hash.size(), 32U);
  EXPECT_EQ(loader.deaths(), 0U);
}

TEST_F(Loading, WhatIsRefusedComesWithItsReasonAndTheNextIsRead) {
  write_sound(file("many.wav"), some_sound(1'600), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 16);
  write_sound(file("good.wav"), some_sound(10));
  Loader loader(options());
  EXPECT_EQ(loader.read(file("many.wav")).reason(), "has 16 channels: 1 or 2 can be played");
  EXPECT_EQ(loader.read(file("none.wav")).reason(), "No such file or directory");
  EXPECT_TRUE(loader.read(file("good.wav")));
  auto small = options();
  small.most_file_bytes = 50;
  EXPECT_THAT(Loader(small).read(file("good.wav")).reason(), testing::StartsWith("is too large"));
}

TEST_F(Loading, AFolderComesAsItsBanks) {
  write_bytes(folder.path() / "bd" / "x.wav", {'x'});
  Loader loader(options());
  EXPECT_EQ(*loader.list(folder.path().string(), Loader::kUsualLimit),
            "bd\t" + file("bd/x.wav") + "\n");
  EXPECT_FALSE(loader.list(file("none"), Loader::kUsualLimit));
}

TEST_F(Loading, AFileThatKillsItTwiceIsNotTriedAgain) {
  write_sound(file("good.wav"), some_sound(10));
  auto deadly = options();
  deadly.program = script("#!/bin/sh\nkill -SEGV $$\n");
  Loader loader(deadly);
  EXPECT_THAT(loader.read(file("good.wav")).reason(), testing::HasSubstr("signal 11"));
  EXPECT_EQ(loader.deaths(), 2U);
  EXPECT_EQ(loader.read(file("good.wav")).reason(),
            "killed its loader twice, and is not tried again");
  EXPECT_EQ(loader.deaths(), 2U);
}

TEST_F(Loading, AFileWhoseLoaderWasKilledIsReadByTheNext) {
  write_sound(file("good.wav"), some_sound(10));
  auto unlucky = options();
  unlucky.program = script("#!/bin/sh\ntest -e " + file("once") + " && exec " + unlucky.program +
                           "\ntouch " + file("once") + "\nkill -KILL $$\n");
  Loader loader(unlucky);
  const auto read = loader.read(file("good.wav"));
  EXPECT_TRUE(read) << read.reason();
  EXPECT_EQ(loader.deaths(), 1U);
}

TEST_F(Loading, AFileThatTakesAllOfItsProcessorTimeIsNotAskedForAgain) {
  write_sound(file("good.wav"), some_sound(10));
  auto slow = options();
  slow.program = script("#!/bin/sh\nkill -XCPU $$\n");
  Loader loader(slow);
  EXPECT_FALSE(loader.read(file("good.wav")));
  EXPECT_EQ(loader.deaths(), 1U);
}

TEST_F(Loading, OneThatWasKilledIsStartedAgain) {
  write_sound(file("good.wav"), some_sound(10));
  Loader loader(options());
  ASSERT_TRUE(loader.read(file("good.wav")));
  std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
  pid_t pid = 0;
  ASSERT_TRUE(children >> pid);
  kill(pid, SIGKILL);
  // Between two files, or just when it was asked.
  EXPECT_TRUE(loader.read(file("good.wav")));
}

TEST_F(Loading, OneThatTakesTooLongIsKilled) {
  auto slow = options();
  slow.program = script("#!/bin/sh\nexec sleep 1000\n");
  slow.limit = std::chrono::milliseconds(50);
  Loader loader(slow);
  EXPECT_EQ(loader.read(file("good.wav")).reason(), "the process that read it took too long");
  EXPECT_EQ(loader.deaths(), 1U);
}

TEST_F(Loading, WhoGivesUpWaitsNoMore) {
  auto slow = options();
  slow.program = script("#!/bin/sh\nexec sleep 1000\n");
  Loader loader(slow);
  loader.give_up();
  EXPECT_EQ(loader.read(file("good.wav")).reason(), "is not read any more");
}

TEST(SealedMemory, IsRefusedWhereItsMakerCouldChangeIt) {
  FileDescriptor open(memfd_create("test", MFD_ALLOW_SEALING));
  ASSERT_EQ(ftruncate(open.get(), 4'096), 0);
  EXPECT_FALSE(Sealed::map(std::move(open), 4'096));
}

}  // namespace
}  // namespace chronus::samples
