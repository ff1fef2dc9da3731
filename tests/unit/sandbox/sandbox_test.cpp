// SPDX-License-Identifier: MIT
#include "sandbox/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "base/thread.hpp"
#include "ipc/wake.hpp"
#include "tests/unit/ipc/forked.hpp"

namespace chronus::sandbox {
namespace {

using test::Forked;

constexpr int kNotConfined = 77;

struct Shared {
  std::atomic<std::uint32_t> noted;
  std::atomic<std::uint64_t> rounds;
  ipc::WakeWord wake;
};

/// Processes that are confined, and what becomes of them.
class Confined : public testing::TestWithParam<Role> {
 protected:
  void SetUp() override {
    if (Forked([] { return confine(Role::kWorker) ? 0 : 1; }).wait() != 0) {
      GTEST_SKIP() << "this kernel, or this build, confines nobody";
    }
  }
  /// How a process ends that does this once it is confined.
  template <class Deed>
  int end_of(Role role, Deed deed) {
    shared_->noted = 0;
    return Forked([&] {
             silence();
             if (!confine(role, &shared_->noted)) return kNotConfined;
             deed();
             return 0;
           })
        .wait();
  }
  /// What it says of itself is not the test's.
  static void silence() { dup2(open("/dev/null", O_WRONLY), STDERR_FILENO); }
  std::string noted() const {
    return shared_->noted == 0 ? "nothing" : call_name(shared_->noted - 1);
  }

