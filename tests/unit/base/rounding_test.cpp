// SPDX-License-Identifier: MIT
#include "base/rounding.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace chronus {
namespace {

/// As a client in float32 counts up.
double sum_of(int count, float part) {
  float sum = 0.0F;
  for (int i = 0; i < count; ++i) sum += part;
  return static_cast<double>(sum);
}

TEST(Rounding, ASumBesideABoundIsTheBound) {
  EXPECT_NE(sum_of(10, 0.1F), 1.0) << "else the test says nothing";
  EXPECT_EQ(within_rounding(sum_of(10, 0.1F), 0.0, 1.0), 1.0);
  EXPECT_EQ(within_rounding(1.0000001, 0.01, 1.0), 1.0);
  EXPECT_EQ(within_rounding(0.00999999, 0.01, 1.0), 0.01);
  EXPECT_EQ(within_rounding(49.99999, 50.0, 75.0), 50.0);
  EXPECT_EQ(within_rounding(-1e-9, 0.0, 1.0), 0.0);
}

TEST(Rounding, WhatLiesInsideOrClearlyOutsideStaysAsItIs) {
  for (const double value : {0.99999999, 0.5, 1.001, 1.5, -0.001, 2.0, 1e300}) {
    EXPECT_EQ(within_rounding(value, 0.0, 1.0), value);
  }
  EXPECT_EQ(within_rounding(-1.0, 0.0, 1e6), -1.0);
  EXPECT_EQ(within_rounding(-0.001, -0.0, 20'000.0), -0.001);
  EXPECT_TRUE(std::isnan(within_rounding(std::numeric_limits<double>::quiet_NaN(), 0.0, 1.0)));
}

TEST(Rounding, BetweenTwoUnitsNobodyCanTell) {
  EXPECT_EQ(fraction_of(0.5, 127.0), 0.5);
  EXPECT_EQ(fraction_of(sum_of(10, 0.1F), 127.0), 1.0);
  EXPECT_EQ(fraction_of(1.9999999, 100.0), 0.02);
  EXPECT_EQ(fraction_of(2.0, 100.0), 0.02);
  EXPECT_EQ(fraction_of(127.0, 127.0), 1.0);
  EXPECT_EQ(fraction_of(100.0001, 100.0), 1.0);
  for (const double value :
       {-0.1, 1.001, 1.5, 1.99, 127.5, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(fraction_of(value, 127.0), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace chronus
