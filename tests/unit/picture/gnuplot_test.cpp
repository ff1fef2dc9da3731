// SPDX-License-Identifier: MIT
#include "picture/gnuplot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "picture/sound_picture.hpp"

namespace chronus::picture {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GnuplotTest : public testing::Test {
 protected:
  GnuplotTest() { fs::create_directories(directory_); }
  ~GnuplotTest() override { fs::remove_all(directory_); }

  std::string file(const char* name) const { return directory_ / name; }
  static std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }

 private:
  fs::path directory_ = fs::path(testing::TempDir()) /
                        ("gnuplot-" + std::to_string(getpid()) + "-" +
                         testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(GnuplotTest, DrawsASound) {
  SoundPicture picture({48'000, 128, 1}, 4'800);
  const std::vector<float> samples(4'800, 0.1F);
  picture.add(samples.data(), 4'800);
  auto gnuplot = Gnuplot::start(file("a.png"));
  ASSERT_TRUE(gnuplot) << gnuplot.reason();
  const Status drawn = gnuplot->draw(picture.script("a"));
  ASSERT_TRUE(drawn) << drawn.reason();
  const std::string png = contents(file("a.png"));
  ASSERT_GT(png.size(), 1'000U);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  // Width and height, big-endian, as its first chunk says.
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\x06\x40\0\0\x03\xe8", 8));
}

TEST_F(GnuplotTest, ReplacesWhatWasThereWhollyAndOnlyThen) {
  write(file("a.png"), std::string(1'000'000, 'x'));
  auto gnuplot = Gnuplot::start(file("a.png"));
  ASSERT_TRUE(gnuplot) << gnuplot.reason();
  EXPECT_EQ(fs::file_size(file("a.png")), 1'000'000U);
  ASSERT_TRUE(gnuplot->draw("set terminal pngcairo\nplot x\n"));
  EXPECT_LT(fs::file_size(file("a.png")), 100'000U);
}

TEST_F(GnuplotTest, WhatIsNotDrawnLeavesNoFileOfItsOwn) {
  write(file("old.png"), "old");
  for (const char* name : {"new.png", "old.png"}) {
    const auto gnuplot = Gnuplot::start(file(name));
    ASSERT_TRUE(gnuplot) << gnuplot.reason();
    EXPECT_TRUE(fs::exists(file(name)));
  }
  EXPECT_FALSE(fs::exists(file("new.png")));
  EXPECT_EQ(contents(file("old.png")), "old");
}

TEST_F(GnuplotTest, SaysWhatItCouldNotDraw) {
  auto gnuplot = Gnuplot::start(file("a.png"));
  ASSERT_TRUE(gnuplot) << gnuplot.reason();
  // More than a socket holds, behind what ends gnuplot.
  const Status drawn = gnuplot->draw("plot nonsense(\n" + std::string(4'000'000, '\n'));
  ASSERT_FALSE(drawn);
  EXPECT_THAT(drawn.reason(), HasSubstr("gnuplot could not draw it"));
}

TEST_F(GnuplotTest, WhereThereIsNoneItSaysWhatToInstall) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", file("").c_str(), 1);
  const auto gnuplot = Gnuplot::start(file("a.png"));
  setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(gnuplot);
  EXPECT_THAT(gnuplot.reason(), HasSubstr("gnuplot, which was not found: install it"));
  EXPECT_FALSE(fs::exists(file("a.png")));
}

TEST_F(GnuplotTest, AFileThatCannotBeWrittenIsNamed) {
  const auto gnuplot = Gnuplot::start(file("no/a.png"));
  ASSERT_FALSE(gnuplot);
  EXPECT_THAT(gnuplot.reason(), HasSubstr("no/a.png: No such file"));
}

}  // namespace
}  // namespace chronus::picture
