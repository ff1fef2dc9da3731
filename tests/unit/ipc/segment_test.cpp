// SPDX-License-Identifier: MIT
#include "ipc/segment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <random>
#include <set>

#include "forked.hpp"

namespace chronus::ipc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

bool exists(const std::string& name) { return std::filesystem::exists("/dev/shm/" + name); }

/// Not of the pattern that remove_orphans() knows: what cleans elsewhere on the machine must not
/// meddle with these.
std::string fresh_name() {
  std::random_device entropy;
  return "chronus_test-" + std::to_string(getpid()) + "-" + std::to_string(entropy());
}

TEST(Segment, IsZeroedSharedAndUnlinkedByItsCreator) {
  const std::string name = fresh_name();
  {
    auto created = Segment::create(name, 10'000);
    ASSERT_TRUE(created) << created.reason();
    EXPECT_GE(created->size(), 10'000U);
    EXPECT_TRUE(std::all_of(created->data(), created->data() + created->size(),
                            [](std::byte byte) { return byte == std::byte{0}; }));
    {
      auto opened = Segment::open(name, Segment::Access::kReadWrite);
      ASSERT_TRUE(opened) << opened.reason();
      EXPECT_EQ(opened->size(), created->size());
      opened->data()[9'999] = std::byte{7};
    }
    EXPECT_EQ(created->data()[9'999], std::byte{7});
    EXPECT_TRUE(exists(name)) << "who opened must not unlink";
  }
  EXPECT_FALSE(exists(name));
  const auto gone = Segment::open(name, Segment::Access::kReadOnly);
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.reason(), HasSubstr(name));
}

TEST(Segment, TakenNameIsRefusedAndStaysItsOwners) {
  const std::string name = fresh_name();
  auto first = Segment::create(name, 4'096);
  ASSERT_TRUE(first);
  first->data()[0] = std::byte{9};
  const auto second = Segment::create(name, 4'096);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.reason(), HasSubstr(name));
  EXPECT_TRUE(exists(name));
  EXPECT_EQ(first->data()[0], std::byte{9});
}

TEST(Segment, FailedCreationLeavesNoName) {
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
        std::numeric_limits<std::uint64_t>::max()}) {
    const std::string name = fresh_name();
    const auto created = Segment::create(name, bytes);
    ASSERT_FALSE(created) << bytes;
    EXPECT_THAT(created.reason(), HasSubstr(name));
    EXPECT_FALSE(exists(name)) << bytes;
  }
}

TEST(Segment, MoreThanTheMachineHasIsAnErrorNow) {
  struct statvfs facts = {};
  if (statvfs("/dev/shm", &facts) != 0 || facts.f_blocks == 0) {
    GTEST_SKIP() << "/dev/shm has no limit here";
  }
  const std::string name = fresh_name();
  const auto created = Segment::create(name, (facts.f_blocks + 1) * facts.f_frsize);
  ASSERT_FALSE(created);
  EXPECT_THAT(created.reason(), HasSubstr("/dev/shm full"));
  EXPECT_FALSE(exists(name));
}

TEST(Segment, OpenedReadOnlyCannotBeWritten) {
  const std::string name = fresh_name();
  const auto created = Segment::create(name, 4'096);
  ASSERT_TRUE(created);
  test::Forked worker([&name] {
    const auto opened = Segment::open(name, Segment::Access::kReadOnly);
    if (!opened) return 1;
    opened->data()[0] = std::byte{1};
    return 0;
  });
  EXPECT_EQ(worker.wait(), -SIGSEGV);
  EXPECT_EQ(created->data()[0], std::byte{0});
}

TEST(Segment, LivenessLockIsNotHeldOnceACleanerUnlinkedTheName) {
  const std::string name = fresh_name();
  auto created = Segment::create(name, 4'096);
  ASSERT_TRUE(created);
  EXPECT_TRUE(created->hold_liveness_lock());
  std::filesystem::remove("/dev/shm/" + name);
  EXPECT_FALSE(created->hold_liveness_lock());
}

TEST(Segment, LivenessLockIsHeldByOneOnly) {
  const std::string name = fresh_name();
  auto created = Segment::create(name, 4'096);
  ASSERT_TRUE(created);
  ASSERT_TRUE(created->hold_liveness_lock());
  auto opened = Segment::open(name, Segment::Access::kReadWrite);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->hold_liveness_lock());
}

TEST(Segment, MovingKeepsOneOwner) {
  const std::string name = fresh_name();
  std::optional<Segment> kept;
  {
    auto created = Segment::create(name, 4'096);
    ASSERT_TRUE(created);
    kept.emplace(std::move(*created));
  }
  EXPECT_TRUE(exists(name)) << "the emptied one must not unlink";
  const std::string other = fresh_name();
  auto second = Segment::create(other, 4'096);
  ASSERT_TRUE(second);
  *kept = std::move(*second);
  EXPECT_TRUE(exists(other));
  kept.reset();
  EXPECT_FALSE(exists(other));
}

TEST(ControlSegment, TwoSupervisorsNeverShareAName) {
  const auto first = ControlSegment::create();
  const auto second = ControlSegment::create();
  ASSERT_TRUE(first) << first.reason();
  ASSERT_TRUE(second) << second.reason();
  EXPECT_NE(first->names().control(), second->names().control());
  EXPECT_NE(first->names().session, second->names().session);
  std::set<std::string> names;
  for (const auto* supervisor : {&*first, &*second}) {
    names.insert(supervisor->names().control());
    for (std::uint32_t generation = 0; generation < 30; ++generation) {
      names.insert(supervisor->names().worker(generation));
    }
  }
  EXPECT_EQ(names.size(), 2U * (1U + 30U));
}

TEST(ControlSegment, IsWhatAWorkerAccepts) {
  const auto created = ControlSegment::create();
  ASSERT_TRUE(created) << created.reason();
  const auto opened = Segment::open(created->names().control(), Segment::Access::kReadOnly);
  ASSERT_TRUE(opened) << opened.reason();
  const auto& control = *reinterpret_cast<const Control*>(opened->data());
  const auto fits = check_control(control, opened->size());
  EXPECT_TRUE(fits) << fits.reason();
  EXPECT_EQ(control.session, created->names().session);
  EXPECT_EQ(control.supervisor_pid, getpid());
  engine::PatchDescription patch;
  patch.version = 4;
  created->control().put_patch(patch);
  EXPECT_TRUE(control.get_patch(4, &patch));
}

class SlotSegmentTest : public ::testing::Test {
 protected:
  static constexpr StreamFormat kFormat{.rate = 44'100, .block_frames = 64, .channels = 3};
  // Holds the names against whoever cleans up on this machine.
  Result<ControlSegment> supervisor_ = ControlSegment::create();

  void SetUp() override { ASSERT_TRUE(supervisor_) << supervisor_.reason(); }
  const SegmentNames& names() const { return supervisor_->names(); }
};

TEST_F(SlotSegmentTest, OpensAsItWasCreated) {
  const auto created = SlotSegment::create(names(), 5, kFormat);
  ASSERT_TRUE(created) << created.reason();
  const auto opened = SlotSegment::open(created->name(), names().session);
  ASSERT_TRUE(opened) << opened.reason();
  const SlotHeader& header = opened->header();
  EXPECT_EQ(header.generation, 5U);
  EXPECT_EQ(header.rate, 44'100);
  EXPECT_EQ(header.block_frames, 64);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.supervisor_pid, getpid());
  EXPECT_EQ(opened->orders().horizon.load(), 0) << "nothing may be rendered yet";
  EXPECT_EQ(opened->orders().start.load(), StartOrder::kWait);
  EXPECT_EQ(opened->report().rendered.load(), 0);
  EXPECT_EQ(opened->report().state.load(), WorkerState::kStarting);
  EXPECT_EQ(opened->orders().quit.load(), 0U);
}

TEST_F(SlotSegmentTest, BothSidesSeeTheSameParts) {
  const auto supervisor = SlotSegment::create(names(), 1, kFormat);
  ASSERT_TRUE(supervisor);
  const auto worker = SlotSegment::open(supervisor->name(), names().session);
  ASSERT_TRUE(worker);
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

TEST_F(SlotSegmentTest, EachGenerationIsANewSegment) {
  const auto first = SlotSegment::create(names(), 1, kFormat);
  const auto again = SlotSegment::create(names(), 1, kFormat);
  const auto next = SlotSegment::create(names(), 2, kFormat);
  EXPECT_TRUE(first);
  EXPECT_FALSE(again);
  EXPECT_TRUE(next);
}

TEST_F(SlotSegmentTest, AnotherSupervisorsSegmentIsRefused) {
  const auto created = SlotSegment::create(names(), 1, kFormat);
  ASSERT_TRUE(created);
  const auto opened = SlotSegment::open(created->name(), names().session + 1);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("session"));
  EXPECT_THAT(opened.reason(), StartsWith(created->name()));
}

TEST_F(SlotSegmentTest, SegmentCutShortIsRefused) {
  const auto created = SlotSegment::create(names(), 1, kFormat);
  ASSERT_TRUE(created);
  const std::string name = fresh_name();
  const auto cut = Segment::create(name, 4'096);
  ASSERT_TRUE(cut);
  std::memcpy(cut->data(), &created->header(), sizeof(SlotHeader));
  const auto opened = SlotSegment::open(name, names().session);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("size"));

  const std::string smaller = fresh_name();
  const auto tiny = Segment::create(smaller, 8);
  ASSERT_TRUE(tiny);
  const auto too_small = SlotSegment::open(smaller, names().session);
  ASSERT_FALSE(too_small);
  EXPECT_THAT(too_small.reason(), HasSubstr("too small"));
}

TEST_F(SlotSegmentTest, HeaderScribbledOverDoesNotMoveTheSupervisorsRings) {
  const auto created = SlotSegment::create(names(), 1, kFormat);
  ASSERT_TRUE(created);
  const auto worker = Segment::open(created->name(), Segment::Access::kReadWrite);
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
