// SPDX-License-Identifier: MIT
#include "conductor/paging.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conductor/json_text.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

/// Puts what a client gets page by page together again, whatever its shape.
void merge(nlohmann::json& whole, const nlohmann::json& page) {
  for (const auto& [key, value] : page.items()) {
    if (key == "more" || key == "next") continue;
    nlohmann::json& mine = whole[key];
    if (value.is_object() && !value.empty()) {
      merge(mine, value);
    } else if (value.is_array() && mine.is_array()) {
      mine.insert(mine.end(), value.begin(), value.end());
    } else {
      mine = value;
    }
  }
}

nlohmann::json read_all(const nlohmann::json& whole, std::size_t most_bytes) {
  nlohmann::json read;
  const std::string text = whole.dump();
  for (std::size_t offset = 0;;) {
    const std::string page_text = page_of(text, offset, most_bytes);
    const auto page = nlohmann::json::parse(page_text);
    merge(read, page);
    if (!page.at("more").get<bool>()) return read;
    EXPECT_LE(page_text.size(), most_bytes + 300) << "one entry at least, and the last words";
    const auto next = page.at("next").get<std::size_t>();
    EXPECT_GT(next, offset);
    offset = next;
  }
}

TEST(Paging, PagesTogetherAreTheWhole) {
  nlohmann::json modules = nlohmann::json::array();
  for (int i = 0; i < 200; ++i) modules.push_back({{"id", "m" + std::to_string(i)}, {"n", i}});
  const nlohmann::json whole{{"id", "kick"},
                             {"bpm", 120.5},
                             {"modules", modules},
                             {"none", nlohmann::json::array()},
                             {"nothing", nullptr},
                             {"draft", {{"modules", modules}, {"empty", nlohmann::json::object()}}},
                             {"lanes", {{"a", "1 2 3"}, {"b", "4"}}}};
  for (const std::size_t bytes : {1U, 100U, 1'300U, 60'000U}) {
    EXPECT_EQ(read_all(whole, bytes), whole) << bytes;
  }
}

TEST(Paging, AListComesAsItems) {
  nlohmann::json list = nlohmann::json::array();
  for (int i = 0; i < 5'000; ++i) list.push_back("seq" + std::to_string(i));
  EXPECT_EQ(read_all(list, 1'300).at("items"), list);
  EXPECT_EQ(nlohmann::json::parse(page_of("[]", 0, 100)),
            (nlohmann::json{{"items", nlohmann::json::array()}, {"more", false}}));
}

TEST(Paging, BehindTheEndListsAreThereAndEmpty) {
  const auto behind = [](const char* whole, std::size_t offset) {
    return page_of(whole, offset, 100);
  };
  EXPECT_EQ(behind("[1,2,3]", 99), R"({"items":[],"more":false})");
  EXPECT_EQ(behind("[1,2,3]", 3), R"({"items":[],"more":false})");
  EXPECT_EQ(behind("[]", 99), R"({"items":[],"more":false})");
  EXPECT_EQ(behind(R"({"a":{"b":[1,2],"c":[],"d":3},"e":4,"f":[[5]]})", 99),
            R"({"a":{"b":[],"c":[]},"f":[],"more":false})");
  EXPECT_EQ(behind(R"({"a":1})", 99), R"({"more":false})");
}

TEST(Paging, AQuestionBehindTheEndIsAnsweredWithItsList) {
  Studio studio;
  for (const auto& [line, list] :
       {std::pair{"/seq/list 50", "items"}, {"/help /seq 500", "messages"}}) {
    studio.say(line);
    const auto page = nlohmann::json::parse(studio.stage.sent.back().json);
    EXPECT_EQ(page.at(list), nlohmann::json::array()) << line;
  }
}

TEST(Paging, WhatFitsIsNotTouched) {
  const auto text = [] { return std::string("[ 1,2 ]"); };
  EXPECT_EQ(paged(text, std::nullopt)(), "[ 1,2 ]");
  EXPECT_EQ(nlohmann::json::parse(paged(text, 1)()),
            (nlohmann::json{{"items", {2}}, {"more", false}}));
}

TEST(Paging, QuestionsTakeAnOffset) {
  Studio studio;
  for (int i = 0; i < 300; ++i)
    studio.say("/seq/create a_sequencer_with_a_long_name_" + std::to_string(i));
  std::size_t seen = 0;
  for (std::size_t offset = 0;;) {
    studio.say("/seq/list " + std::to_string(offset));
    const auto& json_text = studio.stage.sent.back().json;
    EXPECT_LE(json_text.size(), 1'400U);
    const auto page = nlohmann::json::parse(json_text);
    seen += page.at("items").size();
    if (!page.at("more").get<bool>()) break;
    offset = page.at("next").get<std::size_t>();
  }
  EXPECT_EQ(seen, 300U);
  for (const char* line :
       {"/patch/get 0", "/seq/info a_sequencer_with_a_long_name_1 0", "/module/list 0",
        "/module/info mixer 0", "/module/cost 0", "/status 0", "/status 250"}) {
    studio.say(line);
    const auto page = nlohmann::json::parse(studio.stage.sent.back().json);
    EXPECT_TRUE(page.contains("more")) << line;
    EXPECT_LE(studio.stage.sent.back().json.size(), 1'400U) << line;
  }
  studio.say("/seq/list -1");
  EXPECT_TRUE(studio.answer().starts_with("fail /seq/list offset")) << studio.answer();
}

TEST(Paging, EverySequencerIsInSomePageOfTheStatus) {
  Studio studio;
  for (int i = 0; i < 1'000; ++i) studio.say("/seq/create s" + std::to_string(i));
  studio.say("/status");
  auto page = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(page.at("sequencers_total"), 1'000);
  std::size_t seen = page.at("sequencers").size();
  EXPECT_EQ(page.at("next"), seen);
  while (page.at("more").get<bool>()) {
    studio.say("/status " + std::to_string(page.at("next").get<std::size_t>()));
    page = nlohmann::json::parse(studio.stage.sent.back().json);
    seen += page.at("sequencers").size();
  }
  EXPECT_EQ(seen, 1'000U);
}

}  // namespace
}  // namespace chronus::conductor
