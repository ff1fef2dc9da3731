// SPDX-License-Identifier: MIT
#include "base/thread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

namespace chronus {
namespace {

using namespace std::chrono_literals;

TEST(Thread, IsWaitedForNoLongerThanItsOwnerChooses) {
  std::promise<void> answer;
  Thread thread("hangs", [waits = answer.get_future().share()](const std::stop_token&) {
    waits.wait();  // as in a disk that does not answer
  });
  thread.request_stop();
  EXPECT_FALSE(thread.has_ended_within(1ms));
  answer.set_value();
  EXPECT_TRUE(thread.has_ended_within(10s));
}

TEST(Thread, ThatWasNeverStartedHasEnded) {
  Thread thread;
  EXPECT_FALSE(thread.is_started());
  EXPECT_TRUE(thread.has_ended_within(0ns));
}

TEST(Thread, TakesNoSignalOfTheProcess) {
  std::promise<bool> blocked;
  Thread thread("deaf", [&](const std::stop_token&) {
    sigset_t mine;
    pthread_sigmask(SIG_BLOCK, nullptr, &mine);
    blocked.set_value(sigismember(&mine, SIGTERM) == 1);
  });
  EXPECT_TRUE(blocked.get_future().get());
  sigset_t ours;
  pthread_sigmask(SIG_BLOCK, nullptr, &ours);
  EXPECT_EQ(sigismember(&ours, SIGTERM), 0);
}

TEST(Thread, ThatCannotBeStartedIsNamed) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody who may have no threads";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const rlimit none{1, 1};
    if (setuid(54'321) != 0 || setrlimit(RLIMIT_NPROC, &none) != 0) _exit(1);
    try {
      Thread thread("recorder", [](const std::stop_token&) {});
      _exit(2);
    } catch (const NoThread& error) {
      _exit(std::string(error.what()).find("'recorder'") != std::string::npos ? 0 : 3);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace chronus