  test::SharedPage<Shared> shared_;
};

TEST_P(Confined, NoProcessReachesTheNetworkStartsAProgramOrAnotherProcess) {
  EXPECT_EQ(end_of(GetParam(), [] { socket(AF_INET, SOCK_DGRAM, 0); }), -SIGSYS);
  EXPECT_EQ(noted(), "socket");
  EXPECT_EQ(end_of(GetParam(), [] { execl("/bin/true", "true", nullptr); }), -SIGSYS);
  EXPECT_EQ(noted(), "execve");
  EXPECT_EQ(end_of(GetParam(), [] { syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }), -SIGSYS);
  EXPECT_EQ(noted(), "clone");
  EXPECT_EQ(end_of(GetParam(), [] { kill(getppid(), 0); }), -SIGSYS);
  EXPECT_EQ(end_of(GetParam(), [] { syscall(SYS_ptrace, 0, 0, 0, 0); }), -SIGSYS);
  EXPECT_EQ(noted(), "ptrace");
}

TEST_P(Confined, NoOtherHandlerIsSetAndNoMemoryMadeExecutable) {
  EXPECT_EQ(end_of(GetParam(), [] { signal(SIGSYS, SIG_IGN); }), -SIGSYS);
  EXPECT_EQ(noted(), "rt_sigaction");
  const auto make = [](int protection) {
    return [protection] { mmap(nullptr, 4'096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); };
  };
  EXPECT_EQ(end_of(GetParam(), make(PROT_READ | PROT_WRITE)), 0);
  EXPECT_EQ(end_of(GetParam(), make(PROT_READ | PROT_EXEC)), -SIGSYS);
  EXPECT_EQ(noted(), "mmap");
}

class ConfinedToWords : public Confined {};

TEST_P(ConfinedToWords, OnlyLastWordsAreWritten) {
  const int file = open("/dev/null", O_WRONLY);
  EXPECT_EQ(end_of(GetParam(), [&] { (void)!write(file, "x", 1); }), -SIGSYS);
  EXPECT_EQ(noted(), "write");
  EXPECT_EQ(end_of(GetParam(), [] { (void)!write(STDERR_FILENO, "x", 1); }), 0);
  close(file);
}

TEST_P(Confined, AFailureOfItsOwnEndsItAsEver) {
  EXPECT_EQ(end_of(GetParam(), [] { abort(); }), -SIGABRT);
  EXPECT_EQ(end_of(GetParam(), [] { __builtin_trap(); }), -SIGILL);
  EXPECT_EQ(end_of(GetParam(), [] { _exit(3); }), 3);
  EXPECT_EQ(noted(), "nothing");
}

std::string name_of(const testing::TestParamInfo<Role>& role) {
  if (role.param == Role::kLoader) return "Loader";
  return role.param == Role::kWorker ? "Worker" : "Disk";
}

INSTANTIATE_TEST_SUITE_P(Roles, Confined,
                         testing::Values(Role::kWorker, Role::kDisk, Role::kLoader), name_of);
INSTANTIATE_TEST_SUITE_P(Roles, ConfinedToWords, testing::Values(Role::kWorker, Role::kDisk),
                         name_of);

using ConfinedLoader = Confined;

TEST_F(ConfinedLoader, LimitsNobodyElse) {
  rlimit limit = {};
  EXPECT_EQ(end_of(Role::kLoader, [&] { prlimit(0, RLIMIT_CPU, nullptr, &limit); }), 0);
  EXPECT_EQ(end_of(Role::kLoader, [&] { prlimit(getppid(), RLIMIT_CPU, nullptr, &limit); }),
            -SIGSYS);
}

using ConfinedWorker = Confined;

TEST_F(ConfinedWorker, OpensNoFile) {
  EXPECT_EQ(end_of(Role::kWorker, [] { (void)open("/etc/passwd", O_RDONLY); }), -SIGSYS);
  EXPECT_EQ(noted(), "openat");
}

TEST_F(ConfinedWorker, ComputesWaitsAndEndsAndSoDoItsThreads) {
  const auto work = [this] {
    std::vector<std::unique_ptr<char[]>> held;
    for (std::size_t bytes = 16; bytes < (64U << 20U); bytes *= 2) {
      held.push_back(std::make_unique<char[]>(bytes));
    }
    const std::uint32_t seen = shared_->wake.look();
    shared_->wake.wait(seen, 1'000'000);
    shared_->wake.wake();
    const timespec moment{0, 1};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, nullptr);
    timespec used = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    std::this_thread::yield();
  };
  EXPECT_EQ(Forked([&] {
              std::atomic<bool> is_up{false}, may_go{false};
              Thread builder("builder", [&](const std::stop_token&) {
                is_up = true;
                is_up.notify_one();
                may_go.wait(false);
                work();
              });
              is_up.wait(false);
              if (!confine(Role::kWorker, &shared_->noted)) return kNotConfined;
              may_go = true;
              may_go.notify_one();
              work();
              builder.join();
              return 0;
            }).wait(),
            0)
      << noted();
}

TEST_F(ConfinedWorker, AThreadGivesBackWhatItHadMuchOf) {
  EXPECT_EQ(Forked([&] {
              keep_one_heap();
              std::atomic<bool> is_up{false}, may_go{false};
              Thread builder("builder", [&](const std::stop_token&) {
                is_up = true;
                is_up.notify_one();
                may_go.wait(false);
                // Less than what the C library would take from the kernel piece by piece.
                std::vector<std::unique_ptr<char[]>> held;
                for (int i = 0; i < 400; ++i) held.push_back(std::make_unique<char[]>(64U << 10U));
              });
              is_up.wait(false);
              if (!confine(Role::kWorker, &shared_->noted)) return kNotConfined;
              may_go = true;
              may_go.notify_one();
              builder.join();
              return 0;
            }).wait(),
            0)
      << noted();
}

TEST_F(ConfinedWorker, AThreadThatWasThereBeforeIsConfinedTooAndNamedWhereItAskedForIt) {
  for (const bool asks : {true, false}) {
    shared_->noted = 0;
    EXPECT_EQ(Forked([&] {
                silence();
                std::atomic<bool> is_up{false}, may_go{false};
                Thread other("other", [&](const std::stop_token&) {
                  if (asks) name_on_this_thread();
                  is_up = true;
                  is_up.notify_one();
                  may_go.wait(false);
                  socket(AF_INET, SOCK_DGRAM, 0);
                });
                is_up.wait(false);
                if (!confine(Role::kWorker, &shared_->noted)) return kNotConfined;
                may_go = true;
                may_go.notify_one();
                other.join();
                return 0;
              }).wait(),
              -SIGSYS);
    EXPECT_EQ(noted(), asks ? "socket" : "nothing");
  }
}

TEST_F(ConfinedWorker, ItsDeathIsNobodyElses) {
  Forked renders([this] {
    if (!confine(Role::kWorker, &shared_->noted)) return kNotConfined;
    for (;;) ++shared_->rounds;
  });
  while (shared_->rounds == 0) sched_yield();
  EXPECT_EQ(end_of(Role::kWorker, [] { socket(AF_INET, SOCK_DGRAM, 0); }), -SIGSYS);
  const std::uint64_t then = shared_->rounds;
  while (shared_->rounds <= then) sched_yield();
  EXPECT_FALSE(renders.has_ended());
}

TEST_F(ConfinedWorker, GoesOnWhereItWasStopped) {
  Forked waits([this] {
    if (!confine(Role::kWorker, &shared_->noted)) return kNotConfined;
    for (int i = 0; i < 3; ++i) {
      ++shared_->rounds;
      shared_->wake.wait(shared_->wake.look(), 200'000'000);
    }
    return 0;
  });
  while (shared_->rounds == 0) sched_yield();
  waits.kill(SIGSTOP);
  waits.kill(SIGCONT);
  EXPECT_EQ(waits.wait(), 0) << noted();
}

TEST_F(ConfinedWorker, GetsNoPrivileges) {
  Forked worker([this] {
    if (!confine(Role::kWorker)) return kNotConfined;
    ++shared_->rounds;
    for (;;) shared_->wake.wait(shared_->wake.look(), 1'000'000'000);
  });
  while (shared_->rounds == 0) sched_yield();
  char status[4'096] = {};
  const std::string path = "/proc/" + std::to_string(worker.pid()) + "/status";
  const int file = open(path.c_str(), O_RDONLY);
  ASSERT_GT(read(file, status, sizeof status - 1), 0);
  close(file);
  EXPECT_NE(std::string(status).find("NoNewPrivs:\t1"), std::string::npos);
  EXPECT_NE(std::string(status).find("Seccomp:\t2"), std::string::npos);
}

TEST(NamesOfCalls, AreTheSystems) {
  EXPECT_EQ(call_name(SYS_openat), "openat");
  EXPECT_EQ(call_name(100'000), "system call 100000");
}

}  // namespace
}  // namespace chronus::sandbox
