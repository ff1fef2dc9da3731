// SPDX-License-Identifier: MIT
#include "sequencer/bank.hpp"

#include <limits>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

TEST(Bank, ANewSequencerHasTheDefaults) {
  Bank bank(kRate);
  ok(bank.create("kick"));
  const SequencerInfo info = bank.find("kick")->info();
  EXPECT_EQ(info.id, "kick");
  EXPECT_EQ(info.bpm, 120.0);
  EXPECT_FALSE(info.own_tempo);
  EXPECT_EQ(info.steps, 16);
  EXPECT_EQ(info.division, 16);
  EXPECT_EQ(info.pattern, "x...............");
  EXPECT_EQ(info.gate_len, 0.5);
  EXPECT_FALSE(info.playing);
  EXPECT_FALSE(info.muted);
  EXPECT_EQ(info.current_step, -1);
  EXPECT_TRUE(info.lanes.empty());
  EXPECT_TRUE(info.assignments.empty());
}

TEST(Bank, InfoTellsWhatWasSet) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.config("a", 99.5, 4, 8, 0));
  ok(bank.pattern("a", "x X.", 0));
  ok(bank.gate_len("a", 0.25));
  ok(bank.param_lane("a", "note", "c4 . 61.5 0", 0));
  ok(bank.assign_gate("a", "env"));
  ok(bank.assign_param("a", "osc", "note", "freq"));
  ok(bank.assign_param("a", "osc", "gain"));
  ok(bank.start("a", 0));
  bank.advance(20'000);
  const SequencerInfo info = bank.find("a")->info();
  EXPECT_EQ(info.bpm, 99.5);
  EXPECT_TRUE(info.own_tempo);
  EXPECT_EQ(info.steps, 4);
  EXPECT_EQ(info.division, 8);
  EXPECT_EQ(info.pattern, "xX..");
  EXPECT_EQ(info.gate_len, 0.25);
  EXPECT_TRUE(info.playing);
  EXPECT_EQ(info.current_step, 1);
  ASSERT_EQ(info.lanes.size(), 1U);
  EXPECT_EQ(info.lanes[0].name, "note");
  EXPECT_EQ(info.lanes[0].values, "60 . 61.5 0");
  ASSERT_EQ(info.assignments.size(), 3U);
  EXPECT_EQ(info.assignments[0].module, "env");
  EXPECT_EQ(info.assignments[0].lane, "");
  EXPECT_EQ(info.assignments[1].param, "freq");
  EXPECT_EQ(info.assignments[2].param, "gain");
}

TEST(Bank, IdsComeInOrderOfCreation) {
  Bank bank(kRate);
  for (const auto* const id : {"z", "a", "m"}) ok(bank.create(id));
  ok(bank.remove("a", 0));
  ok(bank.create("a"));
  EXPECT_EQ(bank.ids(), (std::vector<std::string>{"z", "m", "a"}));
  EXPECT_EQ(bank.id_of(0), "z");
  EXPECT_EQ(bank.id_of(1), "");
  EXPECT_EQ(bank.id_of(3), "a");
  EXPECT_EQ(bank.id_of(4), "");
}

TEST(Bank, AnIdThatExistsOrIsNoNameIsRefused) {
  Bank bank(kRate);
  ok(bank.create("kick"));
  refused(bank.create("kick"), "sequencer 'kick' exists already");
  EXPECT_FALSE(bank.create("Kick"));
  EXPECT_FALSE(bank.create(""));
  EXPECT_FALSE(bank.create(std::string(33, 'a')));
  EXPECT_EQ(bank.size(), 1U);
}

