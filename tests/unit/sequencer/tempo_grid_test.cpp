// SPDX-License-Identifier: MIT
#include "sequencer/tempo_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <random>

namespace chronus::sequencer {
namespace {

constexpr std::int64_t kWeekSeconds = 7 * 24 * 3'600;

/// n · 240 · rate / (bpm · division) to the nearest frame, halves up, from the bits of the double
/// and one division: no code or method in common with TempoGrid.
Frame oracle(std::int64_t n, int rate, double bpm, int division) {
  const auto bits = std::bit_cast<std::uint64_t>(bpm);
  const auto exponent = static_cast<int>(bits >> 52U) - 1'075;
  const std::uint64_t mantissa = (bits & 0xF'FFFF'FFFF'FFFFU) | 0x10'0000'0000'0000U;
  const UInt128 numerator = (static_cast<UInt128>(n) * 240 * static_cast<UInt128>(rate))
                            << -exponent;
  const UInt128 denominator = static_cast<UInt128>(mantissa) * static_cast<UInt128>(division);
  const UInt128 twice = 2 * (numerator % denominator);
  return static_cast<Frame>(numerator / denominator) + (twice >= denominator ? 1 : 0);
}

struct Case {
  int rate;
  double bpm;
  int division;
  std::int64_t steps_a_week() const {
    return static_cast<std::int64_t>(static_cast<double>(kWeekSeconds) * bpm * division / 240.0);
  }
};

Case random_case(std::mt19937_64& random) {
  constexpr std::array kRates = {8'000, 22'050, 44'100, 48'000, 88'200, 96'000, 191'999, 192'000};
  std::uniform_int_distribution<std::size_t> rate(0, kRates.size() - 1);
  std::uniform_real_distribution<double> bpm(kMinBpm, kMaxBpm);
  std::uniform_int_distribution<int> division(kMinDivision, kMaxDivision);
  Case c{kRates[rate(random)], bpm(random), division(random)};
  if (random() % 4 == 0) c.bpm = std::round(c.bpm);
  if (random() % 4 == 0) c.bpm = std::clamp(std::round(c.bpm * 10) / 10, kMinBpm, kMaxBpm);
  return c;
}

TEST(TempoGrid, EveryStepOfSevenDaysIsOnItsNearestFrame) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 500; ++i) {
    const Case c = random_case(random);
    const TempoGrid grid(c.rate, c.bpm);
    std::uniform_int_distribution<std::int64_t> step(0, c.steps_a_week());
    for (int j = 0; j < 100; ++j) {
      const std::int64_t n = j == 0 ? c.steps_a_week() : step(random);
      ASSERT_EQ(grid.at_step(0, n, c.division).nearest(), oracle(n, c.rate, c.bpm, c.division))
          << "step " << n << " rate " << c.rate << " bpm " << c.bpm << " division " << c.division;
      ASSERT_EQ(grid.at({4 * n, c.division}), grid.at_step(0, n, c.division));
    }
  }
}

TEST(TempoGrid, HalvesOfAFrameGoUp) {
  // A sixteenth at 128 BPM is 5167.96875 frames at 44100 Hz: 16 of them end in a half.
  const TempoGrid grid(44'100, 128.0);
  const ExactFrame half = grid.at_step(0, 16, 16);
  EXPECT_EQ(half, (ExactFrame{82'687, std::uint64_t{1} << 63U}));
  EXPECT_EQ(half.nearest(), 82'688);
}

TEST(TempoGrid, ACenturyAtTheHighestRateDoesNotOverflow) {
  for (const double bpm : {1.0, std::nextafter(1.0, 2.0), 120.1, std::nextafter(999.0, 0.0)}) {
    const TempoGrid grid(kMaxRate, bpm);
    // An overflow would show in the length of the century's last step.
    const auto n = static_cast<std::int64_t>(100.0 * 31'557'600 * bpm * 127 / 240);
    const Int128 step = grid.at_step(0, n, 127).fixed() - grid.at_step(0, n - 1, 127).fixed() -
                        (grid.at_step(0, 1, 127).fixed() - grid.at_step(0, 0, 127).fixed());
    EXPECT_LE(step, 1);
    EXPECT_GE(step, -1);
    const double seconds = static_cast<double>(grid.at_step(0, n, 127).frame) / kMaxRate;
    EXPECT_NEAR(seconds, 100.0 * 31'557'600, 240.0 / (bpm * 127) + 1e-3);
  }
}

TEST(TempoGrid, TheNextStepIsTheFirstNotBeforeTheFrame) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 2'000; ++i) {
    const Case c = random_case(random);
    const TempoGrid grid(c.rate, c.bpm);
    std::uniform_int_distribution<Frame> anywhere(0, kWeekSeconds * c.rate);
    std::uniform_int_distribution<Tick> downbeat(-kTicksPerBeat * 1'000, kTicksPerBeat * 1'000);
    const Frame frame = i == 0 ? 0 : anywhere(random);
    const Tick origin = i % 2 == 0 ? 0 : downbeat(random);
    const std::int64_t n = grid.next_step(origin, frame, c.division);
    ASSERT_GE(grid.at_step(origin, n, c.division).nearest(), frame);
    ASSERT_LT(grid.at_step(origin, n - 1, c.division).nearest(), frame);
    // A boundary exactly there counts.
    const Frame boundary = grid.at_step(origin, n, c.division).nearest();
    ASSERT_EQ(grid.next_step(origin, boundary, c.division), n);
    ASSERT_EQ(grid.next_step(origin, boundary + 1, c.division), n + 1);
  }
}

TEST(TempoGrid, ATempoChangeKeepsTheFractionOfItsFrame) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 500; ++i) {
    const Case c = random_case(random);
    TempoGrid grid(c.rate, c.bpm);
    std::uniform_int_distribution<std::int64_t> beats(0, 1'000'000);
    const Beat beat{beats(random), kTempoTicksPerBeat};
    const ExactFrame there = grid.at(beat);
    const double bpm = random_case(random).bpm;
    grid.set_tempo_from(beat, bpm);
    ASSERT_EQ(grid.at(beat), there);
    ASSERT_EQ(grid.bpm(), bpm);
    // One beat on is a beat of the new tempo from the exact place, not from a rounded frame.
    const TempoGrid fresh(c.rate, bpm);
    const Beat later{beat.numerator + kTempoTicksPerBeat, kTempoTicksPerBeat};
    ASSERT_EQ(grid.at(later).fixed() - there.fixed(), fresh.at({1, 1}).fixed());
  }
}

TEST(TempoGrid, ManyTempoChangesDoNotAddUpToAnError) {
  // 11 and 13 leave fractions that no binary fraction holds; a thousand changes may cost a thousand
  // times 2^-64 frame and no more.
  TempoGrid grid(44'100, 120.0);
  Beat beat;
  for (int i = 0; i < 1'000; ++i) {
    beat.numerator += 1;
    grid.set_tempo_from(beat, i % 2 == 0 ? 110.0 : 130.0);
  }
  // One beat at 120, 500 at 110 and 499 at 130, in frames times 143:
  const Int128 exact = (Int128{22'050} * 143 + Int128{264'600} * (500 * 13 + 499 * 11)) << 64;
  const Int128 error = exact - grid.at(beat).fixed() * 143;
  EXPECT_GT(error, 0);
  EXPECT_LE(error, 143 * 1'001);
}

TEST(TempoGrid, BeatsBeforeTheAnchorFollowTheTempoBeforeIt) {
  TempoGrid grid(48'000, 120.0);
  grid.set_tempo_from({8, 1}, 60.0);
  EXPECT_EQ(grid.at({8, 1}), (ExactFrame{192'000, 0}));
  EXPECT_EQ(grid.at({9, 1}), (ExactFrame{240'000, 0}));
  EXPECT_EQ(grid.at({7, 1}), (ExactFrame{168'000, 0}));
  EXPECT_EQ(grid.at({2, 1}), (ExactFrame{48'000, 0}));
  // Another one from the same beat on is the only one from there.
  grid.set_tempo_from({8, 1}, 240.0);
  EXPECT_EQ(grid.at({9, 1}), (ExactFrame{204'000, 0}));
  EXPECT_EQ(grid.at({7, 1}), (ExactFrame{168'000, 0}));
  grid.forget_before();
  EXPECT_EQ(grid.at({7, 1}), (ExactFrame{180'000, 0}));
}

TEST(TempoGrid, NothingIsLostInFrontOfAChangeThatLiesAhead) {
  // At 1 BPM the next tempo tick may be 571 frames ahead. Up to there it is 1 BPM, though the
  // change has been made: the next change of the same moment finds the same tick.
  TempoGrid grid(192'000, 1.0);
  const Tick tick = grid.next_tempo_tick(100);
  const ExactFrame there = grid.at_tick(tick);
  grid.set_tempo_at(there, 999.0);
  for (Frame frame = 100; frame <= there.nearest(); ++frame) {
    ASSERT_EQ(grid.next_tempo_tick(frame), tick) << frame;
  }
  EXPECT_GT(grid.next_tempo_tick(there.nearest() + 1), tick);
}

TEST(TempoGrid, APositionIsFoundAgainFromItsFrame) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 2'000; ++i) {
    const Case c = random_case(random);
    TempoGrid grid(c.rate, c.bpm);
    grid.set_tempo_from({static_cast<std::int64_t>(random() % 1'000), 1}, random_case(random).bpm);
    const SongPosition position{static_cast<Tick>(random() % (2'000 * kTicksPerBeat)), random()};
    const ExactFrame at = grid.at_position(position);
    ASSERT_GE(at, grid.at_tick(position.tick));
    ASSERT_LE(at, grid.at_tick(position.tick + 1));
    const Int128 off = grid.at_position(grid.position_at(at)).fixed() - at.fixed();
    ASSERT_LE(off < 0 ? -off : off, Int128{1} << 17) << i;  // 2^-47 of a frame
  }
}

TEST(TempoGrid, APositionIsCutDownwardsOnBothSidesOfTheAnchor) {
  const TempoGrid grid(44'100, 70.0);  // 37800 frames a beat: 1/11 and -1/11 are both fractions
  const ExactFrame after = grid.at({1, 11});
  const ExactFrame before = grid.at({-1, 11});
  EXPECT_EQ(after.frame, 3'436);
  EXPECT_EQ(before.frame, -3'437);
  EXPECT_EQ(after.fixed() + before.fixed(), -1);
}

TEST(TempoGrid, ATickIsFoundAgainFromItsFrame) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    const Case c = random_case(random);
    TempoGrid grid(c.rate, c.bpm);
    if (i % 2 == 0) grid.set_tempo_from({static_cast<std::int64_t>(random() % 100'000), 1}, 99.9);
    std::uniform_int_distribution<Tick> ticks(0, kTicksPerBeat * 1'000'000);
    const Tick tick = ticks(random);
    ASSERT_EQ(grid.tick_at(grid.at_tick(tick)), tick);
  }
}

TEST(TempoGrid, TheNextTempoTickIsTheFirstNotBeforeTheFrame) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 500; ++i) {
    const Case c = random_case(random);
    const TempoGrid grid(c.rate, c.bpm);
    const auto frame = static_cast<Frame>(random() % 10'000'000'000U);
    const Tick tick = grid.next_tempo_tick(frame);
    constexpr Tick kStride = kTicksPerBeat / kTempoTicksPerBeat;
    ASSERT_EQ(tick % kStride, 0);
    ASSERT_GE(grid.at_tick(tick).nearest(), frame);
    ASSERT_LT(grid.at_tick(tick - kStride).nearest(), frame);
  }
}

}  // namespace
}  // namespace chronus::sequencer
