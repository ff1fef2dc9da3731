// SPDX-License-Identifier: MIT
// Which mono modules share a group, and that what is done to one is done to its lane alone.
#include "engine/packing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/plan.hpp"
#include "notes_bench.hpp"

namespace chronus::engine {
namespace {

using ::testing::ElementsAre;

constexpr int kRate = 48'000;

std::vector<std::byte> plan_of(const PatchOf& patch) {
  auto plan = make_plan(patch.get(), test::built_in_catalog(), kRate);
  EXPECT_TRUE(plan) << plan.reason();
  return *plan;
}

/// The places of the modules of each shared group, in the order of processing.
std::vector<std::vector<int>> groups_of(const PatchOf& patch) {
  const auto plan = plan_of(patch);
  std::vector<std::vector<int>> groups;
  for (const SharedGroup& group : PlanView(plan.data()).shared_groups()) {
    auto& places = groups.emplace_back();
    for (const PlanNode& node : PlanView(plan.data()).nodes().subspan(group.first, group.count)) {
      places.push_back(node.place);
    }
  }
  return groups;
}

/// So many times sine -> adsr -> biquad, one module after the other.
PatchOf separate_voices(int count, std::uint64_t version = 1, int first = 0) {
  PatchOf patch(version);
  for (int n = first; n < first + count; ++n) {
    const int at = 3 * n;
    const auto identity = static_cast<std::uint32_t>(at + 1);
    patch.module(at, "sine", identity, {{"freq", 110.0F + 10.0F * static_cast<float>(n)}});
    patch.module(at + 1, "adsr", identity + 1, {{"sustain", 1.0F}, {"attack", 0.001F}});
    patch.module(at + 2, "biquad", identity + 2, {{"freq", 5'000.0F}});
    patch.connect(at, at + 1).connect(at + 1, at + 2).hear(at + 2);
  }
  return patch;
}

TEST(Packing, OfVoicesPatchedByHandFillsGroupsColumnByColumn) {
  const auto groups = groups_of(separate_voices(64));
  ASSERT_EQ(groups.size(), 24U);
  for (std::size_t n = 0; n < groups.size(); ++n) {
    ASSERT_EQ(groups[n].size(), 8U);
    for (std::size_t lane = 0; lane < 8; ++lane) {
      // A chain's modules lie in one lane of three groups that follow each other.
      EXPECT_EQ(groups[n][lane], static_cast<int>(n / 3 * 24 + 3 * lane + n % 3));
    }
  }
}

TEST(Packing, TakesModulesOfOneTypeThatDoNotDependOnEachOther) {
  PatchOf patch(1);
  for (int place = 0; place < 4; ++place) {
    patch.module(place, "gain", static_cast<unsigned>(place + 1));
  }
  EXPECT_THAT(groups_of(PatchOf(patch).hear(0)), ElementsAre(ElementsAre(0, 1, 2, 3)));
  EXPECT_THAT(groups_of(PatchOf(patch).connect(0, 1).connect(1, 2).connect(2, 3)), ElementsAre());
  EXPECT_THAT(groups_of(PatchOf(patch).connect(0, 2).connect(1, 3)),
              ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3)));
}

TEST(Packing, LeavesAloneWhatIsWiredOtherwise) {
  PatchOf patch(1);
  for (int place = 0; place < 6; ++place) {
    patch.module(place, "sine", static_cast<unsigned>(place + 1));
  }
  patch.module(6, "lfo", 7);
  for (int place = 2; place < 6; ++place) {
    patch.modulate(6, place, place < 4 ? "freq" : "level");
  }
  EXPECT_THAT(groups_of(patch.hear(0)),
              ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3), ElementsAre(4, 5)));
}

TEST(Packing, TakesFiltersHoweverFarTheyAreFromWhatFeedsThem) {
  PatchOf patch(1);
  for (int place = 0; place < 3; ++place) {
    patch.module(place, "biquad", static_cast<unsigned>(place + 1));
  }
  patch.module(3, "noise", 4).module(4, "gain", 5).module(5, "gain", 6);
  patch.connect(3, 0).connect(3, 4).connect(4, 1).connect(4, 5).connect(5, 2);
  EXPECT_THAT(groups_of(PatchOf(patch).hear(0)), ElementsAre(ElementsAre(0, 1, 2)));
  // The third waits for the first, and so for a group in which that is.
  EXPECT_THAT(groups_of(PatchOf(patch).connect(0, 5).hear(2)), ElementsAre(ElementsAre(0, 1)));
  // One that moves would cost the others.
  patch.module(6, "lfo", 7).modulate(6, 1, "freq");
  EXPECT_THAT(groups_of(PatchOf(patch).hear(0)), ElementsAre(ElementsAre(0, 2)));
}

TEST(Packing, NeverMakesTwoGroupsWaitForEachOther) {
  // Two chains, filter before ladder in one and behind it in the other.
  PatchOf patch(1);
  patch.module(0, "biquad", 1).module(1, "ladder", 2).module(2, "ladder", 3);
  patch.module(3, "biquad", 4).module(4, "noise", 5);
  patch.connect(4, 0).connect(0, 1).connect(4, 2).connect(2, 3).hear(1).hear(3);
  EXPECT_THAT(groups_of(patch), ElementsAre(testing::SizeIs(2)));
}

TEST(Packing, TakesLaddersHoweverTheyAreWired) {
  PatchOf patch(1);
  for (int place = 0; place < 3; ++place) {
    patch.module(place, "ladder", static_cast<unsigned>(place + 1)).hear(place);
  }
  patch.module(3, "osc", 4).module(4, "adsr", 5).module(5, "lfo", 6);
  patch.connect(3, 0).connect(3, 1).connect(4, 1, 1).connect(3, 2).modulate(5, 2, "freq");
  EXPECT_THAT(groups_of(patch), ElementsAre(ElementsAre(0, 1, 2)));
}

TEST(Packing, LeavesAloneInstrumentsEffectsAndWhatIsComputedVoiceByVoice) {
  PatchOf patch(1);
  patch.module(0, "sine", 1).module(1, "sine", 2).voices(0, 2).voices(1, 2);
  patch.module(2, "kick", 3).module(3, "kick", 4).module(4, "reverb", 5).module(5, "reverb", 6);
  patch.module(6, "sine", 7);
  EXPECT_THAT(groups_of(patch.hear(0)), ElementsAre());
  patch.module(7, "sine", 8).voices(7, 1);
  EXPECT_THAT(groups_of(patch), ElementsAre(ElementsAre(6, 7)));
}

TEST(Packing, GivesAModuleTheLaneOfItsSource) {
  PatchOf patch(1);
  for (int n = 0; n < 4; ++n) {
    patch.module(n, "sine", static_cast<unsigned>(n + 1));
    patch.module(4 + n, "gain", static_cast<unsigned>(n + 5)).connect(n, 7 - n);
  }
  EXPECT_THAT(groups_of(patch.hear(4)),
              ElementsAre(ElementsAre(0, 1, 2, 3), ElementsAre(7, 6, 5, 4)));
}

TEST(Packing, IsLeftOutWhereAPatchWouldNotFitForIt) {
  // These nearly fill a rack; pairs of distortions in shared groups would take the rest.
  constexpr int kLarge = 17;
  PatchOf patch(1);
  for (int place = 0; place < kLarge; ++place) {
    const auto* type = place == 0 ? "reverb" : "delay";
    patch.module(place, type, static_cast<unsigned>(place + 1)).hear(place);
  }
  int depth = 0;
  for (; depth < 110; ++depth) {
    for (const int place : {kLarge + 2 * depth, kLarge + 1 + 2 * depth}) {
      patch.module(place, "distortion", static_cast<unsigned>(place + 1));
      if (depth > 0) patch.connect(place - 2, place);
    }
  }
  const auto plan = plan_of(patch);
  EXPECT_EQ(PlanView(plan.data()).header().group_count, 0U);
  EXPECT_LE(PlanView(plan.data()).header().used_bytes, kArenaBytes);
}

TEST(Packing, ACommandToOneModuleReachesItsLaneAlone) {
  for (const int voice : {0, 3, 7, 8}) {
    Engine alone(kMono, test::built_in_modules()), among_others(kMono, test::built_in_modules());
    play(alone, separate_voices(1, 1, voice));
    play(among_others, separate_voices(9));
    const auto tell = [&](const Command& command) {
      alone.apply(command);
      among_others.apply(command);
    };
    tell(gate(3 * voice + 1, true, 0.5));
    EXPECT_EQ(render(among_others, 3'000), render(alone, 3'000)) << voice << ": a gate";
    tell(set(3 * voice, 0, 2'000.0));
    EXPECT_EQ(render(among_others, 3'000), render(alone, 3'000)) << voice << ": a parameter";
    tell(gate(3 * voice + 1, false));
    EXPECT_EQ(render(among_others, 3'000), render(alone, 3'000)) << voice << ": its end";
  }
}

TEST(Packing, AVoiceGoesOnInWhateverLaneASwapGivesIt) {
  Engine engine(kMono, test::built_in_modules()), alone(kMono, test::built_in_modules());
  play(alone, separate_voices(1, 1, 6));
  play(engine, separate_voices(9));
  for (Engine* one : {&engine, &alone}) one->apply(gate(19, true));
  EXPECT_EQ(render(engine, 1'001), render(alone, 1'001));
  play(engine, separate_voices(5, 2, 4));
  EXPECT_EQ(render(engine, 1'001), render(alone, 1'001)) << "from lane 6 to lane 2";
  play(engine, separate_voices(1, 3, 6));
  EXPECT_EQ(render(engine, 1'001), render(alone, 1'001)) << "by itself";
  play(engine, separate_voices(7, 4, 2));
  EXPECT_EQ(render(engine, 1'001), render(alone, 1'001)) << "in lane 4";
}

TEST(Packing, CountsEachModuleOfAGroup) {
  for (const bool is_apart : {false, true}) {
    std::atomic<std::uint64_t> done{0};
    Engine engine(kMono, test::built_in_modules());
    engine.keep_apart(is_apart);
    engine.count_modules_in(done);
    play(engine, separate_voices(9));
    render(engine, 2 * kLeastSegment);
    EXPECT_EQ(done.load(), 2U * 27U);
  }
}

}  // namespace
}  // namespace chronus::engine
