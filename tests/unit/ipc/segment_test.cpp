// SPDX-License-Identifier: MIT
#include "ipc/segment.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "forked.hpp"

namespace chronus::ipc {
namespace {

constexpr std::uint64_t kCatalog = 0xcafe'0001;

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Access = Segment::Access;
using Writers = Segment::Writers;

/// A descriptor of its own for the other side, as a child has one.
int handed(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 0); }

/// As anybody of the same user reaches it, whatever the descriptor was opened for.
std::string path_of(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

TEST(Segment, IsZeroedAndSharedWithWhoeverHasItsDescriptor) {
  const auto created = Segment::create("test", 10'000);
  ASSERT_TRUE(created) << created.reason();
  EXPECT_GE(created->size(), 10'000U);
  EXPECT_TRUE(std::all_of(created->data(), created->data() + created->size(),
                          [](std::byte byte) { return byte == std::byte{0}; }));
  const auto opened = Segment::open(handed(created->fd()), Access::kReadWrite);
  ASSERT_TRUE(opened) << opened.reason();
  EXPECT_EQ(opened->size(), created->size());
  opened->data()[9'999] = std::byte{7};
  EXPECT_EQ(created->data()[9'999], std::byte{7});
}

TEST(Segment, HasNoNameThatAnybodyCouldRemove) {
  const auto created = Segment::create("chronus-nameless", 4'096);
  ASSERT_TRUE(created);
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm")) {
    EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("chronus-nameless")));
  }
  EXPECT_THAT(std::filesystem::read_symlink(path_of(created->fd())).string(),
              HasSubstr("chronus-nameless"))
      << "/proc is to say what it is";
}

// Memory that shrinks under a mapping kills its reader at the next touch.
TEST(Segment, SizeIsFixedForEverybody) {
  const auto created = Segment::create("test", 8'192);
  ASSERT_TRUE(created);
  const auto opened = Segment::open(handed(created->fd()), Access::kReadWrite);
  ASSERT_TRUE(opened);
  for (const off_t bytes : {0, 1, 4'096, 16'384}) {
    for (const int fd : {created->fd(), opened->fd()}) {
      EXPECT_EQ(ftruncate(fd, bytes), -1) << bytes;
      EXPECT_EQ(errno, EPERM) << bytes;
    }
    EXPECT_EQ(truncate(path_of(created->fd()).c_str(), bytes), -1) << bytes;
    EXPECT_EQ(errno, EPERM) << bytes;
  }
  created->data()[8'191] = std::byte{5};
  EXPECT_EQ(opened->data()[8'191], std::byte{5});
}

TEST(Segment, SealsCannotBeChanged) {
  const auto created = Segment::create("test", 4'096);
  ASSERT_TRUE(created);
  EXPECT_EQ(fcntl(created->fd(), F_ADD_SEALS, F_SEAL_WRITE), -1);
  EXPECT_EQ(errno, EPERM);
}

TEST(Segment, IsNotInheritedByWhatItIsNotHandedTo) {
  const auto created = Segment::create("test", 4'096);
  ASSERT_TRUE(created);
  EXPECT_NE(fcntl(created->fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(Segment, SizesThatCannotBeAreRefused) {
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, kMaxSegmentBytes + 1, std::numeric_limits<std::uint64_t>::max()}) {
    const auto created = Segment::create("huge", bytes);
    ASSERT_FALSE(created) << bytes;
    EXPECT_THAT(created.reason(), HasSubstr("segment huge"));
  }
}

TEST(Segment, MoreThanItMayHaveIsAnErrorAndNoSignalLater) {
  test::Forked process([] {
    const rlimit little{8'192, 8'192};
    setrlimit(RLIMIT_FSIZE, &little);
    signal(SIGXFSZ, SIG_IGN);
    const auto small = Segment::create("test", 8'192);
    const auto large = Segment::create("test", 65'536);
    return small && !large && large.reason().find("segment test (65536 bytes)") != std::string::npos
               ? 0
               : 1;
  });
  EXPECT_EQ(process.wait(), 0);
}

TEST(Segment, OpenedReadOnlyCannotBeWritten) {
  const auto created = Segment::create("test", 4'096);
  ASSERT_TRUE(created);
  test::Forked worker([&created] {
    const auto opened = Segment::open(handed(created->fd()), Access::kReadOnly);
    if (!opened) return 1;
    opened->data()[0] = std::byte{1};
    return 0;
  });
  EXPECT_EQ(worker.wait(), -SIGSEGV);
  EXPECT_EQ(created->data()[0], std::byte{0});
}

TEST(Segment, WhereOnlyItsCreatorWritesNobodyElseGetsAWritableMapping) {
  const auto created = Segment::create("test", 4'096, Writers::kCreator);
  ASSERT_TRUE(created) << created.reason();
  const auto writable = Segment::open(handed(created->fd()), Access::kReadWrite);
  ASSERT_FALSE(writable);
  EXPECT_THAT(writable.reason(), HasSubstr("cannot be mapped"));
  const auto opened = Segment::open(handed(created->fd()), Access::kReadOnly);
  ASSERT_TRUE(opened) << opened.reason();
  EXPECT_EQ(mprotect(opened->data(), opened->size(), PROT_READ | PROT_WRITE), -1);
  EXPECT_EQ(write(opened->fd(), "x", 1), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(fallocate(opened->fd(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4'096), -1);
  created->data()[0] = std::byte{3};
  EXPECT_EQ(opened->data()[0], std::byte{3});
}

TEST(Segment, WhatIsNoSegmentIsRefused) {
  const auto closed = Segment::open(9'999, Access::kReadOnly);
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.reason(), HasSubstr("descriptor 9999"));
  EXPECT_THAT(closed.reason(), HasSubstr("Bad file descriptor"));
  EXPECT_FALSE(Segment::open(-1, Access::kReadOnly));
  EXPECT_FALSE(Segment::open(::open("/dev/null", O_RDWR | O_CLOEXEC), Access::kReadWrite));
  const int shrinkable = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ASSERT_EQ(ftruncate(shrinkable, 4'096), 0);
  const auto opened = Segment::open(shrinkable, Access::kReadWrite);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("not sealed"));
}

TEST(Segment, DescriptorIsTakenOverEvenWhereItIsRefused) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ASSERT_FALSE(Segment::open(null, Access::kReadWrite));
  EXPECT_EQ(fcntl(null, F_GETFD), -1) << "it is still open";
}

TEST(Segment, MovingKeepsItMapped) {
  std::optional<Segment> kept;
  {
    auto created = Segment::create("test", 4'096);
    ASSERT_TRUE(created);
    created->data()[1] = std::byte{4};
    kept.emplace(std::move(*created));
  }
  EXPECT_EQ(kept->data()[1], std::byte{4});
  auto second = Segment::create("test", 4'096);
  ASSERT_TRUE(second);
  second->data()[1] = std::byte{5};
  *kept = std::move(*second);
  EXPECT_EQ(kept->data()[1], std::byte{5});
}

TEST(ControlSegment, EachSupervisorHasASessionOfItsOwn) {
  const auto first = ControlSegment::create(kCatalog);
  const auto second = ControlSegment::create(kCatalog);
  ASSERT_TRUE(first) << first.reason();
  ASSERT_TRUE(second) << second.reason();
  EXPECT_NE(first->session().number, second->session().number);
}

TEST(ControlSegment, IsWhatAWorkerAccepts) {
  const auto created = ControlSegment::create(kCatalog);
  ASSERT_TRUE(created) << created.reason();
  const auto opened = ControlView::open(handed(created->fd()), created->session().number, kCatalog);
  ASSERT_TRUE(opened) << opened.reason();
  EXPECT_EQ(opened->control().session, created->session().number);
  EXPECT_EQ(opened->control().supervisor_pid, getpid());
  engine::PatchDescription patch;
  patch.version = 4;
  created->control().put_patch(patch);
  EXPECT_TRUE(opened->control().get_patch(4, &patch));
}

TEST(ControlSegment, CannotBeWrittenByAWorker) {
  const auto created = ControlSegment::create(kCatalog);
  ASSERT_TRUE(created);
  EXPECT_FALSE(Segment::open(handed(created->fd()), Access::kReadWrite));
}

TEST(ControlView, ControlOfAnotherBuildIsRefused) {
  const auto created = ControlSegment::create(kCatalog);
  ASSERT_TRUE(created);
  EXPECT_EQ(created->control().catalog, kCatalog);
  EXPECT_EQ(created->session().catalog, kCatalog);
  const auto opened =
      ControlView::open(handed(created->fd()), created->session().number, kCatalog + 1);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("another build"));
}

TEST(ControlView, RefusesAnotherSupervisorsAndWhatIsNoControlSegment) {
  const auto created = ControlSegment::create(kCatalog);
  ASSERT_TRUE(created);
  const auto strange =
      ControlView::open(handed(created->fd()), created->session().number + 1, kCatalog);
  ASSERT_FALSE(strange);
  EXPECT_THAT(strange.reason(), StartsWith("control: "));
  EXPECT_THAT(strange.reason(), HasSubstr("session"));
  const auto slot = SlotSegment::create(created->session(), 1, {});
  ASSERT_TRUE(slot);
  const auto mistaken = ControlView::open(handed(slot->fd()), created->session().number, kCatalog);
  ASSERT_FALSE(mistaken);
  EXPECT_THAT(mistaken.reason(), HasSubstr("magic"));
  const auto tiny = Segment::create("test", 8);
  ASSERT_TRUE(tiny);
  const auto too_small = ControlView::open(handed(tiny->fd()), created->session().number, kCatalog);
  ASSERT_FALSE(too_small);
  EXPECT_THAT(too_small.reason(), HasSubstr("size"));
}

class SlotSegmentTest : public ::testing::Test {
 protected:
  static constexpr StreamFormat kFormat{.rate = 44'100, .block_frames = 64, .channels = 3};
  static constexpr Session kSession{4'711, 0xfeed'0000'0000'0001ULL, kCatalog};
};

TEST_F(SlotSegmentTest, OpensAsItWasCreated) {
  const auto created = SlotSegment::create(kSession, 5, kFormat);
  ASSERT_TRUE(created) << created.reason();
  const auto opened = SlotSegment::open(handed(created->fd()), kSession.number, kCatalog);
  ASSERT_TRUE(opened) << opened.reason();
  const SlotHeader& header = opened->header();
  EXPECT_EQ(header.generation, 5U);
  EXPECT_EQ(header.rate, 44'100);
  EXPECT_EQ(header.block_frames, 64);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.supervisor_pid, kSession.pid);
  EXPECT_EQ(opened->orders().horizon.load(), 0) << "nothing may be rendered yet";
  EXPECT_EQ(opened->orders().start.load(), StartOrder::kWait);
  EXPECT_EQ(opened->report().rendered.load(), 0);
  EXPECT_EQ(opened->report().state.load(), WorkerState::kStarting);
  EXPECT_EQ(opened->orders().quit.load(), 0U);
}

TEST_F(SlotSegmentTest, LargestFormatFits) {
  const StreamFormat largest{kMaxRate, kMaxBlockFrames, kMaxChannels};
  EXPECT_LE(SlotLayout(largest).total, kMaxSegmentBytes);
}

TEST_F(SlotSegmentTest, BothSidesSeeTheSameParts) {
  const auto supervisor = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(supervisor);
  auto worker = SlotSegment::open(handed(supervisor->fd()), kSession.number, kCatalog);
  ASSERT_TRUE(worker);
  ASSERT_TRUE(worker->map_keyframe(false));
  supervisor->orders().horizon.store(128);
  EXPECT_EQ(worker->orders().horizon.load(), 128);
  worker->report().rendered.store(64);
  EXPECT_EQ(supervisor->report().rendered.load(), 64);
  CommandWriter(&supervisor->commands()).write({.seq = 1, .frame = 77});
  CommandReader reader(&worker->commands());
  ASSERT_NE(reader.peek(), nullptr);
  EXPECT_EQ(reader.peek()->frame, 77);
  AudioRing ring = worker->audio();
  std::fill_n(ring.samples(0), 64 * 3, 0.5F);
  ring.publish(0, 99);
  ASSERT_NE(supervisor->audio().find(0), nullptr);
  EXPECT_EQ(supervisor->audio().find(0)[64 * 3 - 1], 0.5F);
  EXPECT_EQ(supervisor->audio().checksum(0), 99U);
  const std::uint64_t end = worker->keyframe_bytes() - 1;
  worker->keyframe()[end] = std::byte{42};
  EXPECT_EQ(supervisor->keyframe()[end], std::byte{42});
}

TEST_F(SlotSegmentTest, TakesMemoryForKeyframesWhenItIsNeeded) {
  const auto created = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(created);
  const auto taken = [&] {
    struct stat about = {};
    EXPECT_EQ(fstat(created->fd(), &about), 0);
    return static_cast<std::uint64_t>(about.st_blocks) * 512U;
  };
  const std::uint64_t before = taken();
  EXPECT_LT(before, SlotLayout(kFormat).total - created->keyframe_bytes() / 2);
  EXPECT_GE(before, SlotLayout(kFormat).audio) << "the rest is there from the start";
  std::fill_n(created->keyframe(), 1'000, std::byte{7});
  ASSERT_TRUE(created->reserve_keyframe(1'000'000));
  EXPECT_GE(taken(), before + 900'000);
  EXPECT_LE(taken(), before + 2'100'000) << "in large pages at the most";
  EXPECT_EQ(created->keyframe()[999], std::byte{7}) << "nothing is changed";
  ASSERT_TRUE(created->reserve_keyframe(0));
  EXPECT_FALSE(created->reserve_keyframe(created->keyframe_bytes() + 1));
}

TEST_F(SlotSegmentTest, AnotherSupervisorsSegmentIsRefused) {
  const auto created = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(created);
  const auto opened = SlotSegment::open(handed(created->fd()), kSession.number + 1, kCatalog);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("session"));
  EXPECT_THAT(opened.reason(), StartsWith("slot: "));
}

TEST_F(SlotSegmentTest, WorkerOfAnotherBuildIsRefusedAndSaysWhichItIs) {
  const auto created = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(created);
  EXPECT_EQ(created->header().catalog, kCatalog);
  const auto opened = SlotSegment::open(handed(created->fd()), kSession.number, kCatalog + 1);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.reason(),
            "another build: the supervisor's catalogue of modules is 00000000cafe0001, this "
            "worker's 00000000cafe0002");
  EXPECT_EQ(created->report().catalog.load(), kCatalog + 1);
  EXPECT_EQ(created->report().state.load(), WorkerState::kStarting);
}

TEST_F(SlotSegmentTest, SegmentCutShortIsRefused) {
  const auto created = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(created);
  const auto cut = Segment::create("test", 4'096);
  ASSERT_TRUE(cut);
  std::memcpy(cut->data(), &created->header(), sizeof(SlotHeader));
  const auto opened = SlotSegment::open(handed(cut->fd()), kSession.number, kCatalog);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("size"));

  const auto tiny = Segment::create("test", 8);
  ASSERT_TRUE(tiny);
  const auto too_small = SlotSegment::open(handed(tiny->fd()), kSession.number, kCatalog);
  ASSERT_FALSE(too_small);
  EXPECT_THAT(too_small.reason(), HasSubstr("too small"));
}

TEST_F(SlotSegmentTest, HeaderScribbledOverDoesNotMoveTheSupervisorsRings) {
  const auto created = SlotSegment::create(kSession, 1, kFormat);
  ASSERT_TRUE(created);
  const auto worker = Segment::open(handed(created->fd()), Access::kReadWrite);
  ASSERT_TRUE(worker);
  AudioRing before = created->audio();
  const std::byte* keyframe = created->keyframe();
  const std::uint64_t keyframe_bytes = created->keyframe_bytes();
  std::memset(worker->data(), 0xFF, sizeof(SlotHeader));
  AudioRing after = created->audio();
  EXPECT_EQ(after.samples(100), before.samples(100));
  EXPECT_EQ(created->keyframe(), keyframe);
  EXPECT_EQ(created->keyframe_bytes(), keyframe_bytes);
}

}  // namespace
}  // namespace chronus::ipc
