// SPDX-License-Identifier: MIT
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace chronus {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{std::to_string(number) + " is odd"};
  return number / 2;
}

Status quarter(int number) {
  const auto first = half(number);
  if (!first) return first.error();
  if (const auto second = half(*first); !second) return second.error();
  return {};
}

TEST(Result, HoldsTheValueOrTheReason) {
  const auto good = half(8);
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 4);
  const auto bad = half(7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.reason(), "7 is odd");
}

TEST(Result, ReasonTravelsUpUnchanged) {
  EXPECT_TRUE(quarter(8));
  const auto bad = quarter(6);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.reason(), "3 is odd");
  EXPECT_EQ(bad.error().reason, "3 is odd");
}

TEST(Result, ZeroFalseAndEmptyValuesAreValues) {
  const auto zero = half(0);
  ASSERT_TRUE(zero);
  EXPECT_EQ(*zero, 0);
  const std::vector<Result<bool>> falsehoods = {false};
  ASSERT_TRUE(falsehoods.front());
  EXPECT_FALSE(*falsehoods.front());
  const std::vector<Result<std::string>> texts = {std::string(), Error{""}};
  EXPECT_TRUE(texts[0]);
  EXPECT_FALSE(texts[1]);
}

TEST(Result, StatusWithoutAnErrorIsSuccess) {
  const std::vector<Status> states = {Status(), Error{""}};
  EXPECT_TRUE(states[0]);
  EXPECT_FALSE(states[1]) << "an empty reason is still a failure";
}

TEST(Result, StringAndErrorAreToldApart) {
  const Result<std::string> value(std::string("text"));
  const Result<std::string> error(Error{"text"});
  EXPECT_TRUE(value);
  EXPECT_FALSE(error);
}

TEST(Result, ValueThatOnlyMovesCanBeTakenOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  ASSERT_TRUE(result);
  EXPECT_EQ(*result->get(), 5);
  const std::unique_ptr<int> taken = std::move(*result);
  EXPECT_EQ(*taken, 5);
}

TEST(Result, ValueCanBeChangedInPlace) {
  Result<std::string> result(std::string("a"));
  result->append("b");
  *result += "c";
  EXPECT_EQ(*result, "abc");
}

}  // namespace
}  // namespace chronus
