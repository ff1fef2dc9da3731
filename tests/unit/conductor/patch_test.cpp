// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conductor/draft.hpp"
#include "conductor/patch_desk.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"

namespace chronus::conductor {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};

/// Edits a desk in score words; the first refusal ends it.
Status edit(PatchDesk& desk, const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    if (auto edited = edit_draft(desk, Studio::message(line)); !edited) return edited;
  }
  return {};
}

PatchDesk playing(const std::vector<std::string>& lines) {
  PatchDesk desk(kFormat, test::built_in_catalog());
  EXPECT_TRUE(edit(desk, lines));
  EXPECT_TRUE(desk.compile());
  desk.commit();
  return desk;
}

const std::vector<std::string> kChain = {"/patch/create a sine", "/patch/create e adsr",
                                         "/patch/connect a e", "/patch/connect e output"};

TEST(PatchDesk, ABareEditBeginsWithWhatPlays) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/create b sine"}));
  EXPECT_EQ(desk.draft()->modules().size(), 3U);
  desk.abort();
  ASSERT_TRUE(edit(desk, {"/patch/connect a output"}));
  EXPECT_EQ(desk.draft()->connections().size(), 3U);
  desk.abort();
  ASSERT_TRUE(edit(desk, {"/patch/disconnect a e"}));
  EXPECT_EQ(desk.draft()->connections().size(), 1U);
  desk.abort();
  ASSERT_TRUE(edit(desk, {"/patch/delete a"}));
  EXPECT_EQ(desk.draft()->modules().size(), 1U);
}

TEST(PatchDesk, WhatNobodyHasCommittedIsNotBegunWith) {
  PatchDesk desk(kFormat, test::built_in_catalog());
  desk.play_default();
  EXPECT_FALSE(edit(desk, {"/patch/connect sine1 output"}));
  EXPECT_FALSE(edit(desk, {"/patch/delete sine1"}));
  EXPECT_EQ(desk.draft(), nullptr);
  ASSERT_TRUE(edit(desk, {"/patch/create b sine"}));
  EXPECT_EQ(desk.draft()->modules().size(), 1U);
}

TEST(PatchDesk, AClassicBareCreateBeginsAnEmptyDraft) {
  auto desk = playing(kChain);
  desk.set_classic(true);
  EXPECT_FALSE(edit(desk, {"/patch/connect a output"}));
  EXPECT_EQ(desk.draft(), nullptr);
  ASSERT_TRUE(edit(desk, {"/patch/create a sine"}));
  EXPECT_EQ(desk.draft()->modules().size(), 1U);
}

TEST(PatchDesk, ABareCreateOfWhatPlaysSaysHowToBeginAnew) {
  auto desk = playing(kChain);
  EXPECT_EQ(edit(desk, {"/patch/create a sine"}).reason(),
            "module 'a' plays already: /patch/new begins an empty draft");
}

TEST(PatchDesk, ARefusedBareEditLeavesNoDraftBehind) {
  auto desk = playing(kChain);
  for (const char* line : {"/patch/create b no_such_type", "/patch/create a sine",
                           "/patch/connect a b", "/patch/disconnect e a", "/patch/delete b"}) {
    EXPECT_FALSE(edit(desk, {line})) << line;
    EXPECT_EQ(desk.draft(), nullptr) << line;
  }
}

TEST(PatchDesk, EditBeginsWithWhatPlays) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/edit"}));
  EXPECT_EQ(desk.draft()->modules().size(), 2U);
  EXPECT_EQ(desk.draft()->connections().size(), 2U);
}

TEST(PatchDesk, SameIdAndTypeKeepsPlaceAndIdentity) {
  auto desk = playing(kChain);
  const auto before = desk.playing().seats;
  ASSERT_TRUE(edit(desk, {"/patch/new", "/patch/create e adsr", "/patch/create a osc",
                          "/patch/connect a e", "/patch/connect e output"}));
  ASSERT_TRUE(desk.compile());
  desk.commit();
  const auto& after = desk.playing().seats;
  EXPECT_EQ(after.at("e").place, before.at("e").place);
  EXPECT_EQ(after.at("e").identity, before.at("e").identity);
  EXPECT_NE(after.at("a").identity, before.at("a").identity) << "another type is another module";
  EXPECT_NE(after.at("a").place, before.at("a").place) << "both play during the crossfade";
}

TEST(PatchDesk, ModulesThatGoOnKeepTheValuesTheyPlayWith) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/edit"}));
  const auto freq = desk.param("a", "freq");
  desk.note_value(Place{freq.module}, freq.param, 321.0);
  ASSERT_TRUE(desk.compile());
  desk.commit();
  EXPECT_EQ(desk.playing().patch.find("a")->values[freq.param], 321.0F);
}

TEST(PatchDesk, ValueOfAModuleOnlyInTheDraftIsItsFirst) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/edit", "/patch/create lf lfo", "/mod/lf/depth 7",
                          "/patch/connect lf a.freq"}));
  const auto description = desk.compile();
  ASSERT_TRUE(description);
  desk.commit();
  const auto depth = desk.param("lf", "depth");
  EXPECT_EQ(description->modules[depth.module].values[depth.param], 7.0F);
}

