// SPDX-License-Identifier: MIT
#include "service_manager/handed_sockets.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace chronus::service_manager {
namespace {

/// Sockets on 3 and 4 for as long as a test takes, and the variables that tell of them.
class HandedSockets : public testing::Test {
 protected:
  void SetUp() override {
    for (const int fd : {3, 4}) {
      saved_.emplace_back(fcntl(fd, F_DUPFD_CLOEXEC, 20));
      FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM, 0));
      // Its own number may be the one that is wanted.
      socket = FileDescriptor(fcntl(socket.get(), F_DUPFD_CLOEXEC, 20));
      ASSERT_EQ(dup2(socket.get(), fd), fd);
    }
  }
  void TearDown() override {
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_PID");
    for (const int fd : {3, 4}) {
      const int was = saved_[static_cast<std::size_t>(fd - 3)].get();
      if (was >= 0) {
        dup2(was, fd);
      } else {
        close(fd);
      }
    }
  }
  static void tell(const std::string& count, const std::string& pid) {
    setenv("LISTEN_FDS", count.c_str(), 1);
    setenv("LISTEN_PID", pid.c_str(), 1);
  }

  std::vector<FileDescriptor> saved_;
};

TEST_F(HandedSockets, AreTakenOnceAndClosedOnExec) {
  tell("2", std::to_string(getpid()));
  const auto handed = take_handed_sockets();
  ASSERT_TRUE(handed) << handed.reason();
  ASSERT_EQ(handed->size(), 2U);
  EXPECT_EQ((*handed)[0].get(), 3);
  EXPECT_EQ((*handed)[1].get(), 4);
  EXPECT_EQ(fcntl(4, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_EQ(getenv("LISTEN_FDS"), nullptr);
  EXPECT_EQ(take_handed_sockets()->size(), 0U);
}

TEST_F(HandedSockets, OfAnotherProcessAreLeftAlone) {
  tell("2", std::to_string(getppid()));
  const auto handed = take_handed_sockets();
  ASSERT_TRUE(handed) << handed.reason();
  EXPECT_TRUE(handed->empty());
  EXPECT_GE(fcntl(3, F_GETFD), 0);
}

TEST_F(HandedSockets, ThatAreNotOpenOrNoNumberAreAnError) {
  tell("two", std::to_string(getpid()));
  const auto no_number = take_handed_sockets();
  ASSERT_FALSE(no_number);
  EXPECT_NE(no_number.reason().find("LISTEN_FDS"), std::string::npos) << no_number.reason();
  tell("17", std::to_string(getpid()));
  EXPECT_FALSE(take_handed_sockets());
}

}  // namespace
}  // namespace chronus::service_manager
