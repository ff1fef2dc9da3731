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
#include <vector>

#include "score/score.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/support/usual_format.hpp"
#include "tests/support/wait_until.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::string_literals;

using test::kFormat;
using test::wait_until;

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

Journal::Options quick(std::vector<std::string>* told = nullptr) {
  Journal::Options options;
  options.retry_ms = 1;
  if (told != nullptr) options.tell = [told](const std::string& what) { told->push_back(what); };
  return options;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class JournalFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory_)) {
      count += file.is_regular_file() ? 1 : 0;
    }
    return count;
  }
  std::uintmax_t bytes() const {
    std::uintmax_t sum = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory_)) {
      sum += file.file_size();
    }
    return sum;
  }
  const std::string directory_ =
      std::filesystem::path(testing::TempDir()) / ("journal_" + std::to_string(getpid()));
};

TEST_F(JournalFile, IsItsOwnersAlone) {
  Journal journal;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(directory_).permissions(), perms::owner_all);
  EXPECT_EQ(std::filesystem::status(journal.path()).permissions(),
            perms::owner_read | perms::owner_write);
}

TEST_F(JournalFile, WhatIsLeftOfADiskIsLeftToRecordings) {
  Journal journal;
  auto options = quick();
  options.reserve = std::filesystem::space(testing::TempDir()).capacity + 1;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, options));
  EXPECT_EQ(files(), 0U) << "no journal without its first line";
  journal.write(0, {"/seq/start_all", {}});
  wait_until([&] { return journal.status().holes == 1; });
  EXPECT_TRUE(journal.status().has_hole);
  EXPECT_EQ(journal.dropped(), 1U);
}

TEST_F(JournalFile, AHoleIsToldAndTheNextFileBeginsWithTheScene) {
  std::vector<std::string> told;
  std::string first;
  std::string second;
  {
    Journal journal;
    ASSERT_TRUE(journal.open(directory_, kFormat, 0, quick(&told)));
    first = journal.path();
    journal.write(5, {"/gate/kick", {1}});
    wait_until([&] { return std::filesystem::file_size(first) > 60; });
    {
      const FullDisk full(100);
      for (Frame frame = 10; frame < 20; ++frame) {
        journal.write(frame, {"/seq/pattern", {"kick"s, "x... x... x... x..."s}});
      }
      wait_until([&] { return journal.status().holes == 1; });
    }
    journal.write(50, {"/gate/kick", {0}});
    wait_until([&] { return journal.wants_scene(); });
    journal.begin_file(1'000, {{"/seq/create", {"kick"s}}});
    journal.write(1'100, {"/gate/kick", {1}});
    wait_until([&] { return !journal.status().has_hole && journal.path() != first; });
    second = journal.path();
    journal.close(1'200);
  }
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].substr(0, 32), "the journal has a hole from 10f "s);
  EXPECT_EQ(told[1].substr(0, 40), "the journal has a hole from 10f to 1000f"s);

  const auto before = test::load_score(first, kFormat.rate);
  ASSERT_TRUE(before) << before.reason();
  EXPECT_EQ(before->end, 10) << "rendered up to the hole";
  ASSERT_EQ(before->events.size(), 1U);
  ASSERT_EQ(before->gaps.size(), 1U);
  EXPECT_NE(before->gaps[0].find("Hole from 10f to 1000f"), std::string::npos) << before->gaps[0];

  const auto after = test::load_score(second, kFormat.rate);
  ASSERT_TRUE(after) << after.reason();
  EXPECT_EQ(after->end, 200);
  ASSERT_EQ(after->events.size(), 2U);
  EXPECT_EQ(after->events[0].message.address, "/seq/create");
  EXPECT_EQ(after->events[0].frame, 0);
  EXPECT_EQ(after->events[1].frame, 100);
  EXPECT_EQ(after->gaps.size(), 2U) << "the hole, and that it begins in the middle";
  EXPECT_EQ(text_of(first).find('\0'), std::string::npos);
}

TEST_F(JournalFile, ADeletedOneIsAHoleFromItsBeginningOnAndGoesOnInANewFile) {
  std::vector<std::string> told;
  Journal journal;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, quick(&told)));
  const std::string first = journal.path();
  journal.write(5, {"/gate/kick", {1}});
  wait_until([&] { return std::filesystem::file_size(first) > 60; });
  std::filesystem::remove_all(directory_);
  wait_until([&] { return journal.wants_scene(); });
  EXPECT_EQ(journal.path(), "") << "nothing is written at present";
  journal.put_off_file();
  wait_until([&] { return journal.wants_scene(); });
  journal.begin_file(1'000, {{"/seq/create", {"kick"s}}});
  journal.write(1'100, {"/gate/kick", {1}});
  wait_until([&] { return !journal.status().has_hole && !journal.path().empty(); });
  const std::string second = journal.path();
  journal.close(1'200);
  EXPECT_TRUE(journal.is_written_within(std::chrono::hours(1)));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0], "the journal has a hole from 0f on: " +
                         std::filesystem::path(first).filename().string() + " has been deleted");
  EXPECT_EQ(told[1].substr(0, 39), "the journal has a hole from 0f to 1000f"s);
  EXPECT_EQ(std::filesystem::status(directory_).permissions(), std::filesystem::perms::owner_all);

  const auto after = test::load_score(second, kFormat.rate);
  ASSERT_TRUE(after) << after.reason();
  EXPECT_EQ(after->end, 200);
  ASSERT_EQ(after->events.size(), 2U);
  EXPECT_EQ(after->events[0].message.address, "/seq/create");
  ASSERT_EQ(after->gaps.size(), 2U) << "the hole, and that it begins in the middle";
  EXPECT_EQ(text_of(second).find("What was before"), std::string::npos) << "it is not there";
}

