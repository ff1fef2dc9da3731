// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/conductor/sample_studio.hpp"

namespace chronus::conductor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct UndoneSamples : SampleStudio {
  /// Says it, and again when what it waits for is read. Its answer.
  std::string say_and_read(const std::string& line) {
    say(line);
    while (!samples.fetches.empty()) {
      samples.read_all();
      step();
      step();
    }
    const std::string said = answer();
    settle();
    return said;
  }
  void settle() {
    for (int n = 0; n < 10; ++n) step();
  }
  /// Changes of a parameter that come later are another step.
  void pass_a_second() {
    const Frame until = now + 48'128;
    while (now < until) step();
  }
  bool is_loaded(const char* name) const { return conductor.scene().samples.find(name) != nullptr; }
  std::uint32_t number_of(const char* name) const {
    return conductor.scene().samples.find(name)->number;
  }
  float played(const char* module) const {
    const auto& patches = conductor.scene().patches;
    const auto target = patches.param(module, "sample");
    return patches.value_at(Place{target.module}, target.param);
  }
  /// The messages of the journal that stand on its last frame.
  std::vector<std::string> last_lines() const {
    std::vector<std::string> lines;
    const auto frame = stage.journal.back().substr(0, stage.journal.back().find(' '));
    for (const auto& line : stage.journal) {
      if (line.starts_with(frame + " ")) lines.push_back(line.substr(frame.size() + 1));
    }
    return lines;
  }
};

TEST_F(UndoneSamples, ANameThatIsGoneIsNoneAndHoldsUpNothing) {
  say_and_read("/sample/load mk a.wav");
  say_and_read("/mod/s/sample mk");
  pass_a_second();
  say_and_read("/sample/unload mk");
  say_and_read("/seq/create q");
  say_and_read("/mod/s/sample bd:0");
  stage.sent.clear();
  EXPECT_THAT(say_and_read("/undo"), StartsWith("/done"));
  EXPECT_EQ(stage.sent.size(), 1U) << "it was answered once";
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none");
  EXPECT_THAT(say_and_read("/undo"), StartsWith("/done"));
  EXPECT_EQ(conductor.scene().bank.find("q"), nullptr) << "what was before can be reached";
  EXPECT_THAT(say_and_read("/undo"), StartsWith("/done"));
  EXPECT_TRUE(is_loaded("mk"));
}

TEST_F(UndoneSamples, ALoadIsTakenBackAndDoneAgain) {
  ASSERT_THAT(say_and_read("/sample/load kick a.wav"), StartsWith("/done"));
  say("/session/history");
  EXPECT_THAT(stage.sent.back().json, HasSubstr(R"("what":"/sample/load kick a.wav")"));
  ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
  EXPECT_FALSE(is_loaded("kick"));
  EXPECT_THAT(last_lines(), ElementsAre("/sample/unload kick"));
  EXPECT_EQ(stage.of(engine::Op::kSample).back().value, 0.0);

  say("/redo");
  EXPECT_FALSE(is_loaded("kick")) << "its file is read first";
  samples.read_all();
  step();
  step();
  ASSERT_THAT(answer(), StartsWith("/done /redo"));
  EXPECT_TRUE(is_loaded("kick"));
  EXPECT_THAT(last_lines(), ElementsAre("/journal/sample kick a.wav \"hash of /s/a.wav\"",
                                        "/sample/load kick a.wav"));
  EXPECT_EQ(stage.of(engine::Op::kSample).back().value, 1.0);
}

TEST_F(UndoneSamples, AfterAnUnloadWhatPlayedItPlaysItAgain) {
  say_and_read("/sample/load kick a.wav");
  say("/mod/s/sample kick");
  say("/sample/unload kick");
  ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
  EXPECT_EQ(number_of("kick"), 2U);
  EXPECT_EQ(played("s"), 2.0F);
  EXPECT_EQ(stage.commands.back().op, engine::Op::kSetParam);
  EXPECT_EQ(stage.commands.back().value, 2.0);
  ASSERT_THAT(say_and_read("/redo"), StartsWith("/done /redo"));
  EXPECT_FALSE(is_loaded("kick"));
}

