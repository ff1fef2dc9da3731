// SPDX-License-Identifier: MIT
// More commands than there is time for: left out in order of frames.
#include <algorithm>
#include <map>
#include <utility>

#include "fastest.hpp"
#include "rig.hpp"
#include "sequencer/overload.hpp"

namespace chronus::sequencer::testing {
namespace {

constexpr int kGates = 16;

void assign_gates(Bank& bank, int gates) {
  for (const auto& id : bank.ids()) {
    for (int i = 0; i < gates; ++i) ok(bank.assign_gate(id, std::string(1, "abcdefghijklmnop"[i])));
  }
  bank.resolve(Letters());
}

/// 170,496 hits a second, within what is admitted, but thirteen times the commands that there may
/// be.
void overload(Bank& bank) {
  add_fastest(bank, 40);
  assign_gates(bank, kGates);
}

void expect_same(std::span<const Event> a, std::span<const Event> b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_TRUE(same(a[i], b[i])) << i;
}

TEST(Overload, WhatIsLeftOutDoesNotDependOnHowTheWayIsCut) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    Bank whole(kRate);
    Bank cut(kRate);
    for (Bank* bank : {&whole, &cut}) {
      overload(*bank);
      ok(bank->start_all(0));
    }
    whole.advance(kRate);
    ASSERT_GT(whole.thinned().hits, 100'000U);
    Dice random(seed);
    for (Frame frame = 0; frame < kRate; cut.advance(std::min<Frame>(frame, kRate))) {
      frame += 1 + random(seed == 0 ? 1 : 3'000);
    }
    expect_same(whole.events(), cut.events());
    EXPECT_EQ(cut.thinned().hits, whole.thinned().hits);
    EXPECT_EQ(cut.thinned().sequencer, whole.thinned().sequencer);
  }
}

TEST(Overload, EveryHitIsPlayedOrCountedAsLeftOut) {
  Bank bank(kRate);
  overload(bank);
  ok(bank.start_all(0));
  bank.advance(kRate);
  const auto steps = of_kind(bank.events(), EventKind::kStep).size();
  const auto ons = of_kind(bank.events(), EventKind::kGateOn).size();
  // Of the last steps some hits are still to come.
  const auto hits = ons / kGates + bank.thinned().hits;
  EXPECT_LE(hits, steps * 8);
  EXPECT_GE(hits + 40 * 8, steps * 8);
}

TEST(Overload, CommandsKeepTheirBound) {
  Bank bank(kRate);
  overload(bank);
  ok(bank.start_all(0));
  bank.advance(2 * kRate);
  const auto ons = of_kind(bank.events(), EventKind::kGateOn);
  const auto within = [&](Frame from, Frame to) {
    return std::count_if(ons.begin(), ons.end(),
                         [&](const Event& e) { return e.frame >= from && e.frame < to; });
  };
  EXPECT_LE(2 * within(0, 2 * kRate), kMostCommandsAtOnce + 2 * kMostCommandsPerSecond);
  EXPECT_LE(2 * within(kRate, 2 * kRate), kMostCommandsAtOnce + kMostCommandsPerSecond);
  EXPECT_GE(2 * within(kRate, 2 * kRate), kMostCommandsPerSecond * 99 / 100) << "all that may";
}

TEST(Overload, EveryGateThatOpensIsClosed) {
  Bank bank(kRate);
  add_fastest(bank, 40, "8 1 3 1");
  for (int i = 0; i < 40; i += 2) {
    ok(bank.pattern("s" + std::to_string(i), "X-x.5--xX.-xX-xx", 0));
    ok(bank.gate_len("s" + std::to_string(i), 1.0));
  }
  assign_gates(bank, kGates);
  ok(bank.start_all(0));
  bank.advance(kRate);
  bank.stop_all(kRate);
  ASSERT_GT(bank.thinned().hits, 10'000U);
  std::map<std::pair<std::uint32_t, int>, int> open;
  for (const Event& event : bank.events()) {
    int& gate = open[{event.sequencer, event.target.module}];
    if (event.kind == EventKind::kGateOn) gate = 1;
    if (event.kind == EventKind::kGateOff) {
      ASSERT_EQ(gate, 1) << "an off without its on";
      gate = 0;
    }
  }
  for (const auto& [gate, is_open] : open) EXPECT_EQ(is_open, 0) << gate.first;
}

TEST(Overload, NobodyIsTheOnlyOneWithoutHits) {
  Bank bank(kRate);
  overload(bank);
  ok(bank.start_all(0));
  bank.advance(2 * kRate);
  std::map<std::uint32_t, int> hits;
  for (const Event& event : of_kind(bank.events(), EventKind::kGateOn)) ++hits[event.sequencer];
  ASSERT_EQ(hits.size(), 40U);
  int all = 0;
  for (const auto& [sequencer, count] : hits) all += count;
  for (const auto& [sequencer, count] : hits) {
    EXPECT_GT(count, all / 40 / 2) << sequencer;
    EXPECT_LT(count, all / 40 * 2) << sequencer;
  }
}

TEST(Overload, AHeapOnOneFrameIsThinnedAndTheRestIsWhole) {
  // A swing and a nudge of half a step put what they like on one frame: 65,536 ons, and soon as
  // many offs, twice a second.
  Bank bank(kRate);
  for (std::size_t i = 0; i < kMaxSequencers; ++i) {
    const std::string id = "s" + std::to_string(i);
    ok(bank.create(id));
    ok(bank.config(id, 120, 2, 8, 0));
    ok(bank.pattern(id, ".x", 0));
    if (i % 2 == 0) ok(bank.swing(id, 75, 0));
    if (i % 2 == 1) ok(bank.trigs(id, TrigField::kNudge, "0 0.5", 0));
  }
  assign_gates(bank, kGates);
  ok(bank.start_all(0));
  bank.advance(3 * kRate);
  ASSERT_GT(bank.thinned().hits, 0U);
  std::map<Frame, std::int64_t> ons;
  for (const Event& event : of_kind(bank.events(), EventKind::kGateOn)) ++ons[event.frame];
  EXPECT_EQ(ons.size(), 6U);
  for (const auto& [frame, count] : ons) {
    EXPECT_LE(2 * count, kMostCommandsAtOnce) << frame;
    EXPECT_GE(2 * count, kMostCommandsAtOnce * 9 / 10) << frame;
  }
  EXPECT_EQ(of_kind(bank.events(), EventKind::kGateOn).size() % kGates, 0U) << "hits are whole";
}

/// A patch of many modules, each of which is asked anew around every frame with commands.
struct ManyModules final : Letters {
  int modules() const override { return 240; }
};

TEST(Overload, FramesOfTheirOwnCostMoreTheMoreModulesPlay) {
  const auto hits = [](double spread, bool many) {
    Bank bank(kRate);
    for (int i = 0; i < 375; ++i) {
      const std::string id = "s" + std::to_string(i);
      ok(bank.create(id));
      ok(bank.config(id, 999 - spread * i, 16, 128, 0));
      ok(bank.pattern(id, "xxxxxxxxxxxxxxxx", 0));
      ok(bank.assign_gate(id, "m"));
    }
    many ? bank.resolve(ManyModules()) : bank.resolve(Letters());
    ok(bank.start_all(0));
    bank.advance(2 * kRate);
    const auto all = of_kind(bank.events(), EventKind::kGateOn);
    return std::count_if(all.begin(), all.end(), [](const auto& e) { return e.frame >= kRate; });
  };
  EXPECT_GT(hits(0.0, false), 199'000);
  EXPECT_GT(hits(0.01, false), 199'000);
  EXPECT_GT(hits(0.0, true), 180'000) << "all on the same frames";
  EXPECT_LT(hits(0.01, true), 40'000);
}

TEST(Overload, WhatDrivesNothingIsNotLeftOut) {
  Bank bank(kRate);
  overload(bank);
  for (int i = 0; i < 20; ++i) ok(bank.unassign_all("s" + std::to_string(i), 0));
  ok(bank.start_all(0));
  Bank half(kRate);
  add_fastest(half, 40);
  for (int i = 0; i < 20; ++i) ok(half.remove("s" + std::to_string(i), 0));
  assign_gates(half, kGates);
  ok(half.start_all(0));
  bank.advance(kRate);
  half.advance(kRate);
  ASSERT_GT(half.thinned().hits, 10'000U);
  EXPECT_EQ(bank.thinned().hits, half.thinned().hits);
}

TEST(Overload, LanesOfAStepGoWithItsGate) {
  Bank bank(kRate);
  overload(bank);
  for (const auto& id : bank.ids()) {
    ok(bank.unassign_gate(id, "p", 0));
    ok(bank.param_lane(id, "gain", "0.5", 0));
    ok(bank.assign_param(id, "m", "gain"));
    ok(bank.trigs(id, TrigField::kRatchet, "1", 0));
    ok(bank.param_lane(id, "gain", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 0));
  }
  bank.resolve(Letters());
  ok(bank.start_all(0));
  bank.advance(3 * kRate);
  ASSERT_GT(bank.thinned().hits, 1'000U);
  std::map<std::pair<Frame, std::uint32_t>, int> sent;
  for (const Event& event : bank.events()) {
    if (event.kind == EventKind::kParam) sent[{event.frame, event.sequencer}] += 100;
    if (event.kind == EventKind::kGateOn) sent[{event.frame, event.sequencer}] += 1;
  }
  for (const auto& [step, count] : sent) ASSERT_EQ(count, 115) << step.first;
}

TEST(Overload, AnEverydaySetIsFarFromTheBounds) {
  Bank bank(kRate);
  for (int i = 0; i < 300; ++i) {
    const std::string id = "s" + std::to_string(i);
    ok(bank.create(id));
    ok(bank.config(id, 200, 16, 32, 0));
    ok(bank.pattern(id, "xxxxxxxxxxxxxxxx", 0));
    ok(bank.assign_gate(id, "m"));
    ok(bank.assign_gate(id, "n"));
    ok(bank.param_lane(id, "gain", "1 2 3 4", 0));
    ok(bank.assign_param(id, "m", "gain"));
  }
  bank.resolve(Letters());
  ok(bank.start_all(0));
  EXPECT_LT(bank.hits_per_second(), kMostHitsPerSecond / 20);
  for (const auto& id : bank.ids()) ok(bank.trigs(id, TrigField::kRatchet, "8", 0));
  EXPECT_LT(bank.hits_per_second(), kMostHitsPerSecond / 3);
  bank.advance(5 * kRate);
  EXPECT_EQ(bank.thinned().hits, 0U);
}

}  // namespace
}  // namespace chronus::sequencer::testing
