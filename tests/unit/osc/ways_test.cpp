// SPDX-License-Identifier: MIT
#include "osc/ways.hpp"

#include <gtest/gtest.h>

#include "osc/server.hpp"
#include "test_client.hpp"

namespace chronus::osc {
namespace {

/// Says again what it hears.
class Repeating final : public Handler {
 public:
  Server* server = nullptr;
  void packet(const Endpoint& from, std::span<Bundle> bundles) override {
    for (const auto& bundle : bundles) {
      for (const auto& message : bundle.messages) server->send(from, message);
    }
  }
  void bad_message(const Endpoint&, const BadMessage&) override {}
  void bad_packet(const Endpoint&, const std::string&) override {}
};

TEST(Ways, AServerThatListensAtAnotherPortAnswersByIt) {
  Repeating echo;
  auto opened = Server::open({INADDR_LOOPBACK, 0}, echo);
  ASSERT_TRUE(opened) << opened.reason();
  echo.server = opened->get();
  ASSERT_TRUE((*opened)->listen_also({INADDR_LOOPBACK, 0}));
  const Endpoint other = (*opened)->endpoints().back();
  EXPECT_NE(other.port, (*opened)->endpoint().port);
  EXPECT_FALSE((*opened)->listen_also((*opened)->endpoint())) << "it is taken";
  ASSERT_TRUE((*opened)->start());
  TestClient main((*opened)->endpoint());
  TestClient beside({INADDR_LOOPBACK, other.port});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(beside.send(Message{"/beside", {i}}));
    ASSERT_TRUE(main.send(Message{"/main", {i}}));
    // A connected socket takes answers from the port it sent to alone.
    EXPECT_EQ(beside.receive(), (Message{"/beside", {i}}));
    EXPECT_EQ(main.receive(), (Message{"/main", {i}}));
  }
  (*opened)->queue(0).post({beside.endpoint(), {"/posted", {}}, {}});
  EXPECT_EQ(beside.receive(), (Message{"/posted", {}}));
}

TEST(Ways, TheOldestAreForgottenAndWhoComesByTheMainOneIsToo) {
  Ways ways;
  for (std::uint16_t port = 1; port <= Ways::kMost + 1; ++port) {
    ways.note({INADDR_LOOPBACK, port}, 2);
  }
  EXPECT_EQ(ways.to({INADDR_LOOPBACK, 1}), std::nullopt);
  EXPECT_EQ(ways.to({INADDR_LOOPBACK, 2}), 2U);
  ways.note({INADDR_LOOPBACK, 2}, 4);
  EXPECT_EQ(ways.to({INADDR_LOOPBACK, 2}), 4U);
  ways.forget({INADDR_LOOPBACK, 2});
  EXPECT_EQ(ways.to({INADDR_LOOPBACK, 2}), std::nullopt);
  EXPECT_EQ(ways.to({INADDR_LOOPBACK, 3}), 2U);
}

}  // namespace
}  // namespace chronus::osc
