// SPDX-License-Identifier: MIT
#include "supervisor/disk_watch.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "tests/unit/disk/disk_of_its_own.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::chrono_literals;

TEST(DiskWatch, TellsOfADiskThatDoesNotAnswerAndThatItDoesAgain) {
  disk::DiskProcess process(disk::options("watched"));
  ASSERT_EQ(process.is_directory("/"), 1);
  const auto found = disk::children();
  ASSERT_EQ(found.size(), 1U);
  std::promise<std::string> told, told_over;  // a second time would throw
  std::atomic<int> given_up{0};
  DiskWatch watch;
  watch.start({"the test's disk", process, [&](const auto& what) { told.set_value(what); },
               [&](const auto& what) { told_over.set_value(what); }, [&] { ++given_up; }},
              20ms, 1ms);
  EXPECT_TRUE(watch.answers());
  EXPECT_EQ(given_up, 0);
  kill(found[0], SIGSTOP);
  std::thread caller([&] { EXPECT_EQ(process.is_directory("/"), 1); });
  EXPECT_EQ(told.get_future().get(),
            "the test's disk does not answer: what is asked of it is refused until it does");
  EXPECT_FALSE(watch.answers());
  EXPECT_GT(given_up, 0);
  kill(found[0], SIGCONT);
  EXPECT_EQ(told_over.get_future().get(), "the test's disk answers again");
  EXPECT_TRUE(watch.answers());
  caller.join();
}

}  // namespace
}  // namespace chronus::supervisor
