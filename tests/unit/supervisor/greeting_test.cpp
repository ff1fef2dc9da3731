// SPDX-License-Identifier: MIT
#include "supervisor/greeting.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace chronus::supervisor {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Greeting, OneWhoListensToTheNetworkIsWarned) {
  const std::vector allowed{*osc::parse_network("192.168.1.0/24"), *osc::parse_network("fd00::/8")};
  for (const char* open : {"0.0.0.0:5005", "192.168.1.20:5005", "[::]:5005", "[fe80::1]:5005"}) {
    const auto at = *osc::parse_endpoint(open);
    const auto warning = network_warning(at, {allowed, {at}});
    ASSERT_TRUE(warning) << open;
    EXPECT_THAT(*warning, HasSubstr("whoever reaches " + std::string(open) +
                                    " from 192.168.1.0/24, fd00::/8 can play"));
  }
  for (const char* closed : {"127.0.0.1:5005", "127.0.0.2:6000", "[::1]:5005"}) {
    const auto at = *osc::parse_endpoint(closed);
    EXPECT_FALSE(network_warning(at, {allowed, {at}})) << closed;
  }
}

TEST(Greeting, TheDemoNamesAnAddressOnlyWhereItIsNotTheUsualOne) {
  EXPECT_THAT(demo_hint("/opt", *osc::parse_endpoint("127.0.0.1:5005")),
              testing::AllOf(HasSubstr("/opt/chronusctl status"), Not(HasSubstr("--osc"))));
  EXPECT_THAT(demo_hint("/opt", *osc::parse_endpoint("0.0.0.0:6000")),
              HasSubstr("/opt/chronusctl --osc 127.0.0.1:6000 status"));
  EXPECT_THAT(demo_hint("/opt", *osc::parse_endpoint("[::1]:5005")),
              HasSubstr("/opt/chronusctl --osc [::1]:5005 status"));
}

}  // namespace
}  // namespace chronus::supervisor
