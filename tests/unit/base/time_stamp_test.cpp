// SPDX-License-Identifier: MIT
#include "base/time_stamp.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace chronus {
namespace {

TEST(TimeStampTest, IsLocalTimeWithLeadingZeros) {
  std::tm local{};
  local.tm_year = 2025 - 1900;
  local.tm_mon = 0;
  local.tm_mday = 3;
  local.tm_hour = 4;
  local.tm_min = 5;
  local.tm_sec = 6;
  local.tm_isdst = -1;
  EXPECT_EQ(time_stamp(std::mktime(&local)), "20250103_040506");
}

}  // namespace
}  // namespace chronus
