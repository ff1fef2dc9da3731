// SPDX-License-Identifier: MIT
// What happens to a disk process, and what its user sees of it.
#include "disk/disk_process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <thread>

#include "disk_of_its_own.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::disk {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ProcessOfADisk : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return (temporary_.path() / name).string(); }
  DiskProcess::Options hearing(std::chrono::milliseconds limit = 0ms) {
    auto with = options("takes");
    with.limit = limit;
    with.tell = [this](const std::string& what) { told_.push_back(what); };
    with.tell_over = [this](const std::string& what) { told_.push_back("over: " + what); };
    return with;
  }
  static pid_t only_child() {
    const auto found = children();
    EXPECT_THAT(found, SizeIs(1));
    return found.empty() ? -1 : found[0];
  }
  /// Its end is certain afterwards, and not reaped.
  static void kill_child(pid_t pid) {
    kill(pid, SIGKILL);
    siginfo_t info = {};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
  }
  /// Of a thread that has begun a call: it waits for the answer now.
  static void wait_until_it_sleeps(const std::atomic<pid_t>& thread) {
    for (char state = 0; state != 'S'; std::this_thread::yield()) {
      std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
      const std::string stat{std::istreambuf_iterator<char>(file), {}};
      // Behind the name, which stands in parentheses.
      if (const auto name = stat.rfind(") "); name != stat.npos) state = stat[name + 2];
    }
  }
  /// What `call` gives, of which the process is killed while it is under way.
  template <class Call>
  static std::int64_t killed_under_way(Call call) {
    const pid_t child = only_child();
    kill(child, SIGSTOP);
    std::int64_t given = 0;
    std::atomic<pid_t> tid{0};
    std::thread waits([&] {
      tid = gettid();
      given = call();
    });
    wait_until_it_sleeps(tid);
    kill(child, SIGKILL);
    waits.join();
    return given;
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryDirectory temporary_;
  std::vector<std::string> told_;
};

TEST_F(ProcessOfADisk, IsThereFromTheFirstCallToTheEndAndLeavesNothing) {
  {
    DiskProcess disk(hearing());
    EXPECT_THAT(children(), IsEmpty());
    EXPECT_EQ(disk.is_directory("/"), 1);
    EXPECT_THAT(children(), SizeIs(1));
    EXPECT_EQ(disk.is_directory("/"), 1);
    EXPECT_THAT(children(), SizeIs(1));
  }
  EXPECT_THAT(children(), IsEmpty());
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(ProcessOfADisk, HasNothingOpenButItsSocketAndStandardOnes) {
  DiskProcess disk(hearing());
  (void)disk.exists("/");
  std::vector<std::string> open;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(only_child()) + "/fd")) {
    open.push_back(entry.path().filename());
  }
  EXPECT_THAT(open, testing::UnorderedElementsAre("0", "1", "2", "3"));
}

TEST_F(ProcessOfADisk, OneThatIsKilledCostsNothingAndIsTold) {
  DiskProcess disk(hearing());
  const auto first = disk.open(at("first"), O_RDWR | O_CREAT | O_EXCL);
  const auto second = disk.open(at("second"), O_RDWR | O_CREAT | O_TRUNC);
  ASSERT_EQ(disk.lock(first), 0);
  ASSERT_EQ(disk.write(first, 0, "before ", 7), 7);
  ASSERT_EQ(disk.write(second, 0, "two", 3), 3);
  kill_child(only_child());
  EXPECT_EQ(disk.write(first, 7, "after", 5), 5);
  kill_child(only_child());
  char read[4] = {};
  EXPECT_EQ(disk.read(second, 0, read, 3), 3);
  EXPECT_EQ(std::string(read), "two");
  DiskProcess another(options("another"));
  EXPECT_EQ(disk.write(first, 12, "!", 1), 1);
  EXPECT_EQ(another.lock(another.open(at("first"), O_RDONLY)), -EWOULDBLOCK) << "locked again";
  EXPECT_EQ(disk.close(first), 0);
  EXPECT_EQ(content(at("first")), "before after!");
  ASSERT_THAT(told_, SizeIs(2));
  EXPECT_EQ(told_[0],
            "the process that writes takes has ended: signal 9 (Killed); another takes its place");
}