TEST(Bank, EveryMessageToAnUnknownSequencerSaysSo) {
  Bank bank(kRate);
  constexpr std::string_view kReason = "no sequencer 'x'";
  refused(bank.remove("x", 0), kReason);
  refused(bank.config("x", 120, 16, 16, 0), kReason);
  refused(bank.pattern("x", "x", 0), kReason);
  refused(bank.param_lane("x", "l", "1", 0), kReason);
  refused(bank.assign_gate("x", "m"), kReason);
  refused(bank.assign_param("x", "m", "l", "p"), kReason);
  refused(bank.start("x", 0), kReason);
  refused(bank.stop("x", 0), kReason);
  refused(bank.reset("x", 0), kReason);
  refused(bank.bpm("x", 120, 0), kReason);
  refused(bank.gate_len("x", 0.5), kReason);
  refused(bank.division("x", 16, 0), kReason);
  refused(bank.steps("x", 16, 0), kReason);
  refused(bank.euclid("x", 3, 8, 0, 0), kReason);
  refused(bank.rotate("x", 1, 0), kReason);
  refused(bank.mute("x", true, 0), kReason);
  refused(bank.swing("x", 50, 0), kReason);
  refused(bank.trigs("x", TrigField::kChance, "1", 0), kReason);
  refused(bank.chain("x", {}, 0), kReason);
  refused(bank.quantum("x", 1, 0), kReason);
  refused(bank.seed("x", 1, 0), kReason);
  refused(bank.fill("x", true, 0), kReason);
  refused(bank.follow("x", 0), kReason);
  refused(bank.unassign_gate("x", "m", 0), kReason);
  refused(bank.unassign_param("x", "m", "l", "p", 0), kReason);
  refused(bank.unassign_all("x", 0), kReason);
  EXPECT_EQ(bank.find("x"), nullptr);
}

TEST(Bank, ValuesOutsideTheirLimitsAreRefusedWithTheLimits) {
  Bank bank(kRate);
  ok(bank.create("a"));
  refused(bank.bpm("a", 0.99, 0), "sequencer 'a': bpm 0.99 is outside 1 to 999");
  refused(bank.bpm("a", 1000, 0), "sequencer 'a': bpm 1000 is outside 1 to 999");
  refused(bank.bpm("a", std::nan(""), 0), "sequencer 'a': bpm nan is outside 1 to 999");
  refused(bank.bpm("a", std::numeric_limits<double>::infinity(), 0),
          "sequencer 'a': bpm inf is outside 1 to 999");
  refused(bank.config("a", 1500, 16, 16, 0), "sequencer 'a': bpm 1500 is outside 1 to 999");
  refused(bank.config("a", 120, 257, 16, 0), "sequencer 'a': steps 257 is outside 1 to 256");
  refused(bank.config("a", 120, 16, 129, 0), "sequencer 'a': division 129 is outside 1 to 128");
  refused(bank.config("a", 120, 16, 0, 0), "sequencer 'a': division 0 is outside 1 to 128");
  refused(bank.division("a", 129, 0), "sequencer 'a': division 129 is outside 1 to 128");
  refused(bank.steps("a", 0, 0), "sequencer 'a': steps 0 is outside 1 to 256");
  refused(bank.gate_len("a", 0.009), "sequencer 'a': gate length 0.009 is outside 0.01 to 1");
  refused(bank.gate_len("a", 1.1), "sequencer 'a': gate length 1.1 is outside 0.01 to 1");
  refused(bank.euclid("a", 9, 8, 0, 0), "sequencer 'a': pulses 9 is outside 0 to 8");
  refused(bank.euclid("a", -1, 8, 0, 0), "sequencer 'a': pulses -1 is outside 0 to 8");
  refused(bank.euclid("a", 1, 300, 0, 0), "sequencer 'a': steps 300 is outside 1 to 256");
  refused(bank.transport_bpm(0, 0), "transport: bpm 0 is outside 1 to 999");
  refused(bank.pattern("a", "x?", 0),
          "sequencer 'a': pattern: '?' at position 2 is none of x, X, 1 to 9, -, ., space and |");
  refused(bank.param_lane("a", "gain", "1 z", 0),
          "sequencer 'a': lane 'gain': 'z' (value 2) is neither a number nor . or _ to hold");
}

