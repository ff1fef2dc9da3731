// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/standard_vocabulary.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::vocabulary {
namespace {

nlohmann::json help(std::string_view prefix) {
  return nlohmann::json::parse(help_json(test::standard_vocabulary(), prefix));
}

TEST(Help, ListsEveryMessage) {
  std::size_t listed = 0;
  for (const auto& section : test::standard_vocabulary().sections()) {
    for (const auto& message : section.messages) {
      const auto one = help(message.address).at("messages").at(0);
      EXPECT_EQ(one.at("address"), std::string(message.address));
      EXPECT_FALSE(one.at("summary").get<std::string>().empty()) << message.address;
      EXPECT_EQ(one.at("arguments").size(), message.arguments.size()) << message.address;
      ++listed;
    }
  }
  EXPECT_EQ(help("").at("messages").size(), listed);
  EXPECT_GT(listed, 60U);
}

TEST(Help, TellsAnArgumentsTypeUnitAndRange) {
  const auto bpm = help("/seq/bpm").at("messages").at(0);
  EXPECT_EQ(bpm.at("arguments").at(0).at("type"), "sequencer");
  const auto& value = bpm.at("arguments").at(1);
  EXPECT_EQ(value.at("name"), "bpm");
  EXPECT_EQ(value.at("type"), "number");
  EXPECT_EQ(value.at("unit"), "BPM");
  EXPECT_EQ(value.at("range"), nlohmann::json::parse("[1.0, 999.0]"));
  EXPECT_FALSE(value.at("optional"));
  EXPECT_TRUE(bpm.at("journaled"));
  EXPECT_TRUE(bpm.at("undoable"));
  EXPECT_FALSE(help("/version").at("messages").at(0).at("undoable"));
  EXPECT_TRUE(bpm.at("asks"));
  EXPECT_FALSE(bpm.at("silent"));
}

TEST(Help, StreamsAreSilent) {
  const auto streams = help("/mod/").at("messages");
  ASSERT_EQ(streams.size(), 1U);
  EXPECT_TRUE(streams.at(0).at("silent"));
}

TEST(Help, OfAPrefixThatNothingHasIsEmpty) {
  EXPECT_EQ(help("/nothing").at("messages").size(), 0U);
  EXPECT_FALSE(help("/nothing").at("more"));
}

}  // namespace
}  // namespace chronus::vocabulary