TEST_F(UndoneSamples, OfABankToo) {
  say_and_read("/mod/s/sample bd:1");
  say("/sample/unload bd");
  EXPECT_FALSE(is_loaded("bd:1"));
  ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
  EXPECT_EQ(played("s"), static_cast<float>(number_of("bd:1")));
  EXPECT_THAT(last_lines().front(), StartsWith("/journal/sample bd:1 /s/bd:1"));
  ASSERT_THAT(say_and_read("/redo"), StartsWith("/done /redo"));
  EXPECT_FALSE(is_loaded("bd:1"));
}

TEST_F(UndoneSamples, AllOfItAtOnce) {
  say_and_read("/sample/load kick a.wav");
  say("/mod/s/sample kick");
  pass_a_second();
  say("/mod/s/sample none");
  say("/sample/unload kick");
  ASSERT_THAT(say_and_read("/undo 4"), StartsWith("/done /undo"));
  EXPECT_FALSE(is_loaded("kick"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none");
  ASSERT_THAT(say_and_read("/redo 2"), StartsWith("/done /redo"));
  EXPECT_TRUE(is_loaded("kick"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply kick");
  EXPECT_EQ(played("s"), static_cast<float>(number_of("kick")));
  say("/session/history");
  const auto history = nlohmann::json::parse(stage.sent.back().json);
  EXPECT_EQ(history["redo"].size(), 2U) << "what had to be read is no step of its own";
}

TEST_F(UndoneSamples, WhichOneAModulePlaysGoesBackByName) {
  say_and_read("/mod/s/sample bd:1");
  pass_a_second();
  say_and_read("/mod/s/sample bd:2");
  ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:1");
  ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply none");
  ASSERT_THAT(say_and_read("/redo 2"), StartsWith("/done /redo"));
  EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:2");
}

/// The number that a patch had is another sample's by now, or nobody's.
TEST_F(UndoneSamples, ACommitThatIsTakenBackPlaysWhatItsSamplesAreNow) {
  for (const char* way : {"one by one", "both"}) {
    SCOPED_TRACE(way);
    say_and_read("/mod/s/sample bd:1");
    say("/patch/new");
    say("/patch/create tone sine");
    say("/patch/connect tone output");
    ASSERT_THAT(say_and_read("/patch/commit"), StartsWith("/done"));
    ASSERT_THAT(say_and_read("/sample/unload bd"), StartsWith("/done"));
    if (way == std::string_view("both")) {
      ASSERT_THAT(say_and_read("/undo 2"), StartsWith("/done /undo"));
    } else {
      ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
      ASSERT_THAT(say_and_read("/undo"), StartsWith("/done /undo"));
    }
    ASSERT_TRUE(is_loaded("bd:1"));
    EXPECT_EQ(played("s"), static_cast<float>(number_of("bd:1")));
    EXPECT_EQ(sample_of("s"), "/mod/s/sample.reply bd:1");
  }
}

TEST_F(UndoneSamples, AFileThatIsGoneIsToldAndNothingChanges) {
  say_and_read("/sample/load kick a.wav");
  say("/seq/create before");
  say("/sample/unload kick");
  const auto lines = stage.journal.size();
  say("/undo 2");
  samples.refuse_all("/s/a.wav: No such file or directory");
  step();
  EXPECT_THAT(answer(), StartsWith("/fail /undo /s/a.wav: No such file"));
  EXPECT_EQ(stage.journal.size(), lines);
  EXPECT_FALSE(is_loaded("kick"));
  EXPECT_NE(conductor.scene().bank.find("before"), nullptr);
  // It is there again.
  EXPECT_THAT(say_and_read("/undo 2"), StartsWith("/done /undo"));
  EXPECT_TRUE(is_loaded("kick"));
}

TEST_F(UndoneSamples, WhatWasSoAlreadyIsNoStep) {
  say_and_read("/sample/load kick a.wav");
  say_and_read("/sample/load kick a.wav");
  say("/session/history");
  EXPECT_EQ(nlohmann::json::parse(stage.sent.back().json)["undo"].size(), 2U)
      << "the patch and one load";
}

}  // namespace
}  // namespace chronus::conductor
