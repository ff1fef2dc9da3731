// SPDX-License-Identifier: MIT
#include "supervisor/session_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "disk/files.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::string_literals;
using test::wait_until;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SessionOnDisk : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(*files_.open()); }

  void start(SessionWriter& writer, SessionWriter::Options options = {}) {
    options.retry_ns = 1'000'000;
    options.sync_every_ns = 1'000'000;
    options.tell = [this](const std::string& what) { told_.push_back(what); };
    options.tell_over = [this](const std::string& what) { told_.push_back("over: " + what); };
    writer.start(files_, {48'000, 128, 2}, options);
  }
  static void snapshot(SessionWriter& writer, Frame frame) {
    ASSERT_TRUE(writer.wants_snapshot());
    writer.snapshot({frame, 1'000}, "", {{"/transport/bpm", {99.0}}});
    writer.wake();
  }
  static void change(SessionWriter& writer, Frame frame) {
    writer.changed(frame, std::to_string(frame) + "f /mod/filter1/freq 440\n");
    writer.wake();
  }
  std::optional<session::SavedSession> newest() const {
    const auto numbers = files_.numbers();
    if (numbers.empty()) return std::nullopt;
    session::SavedSession saved;
    session::Unfit unfit;
    const auto text = files_.read(numbers.back());
    if (!text || !read_session(*text, test::standard_vocabulary(), &saved, &unfit)) {
      return std::nullopt;
    }
    return saved;
  }
  /// The last frame that is on disk.
  Frame kept_up_to() const {
    const auto saved = newest();
    return saved ? saved->last : -1;
  }

  const TemporaryDirectory temporary_;
  session::SessionFiles files_{disk::direct(), (temporary_.path() / "session").string()};
  std::vector<std::string> told_;
};

TEST_F(SessionOnDisk, AChangeIsOnDiskAsSoonAsItsPassHasEnded) {
  SessionWriter writer;
  start(writer);
  snapshot(writer, 1'000);
  wait_until([&] { return kept_up_to() == 1'000; });
  for (Frame frame = 2'000; frame < 2'020; ++frame) {
    change(writer, frame);
    wait_until([&] { return kept_up_to() == frame; });
  }
  writer.remark(session::clock_line({3'000, 5'000}));
  writer.wake();
  wait_until([&] { return newest()->mark.frame == 3'000; });
  EXPECT_EQ(newest()->mark.unix_ns, 5'000);
}

TEST_F(SessionOnDisk, WhatIsRefusedOfItIsToldInOneSentenceAndKeptAside) {
  disk::direct().close(files_.write(12, "all of it\n"));
  SessionWriter writer;
  start(writer);
  writer.refused(12, {});
  session::Refusals refusals;
  refusals.add({7, "/seq/mute: no sequencer 'kick'"});
  refusals.add({8, "/seq/mute: no sequencer 'kick'"});
  writer.refused(12, refusals);
  ASSERT_TRUE(writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_THAT(told_,
              ElementsAre("2 lines of the session refused now and left out, the first: line 7: "
                          "/seq/mute: no sequencer 'kick'; it is kept whole as " +
                          files_.directory() + "/000012.refused"));
  EXPECT_EQ(writer.status().refused, 2U);
  EXPECT_TRUE(std::filesystem::exists(files_.directory() + "/000012.refused"));
}

TEST_F(SessionOnDisk, WhatCameBeforeTheFirstSnapshotIsInItAlready) {
  SessionWriter writer;
  start(writer);
  change(writer, 10);
  snapshot(writer, 20);
  change(writer, 30);
  ASSERT_TRUE(writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_EQ(newest()->score.events.size(), 2U);
}

TEST_F(SessionOnDisk, ManyChangesAskForASnapshotAndTheOneBeforeStays) {
  SessionWriter writer;
  SessionWriter::Options options;
  options.most_changes = 1'000;
  start(writer, options);
  snapshot(writer, 1'000);
  for (Frame frame = 2'000; !writer.wants_snapshot(); ++frame) {
    change(writer, frame);
    std::this_thread::yield();
  }
  snapshot(writer, 900'000);
  change(writer, 900'001);
  wait_until([&] { return kept_up_to() == 900'001; });
  EXPECT_EQ(files_.numbers().size(), 2U);
  EXPECT_FALSE(writer.status().has_hole);
}

TEST_F(SessionOnDisk, WhatChangedLongAgoAsksForASnapshotToo) {
  SessionWriter writer;
  SessionWriter::Options options;
  options.snapshot_every_ns = 0;
  start(writer, options);
  snapshot(writer, 1'000);
  wait_until([&] { return kept_up_to() == 1'000; });
  change(writer, 2'000);
  wait_until([&] { return writer.wants_snapshot(); });
}

TEST_F(SessionOnDisk, AFileThatIsDeletedIsAHoleAndTheNextSnapshotEndsIt) {
  SessionWriter writer;
  start(writer);
  snapshot(writer, 1'000);
  // One that is behind the snapshot: it stands, and is not only about to.
  change(writer, 1'001);
  wait_until([&] { return kept_up_to() == 1'001; });
  std::filesystem::remove_all(files_.directory());
  wait_until([&] { return writer.status().has_hole && writer.wants_snapshot(); });
  change(writer, 2'000);
  EXPECT_EQ(writer.status().dropped, 1U);
  snapshot(writer, 3'000);
  change(writer, 3'001);
  wait_until([&] { return kept_up_to() == 3'001; });
  ASSERT_TRUE(writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_THAT(told_,
              ElementsAre(HasSubstr("has been deleted"), "over: the session is kept again"s));
}

TEST_F(SessionOnDisk, ItMayEndWhileNothingIsKept) {
  SessionWriter writer;
  SessionWriter::Options options;
  static std::atomic<std::int64_t> now_ns;
  now_ns = 0;
  options.now_ns = [] { return now_ns.load(); };
  start(writer, options);
  snapshot(writer, 1'000);
  // A change behind it: the writer has the file open, and does not write it anew.
  change(writer, 1'500);
  wait_until([&] { return kept_up_to() == 1'500; });
  std::filesystem::remove(files_.path_of(files_.numbers().back()));
  change(writer, 2'000);
  now_ns = 1'000'000'000;
  // Told first, and the end comes before a next snapshot.
  wait_until([&] { return writer.status().has_hole; });
  EXPECT_TRUE(writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_THAT(told_, ElementsAre(HasSubstr("has been deleted")));
}

TEST_F(SessionOnDisk, ARunThatHasPlayedOnForgetsTriesAndOldFiles) {
  for (int number = 1; number <= 5; ++number) {
    disk::direct().close(files_.write(number, "old\n"));
  }
  files_.note({1, 5});
  SessionWriter writer;
  start(writer);
  snapshot(writer, 1'000);
  wait_until([&] { return kept_up_to() == 1'000; });
  EXPECT_EQ(files_.numbers().size(), 6U) << "till then all are kept";
  EXPECT_EQ(files_.tries().count, 1);
  writer.note_played_on();
  wait_until([&] { return files_.tries().count == 0 && files_.numbers().size() == 3; });
}

TEST_F(SessionOnDisk, WithoutAStartNothingIsWritten) {
  SessionWriter writer;
  EXPECT_FALSE(writer.wants_snapshot());
  change(writer, 1);
  writer.remark("# Nothing\n");
  writer.missed();
  EXPECT_TRUE(writer.is_written_within(std::chrono::seconds(0)));
  EXPECT_FALSE(writer.status().is_kept);
  EXPECT_FALSE(writer.status().has_hole);
}

}  // namespace
}  // namespace chronus::supervisor
