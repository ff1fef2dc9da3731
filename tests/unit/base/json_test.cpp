// SPDX-License-Identifier: MIT
#include "base/json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

namespace chronus {
namespace {

std::string theirs(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TEST(Json, IsWrittenInOneLineWithItsNamesInOrder) {
  Json json{{"b", 1}, {"a", Json{{"x", nullptr}, {"list", std::vector<std::string>{"k", "l"}}}}};
  json["c"] = true;
  json["a"]["y"] = -2.5;
  json["none"] = Json::array();
  json["some"].push_back(std::uint64_t{1} << 63U);
  json["b"] = "again";
  EXPECT_EQ(json.text(), R"({"a":{"list":["k","l"],"x":null,"y":-2.5},"b":"again","c":true,)"
                         R"("none":[],"some":[9223372036854775808]})");
  EXPECT_EQ(Json(Json::object()).text(), "{}");
  EXPECT_EQ(Json().text(), "null");
}

TEST(Json, NumbersReadAsThemselvesAndStandAsElsewhere) {
  for (const double value : {0.0, -0.0, 1.0, 120.0, 0.45, -2.5, 1e-4, 1e-5, 123456.789, 1e14, 1e15,
                             1e16, 1e300, 5e-324, 1.0 / 3.0, 999999999999999.0, 0.1 + 0.2}) {
    EXPECT_EQ(Json(value).text(), theirs(value)) << value;
  }
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(nlohmann::json::parse(Json(value).text()).get<double>(), value) << value;
  }
  EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).text(), "null");
}

TEST(Json, AnyBytesMakeATextThatCanBeRead) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"a",    "\"",   "\\",       "\n",   "\x01",
                                     "\x7f", "\xc3", "\xa9",     "\xe2", "\x82\xac",
                                     "\xf0", "\x9f", "\xed\xa0", "\xff"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto size = random() % 12; size > 0; --size) text += pieces[random() % std::size(pieces)];
    ASSERT_EQ(Json(text).text(), theirs(text)) << i;
  }
}

TEST(Json, NamesAreCopiedAsTheyStand) {
  Json from;
  from["a\"b\n"] = 1;
  Json to;
  to.member(from.keys()[0]) = from.items()[0];
  EXPECT_EQ(to.text(), from.text());
}

TEST(Json, WhatWasWrittenIsReadAgain) {
  const std::string text =
      R"({"a":[1,-2.5e+20,true,null,"x\"]},\\",{"b":[]},{}],"c":{"d":"é"},"e":"A"})";
  EXPECT_EQ(Json::parse(text).text(), text);
  EXPECT_EQ(Json::parse(" [ 1 , 2 ] ").text(), "[1,2]");
  for (const char* wrong : {"", "[", "{", "[1", R"({"a")", R"({"a":})", "[1,]", "[1]]", "\"a"}) {
    EXPECT_THROW((void)Json::parse(wrong), std::invalid_argument) << wrong;
  }
}

}  // namespace
}  // namespace chronus