TEST_F(ProcessOfADisk, AnotherFileUnderTheNameIsNotTakenForTheOneThatWasOpen) {
  DiskProcess disk(hearing());
  const auto file = disk.open(at("a"), O_RDWR | O_CREAT);
  const auto gone = disk.open(at("b"), O_RDWR | O_CREAT);
  std::ofstream(at("other")) << "precious";
  ASSERT_EQ(disk.rename(at("other"), at("a")), 0);
  ASSERT_EQ(disk.remove(at("b")), 0);
  kill_child(only_child());
  EXPECT_EQ(disk.write(file, 0, "x", 1), -ESTALE);
  EXPECT_EQ(disk.write(gone, 0, "x", 1), -ESTALE);
  EXPECT_EQ(content(at("a")), "precious");
  EXPECT_EQ(reason_of(-ESTALE), "the file has been deleted");
}

TEST_F(ProcessOfADisk, OneThatDoesNotAnswerInTimeIsLeftAndItsFilesAreLost) {
  DiskProcess disk(hearing(2s));  // for starting one, on whatever machine; waited for once
  const auto file = disk.open(at("a"), O_RDWR | O_CREAT);
  const pid_t stopped = only_child();
  kill(stopped, SIGSTOP);
  EXPECT_EQ(disk.write(file, 0, "late", 4), -ETIMEDOUT);
  EXPECT_EQ(disk.write(file, 0, "x", 1), -ETIMEDOUT) << "two would write to one file";
  const auto next = disk.open(at("b"), O_RDWR | O_CREAT);
  EXPECT_EQ(disk.write(next, 0, "on", 2), 2) << "another file is another's";
  EXPECT_LT(disk.close(file), 0);
  EXPECT_EQ(disk.close(next), 0);
  // It was woken to end, and has done what it was given before.
  siginfo_t info = {};
  if (waitid(P_PID, static_cast<id_t>(stopped), &info, WEXITED | WNOWAIT) == 0) {
    EXPECT_EQ(info.si_code, CLD_EXITED);
  }
  EXPECT_EQ(content(at("a")), "late");
  disk.reap();
  EXPECT_THAT(children(), SizeIs(1));
}

TEST_F(ProcessOfADisk, WhoeverWaitsCanBeToldToGiveUp) {
  std::string held;
  {
    DiskProcess disk(hearing());
    const auto file = disk.open(at("a"), O_RDWR | O_CREAT);
    kill(only_child(), SIGSTOP);
    std::int64_t given = 0;
    std::atomic<pid_t> tid{0};
    std::thread waits([&] {
      tid = gettid();
      given = disk.write(file, 0, "x", 1);
    });
    wait_until_it_sleeps(tid);
    disk.give_up();
    waits.join();
    EXPECT_EQ(given, -ECANCELED);
    EXPECT_EQ(disk.write(file, 0, "x", 1), -ECANCELED) << "though it is lost too";
    EXPECT_EQ(disk.exists("/"), -ECANCELED);
  }
  while (waitpid(-1, nullptr, 0) > 0) continue;  // it ends by itself
}

TEST_F(ProcessOfADisk, OneThatCannotBeStartedIsAnErrorWithItsReason) {
  auto with = hearing();
  with.program = "/nowhere/chronus-disk";
  DiskProcess disk(with);
  EXPECT_EQ(disk.open(at("a"), O_RDWR | O_CREAT), -ECHILD);
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_THAT(told_[0], HasSubstr("/nowhere/chronus-disk"));
  EXPECT_EQ(disk.make_directory(at("b")), -ECHILD);
  EXPECT_THAT(told_, SizeIs(1)) << "once, until one is there";
}

TEST_F(ProcessOfADisk, AnotherFailureToStartOneIsToldAgain) {
  auto with = hearing();
  with.program = at("chronus-disk");
  DiskProcess disk(with);
  EXPECT_EQ(disk.make_directory(at("none")), -ECHILD);
  std::filesystem::create_symlink(options("").program, with.program);
  EXPECT_EQ(disk.is_directory("/"), 1);
  std::filesystem::remove(with.program);
  kill_child(only_child());
  EXPECT_EQ(disk.make_directory(at("none")), -ECHILD);
  EXPECT_THAT(told_, ElementsAre(HasSubstr("cannot start"),
                                 "over: the process that writes takes can be started again, and is "
                                 "there",
                                 HasSubstr("has ended"), HasSubstr("cannot start")));
}

