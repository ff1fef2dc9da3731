// SPDX-License-Identifier: MIT
// The whole loop in virtual time: a master with all that clocks suffer, the follower, the servo and
// the real sequencers. What it measures is printed, so that a change of the loop can be judged.
#include "sync/chase.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <string>

#include "rig.hpp"

namespace chronus::sync {
namespace {

using testing::Arrival;
using testing::Feed;
using testing::Master;
using testing::ns;
using testing::Studio;

void tell(const std::string& what, const Studio& studio, double settled_s, double worst) {
  const double end = studio.samples.back().s;
  std::printf("  %-34s within %.3f ms after %.0f s; %zu tempi in %.0f s; %.1f %% a second\n",
              what.c_str(), worst, settled_s, studio.tempi.size(), end,
              100.0 * testing::largest_change_a_second(studio.samples));
}

/// Bounds that hold whatever the clock does.
void expect_no_jump(const Studio& studio) {
  // A change that is allowed for a beat can fall into the second twice: at its ends.
  EXPECT_LT(testing::largest_change_a_second(studio.samples), 0.125);
  for (std::size_t i = 1; i < studio.tempi.size(); ++i) {
    EXPECT_GE(studio.tempi[i].frame - studio.tempi[i - 1].frame, testing::kRate / 10 - 128);
  }
  for (std::size_t i = 1; i < studio.samples.size(); ++i) {
    // Between two blocks the distance moves by no more than the bend of 5 % and the master's own.
    if (std::abs(studio.samples[i].ahead_ms - studio.samples[i - 1].ahead_ms) > 1.0) {
      ADD_FAILURE() << "the position jumped at " << studio.samples[i].s << " s";
      return;
    }
  }
}

std::vector<Arrival> with_start(std::vector<Arrival> clocks, double at_s, std::uint8_t status) {
  clocks.insert(clocks.begin(), {ns(at_s), {status, 0}});
  return clocks;
}

/// A master at `bpm` that starts with its first clock at half a second.
struct Steady {
  double bpm = 120.0;
  double begin_s = 0.5;
  double operator()(double s) const { return (s - begin_s) * bpm / 60.0; }
};

/// Runs a set of `seconds` under a master that has been ticking all along and starts at `begin_s`.
struct Take {
  MidiClockFollower follower;
  Master master;
  Studio studio;

