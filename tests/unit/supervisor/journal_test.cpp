// SPDX-License-Identifier: MIT
#include "supervisor/journal.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "score/score.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::string_literals;

constexpr StreamFormat kFormat{48'000, 128, 2};

/// Files end at some size, as on a full disk, for as long as it stands.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);  // as chronusd does
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_ = {};
};

class JournalFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }
  const std::string directory_ =
      std::filesystem::path(testing::TempDir()) / ("journal_" + std::to_string(getpid()));
};

TEST_F(JournalFile, WhatIsLeftOfADiskIsLeftToRecordings) {
  Journal journal;
  const auto more_than_there_is = std::filesystem::space(testing::TempDir()).capacity + 1;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, more_than_there_is));
  journal.write(0, {"/seq/start_all", {}});
  while (journal.dropped() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(std::filesystem::file_size(journal.path()), 0U);
}

TEST_F(JournalFile, AFullDiskLeavesNoHalfLine) {
  std::string path;
  {
    Journal journal;
    ASSERT_TRUE(journal.open(directory_, kFormat, 0));
    path = journal.path();
    {
      const FullDisk full(100);
      for (Frame frame = 0; frame < 10; ++frame) {
        journal.write(frame, {"/seq/pattern", {"kick"s, "x... x... x... x..."s}});
      }
      while (journal.dropped() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    journal.write(100, {"/gate/kick", {1}});
    journal.close(200);
  }
  const auto score = score::load(path, kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, 200);
  ASSERT_FALSE(score->events.empty());
  EXPECT_EQ(score->events.back().message.address, "/gate/kick");
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text.find('\0'), std::string::npos);
}

}  // namespace
}  // namespace chronus::supervisor