TEST(PatchDesk, CompilesTheSameTwice) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/edit", "/patch/create b sine", "/patch/connect b e"}));
  const auto first = desk.compile();
  const auto second = desk.compile();
  EXPECT_EQ(std::memcmp(&*first, &*second, sizeof *first), 0);
}

TEST(PatchDesk, DescribesWhatItCompilesWithoutTheChecks) {
  auto desk = playing(kChain);
  ASSERT_TRUE(edit(desk, {"/patch/edit", "/patch/create b sine", "/patch/connect b e"}));
  const auto compiled = desk.compile();
  const auto described = desk.describe();
  EXPECT_EQ(std::memcmp(&*compiled, &*described, sizeof *compiled), 0);
  ASSERT_TRUE(edit(desk, {"/patch/new", "/patch/create b sine"}));
  EXPECT_FALSE(desk.compile()) << "nothing is heard";
  EXPECT_TRUE(desk.describe());
  desk.abort();
  EXPECT_FALSE(desk.describe());
}

TEST(PatchDesk, MonoSourceGoesToEveryChannelAndAStereoOneToItsSides) {
  auto desk = playing({"/patch/create a sine", "/patch/connect a output"});
  ASSERT_TRUE(edit(desk, {"/patch/edit"}));
  EXPECT_EQ(desk.compile()->connection_count, 2U);
  auto stereo = PatchDesk(kFormat, test::built_in_catalog());
  ASSERT_TRUE(edit(stereo, {"/patch/create a sine", "/patch/create m mixer", "/patch/connect a m",
                            "/patch/connect m output"}));
  const auto description = stereo.compile();
  ASSERT_TRUE(description);
  ASSERT_EQ(description->connection_count, 3U);
  EXPECT_EQ(description->connections[1].dst_index, 0);
  EXPECT_EQ(description->connections[2].dst_index, 1);
  EXPECT_NE(description->connections[1].src_port, description->connections[2].src_port);
}

TEST(PatchDesk, MixerTakesItsNextFreeInput) {
  auto desk = PatchDesk(kFormat, test::built_in_catalog());
  ASSERT_TRUE(edit(desk, {"/patch/create a sine", "/patch/create b sine", "/patch/create m mixer",
                          "/patch/connect a m", "/patch/connect b m", "/patch/connect a m"}));
  ASSERT_EQ(desk.draft()->connections().size(), 2U);
  EXPECT_EQ(desk.draft()->connections()[0].dst_index, 0);
  EXPECT_EQ(desk.draft()->connections()[1].dst_index, 1);
  ASSERT_TRUE(edit(desk, {"/patch/disconnect b m"}));
  EXPECT_EQ(desk.draft()->connections().size(), 1U);
}

TEST(PatchDesk, ADrillIsForThoseWhoAllowDrills) {
  PatchDesk desk(kFormat, test::built_in_catalog());
  const auto refused = edit(desk, {"/patch/create d drill"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason(), "drill needs --drills");
  EXPECT_EQ(desk.draft(), nullptr);
  PatchDesk allowed(kFormat, test::built_in_catalog(), true);
  EXPECT_TRUE(edit(allowed, {"/patch/create d drill", "/patch/connect d output"}));
  EXPECT_TRUE(allowed.compile());
}

TEST(PatchDesk, ErrorsNameWhatIsWrong) {
  const auto reason = [](const std::vector<std::string>& lines) {
    PatchDesk desk(kFormat, test::built_in_catalog());
    const auto edited = edit(desk, lines);
    if (!edited) return edited.reason();
    const auto compiled = desk.compile();
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
  EXPECT_NE(reason({"/patch/create a sine 4"}).find("voices"), std::string::npos);
}

TEST(PatchDesk, JsonNamesPortsOnlyWhereTheClientDid) {
  auto desk = playing({"/patch/create a sine", "/patch/create l lfo", "/patch/connect l a.freq",
                       "/patch/connect a output.left"});
  const auto json = read(desk.playing().patch.to_json());
  EXPECT_EQ(json["connections"][0]["dst"], "a.freq");
  EXPECT_EQ(json["connections"][0]["src"], "l");
  EXPECT_EQ(json["connections"][1]["dst"], "output.1");
}

TEST(PatchDesk, AFullPatchOfAllNewModulesFindsPlacesBesideTheOldOne) {
  const auto full = [](const std::string& prefix) {
    std::vector<std::string> lines = {"/patch/new"};
    for (int i = 0; i < engine::kMaxModules; ++i) {
      lines.push_back("/patch/create " + prefix + std::to_string(i) + " gain");
    }
    lines.push_back("/patch/connect " + prefix + "0 output");
    return lines;
  };
  auto desk = playing(full("a"));
  ASSERT_TRUE(edit(desk, full("b")));
  const auto compiled = desk.compile();
  EXPECT_TRUE(compiled) << compiled.reason();
  EXPECT_FALSE(edit(desk, {"/patch/create one_more gain"}));
}

}  // namespace
}  // namespace chronus::conductor
