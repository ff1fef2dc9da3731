// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "sequencer/bank.hpp"
#include "sync/chase.hpp"
#include "sync/frame_time.hpp"
#include "sync/midi_clock_follower.hpp"

namespace chronus::sync::testing {

inline constexpr int kRate = 48'000;
inline constexpr Frame kBlock = 128;
inline constexpr Frame kLead = 4 * kBlock;

inline std::int64_t ns(double s) { return std::llround(s * 1e9); }

struct Arrival {
  std::int64_t at_ns = 0;
  MidiEvent event;
};

/// A machine that sends MIDI clock: `beat_at` is where it truly is, `jitter_s` how far either way
/// its bytes are off. What arrives stays in order, as on a cable.
class Master {
 public:
  Master(std::function<double(double)> beat_at, double jitter_s, unsigned seed = 1)
      : beat_at_(std::move(beat_at)), jitter_s_(jitter_s), random_(seed) {}

  /// Clocks from `from_s` to `to_s` (its own time), each kept where `kept(n)` says so.
  std::vector<Arrival> clocks(double from_s, double to_s,
                              const std::function<bool(std::int64_t)>& kept = {}) {
    std::vector<Arrival> out;
    std::uniform_real_distribution<double> jitter(-jitter_s_, jitter_s_);
    auto n = static_cast<std::int64_t>(std::ceil(beat_at_(from_s) * kClocksPerBeat - 1e-9));
    double low = from_s;
    for (;; ++n) {
      const double at = time_of(static_cast<double>(n) / kClocksPerBeat, low, to_s);
      if (at >= to_s) break;
      low = at;
      const std::int64_t arrival = ns(at + jitter(random_));
      if (kept && !kept(n)) continue;
      out.push_back({std::max(arrival, out.empty() ? 0 : out.back().at_ns), {midi::kClock, 0}});
    }
    return out;
  }

  double beat_at(double s) const { return beat_at_(s); }

 private:
  /// When the clock's beat is `beat`, by bisection between two times.
  double time_of(double beat, double low, double high) const {
    if (beat_at_(high) <= beat) return high;
    for (int i = 0; i < 60; ++i) {
      const double middle = (low + high) / 2.0;
      (beat_at_(middle) < beat ? low : high) = middle;
    }
    return high;
  }

  std::function<double(double)> beat_at_;
  double jitter_s_;
  std::mt19937 random_;
};

/// The transport under a follower, block by block in virtual time, as the conductor runs it: an
/// audio clock with callbacks up to 2 ms late, the horizon four blocks ahead.
class Studio {
 public:
  /// How the transport stands to the master when a frame is heard.
  struct Sample {
    double s = 0.0;
    double bpm = 0.0;
    double ahead_ms = 0.0;  ///< the master's true beat, less the transport's
  };

  explicit Studio(Source& source, double drift_ppm = 0.0, std::int64_t early_ns = 0)
      : chase(source, kRate, early_ns), frame_s_((1.0 + drift_ppm * 1e-6) / kRate) {
    EXPECT_TRUE(bank.create("a"));
  }

  /// Plays until `to_s`; `feed` gives the source what has come by then.
  template <class Feed>
  void run_to(double to_s, Feed& feed) {
    std::uniform_real_distribution<double> late(0.0, 0.002);
    while (static_cast<double>(played_) * frame_s_ < to_s) {
      const std::int64_t now = ns(static_cast<double>(played_) * frame_s_ + late(random_));
      time.observe(played_, now);
      feed(now);
      const Frame to = played_ + kLead;
      orders.clear();
      chase.step({bank.transport(), horizon_, to, bank.playing()}, time, now, &orders);
      for (const Order& order : orders) carry_out(order);
      take_sample();
      bank.advance(to);
      for (const auto& event : bank.events()) steps.push_back(event.frame);
      bank.clear_events();
      horizon_ = to;
      played_ += kBlock;
    }
  }

  double heard_s(Frame frame) const { return static_cast<double>(frame) * frame_s_; }
  /// The transport's beat, counted from where steps are.
  double beat_at(Frame frame) const {
    return static_cast<double>(bank.transport().tick_at({frame, 0}) - bank.transport().downbeat()) /
           static_cast<double>(sequencer::kTicksPerBeat);
  }

  sequencer::Bank bank{kRate};
  FrameTime time{kRate};
  Chase chase;
  std::vector<Order> orders;
  std::vector<Order> tempi;   ///< all that were set
  std::vector<Order> others;  ///< starts and stops
  std::vector<Frame> steps;
  std::vector<Sample> samples;
  const Master* master = nullptr;  ///< where given, samples are taken
  double beat_offset = 0.0;        ///< the master's beat where the song begins
  double grain = 0.0;              ///< above 0: distances are only known to this many beats

 private:
  void carry_out(const Order& order) {
    switch (order.kind) {
      case Order::Kind::kTempo:
        EXPECT_TRUE(bank.transport_bpm(order.value, order.frame));
        tempi.push_back(order);
        return;
      case Order::Kind::kStart:
        EXPECT_TRUE(
            bank.start_in_song(std::llround(order.value * sequencer::kTicksPerBeat), order.frame));
        others.push_back(order);
        return;
      case Order::Kind::kStop:
        bank.stop_all(order.frame);
        others.push_back(order);
        return;
    }
  }

  void take_sample() {
    if (master == nullptr) return;
    const double s = heard_s(horizon_);
    double ahead = master->beat_at(s) - beat_offset - beat_at(horizon_);
    if (grain > 0.0) ahead = std::remainder(ahead, grain);
    const double bpm = bank.transport().bpm();
    samples.push_back({s, bpm, ahead * 60'000.0 / bpm});
  }

  double frame_s_;
  Frame played_ = 0;
  Frame horizon_ = 0;
  std::mt19937 random_{7};
};

/// Feeds a follower a list of arrivals as time goes on.
class Feed {
 public:
  Feed(MidiClockFollower& follower, std::vector<Arrival> arrivals)
      : follower_(follower), arrivals_(std::move(arrivals)) {
    std::stable_sort(arrivals_.begin(), arrivals_.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at_ns < b.at_ns; });
  }
  void operator()(std::int64_t now_ns) {
    for (; next_ < arrivals_.size() && arrivals_[next_].at_ns <= now_ns; ++next_) {
      follower_.event(arrivals_[next_].event, arrivals_[next_].at_ns);
    }
  }

 private:
  MidiClockFollower& follower_;
  std::vector<Arrival> arrivals_;
  std::size_t next_ = 0;
};

/// The largest distance, in ms, from `from_s` on.
inline double worst_ms(const std::vector<Studio::Sample>& samples, double from_s,
                       double to_s = 1e9) {
  double worst = 0.0;
  for (const auto& sample : samples) {
    if (sample.s >= from_s && sample.s < to_s) worst = std::max(worst, std::abs(sample.ahead_ms));
  }
  return worst;
}

/// The largest part by which the tempo changed within any second that begins at a change.
inline double largest_change_a_second(const std::vector<Studio::Sample>& samples) {
  double most = 0.0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    while (end < samples.size() && samples[end].s <= samples[i].s + 1.0) ++end;
    most = std::max(most, std::abs(samples[end - 1].bpm / samples[i].bpm - 1.0));
  }
  return most;
}

}  // namespace chronus::sync::testing