TEST_F(JournalFile, AFloodOfLinesIsWrittenInOrderAndToTheLast) {
  Journal journal;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, quick()));
  constexpr Frame kLines = 50'000;
  for (Frame frame = 0; frame < kLines; ++frame) {
    journal.write(frame,
                  {"/seq/pattern", {"kick"s, std::string(frame % 10'000 == 0 ? 70'000 : 3, 'x')}});
  }
  journal.close(kLines);
  EXPECT_TRUE(journal.is_written_within(std::chrono::hours(1)));
  EXPECT_EQ(journal.dropped(), 0U);
  const auto score = test::load_score(journal.path(), kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, kLines);
  ASSERT_EQ(score->events.size(), static_cast<std::size_t>(kLines));
  for (Frame n = 0; n < kLines; ++n) {
    ASSERT_EQ(score->events[static_cast<std::size_t>(n)].frame, n);
  }
}

TEST_F(JournalFile, WhatWaitsForADiskIsBoundedInBytes) {
  Journal journal;
  auto options = quick();
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, options));
  const std::string large(std::size_t{4} << 20U, 'x');
  // Faster than it is taken: three of them do not fit whatever the thread does meanwhile.
  Frame frame = 0;
  while (!journal.status().has_hole && frame < 1'000) {
    journal.write(frame++, {"/seq/pattern", {"kick"s, large}});
  }
  EXPECT_TRUE(journal.status().has_hole);
  wait_until([&] { return journal.status().holes == 1 && journal.wants_scene(); });
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(JournalFile, WithoutMemoryItHasAHole) {
  Journal journal;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, quick()));
  const osc::Message large{"/seq/pattern", {"kick"s, std::string(std::size_t{256} << 20U, 'x')}};
  std::ifstream statm("/proc/self/statm");
  rlim_t pages = 0;
  statm >> pages;
  rlimit before = {};
  getrlimit(RLIMIT_AS, &before);
  const rlimit tight{pages * static_cast<rlim_t>(getpagesize()) + (rlim_t{64} << 20U),
                     before.rlim_max};
  setrlimit(RLIMIT_AS, &tight);
  journal.write(0, large);
  setrlimit(RLIMIT_AS, &before);
  EXPECT_TRUE(journal.status().has_hole);
  EXPECT_EQ(journal.dropped(), 1U);
}
#endif

TEST_F(JournalFile, AFullOneIsContinuedAndTogetherTheyAreOneScore) {
  std::string first;
  Frame frame = 0;
  {
    Journal journal;
    auto options = quick();
    options.keep = std::uintmax_t{8} * 65'536;
    ASSERT_TRUE(journal.open(directory_, kFormat, 0, options));
    first = journal.path();
    for (int part = 1; part <= 3; ++part) {
      const std::string before = journal.path();
      for (int line = 0; line < 5'000; ++line) journal.write(++frame, {"/gate/kick", {1}});
      wait_until([&] { return journal.wants_scene(); });
      journal.begin_file(frame, {{"/seq/create", {"scene"s}}});
      wait_until([&] { return journal.path() != before; });
    }
    journal.write(++frame, {"/gate/kick", {1}});
    journal.close(frame + 1);
  }
  const auto score = test::load_score(first, kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_TRUE(score->gaps.empty());
  EXPECT_EQ(score->end, frame + 1);
  ASSERT_EQ(score->events.size(), static_cast<std::size_t>(frame));
  for (Frame n = 0; n < frame; ++n) {
    ASSERT_EQ(score->events[static_cast<std::size_t>(n)].frame, n + 1);
  }
}

TEST_F(JournalFile, TheOldestGiveWayAndNeverTheOneThatIsWritten) {
  std::filesystem::create_directories(directory_);
  for (int n = 1; n <= 5; ++n) {
    const auto path = directory_ + "/journal_2020010" + std::to_string(n) + "_000000.score";
    std::ofstream(path) << std::string(1'000, '#');
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(100 - n));
  }
  std::ofstream(directory_ + "/mine.txt") << std::string(9'000, '#');
  Journal other;
  ASSERT_TRUE(other.open(directory_, kFormat, 0));
  Journal journal;
  auto options = quick();
  options.keep = 2'500;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, options));
  EXPECT_TRUE(std::filesystem::exists(other.path()));
  EXPECT_TRUE(std::filesystem::exists(journal.path()));
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/mine.txt"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/journal_20200103_000000.score"));
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/journal_20200105_000000.score"));
  EXPECT_LE(bytes() - 9'000, 2'500U);
}

TEST_F(JournalFile, ThoseOlderThanTheyAreKeptAreTakenAwayAndItIsTold) {
  std::filesystem::create_directories(directory_);
  for (int days = 1; days <= 5; ++days) {
    const auto path = directory_ + "/journal_2020010" + std::to_string(days) + "_000000.score";
    std::ofstream(path) << std::string(1'000, '#');
    // An hour less: at three days and no second the third is still there.
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * days - 1));
  }
  auto options = quick();
  options.keep_days = 3;
  std::string told;
  options.tell_removed = [&told](const std::string& what) { told += what; };
  Journal journal;
  ASSERT_TRUE(journal.open(directory_, kFormat, 0, options));
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/journal_20200103_000000.score"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/journal_20200104_000000.score"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/journal_20200105_000000.score"));
  EXPECT_TRUE(std::filesystem::exists(journal.path()));
  EXPECT_EQ(told, "journals taken away, the oldest: 2, 2000 bytes");
  EXPECT_EQ(journal.status().removed, 2U);
  EXPECT_EQ(journal.status().keep_bytes, options.keep);
  EXPECT_EQ(journal.status().keep_days, 3);
}

}  // namespace
}  // namespace chronus::supervisor
