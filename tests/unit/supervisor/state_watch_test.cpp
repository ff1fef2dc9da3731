// SPDX-License-Identifier: MIT
#include "supervisor/state_watch.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

TEST(StateWatch, MakesADirectoryThatWasDeletedAgainAndTellsOnce) {
  const TemporaryDirectory temporary;
  const auto state = temporary.path() / "state";
  fs::create_directory(state);
  std::promise<std::string> told;
  StateWatch watch;
  watch.start(
      state, [&](const std::string& what) { told.set_value(what); },
      [](const std::string& what) { FAIL() << what; }, disk::direct(), 1ms);
  EXPECT_EQ(watch.lost(), 0U);
  fs::remove_all(state);
  EXPECT_THAT(told.get_future().get(), testing::HasSubstr("deleted; it is made again"));
  EXPECT_TRUE(fs::is_directory(state));
  EXPECT_EQ(watch.lost(), 1U);
  EXPECT_TRUE(watch.end_within(10s));
}

TEST(StateWatch, TellsOnceOfADirectoryThatCannotBeMadeAgainAndThatItIsThereAgain) {
  const TemporaryDirectory temporary;
  const auto above = temporary.path() / "above";
  fs::create_directories(above / "state");
  std::promise<std::string> told;  // a second time would throw
  std::promise<std::string> told_over;
  StateWatch watch;
  watch.start(
      above / "state", [&](const std::string& what) { told.set_value(what); },
      [&](const std::string& what) { told_over.set_value(what); }, disk::direct(), 1ms);
  const auto file = temporary.path() / "file";
  std::ofstream(file) << "in the way";
  // In one step, so that no look falls between.
  ASSERT_EQ(renameat2(AT_FDCWD, above.c_str(), AT_FDCWD, file.c_str(), RENAME_EXCHANGE), 0);
  const auto what = told.get_future().get();
  EXPECT_THAT(what, testing::HasSubstr("deleted, and cannot be made again"));
  EXPECT_FALSE(watch.is_there());
  fs::remove(above);  // the file
  EXPECT_EQ(told_over.get_future().get(),
            "the state directory " + (above / "state").string() + " is there again");
  EXPECT_TRUE(watch.is_there());
  EXPECT_TRUE(fs::is_directory(above / "state"));
  EXPECT_EQ(watch.lost(), 1U);
  EXPECT_TRUE(watch.end_within(10s));
}

}  // namespace
}  // namespace chronus::supervisor
