// SPDX-License-Identifier: MIT
#include "base/name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace chronus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::string_view_literals;

TEST(Name, LowerCaseDigitsAndUnderscoreAreAllowed) {
  for (const auto name : {"a"sv, "z"sv, "0"sv, "9"sv, "_"sv, "osc1"sv, "seq_left_2"sv}) {
    EXPECT_TRUE(is_valid_name(name)) << name;
  }
}

TEST(Name, EveryOtherByteIsRefusedWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool allowed = "abcdefghijklmnopqrstuvwxyz0123456789_"sv.find(c) != std::string::npos;
    EXPECT_EQ(is_valid_name(std::string(1, c)), allowed) << byte;
    EXPECT_EQ(is_valid_name(std::string("ab") + c), allowed) << byte;
    EXPECT_EQ(is_valid_name(c + std::string("ab")), allowed) << byte;
  }
}

TEST(Name, OneToThirtyTwoCharacters) {
  EXPECT_FALSE(is_valid_name(""));
  EXPECT_TRUE(is_valid_name(std::string(32, 'x')));
  EXPECT_FALSE(is_valid_name(std::string(33, 'x')));
}

TEST(Name, ErrorSaysWhatIsWrongAndTheRule) {
  EXPECT_TRUE(check_name("module", "osc1"));
  const auto status = check_name("sequencer", "Lead!");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.reason(), "bad sequencer name 'Lead!': use 1 to 32 of a-z, 0-9 and _");
}

TEST(Name, ErrorDoesNotRepeatANameOfAnyLength) {
  const auto status = check_name("module", std::string(10'000, 'x'));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.reason(), HasSubstr(std::string(64, 'x')));
  EXPECT_THAT(status.reason(), Not(HasSubstr(std::string(65, 'x'))));
}

}  // namespace
}  // namespace chronus