  Take(const std::function<double(double)>& beat_at, double jitter_s, double seconds,
       double drift_ppm = 0.0, const std::function<bool(std::int64_t)>& kept = {},
       unsigned seed = 1, double begin_s = 2.0)
      : master(beat_at, jitter_s, seed), studio(follower, drift_ppm) {
    auto arrivals = with_start(master.clocks(0.0, seconds, kept), begin_s - 0.010, midi::kStart);
    Feed feed(follower, std::move(arrivals));
    studio.run_to(begin_s + 0.1, feed);
    studio.master = &master;
    studio.run_to(seconds, feed);
  }
};

TEST(Chase, JitterOfFiveMillisecondsIsNotHeard) {
  for (const double jitter_ms : {0.0, 1.0, 2.0, 5.0}) {
    double worst = 0.0;
    std::size_t tempi = 0;
    for (unsigned seed = 1; seed <= 8; ++seed) {
      Take take(Steady{123.4, 2.0}, jitter_ms * 1e-3, 60.0, 0.0, {}, seed);
      worst = std::max(worst, testing::worst_ms(take.studio.samples, 20.0));
      tempi = take.studio.tempi.size();
      expect_no_jump(take.studio);
      EXPECT_LT(testing::worst_ms(take.studio.samples, 20.0), 1.0)
          << "jitter " << jitter_ms << " ms, seed " << seed;
      EXPECT_NEAR(take.studio.bank.transport().bpm(), 123.4, 0.25);
      EXPECT_EQ(take.studio.chase.slips(), 0U);
      if (seed == 8)
        tell("jitter " + std::to_string(jitter_ms).substr(0, 3) + " ms", take.studio, 20.0, worst);
    }
    EXPECT_LT(tempi, 200U);
  }
}

TEST(Chase, ASteadyClockIsSoonLeftAlone) {
  Take take(Steady{120.0, 2.0}, 0.0, 60.0);
  std::size_t late = 0;
  for (const auto& order : take.studio.tempi) late += order.frame > 30 * testing::kRate ? 1 : 0;
  // The audio clock's reading moves by microseconds: a thousandth of a BPM now and then.
  EXPECT_LT(late, 60U);
  EXPECT_LT(testing::worst_ms(take.studio.samples, 10.0), 0.2);
}

TEST(Chase, TheDriftOfTwoMachinesLeavesNoDistance) {
  for (const double ppm : {-300.0, -50.0, 50.0, 300.0}) {
    Take take(Steady{97.0, 2.0}, 0.001, 90.0, ppm);
    const double worst = testing::worst_ms(take.studio.samples, 30.0);
    EXPECT_LT(worst, 1.0) << ppm << " ppm";
    expect_no_jump(take.studio);
    tell("drift " + std::to_string(static_cast<int>(ppm)) + " ppm, jitter 1 ms", take.studio, 30.0,
         worst);
  }
}

TEST(Chase, ARampIsFollowed) {
  // 100 BPM until 20 s, then 2 BPM more every second until 40 s.
  const auto beat_at = [](double s) {
    const double ramp = std::clamp(s, 20.0, 40.0) - 20.0;
    const double after = std::max(s, 40.0) - 40.0;
    return ((std::min(s, 20.0) - 2.0) * 100.0 + 100.0 * ramp + ramp * ramp + 140.0 * after) / 60.0;
  };
  for (const double jitter_ms : {0.0, 1.0, 3.0}) {
    Take take(beat_at, jitter_ms * 1e-3, 80.0);
    const double during = testing::worst_ms(take.studio.samples, 20.0, 50.0);
    const double after = testing::worst_ms(take.studio.samples, 60.0);
    EXPECT_LT(during, 60.0);
    EXPECT_LT(after, 1.0) << jitter_ms;
    EXPECT_NEAR(take.studio.bank.transport().bpm(), 140.0, 0.25);
    expect_no_jump(take.studio);
    EXPECT_EQ(take.studio.chase.slips(), 0U);
    std::printf("  ramp of 2 BPM/s, jitter %.0f ms: at most %.1f ms off\n", jitter_ms, during);
    tell("behind it", take.studio, 60.0, after);
  }
}

TEST(Chase, ATempoThatJumpsIsApproached) {
  for (const double to : {90.0, 140.0, 60.0, 240.0}) {
    const auto beat_at = [to](double s) {
      return ((std::min(s, 20.0) - 2.0) * 120.0 + std::max(s - 20.0, 0.0) * to) / 60.0;
    };
    Take take(beat_at, 0.001, 90.0);
    for (auto& sample : take.studio.samples) {
      const double beat_ms = 60'000.0 / sample.bpm;
      if (take.studio.chase.slips() > 0) {
        sample.ahead_ms = std::remainder(sample.ahead_ms, beat_ms);
      }
    }
    const double worst = testing::worst_ms(take.studio.samples, 75.0);
    // To half or twice the tempo takes seven seconds: whole beats are left out of the account.
    if (to > 80.0 && to < 200.0) {
      EXPECT_EQ(take.studio.chase.slips(), 0U) << to;
    }
    EXPECT_LT(worst, 1.0) << to;
    EXPECT_NEAR(take.studio.bank.transport().bpm(), to, 0.25);
    EXPECT_LT(testing::largest_change_a_second(take.studio.samples), 0.125);
    tell("jump from 120 to " + std::to_string(static_cast<int>(to)), take.studio, 75.0, worst);
  }
}

TEST(Chase, LostClocksLoseNoBeat) {
  std::mt19937 random(3);
  std::bernoulli_distribution lost(0.05);
  Take take(Steady{128.0, 2.0}, 0.002, 90.0, 0.0, [&](std::int64_t) { return !lost(random); });
  const double worst = testing::worst_ms(take.studio.samples, 30.0);
  EXPECT_LT(worst, 1.0);
  EXPECT_EQ(take.studio.chase.slips(), 0U);
  expect_no_jump(take.studio);
  tell("one clock in twenty lost", take.studio, 30.0, worst);
}

TEST(Chase, AClockThatFallsSilentIsLostAndComesBackInTime) {
  // Half a second, two and ten of silence; the master plays on.
  for (const std::int64_t clocks : {std::int64_t{12}, std::int64_t{96}, std::int64_t{480}}) {
    State while_silent = State::kSearching;
    MidiClockFollower follower;
    Master master(Steady{120.0, 2.0}, 0.001);
    const std::int64_t first = 24 * 40;
    auto arrivals = with_start(
        master.clocks(0.0, 60.0, [&](std::int64_t n) { return n < first || n >= first + clocks; }),
        1.99, midi::kStart);
    Feed feed(follower, std::move(arrivals));
    Studio studio(follower);
    studio.run_to(2.1, feed);
    studio.master = &master;
    const double end = 22.0 + static_cast<double>(clocks) / 48.0;
    studio.run_to(end - 0.05, feed);
    while_silent = studio.chase.state();
    const double bpm = studio.bank.transport().bpm();
    studio.run_to(60.0, feed);
    EXPECT_EQ(while_silent, clocks > 24 ? State::kLost : State::kLocked) << clocks;
    EXPECT_NEAR(bpm, 120.0, 0.2);
    EXPECT_EQ(studio.chase.state(), State::kLocked);
    const double worst = testing::worst_ms(studio.samples, end + 15.0);
    EXPECT_LT(worst, 1.0);
    expect_no_jump(studio);
    tell("silence of " + std::to_string(clocks) + " clocks", studio, end + 15.0, worst);
  }
}

TEST(Chase, AStartIsOnTheFrameOfItsFirstClock) {
  Take take(Steady{120.0, 2.0}, 0.0, 3.0);
  ASSERT_FALSE(take.studio.steps.empty());
  // 2 s is frame 96000; the loop has known the clock for two seconds.
  EXPECT_NEAR(static_cast<double>(take.studio.steps.front()), 96'000.0, 24.0);
  EXPECT_THAT(take.studio.others,
              ::testing::ElementsAre(::testing::Field(&Order::kind, Order::Kind::kStart)));
}

TEST(Chase, AStartWithoutAClockBeforeItBeginsWithItsFirstClock) {
  MidiClockFollower follower;
  Master master(Steady{120.0, 1.0}, 0.001);
  Feed feed(follower, with_start(master.clocks(1.0, 40.0), 0.99, midi::kStart));
  Studio studio(follower);
  studio.master = &master;
  studio.run_to(40.0, feed);
  ASSERT_FALSE(studio.steps.empty());
  // Nobody could know before: it comes when the horizon lets it, and the rest is made up for.
  EXPECT_LT(studio.heard_s(studio.steps.front()), 1.0 + 0.020);
  EXPECT_GE(studio.heard_s(studio.steps.front()), 1.0 - 0.001);
  EXPECT_LT(testing::worst_ms(studio.samples, 20.0), 1.0);
}

TEST(Chase, WithoutAStartTheClocksAreMet) {
  MidiClockFollower follower;
  Master master(Steady{120.0, 0.5}, 0.001);
  Feed feed(follower, master.clocks(0.0, 40.0));
  Studio studio(follower);
  studio.master = &master;
  studio.grain = 1.0 / kClocksPerBeat;
  studio.run_to(40.0, feed);
  EXPECT_TRUE(studio.others.empty());
  EXPECT_LT(testing::worst_ms(studio.samples, 20.0), 1.0);
}

TEST(Chase, AStopStopsAndContinueGoesOnThere) {
  MidiClockFollower follower;
  Master master(Steady{120.0, 2.0}, 0.0);
  auto arrivals = with_start(master.clocks(0.0, 20.0), 1.99, midi::kStart);
  // Stopped behind 2.5 beats, going on a beat and a half later.
  arrivals.push_back({ns(3.255), {midi::kStop, 0}});
  arrivals.push_back({ns(3.981), {midi::kContinue, 0}});
  Feed feed(follower, std::move(arrivals));
  Studio studio(follower);
  studio.run_to(3.9, feed);
  EXPECT_FALSE(studio.bank.playing());
  studio.run_to(10.0, feed);
  EXPECT_TRUE(studio.bank.playing());
  ASSERT_EQ(studio.others.size(), 3U);
  EXPECT_EQ(studio.others[1].kind, Order::Kind::kStop);
  EXPECT_EQ(studio.others[2].kind, Order::Kind::kStart);
  EXPECT_DOUBLE_EQ(studio.others[2].value, 61.0 / 24.0);  // clocks 0 to 60 had come
  EXPECT_NEAR(studio.heard_s(studio.others[2].frame), 4.0, 0.001);
}

TEST(Chase, AStopBeforeTheFirstClockCancelsTheStart) {
  MidiClockFollower follower;
  Master master(Steady{30.0, 2.0}, 0.0);  // a clock every 83 ms
  auto arrivals = with_start(master.clocks(0.0, 5.0), 1.930, midi::kStart);
  arrivals.push_back({ns(1.935), {midi::kStop, 0}});
  Feed feed(follower, std::move(arrivals));
  Studio studio(follower);
  studio.run_to(5.0, feed);
  EXPECT_TRUE(studio.others.empty());
  EXPECT_TRUE(studio.steps.empty());
}

TEST(Chase, ASongPositionIsWhereContinueBegins) {
  MidiClockFollower follower;
  Master master(Steady{120.0, 2.0}, 0.0);
  auto arrivals = with_start(master.clocks(0.0, 5.0), 1.0, midi::kSongPosition);
  arrivals[0].event.sixteenths = 37;
  arrivals.push_back({ns(1.99), {midi::kContinue, 0}});
  Feed feed(follower, std::move(arrivals));
  Studio studio(follower);
  studio.run_to(5.0, feed);
  ASSERT_EQ(studio.others.size(), 1U);
  EXPECT_DOUBLE_EQ(studio.others[0].value, 37 / 4.0);
  EXPECT_NEAR(studio.beat_at(studio.bank.transport().rate() * 5), 9.25 + 6.0, 0.01);
}

TEST(Chase, TheLatencyOfADeviceCanBeMadeUpFor) {
  MidiClockFollower follower;
  Master master(Steady{60.0, 2.0}, 0.0);
  Feed feed(follower, with_start(master.clocks(0.0, 5.0), 1.962, midi::kStart));
  Studio studio(follower, 0.0, 10'000'000);
  studio.run_to(5.0, feed);
  ASSERT_FALSE(studio.steps.empty());
  EXPECT_NEAR(studio.heard_s(studio.steps.front()), 1.990, 0.001);
}

}  // namespace
}  // namespace chronus::sync
