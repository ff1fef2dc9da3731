// SPDX-License-Identifier: MIT
#include "osc/message.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace chronus::osc {
namespace {

TEST(Message, FloatIsReadAsTheDecimalItsSenderWrote) {
  EXPECT_EQ(as_number(133.7F), 133.7);
  EXPECT_EQ(as_number(0.1F), 0.1);
  EXPECT_EQ(as_number(-0.333F), -0.333);
  EXPECT_EQ(as_number(1e-7F), 1e-7);
  EXPECT_NE(static_cast<double>(133.7F), 133.7) << "else the test says nothing";
}

TEST(Message, EveryNumericTypeIsANumber) {
  EXPECT_EQ(as_number(std::int32_t{-3}), -3.0);
  EXPECT_EQ(as_number(std::int64_t{1} << 40), 1099511627776.0);
  EXPECT_EQ(as_number(2.5), 2.5);
  EXPECT_EQ(as_number(true), 1.0);
  EXPECT_EQ(as_number(false), 0.0);
}

TEST(Message, OtherTypesAndNonFiniteValuesAreNotNumbers) {
  for (const Arg& arg :
       {Arg{std::string("1")}, Arg{Blob{{1}}}, Arg{Nil{}}, Arg{Impulse{}}, Arg{TimeTag{5}},
        Arg{std::numeric_limits<float>::quiet_NaN()}, Arg{std::numeric_limits<double>::quiet_NaN()},
        Arg{std::numeric_limits<float>::infinity()},
        Arg{-std::numeric_limits<double>::infinity()}}) {
    EXPECT_FALSE(as_number(arg)) << to_text(arg);
    EXPECT_FALSE(as_integer(arg)) << to_text(arg);
  }
}

TEST(Message, WholeFloatsAreIntegersAndOthersAreNot) {
  EXPECT_EQ(as_integer(120.0F), 120);
  EXPECT_EQ(as_integer(-7.0), -7);
  EXPECT_EQ(as_integer(true), 1);
  EXPECT_FALSE(as_integer(120.5F));
  EXPECT_FALSE(as_integer(1e-9));
}

TEST(Message, IntegersAtTheEdgeOfSixtyFourBitsAreExact) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(as_integer(kMax), kMax);
  EXPECT_EQ(as_integer(kMax - 1), kMax - 1);
  EXPECT_EQ(as_integer(-9223372036854775808.0), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(as_integer(9223372036854775808.0));
  EXPECT_FALSE(as_integer(1e300));
}

TEST(Message, OnlyStringsAreStrings) {
  const Arg text{std::string("kick")};
  ASSERT_NE(as_string(text), nullptr);
  EXPECT_EQ(*as_string(text), "kick");
  EXPECT_EQ(as_string(Arg{1}), nullptr);
}

TEST(Message, WhatServersSayIsToldFromWhatClientsSay) {
  for (const auto* address :
       {"/done", "/fail", "/synced", "/event", "/clamped", "/status.reply", "/seq/info.reply"}) {
    EXPECT_TRUE(is_answer({address, {}})) << address;
  }
  for (const auto* address : {"/status", "/seq/create", "/done/x", "/reply", "/sync", "/*"}) {
    EXPECT_FALSE(is_answer({address, {}})) << address;
  }
}

}  // namespace
}  // namespace chronus::osc
