// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conductor/draft.hpp"
#include "conductor/patch_editor.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::conductor {
namespace {

using test::kFormat;

/// Edits a editor in score words; the first refusal ends it.
Status edit(PatchEditor& editor, const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    if (auto edited = edit_draft(editor, Studio::message(line)); !edited) return edited;
  }
  return {};
}

PatchEditor playing(const std::vector<std::string>& lines) {
  PatchEditor editor(kFormat, test::built_in_catalog());
  EXPECT_TRUE(edit(editor, lines));
  EXPECT_TRUE(editor.compile());
  editor.commit();
  return editor;
}

const std::vector<std::string> kChain = {"/patch/create a sine", "/patch/create e adsr",
                                         "/patch/connect a e", "/patch/connect e output"};

TEST(PatchEditor, ABareEditBeginsWithWhatPlays) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/create b sine"}));
  EXPECT_EQ(editor.draft()->modules().size(), 3U);
  editor.abort();
  ASSERT_TRUE(edit(editor, {"/patch/connect a output"}));
  EXPECT_EQ(editor.draft()->connections().size(), 3U);
  editor.abort();
  ASSERT_TRUE(edit(editor, {"/patch/disconnect a e"}));
  EXPECT_EQ(editor.draft()->connections().size(), 1U);
  editor.abort();
  ASSERT_TRUE(edit(editor, {"/patch/delete a"}));
  EXPECT_EQ(editor.draft()->modules().size(), 1U);
}

TEST(PatchEditor, WhatNobodyHasCommittedIsNotBegunWith) {
  PatchEditor editor(kFormat, test::built_in_catalog());
  editor.play_default();
  EXPECT_FALSE(edit(editor, {"/patch/connect sine1 output"}));
  EXPECT_FALSE(edit(editor, {"/patch/delete sine1"}));
  EXPECT_EQ(editor.draft(), nullptr);
  ASSERT_TRUE(edit(editor, {"/patch/create b sine"}));
  EXPECT_EQ(editor.draft()->modules().size(), 1U);
}

TEST(PatchEditor, AClassicBareCreateBeginsAnEmptyDraft) {
  auto editor = playing(kChain);
  editor.set_classic(true);
  EXPECT_FALSE(edit(editor, {"/patch/connect a output"}));
  EXPECT_EQ(editor.draft(), nullptr);
  ASSERT_TRUE(edit(editor, {"/patch/create a sine"}));
  EXPECT_EQ(editor.draft()->modules().size(), 1U);
}

TEST(PatchEditor, ABareCreateOfWhatPlaysSaysHowToBeginAnew) {
  auto editor = playing(kChain);
  EXPECT_EQ(edit(editor, {"/patch/create a sine"}).reason(),
            "module 'a' plays already: /patch/new begins an empty draft");
}

TEST(PatchEditor, ARefusedBareEditLeavesNoDraftBehind) {
  auto editor = playing(kChain);
  for (const char* line : {"/patch/create b no_such_type", "/patch/create a sine",
                           "/patch/connect a b", "/patch/disconnect e a", "/patch/delete b"}) {
    EXPECT_FALSE(edit(editor, {line})) << line;
    EXPECT_EQ(editor.draft(), nullptr) << line;
  }
}

TEST(PatchEditor, EditBeginsWithWhatPlays) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/edit"}));
  EXPECT_EQ(editor.draft()->modules().size(), 2U);
  EXPECT_EQ(editor.draft()->connections().size(), 2U);
}

TEST(PatchEditor, SameIdAndTypeKeepsPlaceAndIdentity) {
  auto editor = playing(kChain);
  const auto before = editor.playing().seats;
  ASSERT_TRUE(edit(editor, {"/patch/new", "/patch/create e adsr", "/patch/create a osc",
                            "/patch/connect a e", "/patch/connect e output"}));
  ASSERT_TRUE(editor.compile());
  editor.commit();
  const auto& after = editor.playing().seats;
  EXPECT_EQ(after.at("e").place, before.at("e").place);
  EXPECT_EQ(after.at("e").identity, before.at("e").identity);
  EXPECT_NE(after.at("a").identity, before.at("a").identity) << "another type is another module";
  EXPECT_NE(after.at("a").place, before.at("a").place) << "both play during the crossfade";
}

