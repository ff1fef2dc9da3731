// SPDX-License-Identifier: MIT
#include "osc/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace chronus::osc {
namespace {

TEST(Text, NumbersAreWrittenShortest) {
  EXPECT_EQ(to_text(133.7F), "133.7");
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(to_text(120.0F), "120.0");
  EXPECT_EQ(to_text(-0.0), "-0.0");
  EXPECT_EQ(to_text(1e30), "1e+30");
  EXPECT_EQ(to_text(std::int32_t{-6}), "-6");
  EXPECT_EQ(to_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(to_text(true), "1");
}

TEST(Text, StringsAreQuotedOnlyWhereTheyMustBe) {
  EXPECT_EQ(to_text(std::string("x...X...")), "x...X...");
  EXPECT_EQ(to_text(std::string("")), "\"\"");
  EXPECT_EQ(to_text(std::string("60")), "\"60\"");
  EXPECT_EQ(to_text(std::string("-1e5")), "\"-1e5\"");
  EXPECT_EQ(to_text(std::string("c#4")), "\"c#4\"");
  EXPECT_EQ(to_text(std::string("a b")), "\"a b\"");
  EXPECT_EQ(to_text(std::string("say \"hi\"\n\\")), R"("say \"hi\"\n\\")");
}

TEST(Text, TypesWithoutAWordOfTheirOwnAreReadable) {
  EXPECT_EQ(to_text(Blob{{0x00, 0xff, 0x1a}}), "0x00ff1a");
  EXPECT_EQ(to_text(TimeTag{0x0102030405060708}), "0x0102030405060708");
  EXPECT_EQ(to_text(Nil{}), "nil");
  EXPECT_EQ(to_text(Impulse{}), "impulse");
}

TEST(Text, WordsThatReadWhollyAsNumbersAreNumbers) {
  EXPECT_EQ(*arg_from_word("60"), Arg{std::int32_t{60}});
  EXPECT_EQ(*arg_from_word("+3"), Arg{std::int32_t{3}});
  EXPECT_EQ(*arg_from_word("2147483648"), Arg{std::int64_t{2147483648}});
  EXPECT_EQ(*arg_from_word("-2147483648"), Arg{std::numeric_limits<std::int32_t>::min()});
  EXPECT_EQ(*arg_from_word("-6.5"), Arg{-6.5});
  EXPECT_EQ(*arg_from_word(".5"), Arg{0.5});
  EXPECT_EQ(*arg_from_word("120."), Arg{120.0});
  EXPECT_EQ(*arg_from_word("1e3"), Arg{1000.0});
}

TEST(Text, AWholeNumberThatNoIntegerHoldsIsADouble) {
  EXPECT_EQ(*arg_from_word("9223372036854775807"), Arg{std::int64_t{9223372036854775807}});
  EXPECT_EQ(*arg_from_word("9223372036854775808"), Arg{9223372036854775808.0});
  EXPECT_EQ(*arg_from_word("-9223372036854775809"), Arg{-9223372036854775808.0});
  EXPECT_EQ(*arg_from_word("+100000000000000000000000000000"), Arg{1e29});
}

TEST(Text, OtherWordsAreStrings) {
  for (const char* word : {"kick", "x...", ".", "-", "+", "1x", "0x10", "inf", "nan", "-inf", "1e",
                           "e5", "1e+", "--1", "+-1", "1.2.3", "true", "1:4", ""}) {
    EXPECT_EQ(*arg_from_word(word), Arg{std::string(word)}) << word;
  }
}

TEST(Text, NumbersThatNoTypeHoldsAreErrors) {
  const std::string digits(400, '9');
  for (const char* word : {digits.c_str(), "1e999", "-1e999"}) {
    const auto arg = arg_from_word(word);
    ASSERT_FALSE(arg) << word;
    EXPECT_EQ(arg.reason(), std::string("number ") + word + " is out of range");
  }
}

}  // namespace
}  // namespace chronus::osc