TEST(Bank, TheEndsOfTheLimitsAreTaken) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.config("a", 1, 1, 1, 0));
  ok(bank.config("a", 999, 256, 128, 0));
  ok(bank.gate_len("a", 0.01));
  ok(bank.gate_len("a", 1));
  ok(bank.euclid("a", 0, 256, 0, 0));
  ok(bank.euclid("a", 256, 256, std::numeric_limits<int>::min(), 0));
  ok(bank.rotate("a", std::numeric_limits<int>::min(), 0));
  ok(bank.transport_bpm(999, 0));
  ok(bank.transport_bpm(1, 0));
}

TEST(Bank, BadNamesInAssignmentsAndLanesAreRefused) {
  Bank bank(kRate);
  ok(bank.create("a"));
  EXPECT_NE(bank.assign_gate("a", "No").reason().find("module"), std::string::npos);
  EXPECT_NE(bank.assign_param("a", "m", "La la").reason().find("lane"), std::string::npos);
  EXPECT_NE(bank.assign_param("a", "m", "l", "p!").reason().find("parameter"), std::string::npos);
  EXPECT_NE(bank.assign_param("a", "", "l", "p").reason().find("module"), std::string::npos);
  EXPECT_NE(bank.param_lane("a", "L", "1", 0).reason().find("lane"), std::string::npos);
  EXPECT_TRUE(bank.find("a")->info().assignments.empty());
  EXPECT_TRUE(bank.find("a")->info().lanes.empty());
}

TEST(Bank, ThereMayBeSixteenAssignmentsAndSixteenLanes) {
  Bank bank(kRate);
  ok(bank.create("a"));
  for (int i = 0; i < 16; ++i) {
    ok(bank.assign_gate("a", "m" + std::to_string(i)));
    ok(bank.param_lane("a", "l" + std::to_string(i), "1", 0));
  }
  refused(bank.assign_gate("a", "m16"),
          "sequencer 'a' has 16 assignments already, the most there may be");
  refused(bank.param_lane("a", "l16", "1", 0),
          "sequencer 'a' has 16 lanes already, the most there may be");
  ok(bank.assign_gate("a", "m3"));
  ok(bank.param_lane("a", "l3", "2", 0));
  ok(bank.start("a", 0));
  EXPECT_FALSE(bank.param_lane("a", "l16", "1", 100));
}

TEST(Bank, HoldsItsMostSequencersAndNoMore) {
  Bank bank(kRate);
  for (std::size_t i = 0; i < kMaxSequencers; ++i) ok(bank.create("s" + std::to_string(i)));
  refused(bank.create("more"), "sequencer 'more': there are 4096 already, the most there may be");
  ok(bank.remove("s17", 0));
  ok(bank.create("more"));
}

TEST(Bank, ASequencerTakesLessThanAKilobyte) {
  Bank bank(kRate);
  ok(bank.create("a_sequencer_with_a_rather_long_n"));
  const Sequencer& sequencer = *bank.find("a_sequencer_with_a_rather_long_n");
  ok(bank.assign_gate(sequencer.id(), "adsr1"));
  ok(bank.assign_param(sequencer.id(), "sine1", "note", "freq"));
  ok(bank.start(sequencer.id(), 0));
  ok(bank.pattern(sequencer.id(), "x.x.", 0));
  EXPECT_LE(sequencer.memory_bytes(), 1'024U);
  EXPECT_GT(sequencer.memory_bytes(), sizeof(Sequencer));
}

TEST(Bank, EventsStayUntilTheyAreCleared) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  bank.advance(100);
  bank.advance(7'000);
  EXPECT_EQ(bank.events().size(), 2U);
  bank.clear_events();
  EXPECT_TRUE(bank.events().empty());
  bank.advance(7'000);
  bank.advance(3'000);
  EXPECT_TRUE(bank.events().empty());
}

}  // namespace
}  // namespace chronus::sequencer::testing
