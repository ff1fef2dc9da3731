// SPDX-License-Identifier: MIT
#include "osc/endpoint.hpp"

#include <gtest/gtest.h>

#include <unordered_set>

namespace chronus::osc {
namespace {

TEST(Endpoint, TextIsReadAndWritten) {
  const auto endpoint = parse_endpoint("192.168.1.20:5005");
  ASSERT_TRUE(endpoint) << endpoint.reason();
  EXPECT_EQ(*endpoint, (Endpoint{0xc0a80114, 5005}));
  EXPECT_EQ(to_text(*endpoint), "192.168.1.20:5005");
  EXPECT_EQ(*parse_endpoint("localhost:0"), (Endpoint{0x7f000001, 0}));
  EXPECT_EQ(*parse_endpoint("10.0.0.1", "65535"), (Endpoint{0x0a000001, 65535}));
}

TEST(Endpoint, SurvivesTheSocketForm) {
  const Endpoint endpoint{0x01020304, 0x0506};
  EXPECT_EQ(from_sockaddr(to_sockaddr(endpoint)), endpoint);
  EXPECT_EQ(to_sockaddr(endpoint).sin_port, htons(0x0506));
}

TEST(Endpoint, WrongTextIsRefusedWithAReason) {
  EXPECT_EQ(parse_endpoint("5005").reason(), "'5005' is not HOST:PORT");
  EXPECT_EQ(parse_endpoint("127.0.0.1:65536").reason(), "'65536' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:-1").reason(), "'-1' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:80x").reason(), "'80x' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:").reason(), "'' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0:80").reason(), "'127.0.0' is not an IPv4 address");
  EXPECT_EQ(parse_endpoint("studio.local:80").reason(), "'studio.local' is not an IPv4 address");
}

TEST(Endpoint, ResolverTakesNumbersAsTheyStand) {
  EXPECT_EQ(*resolve_endpoint("10.1.2.3:9"), (Endpoint{0x0a010203, 9}));
  EXPECT_FALSE(resolve_endpoint("10.1.2.3"));
  EXPECT_FALSE(resolve_endpoint("10.1.2.3:x"));
  EXPECT_FALSE(resolve_endpoint("not a host name:9"));
}

TEST(Endpoint, HostAndPortBothMakeTheKey) {
  const std::unordered_set<Endpoint> endpoints{{1, 1}, {1, 2}, {2, 1}, {1, 1}};
  EXPECT_EQ(endpoints.size(), 3U);
}

}  // namespace
}  // namespace chronus::osc
