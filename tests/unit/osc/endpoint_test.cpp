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
  for (const int family : {AF_INET, AF_INET6}) {
    const auto address = to_sockaddr(endpoint, family);
    EXPECT_EQ(address.get()->sa_family, family);
    EXPECT_EQ(from_sockaddr(address.get()), endpoint) << "one host, one form";
  }
  const Endpoint ipv6{kIpv6Loopback, 0x0506};
  EXPECT_EQ(from_sockaddr(to_sockaddr(ipv6, AF_INET6).get()), ipv6);
  Endpoint link_local = *parse_endpoint("[fe80::1]:9");
  link_local.scope = 3;
  EXPECT_EQ(from_sockaddr(to_sockaddr(link_local, AF_INET6).get()), link_local);
  EXPECT_EQ(to_text(link_local), "[fe80::1%3]:9");
}

TEST(Endpoint, Ipv6StandsInBrackets) {
  const auto endpoint = parse_endpoint("[::1]:5005");
  ASSERT_TRUE(endpoint) << endpoint.reason();
  EXPECT_EQ(*endpoint, (Endpoint{kIpv6Loopback, 5005}));
  EXPECT_EQ(to_text(*endpoint), "[::1]:5005");
  EXPECT_EQ(*parse_endpoint("::1", "5005"), *endpoint) << "two words need no brackets";
  EXPECT_EQ(*resolve_endpoint("[::1]:5005"), *endpoint);
  EXPECT_EQ(to_text(*parse_endpoint("[2001:db8::5]:1")), "[2001:db8::5]:1");
  EXPECT_EQ(parse_endpoint("::1:5005").reason(),
            "'::1': an IPv6 address stands in brackets, [::1]:5005");
  EXPECT_FALSE(parse_endpoint("[::1]"));
  EXPECT_FALSE(parse_endpoint("[:::1]:5"));
  EXPECT_FALSE(parse_endpoint("[]:5"));
}

TEST(Endpoint, AMappedAddressIsTheIpv4Address) {
  EXPECT_EQ(*parse_endpoint("[::ffff:10.0.0.1]:7"), (Endpoint{0x0a000001, 7}));
  EXPECT_TRUE(parse_endpoint("[::ffff:10.0.0.1]:7")->is_ipv4());
  EXPECT_FALSE(parse_endpoint("[::1]:7")->is_ipv4());
}

TEST(Endpoint, LoopbackAndAnyAreKnownInBothFamilies) {
  for (const char* loopback : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1"}) {
    EXPECT_TRUE(parse_endpoint(loopback)->is_loopback()) << loopback;
    EXPECT_FALSE(parse_endpoint(loopback)->is_any()) << loopback;
  }
  for (const char* any : {"0.0.0.0:1", "[::]:1"}) {
    EXPECT_FALSE(parse_endpoint(any)->is_loopback()) << any;
    EXPECT_TRUE(parse_endpoint(any)->is_any()) << any;
  }
}

TEST(Endpoint, WrongTextIsRefusedWithAReason) {
  EXPECT_EQ(parse_endpoint("5005").reason(), "'5005' is not HOST:PORT");
  EXPECT_EQ(parse_endpoint("127.0.0.1:65536").reason(), "'65536' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:-1").reason(), "'-1' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:80x").reason(), "'80x' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0.1:").reason(), "'' is not a port (0 to 65535)");
  EXPECT_EQ(parse_endpoint("127.0.0:80").reason(), "'127.0.0' is not an IPv4 or IPv6 address");
  EXPECT_EQ(parse_endpoint("studio.local:80").reason(),
            "'studio.local' is not an IPv4 or IPv6 address");
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