TEST_F(ProcessOfADisk, WhatMayBeDoneTwiceIsDoneAgainByTheNext) {
  std::ofstream(at("a")) << "four";
  DiskProcess disk(hearing());
  ASSERT_EQ(disk.exists("/"), 1);
  About about;
  EXPECT_EQ(killed_under_way([&] { return disk.about(at("a"), &about); }), 0);
  EXPECT_EQ(about.bytes, 4);
  EXPECT_EQ(killed_under_way([&] { return disk.about_link(at("a"), &about); }), 0);
  std::string real;
  EXPECT_EQ(killed_under_way([&] { return disk.real_path("/", &real); }), 0);
  EXPECT_EQ(real, "/");
  std::vector<std::string> names;
  EXPECT_EQ(killed_under_way([&] { return disk.list(temporary_.path(), &names); }), 0);
  EXPECT_THAT(names, ElementsAre("a"));
  EXPECT_GT(killed_under_way([&] { return disk.space("/"); }), 0);
  EXPECT_EQ(killed_under_way([&] { return disk.change_mode(at("a"), 0400); }), 0);
  EXPECT_THAT(told_, SizeIs(6));
}

TEST_F(ProcessOfADisk, WhatMayHaveBeenDoneIsNotDoneAgainButRefused) {
  DiskProcess disk(hearing());
  ASSERT_EQ(disk.exists("/"), 1);
  for (int n = 0; n < 4; ++n) {
    const auto given = killed_under_way([&] {
      switch (n) {
        case 0:
          return disk.open(at("a"), O_RDWR | O_CREAT | O_EXCL);
        case 1:
          return disk.rename(at("a"), at("b"));
        case 2:
          return disk.remove(at("a"));
        default:
          return disk.make_directory(at("d"));
      }
    });
    EXPECT_EQ(given, -ECONNRESET) << n;
    ASSERT_EQ(disk.exists("/"), 1);
  }
}

TEST_F(ProcessOfADisk, WithoutADescriptorToBeToldToGiveUpThereIsNone) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  const auto with = hearing();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_THROW(DiskProcess disk(with), std::system_error);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST_F(ProcessOfADisk, SignalsThatEndAServiceDoNotEndIt) {
  DiskProcess disk(hearing());
  const auto file = disk.open(at("a"), O_RDWR | O_CREAT);
  const pid_t before = only_child();
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) kill(before, number);
  EXPECT_EQ(disk.write(file, 0, "x", 1), 1);
  EXPECT_THAT(children(), ElementsAre(before));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(ProcessOfADisk, EndsWithItsUserHoweverThatEnds) {
  // What has lost its parent becomes ours.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t user = fork();
  if (user == 0) {
    DiskProcess disk(options("takes"));
    (void)disk.write(disk.open(at("a"), O_RDWR | O_CREAT), 0, "whole", 5);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(user, &status, 0), user);
  EXPECT_TRUE(WIFSIGNALED(status));
  while (waitpid(-1, &status, 0) > 0) EXPECT_TRUE(WIFEXITED(status));
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_EQ(content(at("a")), "whole");
}

TEST_F(ProcessOfADisk, ManyUsersAtOnceGetTheirOwnAnswers) {
  DiskProcess disk(hearing());
  std::vector<std::thread> users;
  for (int n = 0; n < 4; ++n) {
    users.emplace_back([&, n] {
      const std::string name = at(std::to_string(n));
      const auto file = disk.open(name, O_RDWR | O_CREAT);
      const std::string line(static_cast<std::size_t>(n) + 1, static_cast<char>('a' + n));
      for (std::int64_t i = 0; i < 500; ++i) {
        const auto bytes = static_cast<std::int64_t>(line.size());
        ASSERT_EQ(disk.write(file, i * bytes, line.data(), line.size()), bytes);
      }
      disk.close(file);
    });
  }
  for (auto& user : users) user.join();
  for (int n = 0; n < 4; ++n) {
    EXPECT_EQ(content(at(std::to_string(n))),
              std::string(500U * (static_cast<std::size_t>(n) + 1), static_cast<char>('a' + n)));
  }
}

}  // namespace
}  // namespace chronus::disk
