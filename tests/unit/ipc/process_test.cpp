// SPDX-License-Identifier: MIT
#include "ipc/process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/file_descriptor.hpp"
#include "forked.hpp"

namespace chronus::ipc {
namespace {

using test::becomes_readable;
using test::Forked;
using ::testing::HasSubstr;

ChildProcess start(const std::vector<std::string>& argv, std::span<const int> handed = {}) {
  auto child = ChildProcess::start(argv, handed);
  if (!child) throw std::runtime_error(child.reason());
  return std::move(*child);
}

ChildProcess shell(const std::string& script) { return start({"/bin/sh", "-c", script}); }

/// Its end, awaited on the pidfd.
ExitStatus end_of(ChildProcess& child) {
  ExitStatus status{.signalled = true, .code = -1};
  EXPECT_TRUE(becomes_readable(child.pidfd()));
  EXPECT_TRUE(child.try_reap(&status));
  return status;
}

TEST(ChildProcess, ExitCodeIsReported) {
  auto child = shell("exit 3");
  const ExitStatus status = end_of(child);
  EXPECT_FALSE(status.signalled);
  EXPECT_EQ(status.code, 3);
  EXPECT_EQ(status.text(), "exit 3");
}

TEST(ChildProcess, SignalThatEndsItIsReported) {
  auto child = start({"/bin/sleep", "1000"});
  child.signal(SIGKILL);
  const ExitStatus status = end_of(child);
  EXPECT_TRUE(status.signalled);
  EXPECT_EQ(status.code, SIGKILL);
  EXPECT_EQ(status.text(), "signal 9 (Killed)");
}

TEST(ChildProcess, EndIsSeenAlsoWhereSomebodyElseReapedIt) {
  auto child = shell("exit 3");
  ASSERT_TRUE(becomes_readable(child.pidfd()));
  ASSERT_EQ(waitpid(child.pid(), nullptr, 0), child.pid());
  ExitStatus status;
  ASSERT_TRUE(child.try_reap(&status));
  EXPECT_FALSE(status.known);
  EXPECT_FALSE(child.try_reap(&status)) << "once";
}

TEST(ChildProcess, PidfdIsReadableOnlyOnceItHasEnded) {
  auto child = start({"/bin/sleep", "1000"});
  EXPECT_FALSE(becomes_readable(child.pidfd(), 0));
  ExitStatus status;
  EXPECT_FALSE(child.try_reap(&status));
  child.signal(SIGTERM);
  EXPECT_TRUE(becomes_readable(child.pidfd()));
}

TEST(ChildProcess, IsKilledAndReapedOnDestruction) {
  pid_t pid = -1;
  int watch = -1;
  {
    const auto child = start({"/bin/sleep", "1000"});
    pid = child.pid();
    watch = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    ASSERT_FALSE(becomes_readable(watch, 0));
  }
  EXPECT_TRUE(becomes_readable(watch, 0)) << "it still runs";
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1) << "a zombie is left";
  EXPECT_EQ(errno, ECHILD);
  close(watch);
}

TEST(ChildProcess, StoppedChildIsKilledOnDestructionToo) {
  pid_t pid = -1;
  {
    const auto child = start({"/bin/sleep", "1000"});
    pid = child.pid();
    child.signal(SIGSTOP);
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, WUNTRACED), pid);
    ASSERT_TRUE(WIFSTOPPED(status)) << "it still runs, and any signal would end it";
  }
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(ChildProcess, IsReapedOnlyOnce) {
  auto child = shell("exit 0");
  end_of(child);
  ExitStatus status{.signalled = true, .code = 77};
  EXPECT_FALSE(child.try_reap(&status));
  EXPECT_EQ(status.code, 77);
  EXPECT_EQ(child.pidfd(), -1);
  child.signal(SIGKILL);  // reaches nobody
}

TEST(ChildProcess, EmptiedOneNeverTakesAnothersEnd) {
  auto first = shell("exit 5");
  auto second = std::move(first);
  ASSERT_TRUE(becomes_readable(second.pidfd()));
  ExitStatus status;
  EXPECT_FALSE(first.try_reap(&status));  // NOLINT(bugprone-use-after-move): that is the question
  ASSERT_TRUE(second.try_reap(&status));
  EXPECT_EQ(status.code, 5);
}

TEST(ChildProcess, AssignmentHandsOverBoth) {
  auto kept = shell("exit 1");
  const pid_t replaced = kept.pid();
  {
    auto next = shell("exit 2");
    kept = std::move(next);
  }
  EXPECT_EQ(waitpid(replaced, nullptr, WNOHANG), -1) << "the replaced child is left over";
  EXPECT_EQ(end_of(kept).code, 2);
}

TEST(ChildProcess, MissingProgramIsAnErrorThatNamesIt) {
  const auto child = ChildProcess::start({"/nowhere/chronus-worker"});
  ASSERT_FALSE(child);
  EXPECT_THAT(child.reason(), HasSubstr("/nowhere/chronus-worker"));
  EXPECT_THAT(child.reason(), HasSubstr("No such file"));
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "the failed start left a zombie";
}

TEST(ChildProcess, FileThatIsNoProgramIsAnError) {
  EXPECT_FALSE(ChildProcess::start({"/etc/passwd"}));
  EXPECT_FALSE(ChildProcess::start({"/"}));
  EXPECT_FALSE(ChildProcess::start({}));
}