TEST(PatchEditor, ModulesThatGoOnKeepTheValuesTheyPlayWith) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/edit"}));
  const auto freq = editor.param("a", "freq");
  editor.note_value(Place{freq.module}, freq.param, 321.0);
  ASSERT_TRUE(editor.compile());
  editor.commit();
  EXPECT_EQ(editor.playing().patch.find("a")->values[freq.param], 321.0F);
}

TEST(PatchEditor, ValueOfAModuleOnlyInTheDraftIsItsFirst) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/edit", "/patch/create lf lfo", "/mod/lf/depth 7",
                            "/patch/connect lf a.freq"}));
  const auto description = editor.compile();
  ASSERT_TRUE(description);
  editor.commit();
  const auto depth = editor.param("lf", "depth");
  EXPECT_EQ(description->modules[depth.module].values[depth.param], 7.0F);
}

TEST(PatchEditor, CompilesTheSameTwice) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/edit", "/patch/create b sine", "/patch/connect b e"}));
  const auto first = editor.compile();
  const auto second = editor.compile();
  EXPECT_EQ(std::memcmp(&*first, &*second, sizeof *first), 0);
}

TEST(PatchEditor, DescribesWhatItCompilesWithoutTheChecks) {
  auto editor = playing(kChain);
  ASSERT_TRUE(edit(editor, {"/patch/edit", "/patch/create b sine", "/patch/connect b e"}));
  const auto compiled = editor.compile();
  const auto described = editor.describe();
  EXPECT_EQ(std::memcmp(&*compiled, &*described, sizeof *compiled), 0);
  ASSERT_TRUE(edit(editor, {"/patch/new", "/patch/create b sine"}));
  EXPECT_FALSE(editor.compile()) << "nothing is heard";
  EXPECT_TRUE(editor.describe());
  editor.abort();
  EXPECT_FALSE(editor.describe());
}

TEST(PatchEditor, MonoSourceGoesToEveryChannelAndAStereoOneToItsSides) {
  auto editor = playing({"/patch/create a sine", "/patch/connect a output"});
  ASSERT_TRUE(edit(editor, {"/patch/edit"}));
  EXPECT_EQ(editor.compile()->connection_count, 2U);
  auto stereo = PatchEditor(kFormat, test::built_in_catalog());
  ASSERT_TRUE(edit(stereo, {"/patch/create a sine", "/patch/create m mixer", "/patch/connect a m",
                            "/patch/connect m output"}));
  const auto description = stereo.compile();
  ASSERT_TRUE(description);
  ASSERT_EQ(description->connection_count, 3U);
  EXPECT_EQ(description->connections[1].dst_index, 0);
  EXPECT_EQ(description->connections[2].dst_index, 1);
  EXPECT_NE(description->connections[1].src_port, description->connections[2].src_port);
}

