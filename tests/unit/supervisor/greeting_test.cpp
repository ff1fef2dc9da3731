// SPDX-License-Identifier: MIT
#include "supervisor/greeting.hpp"

#include <gmock/gmock.h>

namespace chronus::supervisor {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Greeting, OneWhoListensToTheNetworkIsWarned) {
  for (const char* open : {"0.0.0.0:5005", "192.168.1.20:5005", "[::]:5005", "[fe80::1]:5005"}) {
    const auto warning = network_warning(*osc::parse_endpoint(open));
    ASSERT_TRUE(warning) << open;
    EXPECT_THAT(*warning, HasSubstr("anyone who can reach " + std::string(open) + " can play"));
  }
  for (const char* closed : {"127.0.0.1:5005", "127.0.0.2:6000", "[::1]:5005"}) {
    EXPECT_FALSE(network_warning(*osc::parse_endpoint(closed))) << closed;
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
