// SPDX-License-Identifier: MIT
#include "base/check.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace chronus {
namespace {

TEST(CheckTest, AConditionThatHoldsIsEvaluatedOnceAndSaysNothing) {
  int looks = 0;
  CHRONUS_CHECK(++looks == 1);
  EXPECT_EQ(looks, 1);
}

TEST(CheckDeathTest, ABrokenConditionAbortsInEveryBuildAndNamesItselfAndItsPlace) {
  const int beats = 5;
  EXPECT_EXIT(CHRONUS_CHECK(beats == 4), ::testing::KilledBySignal(SIGABRT),
              "^check_test.cpp:[0-9]+: does not hold: beats == 4\n");
}

}  // namespace
}  // namespace chronus
