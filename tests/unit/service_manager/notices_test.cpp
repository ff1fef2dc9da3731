// SPDX-License-Identifier: MIT
#include "service_manager/notices.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "base/file_descriptor.hpp"

namespace chronus::service_manager {
namespace {

class NoticesSent : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }
};

TEST_F(NoticesSent, GoToTheSocketThatIsNamed) {
  const FileDescriptor manager(::socket(AF_UNIX, SOCK_DGRAM, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const std::string name = "chronus-notices-test-" + std::to_string(getpid());
  std::memcpy(at.sun_path + 1, name.data(), name.size());  // abstract: no file is left
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(::bind(manager.get(), reinterpret_cast<const sockaddr*>(&at), size), 0);
  setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  NotifySocket().send("READY=1\nSTATUS=plays");
  std::array<char, 64> text{};
  const auto length = ::recv(manager.get(), text.data(), text.size(), MSG_DONTWAIT);
  ASSERT_GT(length, 0);
  EXPECT_EQ(std::string(text.data(), static_cast<std::size_t>(length)), "READY=1\nSTATUS=plays");
}

TEST_F(NoticesSent, ToNobodyAreHarmless) {
  NotifySocket().send("READY=1");
  setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  NotifySocket().send("READY=1");
}

TEST_F(NoticesSent, TheWatchdogIsThisProcessS) {
  EXPECT_EQ(watchdog_period_ns(), std::nullopt);
  setenv("WATCHDOG_USEC", "5000000", 1);
  EXPECT_EQ(watchdog_period_ns(), 5'000'000'000);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_period_ns(), 5'000'000'000);
  setenv("WATCHDOG_PID", std::to_string(getppid()).c_str(), 1);
  EXPECT_EQ(watchdog_period_ns(), std::nullopt);
}

}  // namespace
}  // namespace chronus::service_manager
