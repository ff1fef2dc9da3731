// SPDX-License-Identifier: MIT
// Other programs on the machine may clean up at any moment, too: these tests rely on what is gone
// or still there, never on who removed it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mman.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "forked.hpp"
#include "ipc/process.hpp"
#include "ipc/segment.hpp"

namespace chronus::ipc {
namespace {

using test::Forked;
using test::SharedPage;

void (*on_unlink)(const std::string& name) = nullptr;

bool exists(const std::string& name) { return std::filesystem::exists("/dev/shm/" + name); }

struct Names {
  char control[128];
  char slot[128];
};

/// A supervisor that makes its segments, tells their names and is killed.
int make_segments_and_die(Names& names, std::atomic<int>* hold_until = nullptr) {
  const auto control = ControlSegment::create();
  if (!control) return 1;
  const auto slot = SlotSegment::create(control->names(), 1, {});
  if (!slot) return 2;
  std::strncpy(names.control, control->names().control().c_str(), sizeof names.control - 1);
  std::strncpy(names.slot, slot->name().c_str(), sizeof names.slot - 1);
  if (hold_until != nullptr) {
    hold_until->store(1);
    while (hold_until->load() == 1) sched_yield();
  }
  kill(getpid(), SIGKILL);
  return 3;
}

TEST(RemoveOrphans, RemovesWhatAKilledSupervisorLeft) {
  const SharedPage<Names> names;
  Forked supervisor([&names] { return make_segments_and_die(*names); });
  ASSERT_EQ(supervisor.wait(), -SIGKILL);
  remove_orphans();
  EXPECT_FALSE(exists(names->control)) << names->control;
  EXPECT_FALSE(exists(names->slot)) << names->slot;
}

TEST(RemoveOrphans, NextSupervisorCleansBeforeItStarts) {
  const SharedPage<Names> names;
  Forked supervisor([&names] { return make_segments_and_die(*names); });
  ASSERT_EQ(supervisor.wait(), -SIGKILL);
  const auto next = ControlSegment::create();
  ASSERT_TRUE(next) << next.reason();
  EXPECT_FALSE(exists(names->control));
  EXPECT_FALSE(exists(names->slot));
  EXPECT_TRUE(exists(next->names().control()));
}

TEST(RemoveOrphans, LeavesALiveSupervisorAloneUntilItIsKilled) {
  const SharedPage<Names> names;
  const SharedPage<std::atomic<int>> step;
  Forked supervisor([&] { return make_segments_and_die(*names, &*step); });
  while (step->load() == 0 && !supervisor.has_ended()) sched_yield();
  for (int round = 0; round < 20; ++round) remove_orphans();
  EXPECT_TRUE(exists(names->control));
  EXPECT_TRUE(exists(names->slot));
  step->store(2);
  ASSERT_EQ(supervisor.wait(), -SIGKILL);
  remove_orphans();
  EXPECT_FALSE(exists(names->control));
  EXPECT_FALSE(exists(names->slot));
}

TEST(RemoveOrphans, LeavesItsOwnProcessAlone) {
  const auto control = ControlSegment::create();
  ASSERT_TRUE(control);
  const auto slot = SlotSegment::create(control->names(), 1, {});
  ASSERT_TRUE(slot);
  remove_orphans();
  EXPECT_TRUE(exists(control->names().control()));
  EXPECT_TRUE(exists(slot->name()));
}

// A lock that the workers inherited would keep their dead supervisor alive for the cleaner.
TEST(RemoveOrphans, ChildThatOutlivesItsSupervisorDoesNotHoldItsSegments) {
  const SharedPage<Names> names;
  const SharedPage<std::atomic<pid_t>> survivor;
  int up[2] = {-1, -1};
  ASSERT_EQ(pipe(up), 0);
  Forked supervisor([&] {
    const auto control = ControlSegment::create();
    if (!control) return 4;
    std::strncpy(names->control, control->names().control().c_str(), sizeof names->control - 1);
    const auto child =
        ChildProcess::start({"/bin/sh", "-c", "echo >&" + std::to_string(up[1]) + "; sleep 1000"});
    if (!child) return 5;
    survivor->store(child->pid());
    // Its own words: the kernel closes what an exec does not pass on only after the start returns.
    char word = 0;
    if (read(up[0], &word, 1) != 1) return 6;
    kill(getpid(), SIGKILL);
    return 7;
  });
  ASSERT_EQ(supervisor.wait(), -SIGKILL);
  EXPECT_EQ(kill(survivor->load(), 0), 0) << "the child is to outlive its supervisor";
  remove_orphans();
  EXPECT_FALSE(exists(names->control));
  kill(-survivor->load(), SIGKILL);  // with the sleep in its process group
  close(up[0]);
  close(up[1]);
}

TEST(RemoveOrphans, RemovesASlotWhoseControlSegmentIsGone) {
  const SegmentNames names{getpid(), 0xfeed'0000'0000'0000ULL + static_cast<unsigned>(getpid())};
  const auto slot = Segment::create(names.worker(1), 4'096);
  ASSERT_TRUE(slot) << slot.reason();
  remove_orphans();
  EXPECT_FALSE(exists(names.worker(1)));
}

TEST(RemoveOrphans, LeavesStrangersFilesAlone) {
  for (const std::string stem :
       {"chronus-notes", "chronus-12", "chronus-ctl", "chronus-x-1-ctl", "chronus--1-ctl",
        "chronus-1-xyz-s0g1", "chronus-1-2-3-s0g1", "chronus-1-2-", "chronus-1-2"}) {
    const std::string path = "/dev/shm/" + stem;
    std::ofstream(path) << "mine";
    remove_orphans();
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
    std::filesystem::remove(path);
  }
}

/// Two processes that clean up without a pause.
class Cleaners {
 public:
  ~Cleaners() {
    stop_->store(true);
    EXPECT_EQ(first_.wait(), 0);
    EXPECT_EQ(second_.wait(), 0);
  }

 private:
  int clean() const {
    while (!stop_->load(std::memory_order_relaxed)) remove_orphans();
    return 0;
  }
  SharedPage<std::atomic<bool>> stop_;
  Forked first_{[this] { return clean(); }};
  Forked second_{[this] { return clean(); }};
};

TEST(RemoveOrphans, SupervisorStartsWhileOthersCleanUp) {
  const Cleaners cleaners;
  for (int round = 0; round < 200; ++round) {
    const auto control = ControlSegment::create();
    ASSERT_TRUE(control) << control.reason();
    const auto slot = Segment::create(control->names().worker(1), 4'096);
    ASSERT_TRUE(slot) << slot.reason();
    for (int look = 0; look < 5; ++look) {
      ASSERT_TRUE(exists(control->names().control())) << "round " << round;
      ASSERT_TRUE(exists(slot->name())) << "round " << round;
      sched_yield();
    }
  }
}

// Between a cleaner's look and its unlinking nobody may come to life under the name.
TEST(RemoveOrphans, HoldsTheLockOfADeadSupervisorUntilItsNameIsGone) {
  static std::string watched;
  static bool was_locked = false;
  bool cleaned_here = false;
  // Whoever else cleans up on this machine may be faster.
  for (int attempt = 0; attempt < 100 && !cleaned_here; ++attempt) {
    const SharedPage<Names> names;
    Forked supervisor([&names] { return make_segments_and_die(*names); });
    ASSERT_EQ(supervisor.wait(), -SIGKILL);
    static bool seen = false;
    seen = false;
    watched = names->control;
    on_unlink = [](const std::string& name) {
      if (name != watched) return;
      const int fd = open(("/dev/shm/" + name).c_str(), O_RDWR | O_CLOEXEC);
      if (fd < 0) return;
      seen = true;
      was_locked = flock(fd, LOCK_EX | LOCK_NB) != 0;
      close(fd);
    };
    remove_orphans();
    on_unlink = nullptr;
    cleaned_here = seen;
  }
  ASSERT_TRUE(cleaned_here);
  EXPECT_TRUE(was_locked);
}

}  // namespace
}  // namespace chronus::ipc

// Takes the place of libc's, so that a test can look at the moment before a name goes.
int shm_unlink(const char* name) {
  const std::string bare = name[0] == '/' ? name + 1 : name;
  if (chronus::ipc::on_unlink != nullptr) chronus::ipc::on_unlink(bare);
  return unlink(("/dev/shm/" + bare).c_str());
}
