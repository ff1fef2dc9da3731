// SPDX-License-Identifier: MIT
// `--classic`: what older clients mean, and that a journal says so.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conductor/scene_lines.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

/// A studio that begins with a score's lines on frame 0.
struct Scored : Studio {
  explicit Scored(const std::string& lines) {
    conductor.load_score(*test::parse_score(lines, 48'000));
    step();
  }
  double last_value() const { return stage.of(Op::kSetParam).back().value; }
  const NamedModule* module(const char* id) const {
    return conductor.scene().patches.playing().patch.find(id);
  }
};

constexpr const char* kClassic = "0 /classic 1\n";

TEST(Classic, TimesOfAnAdsrAreMilliseconds) {
  Scored studio(kClassic);
  studio.say("/mod/adsr1/attack 20");
  EXPECT_EQ(studio.last_value(), static_cast<double>(0.02F));
  studio.say("/mod/adsr1/sustain 0.5");
  EXPECT_EQ(studio.last_value(), 0.5);
  studio.say("/mod/*/release 150");
  EXPECT_EQ(studio.last_value(), static_cast<double>(0.15F));
}

TEST(Classic, ElseTheyAreSeconds) {
  Studio studio;
  studio.say("/mod/adsr1/attack 0.02");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).back().value, static_cast<double>(0.02F));
}

TEST(Classic, TimesOfOtherModulesStayAsTheyAre) {
  Scored studio(std::string(kClassic) +
                "0 /patch/create k kick\n0 /patch/connect k output\n0 /patch/commit\n");
  studio.say("/mod/k/decay 0.25");
  EXPECT_EQ(studio.last_value(), 0.25);
}

TEST(Classic, ADraftAndALaneCountInMillisecondsToo) {
  Scored studio(kClassic);
  for (const char* line :
       {"/patch/create o osc", "/patch/create e adsr", "/mod/e/decay 30", "/patch/connect o e",
        "/patch/connect e output", "/patch/commit", "/seq/create s",
        "/seq/param_lane s release \"40 50\"", "/seq/assign s param e release", "/seq/start s"}) {
    studio.say(line);
    EXPECT_TRUE(studio.answer().starts_with("done")) << studio.answer();
  }
  EXPECT_EQ(studio.module("e")->values[1], 0.03F);
  studio.run_to(48'000);
  const auto values = studio.stage.of(Op::kSetParam);
  ASSERT_FALSE(values.empty());
  EXPECT_EQ(values.front().value, 0.04);
}

TEST(Classic, IsToldInMilliseconds) {
  Scored studio(kClassic);
  studio.say("/mod/adsr1/attack 20");
  studio.say("/patch/get");
  const auto patch = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(patch["modules"][1]["params"]["attack"], 20.0);
  EXPECT_EQ(patch["modules"][1]["params"]["sustain"], 0.7);
  studio.say("/module/info adsr");
  const auto info = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(info["params"][0]["unit"], "ms");
  EXPECT_EQ(info["params"][0]["max"], 10'000.0);
}

TEST(Classic, NoClientCanAskForIt) {
  Studio studio;
  studio.say("/classic 1");
  EXPECT_EQ(studio.answer(), "fail /classic stands in scores only: start with --classic 1");
  EXPECT_FALSE(studio.conductor.scene().patches.is_classic());
}

TEST(Classic, AJournalBeginsWithIt) {
  Scored studio(kClassic);
  ASSERT_FALSE(studio.stage.journal.empty());
  EXPECT_EQ(studio.stage.journal.front(), "0f /classic 1");
}

TEST(Classic, ASceneOfItMakesTheSameAgain) {
  Scored studio(kClassic);
  studio.say("/mod/adsr1/attack 17.3");
  studio.say("/mod/adsr1/release 20000");
  const auto lines = setting_lines(studio.conductor.scene());
  ASSERT_EQ(lines.front().address, "/classic");
  std::string text;
  for (const auto& line : lines) text += score::to_line(0, line) + "\n";
  Scored again(text);
  EXPECT_EQ(again.module("adsr1")->values, studio.module("adsr1")->values);
  EXPECT_TRUE(again.conductor.scene().patches.is_classic());
}

TEST(Classic, AJournalTellsWhatABareEditBeganWith) {
  Studio studio;
  studio.stage.journal.clear();
  for (const char* line : {"/patch/create o osc", "/patch/connect o output", "/patch/commit"}) {
    studio.say(line);
  }
  studio.run_to(studio.now + 960);
  studio.say("/patch/create p osc");
  std::string journal;
  for (const auto& line : studio.stage.journal) journal += line.substr(line.find(' ') + 1) + "\n";
  EXPECT_EQ(journal,
            "/patch/new\n/patch/create o osc\n/patch/connect o output\n/patch/commit\n"
            "/patch/edit\n/patch/create p osc\n");
}

}  // namespace
}  // namespace chronus::conductor
