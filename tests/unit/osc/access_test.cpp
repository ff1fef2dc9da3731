// SPDX-License-Identifier: MIT
#include "osc/access.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chronus::osc {
namespace {

Endpoint from(const std::string& host) { return *parse_endpoint(host, "5005"); }

TEST(NetworkText, IsReadAndSaidAgain) {
  for (const char* text : {"192.168.1.0/24", "10.0.0.0/8", "0.0.0.0/0", "192.168.1.20", "fd00::/8",
                           "fe80::/10", "::/0", "fd00::2"}) {
    const auto network = parse_network(text);
    ASSERT_TRUE(network) << text << ": " << network.reason();
    EXPECT_EQ(to_text(*network), text);
  }
  EXPECT_EQ(to_text(*parse_network("[fd00::]/8")), "fd00::/8");
  EXPECT_EQ(to_text(*parse_network("10.1.2.3/32")), "10.1.2.3");
  EXPECT_EQ(to_text(*parse_network("::ffff:10.0.0.0/8")), "10.0.0.0/8");
}

TEST(NetworkText, ThatIsNoneIsRefusedWithWhatItIs) {
  for (const char* text :
       {"", "/", "/24", "home", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
        "10.0.0.0/ 8", "10.0.0/8", "fd00::/129", "fe80::%1/64"}) {
    const auto network = parse_network(text);
    ASSERT_FALSE(network) << text;
    EXPECT_NE(network.reason().find(std::string("'") + text + "'"), std::string::npos)
        << network.reason();
  }
  EXPECT_EQ(parse_network("192.168.1.20/24").reason(),
            "'192.168.1.20/24' is either 192.168.1.0/24 or 192.168.1.20 alone");
  EXPECT_EQ(parse_network("fd00::2/8").reason(), "'fd00::2/8' is either fd00::/8 or fd00::2 alone");
}

TEST(NetworkOfAddresses, EndsWhereItsBitsEnd) {
  const auto contains = [](const char* network, const char* host) {
    return parse_network(network)->contains(from(host));
  };
  EXPECT_TRUE(contains("192.168.1.0/24", "192.168.1.255"));
  EXPECT_FALSE(contains("192.168.1.0/24", "192.168.2.0"));
  EXPECT_TRUE(contains("192.168.1.128/25", "192.168.1.128"));
  EXPECT_FALSE(contains("192.168.1.128/25", "192.168.1.127"));
  EXPECT_TRUE(contains("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(contains("10.1.2.3", "10.1.2.2"));
  EXPECT_TRUE(contains("fe80::/10", "febf::1"));
  EXPECT_FALSE(contains("fe80::/10", "fec0::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
}

TEST(NetworkOfAddresses, IsOfOneFamily) {
  EXPECT_FALSE(parse_network("::/0")->contains(from("192.168.1.20")));
  EXPECT_FALSE(parse_network("0.0.0.0/0")->contains(from("fd00::2")));
}

TEST(WhoMayPlay, IsThisMachineAlwaysAndOthersWhereTheyWereAllowed) {
  const Access closed;
  const Access open({*parse_network("192.168.1.0/24"), *parse_network("fd00::/8")},
                    {from("0.0.0.0")});
  for (const char* here : {"127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_TRUE(closed.allows(from(here))) << here;
    EXPECT_TRUE(open.allows(from(here))) << here;
  }
  for (const char* there : {"192.168.1.7", "fd00::7"}) {
    EXPECT_FALSE(closed.allows(from(there))) << there;
    EXPECT_TRUE(open.allows(from(there))) << there;
  }
  for (const char* elsewhere : {"192.168.2.7", "0.0.0.0", "::", "2001:db8::1"}) {
    EXPECT_FALSE(closed.allows(from(elsewhere))) << elsewhere;
    EXPECT_FALSE(open.allows(from(elsewhere))) << elsewhere;
  }
}

TEST(WhoMayPlay, IsThisMachineAtTheAddressItListensAtToo) {
  Access open({*parse_network("10.0.0.0/8")}, {from("192.168.1.20")});
  EXPECT_TRUE(open.allows(from("192.168.1.20")));
  EXPECT_FALSE(open.allows(from("192.168.1.21")));
  EXPECT_FALSE(open.allows(from("fd12::20")));
  open.add_here(from("fd12::20"));
  EXPECT_TRUE(open.allows(from("fd12::20")));
  EXPECT_TRUE(open.allows(from("192.168.1.20")));
}

TEST(WhoMayPlay, IsToBeSaidWhereOthersCanReachIt) {
  const Access closed;
  const Access open({*parse_network("10.0.0.0/8")}, {});
  for (const char* here : {"127.0.0.1", "::1"}) EXPECT_TRUE(closed.is_settled_at(from(here)));
  for (const char* there : {"0.0.0.0", "::", "192.168.1.20", "fd12::20"}) {
    EXPECT_FALSE(closed.is_settled_at(from(there))) << there;
    EXPECT_TRUE(open.is_settled_at(from(there))) << there;
  }
}

TEST(WhoMayPlay, IsMostLikelyTheNetworkAround) {
  EXPECT_EQ(likely_network(from("192.168.7.20")), "192.168.7.0/24");
  EXPECT_EQ(likely_network(from("fd12::20")), "fd12::/64");
  EXPECT_EQ(likely_network(from("0.0.0.0")), "192.168.1.0/24");
  EXPECT_EQ(likely_network(from("::")), "fd00::/8");
}

}  // namespace
}  // namespace chronus::osc
