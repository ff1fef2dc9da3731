// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

using Frames = std::vector<Frame>;
using Steps = std::vector<int>;

TEST(Timing, ANewSequencerPlaysSixteenthsAt120) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  bank.advance(3 * kStepFrames + 1);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 18'000}));
}

TEST(Timing, AdvanceStopsBeforeItsFrame) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  bank.advance(6'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0}));
  bank.advance(6'001);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000}));
}

TEST(Timing, StartWaitsForTheNextStepBoundaryAndOneExactlyNowCounts) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.create("b"));
  ok(bank.start("a", 6'000));
  ok(bank.start("b", 6'001));
  bank.advance(18'000);
  EXPECT_EQ(step_frames(bank.events(), 0), (Frames{6'000, 12'000}));
  EXPECT_EQ(step_frames(bank.events(), 1), (Frames{12'000}));
  EXPECT_EQ(step_indices(bank.events(), 1), (Steps{0}));
}

TEST(Timing, StartWhilePlayingChangesNothing) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.start("a", 7'000));
  bank.advance(18'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3}));
}

TEST(Timing, AStoppedSequencerStartsAgainAtStepZero) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.stop("a", 13'000));
  ok(bank.start("a", 20'000));
  bank.advance(31'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 24'000, 30'000}));
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 0, 1}));
}

TEST(Timing, SevenDaysOfStepsAreEachOnTheirNearestFrame) {
  constexpr int kOddRate = 44'100;
  constexpr Frame kWeek = Frame{7} * 24 * 3'600 * kOddRate;
  constexpr double kBpm = 133.7;
  Bank bank(kOddRate);
  ok(bank.create("a"));
  ok(bank.config("a", kBpm, 7, 12, 0));
  ok(bank.start("a", 0));
  // 133.7 is this many 2^-45.
  const auto mantissa = static_cast<UInt128>(std::ldexp(kBpm, 45));
  std::int64_t n = 0;
  for (Frame to = 0; to < kWeek;) {
    to = std::min(kWeek, to + kOddRate * 3'600);
    bank.clear_events();
    bank.advance(to);
    for (const Event& event : bank.events()) {
      const UInt128 top = (static_cast<UInt128>(n) * 240 * kOddRate) << 46U;
      const auto expected = static_cast<Frame>((top + mantissa * 12) / (mantissa * 24));
      ASSERT_EQ(event.frame, expected) << "step " << n;
      ASSERT_EQ(event.step, n % 7);
      ++n;
    }
  }
  EXPECT_EQ(n, 4'043'088);
}

TEST(Timing, EqualTemposKeepPhaseWhateverTheirDivision) {
  Bank bank(44'100);
  for (const auto* const id : {"a", "b", "c"}) ok(bank.create(id));
  ok(bank.config("a", 123.45, 16, 16, 0));
  ok(bank.config("b", 123.45, 16, 4, 0));
  ok(bank.config("c", 123.45, 16, 12, 0));
  ok(bank.start("a", 10'000));
  ok(bank.start("b", 777'777));
  ok(bank.start("c", 1'234'567));
  bank.advance(Frame{44'100} * 3'600);
  const Frames a = step_frames(bank.events(), 0);
  for (const Frame frame : step_frames(bank.events(), 1)) {
    ASSERT_TRUE(std::binary_search(a.begin(), a.end(), frame)) << frame;
  }
  // Every third step of the twelfths is a quarter.
  const Frames c = step_frames(bank.events(), 2);
  const Frames b = step_frames(bank.events(), 1);
  std::size_t first = 0;
  while (!std::binary_search(b.begin(), b.end(), c[first])) ++first;
  EXPECT_LT(first, 3U);
  for (std::size_t i = 0; i < c.size(); ++i) {
    ASSERT_EQ(std::binary_search(b.begin(), b.end(), c[i]), i % 3 == first) << i;
  }
}

TEST(Timing, AStartTakesTheGridOfWhatPlaysAtTheSameTempo) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.create("b"));
  ok(bank.bpm("a", 90.0, 0));
  ok(bank.start("a", 0));
  // From frame 64000 (step 8) on a is off the grid of 100 BPM from frame 0.
  ok(bank.bpm("a", 100.0, 60'000));
  ok(bank.bpm("b", 100.0, 60'000));
  ok(bank.start("b", 100'000));
  bank.advance(200'000);
  const Frames a = step_frames(bank.events(), 0);
  const Frames b = step_frames(bank.events(), 1);
  ASSERT_GE(b.size(), 10U);
  EXPECT_EQ(b.front(), 100'000);
  EXPECT_TRUE(std::equal(b.rbegin(), b.rend(), a.rbegin()));
}

TEST(Timing, WithoutOneAStartLandsOnTheTransportsNextSixteenth) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.bpm("a", 100.0, 50'000));
  ok(bank.start("a", 50'000));
  bank.advance(70'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{54'000, 61'200, 68'400}));
}

TEST(Timing, WhatStartsTogetherBeginsTogetherWhateverTempoAndDivision) {
  const std::vector<std::pair<double, int>> settings = {
      {120.0, 16}, {100.0, 16}, {120.0, 4}, {100.0, 8}, {133.7, 12}, {100.0, 64}, {552.6, 27}};
  for (std::size_t first = 0; first < settings.size(); ++first) {
    Bank bank(kRate);
    for (std::size_t i = 0; i < settings.size(); ++i) {
      const std::string id(1, static_cast<char>('a' + i));
      const auto& [bpm, division] = settings[(first + i) % settings.size()];
      ok(bank.create(id));
      ok(bank.config(id, bpm, 16, division, 0));
      ok(bank.start(id, 14'880));
    }
    bank.advance(18'001);
    for (std::uint32_t i = 0; i < settings.size(); ++i) {
      EXPECT_EQ(step_frames(bank.events(), i), (Frames{18'000})) << first << " " << i;
    }
  }
}

TEST(Timing, PolymetersMeetAgainAfterTheirCommonMultiple) {
  Bank bank(44'100);
  const std::vector<int> lengths = {3, 4, 5, 7};
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const std::string id(1, static_cast<char>('a' + i));
    ok(bank.create(id));
    ok(bank.config(id, 97.3, lengths[i], 16, 0));
    ok(bank.start(id, 0));
  }
  bank.advance(Frame{44'100} * 600);
  const Frames frames = step_frames(bank.events(), 0);
  std::vector<Steps> steps;
  for (std::uint32_t i = 0; i < 4; ++i) {
    ASSERT_EQ(step_frames(bank.events(), i), frames);
    steps.push_back(step_indices(bank.events(), i));
  }
  for (std::size_t n = 0; n < frames.size(); ++n) {
    bool all_zero = true;
    for (const Steps& s : steps) all_zero = all_zero && s[n] == 0;
    ASSERT_EQ(all_zero, n % 420 == 0) << n;
  }
}

TEST(Timing, ATempoChangeComesAtTheNextStepAndSkipsOrDoublesNothing) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.bpm("a", 240.0, 6'001));
  bank.advance(20'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 15'000, 18'000}));
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3, 4}));
}

TEST(Timing, ATempoChangeAtAStepLeavesThatStepThere) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.bpm("a", 60.0, 6'000));
  bank.advance(20'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 18'000}));
}

TEST(Timing, TempoChangesKeepTheFractionOfTheFrame) {
  // A sixteenth is 44100 · 15 / bpm frames. After a thousand changes each a step apart, every
  // frame is still the nearest to the sum of the fractions.
  Bank bank(44'100);
  ok(bank.create("a"));
  ok(bank.bpm("a", 110.0, 0));
  ok(bank.start("a", 0));
  bank.advance(1);
  Frames expected = {0};
  long double exact = 44'100.0L * 15 / 110;
  Dice random(1);
  for (int i = 0; i < 1'000; ++i) {
    const double bpm = 60.0 + random(1'000) * 0.137;
    ok(bank.bpm("a", bpm, expected.back() + 1));
    expected.push_back(static_cast<Frame>(std::floor(exact + 0.5L)));
    bank.advance(expected.back() + 1);
    exact += 44'100.0L * 15 / static_cast<long double>(bpm);
  }
  EXPECT_EQ(step_frames(bank.events()), expected);
}

TEST(Timing, ADivisionChangesAtTheNextStepAndCountsFromIt) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.config("a", 120.0, 16, 4, 6'001));
  bank.advance(70'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 36'000, 60'000}));
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3, 4}));
}

TEST(Timing, AnOddDivisionOnTheTransportKeepsItsPendingStepToo) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.config("a", 120.0, 16, 11, 0));  // 8727.27 frames
  ok(bank.start("a", 0));
  ok(bank.config("a", 120.0, 16, 16, 9'000));
  bank.advance(30'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 8'727, 17'455, 23'455, 29'455}));
}

TEST(Timing, AnOwnTempoKeepsTheFractionWhenTheDivisionChanges) {
  // At 1 BPM and 176.4 kHz a tick is half a frame: rounding a step to ticks would show.
  for (Frame n = 1; n <= 11; ++n) {
    Bank bank(176'400);
    ok(bank.create("a"));
    ok(bank.config("a", 1.0, 16, 11, 0));  // 42336000 / 11 frames
    ok(bank.start("a", 0));
    const Frame change = (2 * n * 42'336'000 + 11) / 22;
    ok(bank.config("a", 1.0, 16, 128, change));
    bank.advance(change + 10 * 330'750);
    const Frames frames = step_frames(bank.events());
    const auto first = static_cast<std::size_t>(n);
    ASSERT_EQ(frames.size(), first + 10);
    for (std::size_t i = 0; i < 10; ++i) {
      ASSERT_EQ(frames[first + i], change + static_cast<Frame>(i) * 330'750) << n;
    }
  }
}

TEST(Timing, TheTransportMovesAllThatFollowItTogether) {
  Bank bank(kRate);
  for (const auto* const id : {"a", "b", "c"}) ok(bank.create(id));
  ok(bank.euclid("b", 3, 5, 0, 0));
  ok(bank.bpm("c", 120.0, 0));
  for (const auto* const id : {"a", "b", "c"}) ok(bank.start(id, 0));
  ok(bank.transport_bpm(60.0, 9'000));
  EXPECT_EQ(bank.transport().bpm(), 60.0);
  bank.advance(40'000);
  // Half of the step is left at 9000, and takes twice as long.
  EXPECT_EQ(step_frames(bank.events(), 0), (Frames{0, 6'000, 15'000, 27'000, 39'000}));
  EXPECT_EQ(step_frames(bank.events(), 1), step_frames(bank.events(), 0));
  EXPECT_EQ(step_frames(bank.events(), 2).size(), 7U) << "its own tempo stays";
}

TEST(Timing, TransportChangesAtRandomKeepFollowersInPhase) {
  Dice random(7);
  Bank bank(44'100);
  for (const auto* const id : {"a", "b", "c"}) ok(bank.create(id));
  for (const auto* const id : {"a", "b"}) ok(bank.start(id, 0));
  Frame now = 0;
  for (int i = 0; i < 500; ++i) {
    now += random(40'000);
    ok(bank.transport_bpm(1.0 + random(99'800) * 0.01, now));
    if (i == 250) ok(bank.start("c", now));
  }
  bank.advance(now);
  const Frames a = step_frames(bank.events(), 0);
  EXPECT_EQ(step_frames(bank.events(), 1), a);
  const Frames c = step_frames(bank.events(), 2);
  ASSERT_GT(c.size(), 100U);
  EXPECT_TRUE(std::equal(c.rbegin(), c.rend(), a.rbegin()));
  const Steps steps = step_indices(bank.events(), 0);
  for (std::size_t n = 0; n < steps.size(); ++n) ASSERT_EQ(steps[n], static_cast<int>(n % 16));
}

TEST(Timing, ATransportChangeOnAStepLeavesThatStepThere) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 0));
  ok(bank.transport_bpm(240.0, 12'000));
  bank.advance(18'001);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 15'000, 18'000}));
}

TEST(Timing, AStepBetweenTheChangeAndTheTempoTickStaysWhereItIs) {
  // c restarts all off the tempo ticks, which are 571 frames at 1 BPM and 192 kHz.
  Bank bank(192'000);
  ok(bank.transport_bpm(1.0, 0));
  ok(bank.create("a"));
  ok(bank.create("c"));
  ok(bank.config("c", 1.001, 16, 4, 0));
  ok(bank.start("a", 0));
  ok(bank.start("c", 0));
  bank.reset_all(1);
  constexpr Frame kRestart = 11'508'492;  // 192000 * 240 / (1.001 * 4)
  constexpr Frame kNext = kRestart + 2'880'000;
  ok(bank.transport_bpm(999.0, kNext));
  bank.advance(kNext + 3'000);
  const Frames frames = step_frames(bank.events());
  const auto next = std::find(frames.begin(), frames.end(), kNext);
  ASSERT_NE(next, frames.end());
  // The part of the step up to the tick is still slow: 0 to 571 frames, then 2882.9 a step.
  ASSERT_NE(next + 1, frames.end());
  EXPECT_GE(*(next + 1), kNext + 2'882);
}

TEST(Timing, ALateEditLandsWhereTheBankHasGotTo) {
  Bank bank(kRate);
  ok(bank.create("a"));
  bank.advance(12'001);
  ok(bank.start("a", 0));
  bank.advance(20'000);
  EXPECT_EQ(step_frames(bank.events()), (Frames{18'000}));
}

TEST(Timing, AStepCountComesWithTheNextCycleAndKeepsThePhase) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.steps("a", 4, 0));
  ok(bank.start("a", 0));
  ok(bank.steps("a", 2, 6'001));
  EXPECT_EQ(bank.find("a")->info().steps, 2);
  EXPECT_TRUE(bank.find("a")->info().pending.change);
  ok(bank.steps("a", 3, 42'001));
  bank.advance(66'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3, 0, 1, 0, 1, 0, 1, 2, 0}));
}

TEST(Timing, ConfigsStepCountComesWithTheNextCycleToo) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.steps("a", 4, 0));
  ok(bank.start("a", 0));
  ok(bank.config("a", 240.0, 2, 16, 6'001));  // its tempo with the next step
  bank.advance(24'001);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 15'000, 18'000, 21'000, 24'000}));
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3, 0, 1, 0}));
  // The same count again is no change that could wait.
  EXPECT_FALSE(bank.find("a")->info().pending.change);
  ok(bank.config("a", 120.0, 2, 16, 24'001));
  EXPECT_FALSE(bank.find("a")->info().pending.change);
}

TEST(Timing, AStepCountComesAtOnceWhileNothingPlays) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.start("a", 1));
  ok(bank.steps("a", 2, 2));  // it waits for its first step on 6000
  bank.advance(18'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 0}));
  ok(bank.stop("a", 18'001));
  ok(bank.steps("a", 1, 18'001));
  ok(bank.start("a", 18'001));
  bank.clear_events();
  bank.advance(30'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 0}));
}

TEST(Timing, AStepCountWaitsForItsQuantumAndAResetBringsTheCycle) {
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.steps("a", 4, 0));
  ok(bank.quantum("a", 2.0, 0));  // eight steps
  ok(bank.start("a", 0));
  ok(bank.steps("a", 3, 1));
  bank.advance(66'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 0}));
  ok(bank.quantum("a", 0.0, 66'001));
  ok(bank.steps("a", 16, 66'001));
  ok(bank.reset("a", 66'001));
  bank.clear_events();
  bank.advance(90'001);
  EXPECT_EQ(step_indices(bank.events()), (Steps{0, 1, 2, 3}));
}

}  // namespace
}  // namespace chronus::sequencer::testing
