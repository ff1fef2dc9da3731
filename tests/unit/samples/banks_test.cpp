// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "samples/decode.hpp"
#include "samples/folders.hpp"
#include "samples/library.hpp"
#include "tests/unit/audio/temporary_directory.hpp"
#include "tests/unit/samples/sound_files.hpp"

namespace chronus::samples {
namespace {

struct BankFolder : testing::Test {
  TemporaryDirectory folder;
  void touch(const std::string& path) { write_bytes(folder.path() / path, {'x'}); }
};

TEST_F(BankFolder, EachFolderIsABankInTheOrderOfPaths) {
  for (const auto* path : {"bd/b.wav", "bd/a.WAV", "bd/deep/z.flac", "bd/notes.txt", "hh/.x.wav",
                           "hh/one.mp3", "lone.aiff", "a b/x.wav", "c:d/x.wav"}) {
    touch(path);
  }
  const std::string root = folder.path().string();
  EXPECT_EQ(*bank_lines(root), "bd\t" + root + "/bd/a.WAV\nbd\t" + root + "/bd/b.wav\nbd\t" + root +
                                   "/bd/deep/z.flac\nhh\t" + root + "/hh/one.mp3\nlone\t" + root +
                                   "/lone.aiff\n");
}

TEST_F(BankFolder, ItsOwnersLinksLeadToWhatLiesElsewhere) {
  for (const auto* path : {"elsewhere/kit/s.wav", "root/bd/a.wav"}) touch(path);
  const auto root = folder.path() / "root";
  const auto kit = folder.path() / "elsewhere/kit";
  std::filesystem::create_symlink(kit / "s.wav", root / "bd/link.wav");
  std::filesystem::create_directory_symlink(kit, root / "kit");
  std::filesystem::create_directory_symlink(root, root / "bd/back");
  std::filesystem::create_symlink(kit / "none.wav", root / "bd/nowhere.wav");
  const std::string at = root.string();
  EXPECT_EQ(*bank_lines(at),
            "bd\t" + at + "/bd/a.wav\nbd\t" + at + "/bd/link.wav\nkit\t" + at + "/kit/s.wav\n");
  EXPECT_EQ(*Banks({at}).path_in_folders("kit/s.wav"), at + "/kit/s.wav");
  const auto read = read_file(at + "/bd/link.wav", 100);
  ASSERT_TRUE(read) << read.reason();
  EXPECT_EQ(*read, std::vector<char>{'x'});
}

TEST_F(BankFolder, OneThatIsNotThereIsAnError) {
  EXPECT_FALSE(bank_lines((folder.path() / "no").string()));
}

struct BankNames : testing::Test {
  BankNames() { banks.add("bd\t/s/bd/0\nbd\t/s/bd/1\nbd\t/s/bd/2\nsn\t/s/sn/0\n"); }
  Banks banks{{"/s"}};
};

TEST_F(BankNames, ANumberBehindAColonWraps) {
  EXPECT_EQ(*banks.whole_name("bd"), "bd:0");
  EXPECT_EQ(*banks.whole_name("bd:2"), "bd:2");
  EXPECT_EQ(*banks.whole_name("bd:3"), "bd:0");
  EXPECT_EQ(*banks.whole_name("bd:3000000001"), "bd:1");
  EXPECT_EQ(*banks.file_of("bd:1"), "/s/bd/1");
}

TEST_F(BankNames, WhatIsNoNameIsRefusedWithTheNearest) {
  EXPECT_EQ(banks.whole_name("bt").reason(), "no sample or bank 'bt'; did you mean bd?");
  for (const auto* name : {"bd:", "bd:x", "bd:-1", "bd:1x", "bd:99999999999999999999"}) {
    EXPECT_FALSE(banks.whole_name(name)) << name;
  }
}

TEST_F(BankNames, TheFirstFolderWinsWhereTwoHaveABank) {
  banks.add("bd\t/other/bd/9\nlt\t/other/lt/0\n");
  EXPECT_EQ(*banks.file_of("bd:0"), "/s/bd/0");
  EXPECT_EQ(*banks.file_of("lt:0"), "/other/lt/0");
}

TEST_F(BankFolder, APathLeadsNowhereElse) {
  touch("bd/a.wav");
  const Banks banks({folder.path().string()});
  EXPECT_EQ(*banks.path_in_folders("bd/a.wav"), folder.path().string() + "/bd/a.wav");
  EXPECT_EQ(*banks.path_in_folders(folder.path().string() + "/bd/a.wav"),
            folder.path().string() + "/bd/a.wav");
  for (const auto& path :
       {std::string("/etc/passwd"), std::string("../x.wav"), std::string("bd/../../x"),
        folder.path().string() + "/../x", std::string("bd/b.wav"), std::string()}) {
    EXPECT_FALSE(banks.path_in_folders(path)) << path;
  }
}

}  // namespace
}  // namespace chronus::samples
