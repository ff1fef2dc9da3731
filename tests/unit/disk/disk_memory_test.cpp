// SPDX-License-Identifier: MIT
// Where there is no memory a call is refused, or what it cannot tell is not told.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

#include "disk_of_its_own.hpp"
#include "tests/support/failing_memory.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::disk {
namespace {

void kill_children() {
  for (const pid_t child : children()) {
    kill(child, SIGKILL);
    siginfo_t info = {};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  }
}

/// What `call` gives with its first, second, third … allocation failing, until none is left to
/// fail.
template <class Call>
int failures_of(DiskProcess& disk, std::int64_t file, Call call) {
  for (int at = 0; at < 1'000; ++at) {
    kill_children();
    g_fails_at = at;
    const std::int64_t given = call();
    const bool failed = g_fails_at < 0;
    g_fails_at = -1;
    EXPECT_TRUE(given >= 0 || (failed && given == -ENOMEM))
        << given << " without allocation " << at;
    EXPECT_EQ(disk.write(file, 0, "on", 2), 2) << "it goes on, without allocation " << at;
    if (!failed) return at;
  }
  return -1;
}

TEST(MemoryOfADisk, AnyAllocationOfACallMayFail) {
  const TemporaryDirectory temporary;
  const auto at = [&](const char* name) { return (temporary.path() / name).string(); };
  auto with = options("takes");
  with.tell = [](const std::string& what) { (void)std::vector<char>(what.size()); };
  DiskProcess disk(with);
  const auto file = disk.open(at("a"), O_RDWR | O_CREAT);
  const std::string other = at("other");
  EXPECT_GT(failures_of(disk, file, [&] { return disk.write(file, 0, "x", 1); }), 2);
  EXPECT_GT(failures_of(disk, file, [&] { return disk.open(other, O_RDWR | O_CREAT); }), 3);
  EXPECT_EQ(disk.close(file), 0);
}

}  // namespace
}  // namespace chronus::disk
