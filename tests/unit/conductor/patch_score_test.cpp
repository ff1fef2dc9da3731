// SPDX-License-Identifier: MIT
#include "conductor/patch_score.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/fake_stage.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::conductor {
namespace {

using test::kFormat;

Result<Patch> patch_of(const std::string& text) {
  return patch_of_score(*test::parse_score(text, kFormat.rate), test::standard_vocabulary(),
                        PatchEditor(kFormat, test::built_in_catalog()));
}

std::string refusal(const std::string& text) {
  const auto patch = patch_of(text);
  return patch ? "accepted" : patch.reason();
}

constexpr const char* kBass = R"(# A bass.
0 /patch/new
0 /patch/create bass osc 1
0 /mod/bass/wave saw
0 /patch/create env adsr 1
0 /patch/connect bass env
0 /patch/connect env output
0 /patch/commit
0 /mod/env/release 0.2
0 /mod/bass/frequency 55
)";

TEST(PatchScore, IsThePatchThatItsLinesMake) {
  const auto patch = patch_of(kBass);
  ASSERT_TRUE(patch) << patch.reason();
  ASSERT_EQ(patch->modules().size(), 2U);
  const auto* bass = patch->find("bass");
  EXPECT_EQ(bass->voices, 1);
  const auto value = [](const NamedModule& module, const char* name) {
    return module.values[static_cast<std::size_t>(catalog::find_param(type_of(module), name))];
  };
  EXPECT_EQ(value(*bass, "wave"), 2.0F);
  EXPECT_EQ(value(*bass, "freq"), 55.0F);
  EXPECT_EQ(value(*patch->find("env"), "release"), 0.2F);
  EXPECT_EQ(patch->connections().size(), 2U);
}

TEST(PatchScore, IsWrittenAsItIsRead) {
  const auto patch = patch_of(
      "0 /patch/create sine1 sine\n0 /patch/create m mixer\n0 /patch/create l lfo\n"
      "0 /patch/connect sine1 m\n0 /patch/connect l m\n0 /patch/connect l sine1.freq 0.3 oct\n"
      "0 /patch/connect l sine1.level -0.1\n0 /patch/connect m output.left\n0 /patch/commit\n"
      "0 /mod/sine1/freq 123.456\n0 /mod/l/freq 0.1\n");
  ASSERT_TRUE(patch) << patch.reason();
  const auto text = score_of_patch(*patch, test::built_in_catalog(), kFormat.channels);
  EXPECT_TRUE(text.starts_with("0 /patch/new\n0 /patch/create sine1 sine\n")) << text;
  const auto again = patch_of(text);
  ASSERT_TRUE(again) << again.reason();
  EXPECT_EQ(again->to_json().text(), patch->to_json().text());
  EXPECT_EQ(again->connections(), patch->connections());
  // Played as a score it is the same: there the default sound plays before.
  Studio studio;
  studio.conductor.load_score(*test::parse_score(text, kFormat.rate));
  studio.step();
  EXPECT_EQ(studio.conductor.score_failures(), 0U);
  EXPECT_EQ(studio.conductor.scene().patches.playing().patch.to_json().text(),
            patch->to_json().text());
}

TEST(PatchScore, ThatIsNoneIsRefusedWithItsLine) {
  EXPECT_EQ(refusal("0 /patch/create a wobble\n").substr(0, 23), "line 1: /patch/create: ");
  EXPECT_EQ(refusal("0 /patch/create a sine\n0 /mod/a/frq 1\n"),
            "line 2: /mod/a/frq: module 'a' (sine) has no parameter 'frq'; did you mean freq?");
  EXPECT_EQ(refusal("0 /mod/a/freq 1\n"), "line 1: /mod/a/freq: no module 'a'");
  EXPECT_EQ(refusal("0 /patch/create a\n"),
            "line 1: /patch/create: usage: /patch/create id type [voices]");
  EXPECT_EQ(refusal("0 /patch/create a sine\n0 /mod/a/freq 1 2\n"),
            "line 2: /mod/a/freq: usage: /mod/<module>/<param> value");
  EXPECT_EQ(refusal("0 /patch/create a sine\n\n0 /patch/commit\n"),
            "line 3: /patch/commit: no module is connected to the output");
  EXPECT_EQ(refusal("0 /patch/create a sine\n0.5 /patch/connect a output\n"),
            "line 2: all of a patch stands at time 0");
  EXPECT_EQ(refusal("0 /seq/create k\n").substr(0, 21), "line 1: /seq/create: ");
  EXPECT_EQ(refusal("0 /patch/load k\n").substr(0, 21), "line 1: /patch/load: ");
  EXPECT_EQ(refusal(""), "it commits no patch: /patch/commit is missing");
  EXPECT_EQ(refusal(std::string(kBass) + "0 /patch/create b sine\n"),
            "what it makes last is not committed");
  EXPECT_EQ(refusal("0 /patch/create d drill\n"), "line 1: /patch/create: drill needs --drills");
}

TEST(PatchScore, EveryOneThatShipsCanBeLoaded) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(CHRONUS_EXAMPLES) / "patches";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "none ships";
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    const auto reason = refusal({std::istreambuf_iterator<char>(file), {}});
    EXPECT_EQ(reason, "accepted") << entry.path();
  }
}

TEST(PatchScore, AValueBeyondItsRangeIsItsEndAsWhereItIsPlayed) {
  const auto patch = patch_of(std::string(kBass) + "0 /mod/env/sustain 7\n");
  ASSERT_TRUE(patch) << patch.reason();
  const auto* env = patch->find("env");
  const int sustain = catalog::find_param(type_of(*env), "sustain");
  EXPECT_EQ(env->values[static_cast<std::size_t>(sustain)], 1.0F);
}

}  // namespace
}  // namespace chronus::conductor