TEST(ChildProcess, GetsItsArgumentsAsTheyAre) {
  auto child = start(
      {"/bin/sh", "-c", R"([ "$1" = 'a b*$c' ] && [ -z "$2" ] && exit 6)", "sh", "a b*$c", ""});
  EXPECT_EQ(end_of(child).code, 6);
}

TEST(ChildProcess, StartsWithDefaultSignalsWhateverItsParentDoes) {
  Forked parent([] {
    signal(SIGTERM, SIG_IGN);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    auto child = shell("kill -TERM $$; exit 0");
    const ExitStatus status = end_of(child);
    return status.signalled ? status.code : 100;
  });
  EXPECT_EQ(parent.wait(), SIGTERM);
}

TEST(ChildProcess, StandsInAProcessGroupOfItsOwn) {
  const auto child = start({"/bin/sleep", "1000"});
  EXPECT_EQ(getpgid(child.pid()), child.pid());
}

/// A pipe whose other end the child holds: its end of file is the child's death.
struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  /// This process keeps the reading end only.
  void read_only() { close(std::exchange(ends[1], -1)); }
  std::array<int, 2> ends = {-1, -1};
};

/// What the child has open: its numbers, and what they stand for.
std::map<int, std::string> open_in(const ChildProcess& child) {
  std::map<int, std::string> found;
  const std::string directory = "/proc/" + std::to_string(child.pid()) + "/fd";
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    found[std::stoi(entry.path().filename())] = std::filesystem::read_symlink(entry.path());
  }
  return found;
}

/// Its name, as /proc shows it to everybody.
std::string name_of(int fd) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
}

TEST(ChildProcess, HasNothingOpenButWhatItWasHanded) {
  const Pipe first;
  const Pipe second;
  const FileDescriptor left_open(open("/dev/zero", O_RDONLY));  // NOLINT(android-cloexec-open)
  ASSERT_GE(left_open.get(), 0);
  const int handed[] = {first.ends[1], second.ends[0]};
  const auto child = start({"/bin/sleep", "1000"}, handed);
  const std::map<int, std::string> expected = {{0, "/dev/null"},
                                               {1, "/dev/null"},
                                               {2, name_of(2)},
                                               {3, name_of(first.ends[1])},
                                               {4, name_of(second.ends[0])}};
  EXPECT_EQ(open_in(child), expected);
}

TEST(ChildProcess, HandedNoneHasNone) {
  const Pipe pipe;
  const auto child = start({"/bin/sleep", "1000"});
  // Its loader opens libraries for a moment; what is left afterwards counts.
  for (int look = 0; look < 2'000 && open_in(child).size() != 3U; ++look) usleep(1'000);
  EXPECT_EQ(open_in(child).size(), 3U);
}

// What stands here where another is to stand in the child must not be lost to it.
TEST(ChildProcess, HandsOverWhateverNumbersTheyHaveHere) {
  Forked parent([] {
    Pipe three;
    Pipe four;
    if (dup2(three.ends[0], 100) < 0 || dup2(four.ends[0], 101) < 0) return 1;
    dup2(101, 3);
    dup2(100, 4);
    const int swapped[] = {4, 3, 3};
    const auto child = start({"/bin/sleep", "1000"}, swapped);
    auto found = open_in(child);
    return found[3] == name_of(100) && found[4] == name_of(101) && found[5] == name_of(101) ? 0 : 2;
  });
  EXPECT_EQ(parent.wait(), 0);
}

TEST(ChildProcess, WhatCannotBeHandedOverIsAnError) {
  const int closed[] = {9'999};
  const auto child = ChildProcess::start({"/bin/sleep", "1000"}, closed);
  ASSERT_FALSE(child);
  EXPECT_THAT(child.reason(), HasSubstr("Bad file descriptor"));
}

TEST(DieWithParent, ChildGoesWhenItsParentIsKilled) {
  Pipe life;
  Forked parent([&life] {
    const pid_t self = getpid();
    if (fork() == 0) {
      if (!die_with_parent(self)) _exit(1);
      const pid_t pid = getpid();
      if (write(life.ends[1], &pid, sizeof pid) != sizeof pid) _exit(1);
      for (;;) pause();
    }
    for (;;) pause();
    return 0;
  });
  life.read_only();
  pid_t child = -1;
  ASSERT_TRUE(becomes_readable(life.ends[0]));
  ASSERT_EQ(read(life.ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ASSERT_FALSE(becomes_readable(life.ends[0], 0)) << "the child runs while its parent does";
  parent.kill(SIGKILL);
  ASSERT_EQ(parent.wait(), -SIGKILL);
  const bool gone = becomes_readable(life.ends[0]);
  EXPECT_TRUE(gone) << "the child outlived its parent";
  if (!gone) kill(child, SIGKILL);
  char nothing = 0;
  EXPECT_EQ(read(life.ends[0], &nothing, 1), 0);
}

TEST(DieWithParent, TellsThatTheParentIsGoneAlready) {
  const pid_t self = getpid();
  Forked with_parent([self] { return die_with_parent(self) ? 0 : 1; });
  EXPECT_EQ(with_parent.wait(), 0);
  Forked with_another([self] { return die_with_parent(self + 1) ? 1 : 0; });
  EXPECT_EQ(with_another.wait(), 0);
}

}  // namespace
}  // namespace chronus::ipc
