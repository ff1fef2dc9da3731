// SPDX-License-Identifier: MIT
#include "jack/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/jack_server.hpp"

namespace chronus::jack {
namespace {

using ::testing::HasSubstr;

bool comes_true(const auto& condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

// libjack would end the two that are left by itself, and their owners once more.
TEST(JackClient, NoneIsOpenedWhileOneOfADeadServerIsHeld) {
  test::JackServer server({});
  Client first;
  Client second;
  ASSERT_TRUE(first.open("first"));
  ASSERT_TRUE(second.open("second"));
  for (auto* client : {&first, &second}) ASSERT_EQ(jack_activate(client->get()), 0);
  server.kill();
  ASSERT_TRUE(comes_true([&] { return !first.is_there() && !second.is_there(); }));

  Client third;
  EXPECT_THAT(third.open("third").reason(), HasSubstr("still open"));
  first.close();
  EXPECT_THAT(third.open("third").reason(), HasSubstr("still open"));
  EXPECT_THAT(second.open("again").reason(), HasSubstr("no server")) << "its own is closed first";

  server.start();
  ASSERT_TRUE(third.open("third"));
  EXPECT_TRUE(third.is_there());
  ASSERT_TRUE(first.open("first"));
}

TEST(JackClient, AServerThatEndsInOrderIsMissedToo) {
  test::JackServer server({});
  Client client;
  ASSERT_TRUE(client.open("client"));
  ASSERT_EQ(jack_activate(client.get()), 0);
  server.stop();
  EXPECT_TRUE(comes_true([&] { return !client.is_there(); }));
}

}  // namespace
}  // namespace chronus::jack
