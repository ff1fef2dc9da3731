// SPDX-License-Identifier: MIT
#include "supervisor/launcher.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace chronus::supervisor {
namespace {

TEST(IsCrash, FaultsOfItsOwnAreAndKillsFromOutsideAreNot) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGILL, SIGFPE, SIGBUS}) {
    EXPECT_TRUE(is_crash({true, signal})) << signal;
  }
  for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGHUP}) {
    EXPECT_FALSE(is_crash({true, signal})) << signal;
  }
  EXPECT_TRUE(is_crash({false, 1}));
  EXPECT_FALSE(is_crash({false, 0}));
  EXPECT_FALSE(is_crash({false, 1, false})) << "an end that nobody saw accuses nobody";
}

/// A program that takes no notice of a worker's arguments.
std::shared_ptr<WorkerProcess> start(const std::string& program,
                                     const ipc::ControlSegment& control) {
  ProcessLauncher launcher(program, control);
  auto segment = ipc::SlotSegment::create(control.session(), 1, {});
  if (!segment) return nullptr;
  auto process = launcher.start(std::make_shared<ipc::SlotSegment>(std::move(*segment)));
  return process ? *process : nullptr;
}

std::string endless_loop() {
  const std::string path = testing::TempDir() + "/endless_loop_" + std::to_string(getpid());
  std::ofstream(path) << "#!/bin/sh\nwhile :; do :; done\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST(ProcessLauncher, EndIsSeenBeforeItIsReaped) {
  const auto control = ipc::ControlSegment::create(1);
  ASSERT_TRUE(control);
  const auto process = start("/bin/false", *control);
  ASSERT_NE(process, nullptr);
  ipc::ExitStatus seen;
  while (!process->has_ended(&seen)) continue;
  EXPECT_FALSE(seen.signalled);
  EXPECT_EQ(seen.code, 1);
  ipc::ExitStatus reaped;
  ASSERT_TRUE(process->try_reap(&reaped));
  EXPECT_EQ(reaped.code, 1);
  EXPECT_TRUE(process->has_ended(&seen));
  EXPECT_FALSE(process->try_reap(&reaped)) << "it is told once";
}

TEST(ProcessLauncher, SignalThatEndedItIsTold) {
  const auto control = ipc::ControlSegment::create(1);
  ASSERT_TRUE(control);
  // It reads from a pipe that nobody writes to, whatever its arguments are.
  const auto process = start(endless_loop(), *control);
  ASSERT_NE(process, nullptr);
  ipc::ExitStatus how;
  EXPECT_FALSE(process->has_ended(&how));
  process->signal(SIGSEGV);
  while (!process->has_ended(&how)) continue;
  EXPECT_TRUE(how.signalled);
  EXPECT_EQ(how.code, SIGSEGV);
}

TEST(ProcessLauncher, OneThatIsBusyIsRunnableAndOneThatWasStoppedIsNot) {
  const auto control = ipc::ControlSegment::create(1);
  ASSERT_TRUE(control);
  const auto process = start(endless_loop(), *control);
  ASSERT_NE(process, nullptr);
  while (process->cpu_ns() == 0) continue;
  EXPECT_TRUE(process->is_runnable());
  process->signal(SIGSTOP);
  while (process->is_runnable()) continue;
  process->signal(SIGCONT);
  while (!process->is_runnable()) continue;
  process->signal(SIGKILL);
  while (process->is_runnable()) continue;
}

TEST(ProcessLauncher, ProcessorTimeOfABusyProcessGrows) {
  const auto control = ipc::ControlSegment::create(1);
  ASSERT_TRUE(control);
  const auto process = start(endless_loop(), *control);
  ASSERT_NE(process, nullptr);
  const std::int64_t before_ns = process->cpu_ns();
  while (process->cpu_ns() == before_ns) continue;
  EXPECT_GT(process->cpu_ns(), before_ns);
}

}  // namespace
}  // namespace chronus::supervisor