/// "source port > target index" of each cable that engines are told.
std::vector<std::string> cables(const std::vector<std::string>& lines, int channels = 2) {
  PatchEditor editor({48'000, 128, channels}, test::built_in_catalog());
  EXPECT_TRUE(edit(editor, lines));
  const auto description = editor.compile();
  EXPECT_TRUE(description) << description.reason();
  std::vector<std::string> told;
  for (std::uint32_t i = 0; description && i < (*description).connection_count; ++i) {
    const auto& cable = (*description).connections[i];
    told.push_back(std::to_string(cable.src_port) + ">" + std::to_string(cable.dst_index));
  }
  return told;
}

using Cables = std::vector<std::string>;

TEST(PatchEditor, AStereoEffectTakesBothSidesAndAMonoSourceOnBoth) {
  const std::string end = "/patch/connect v output";
  EXPECT_EQ(cables({"/patch/create v reverb", "/patch/create a sine", "/patch/connect a v", end}),
            (Cables{"0>0", "0>1", "0>0", "1>1"}));
  EXPECT_EQ(cables({"/patch/create v reverb", "/patch/create m mixer", "/patch/connect m v", end}),
            (Cables{"0>0", "1>1", "0>0", "1>1"}));
  EXPECT_EQ(
      cables({"/patch/create v reverb", "/patch/create a sine", "/patch/connect a v.right", end}),
      (Cables{"0>1", "0>0", "1>1"}));
  EXPECT_EQ(cables({"/patch/create v reverb", "/patch/create a sine", "/patch/create b sine",
                    "/patch/connect a v", "/patch/connect b v", end}),
            (Cables{"0>0", "0>1", "0>0", "0>1", "0>0", "1>1"}))
      << "a second source is no right side";
}

TEST(PatchEditor, ADelayInAMonoPatchIsWhatItWas) {
  const std::string end = "/patch/connect d output";
  EXPECT_EQ(cables({"/patch/create d delay", "/patch/create a sine", "/patch/connect a d", end}),
            (Cables{"0>0", "0>1", "0>0", "1>1"}));
  EXPECT_EQ(cables({"/patch/create d delay", "/patch/create a sine", "/patch/connect a d.in",
                    "/patch/connect d.out output"}),
            (Cables{"0>0", "0>1", "0>0", "0>1"}));
  EXPECT_EQ(cables({"/patch/create d delay", "/patch/create g gain", "/patch/connect d g",
                    "/patch/connect g output"}),
            (Cables{"0>0", "0>0", "0>1"}))
      << "one side, not the sum of two that are alike";
  EXPECT_EQ(cables({"/patch/create d delay", end}, 1), (Cables{"0>0"}));
  EXPECT_EQ(cables({"/patch/create d delay", "/patch/create v reverb", "/patch/connect d v",
                    "/patch/connect v output"}),
            (Cables{"0>0", "1>1", "0>0", "1>1"}));
}

TEST(PatchEditor, ACableToAStereoEffectIsTakenOutAgain) {
  PatchEditor editor(kFormat, test::built_in_catalog());
  ASSERT_TRUE(edit(editor, {"/patch/create v reverb", "/patch/create a sine", "/patch/connect a v",
                            "/patch/disconnect a v"}));
  EXPECT_TRUE(editor.draft()->connections().empty());
}

TEST(PatchEditor, ACycleMayPassAFeedback) {
  EXPECT_EQ(cables({"/patch/create g gain", "/patch/create f feedback", "/patch/connect g f",
                    "/patch/connect f g", "/patch/connect g output"})
                .size(),
            4U);
}

TEST(PatchEditor, MixerTakesItsNextFreeInput) {
  auto editor = PatchEditor(kFormat, test::built_in_catalog());
  ASSERT_TRUE(edit(editor, {"/patch/create a sine", "/patch/create b sine", "/patch/create m mixer",
                            "/patch/connect a m", "/patch/connect b m", "/patch/connect a m"}));
  ASSERT_EQ(editor.draft()->connections().size(), 2U);
  EXPECT_EQ(editor.draft()->connections()[0].dst_index, 0);
  EXPECT_EQ(editor.draft()->connections()[1].dst_index, 1);
  ASSERT_TRUE(edit(editor, {"/patch/disconnect b m"}));
  EXPECT_EQ(editor.draft()->connections().size(), 1U);
}

TEST(PatchEditor, ADrillIsForThoseWhoAllowDrills) {
  PatchEditor editor(kFormat, test::built_in_catalog());
  const auto refused = edit(editor, {"/patch/create d drill"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason(), "drill needs --drills");
  EXPECT_EQ(editor.draft(), nullptr);
  PatchEditor allowed(kFormat, test::built_in_catalog(), true);
  EXPECT_TRUE(edit(allowed, {"/patch/create d drill", "/patch/connect d output"}));
  EXPECT_TRUE(allowed.compile());
}

TEST(PatchEditor, ErrorsNameWhatIsWrong) {
  const auto reason = [](const std::vector<std::string>& lines) {
    PatchEditor editor(kFormat, test::built_in_catalog());
    const auto edited = edit(editor, lines);
    if (!edited) return edited.reason();
    const auto compiled = editor.compile();
    return compiled ? std::string("fine") : compiled.reason();
  };
  EXPECT_NE(reason({"/patch/create a wobble"}).find("'wobble'"), std::string::npos);
  EXPECT_NE(reason({"/patch/create A sine"}).find("a-z"), std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine", "/patch/create a adsr"}).find("exists"),
            std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine", "/patch/connect a b"}).find("'b'"), std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine", "/patch/connect a.left output"}).find("'left'"),
            std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine", "/patch/connect a output.3"}).find("'3'"),
            std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine"}).find("output"), std::string::npos);
  EXPECT_NE(reason({"/patch/connect a b"}).find("no draft"), std::string::npos);
  EXPECT_NE(reason({"/patch/create output sine"}).find("output"), std::string::npos);
  EXPECT_NE(reason({"/patch/create a delay 4"}).find("voices 4: delay has one voice"),
            std::string::npos);
  EXPECT_NE(reason({"/patch/create a sine 65"}).find("voices"), std::string::npos);
}

TEST(PatchEditor, VoicesAreInThePatchAndItsDescription) {
  auto editor = playing({"/patch/create a sine 12", "/patch/create b sine",
                         "/patch/create c delay 1", "/patch/connect a output"});
  const auto json = read(editor.playing().patch.to_json())["modules"];
  EXPECT_EQ(json[0]["voices"], 12);
  EXPECT_FALSE(json[1].contains("voices"));
  ASSERT_TRUE(edit(editor, {"/patch/edit"}));
  const auto description = editor.compile();
  ASSERT_TRUE(description) << description.reason();
  const auto& seats = editor.playing().seats;
  const auto voices = [&](const char* id) {
    return description->modules[index_of(seats.at(id).place)].voices;
  };
  EXPECT_EQ(voices("a"), 12);
  EXPECT_EQ(voices("b"), 0);
  EXPECT_EQ(voices("c"), 1);
}

TEST(PatchEditor, AModuleOfOtherVoicesIsAnother) {
  auto editor = playing({"/patch/create a sine 12", "/patch/connect a output"});
  const auto before = editor.playing().seats.at("a").identity;
  ASSERT_TRUE(edit(editor, {"/patch/new", "/patch/create a sine 12", "/patch/connect a output"}));
  editor.commit();
  EXPECT_EQ(editor.playing().seats.at("a").identity, before);
  ASSERT_TRUE(edit(editor, {"/patch/new", "/patch/create a sine 13", "/patch/connect a output"}));
  editor.commit();
  EXPECT_NE(editor.playing().seats.at("a").identity, before);
}

TEST(PatchEditor, JsonNamesPortsOnlyWhereTheClientDid) {
  auto editor = playing({"/patch/create a sine", "/patch/create l lfo", "/patch/connect l a.freq",
                         "/patch/connect a output.left"});
  const auto json = read(editor.playing().patch.to_json());
  EXPECT_EQ(json["connections"][0]["dst"], "a.freq");
  EXPECT_EQ(json["connections"][0]["src"], "l");
  EXPECT_EQ(json["connections"][1]["dst"], "output.1");
}

TEST(PatchEditor, ADepthIsInThePatchItsJsonAndItsDescription) {
  auto editor = playing({"/patch/create a sine", "/patch/create l lfo", "/patch/create e adsr",
                         "/patch/connect l a.freq 0.5 oct", "/patch/connect l a.level 0.25",
                         "/patch/connect l e.attack", "/patch/connect a output"});
  const auto json = read(editor.playing().patch.to_json())["connections"];
  EXPECT_EQ(json[0]["depth"], 0.5);
  EXPECT_EQ(json[0]["unit"], "oct");
  EXPECT_EQ(json[1]["depth"], 0.25);
  EXPECT_FALSE(json[1].contains("unit"));
  EXPECT_FALSE(json[2].contains("depth")) << "none was given";
  ASSERT_TRUE(edit(editor, {"/patch/edit"}));
  const auto description = editor.compile();
  ASSERT_TRUE(description) << description.reason();
  EXPECT_EQ(description->connections[0].depth, 0.5F);
  EXPECT_EQ(description->connections[0].depth_unit, engine::DepthUnit::kOctaves);
  EXPECT_EQ(description->connections[1].depth, 0.25F);
  EXPECT_EQ(description->connections[1].depth_unit, engine::DepthUnit::kParameter);
  EXPECT_EQ(description->connections[2].depth, 1.0F);
}

TEST(PatchEditor, ConnectingAgainChangesTheDepth) {
  auto editor = playing({"/patch/create a sine", "/patch/create l lfo",
                         "/patch/connect l a.freq 20", "/patch/connect a output"});
  const auto depth_after = [&](const char* line) {
    EXPECT_TRUE(edit(editor, {line})) << line;
    EXPECT_EQ(editor.draft()->connections().size(), 2U);
    return editor.draft()->connections()[0].depth;
  };
  EXPECT_EQ(depth_after("/patch/connect l a.freq 30"), Depth{30.0F});
  EXPECT_EQ(depth_after("/patch/connect l a.frequency 2 oct"),
            (Depth{2.0F, engine::DepthUnit::kOctaves}));
  EXPECT_EQ(depth_after("/patch/connect l a.freq"), std::nullopt);
  EXPECT_EQ(depth_after("/patch/connect l a.freq -40"), Depth{-40.0F});
  EXPECT_TRUE(edit(editor, {"/patch/disconnect l a.freq"}));
  EXPECT_EQ(editor.draft()->connections().size(), 1U);
}

TEST(PatchEditor, ADepthThatCannotBeIsRefusedAndChangesNothing) {
  const auto editor = playing({"/patch/create a sine", "/patch/create g gain",
                               "/patch/create l lfo", "/patch/connect a output"});
  const auto reason = [&](const std::string& rest) {
    auto tried = editor;
    const auto edited = edit(tried, {"/patch/connect l " + rest});
    EXPECT_EQ(tried.draft(), nullptr) << rest;
    return edited.reason();
  };
  EXPECT_EQ(reason("g 2"), "a depth is for a parameter, module.param: 'g' is none");
  EXPECT_EQ(reason("output 2"), "a depth is for a parameter, module.param: 'output' is none");
  EXPECT_EQ(reason("a.level 1 oct"), "oct is for frequencies: 'a.level' is none");
  EXPECT_EQ(reason("a.freq 1 octaves"), "unit (argument 4) must be oct, or be left out");
  EXPECT_EQ(reason("a.freq 2000000"), "depth (argument 3) must be -1000000 to 1000000");
  EXPECT_NE(reason("a.freq oct").find("depth (argument 3)"), std::string::npos);
}

TEST(PatchEditor, ADepthOfAClassicEnvelopesTimeIsInMilliseconds) {
  PatchEditor editor(kFormat, test::built_in_catalog());
  editor.set_classic(true);
  ASSERT_TRUE(edit(editor, {"/patch/create l lfo", "/patch/create e adsr",
                            "/patch/connect l e.attack 250", "/patch/connect e output"}));
  EXPECT_EQ(editor.draft()->connections()[0].depth, Depth{0.25F});
  EXPECT_EQ(read(editor.draft()->to_json(true))["connections"][0]["depth"], 250.0);
}

TEST(PatchEditor, AFullPatchOfAllNewModulesFindsPlacesBesideTheOldOne) {
  const auto full = [](const std::string& prefix) {
    std::vector<std::string> lines = {"/patch/new"};
    for (int i = 0; i < engine::kMaxModules; ++i) {
      lines.push_back("/patch/create " + prefix + std::to_string(i) + " gain");
    }
    lines.push_back("/patch/connect " + prefix + "0 output");
    return lines;
  };
  auto editor = playing(full("a"));
  ASSERT_TRUE(edit(editor, full("b")));
  const auto compiled = editor.compile();
  EXPECT_TRUE(compiled) << compiled.reason();
  EXPECT_FALSE(edit(editor, {"/patch/create one_more gain"}));
}

}  // namespace
}  // namespace chronus::conductor
