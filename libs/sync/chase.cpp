// SPDX-License-Identifier: MIT
#include "sync/chase.hpp"

#include <algorithm>
#include <cmath>

namespace chronus::sync {
namespace {

using sequencer::kTicksPerBeat;
using sequencer::Tick;

double beats(Tick ticks) { return static_cast<double>(ticks) / static_cast<double>(kTicksPerBeat); }

Tick ticks(double beats) { return std::llround(beats * static_cast<double>(kTicksPerBeat)); }

}  // namespace

void Chase::step(const Transport& transport, const FrameTime& time, std::int64_t now_ns,
                 std::vector<Order>* orders) {
  source_.poll(now_ns);
  take_cues(transport, orders);
  if (!time.is_known()) return;
  if (start_) begin(transport, time, orders);
  // The source counts the new song's beats already, the transport does not yet.
  if (start_) return;
  if (started_at_ >= 0) {
    if (transport.horizon <= started_at_) return;
    // The start has put the song's beginning where steps are counted from.
    zero_ = transport.grid.downbeat();
    started_at_ = -1;
    servo_.forget();
  }
  const auto moment = source_.at(time.ns_at(transport.horizon) + early_ns_);
  if (!moment) return;
  clock_bpm_ = moment->bpm;
  const double ahead = distance(transport, *moment);
  ahead_ms_ = ahead * 60'000.0 / moment->bpm;
  const double now_s = static_cast<double>(transport.horizon) / rate_;
  const auto bpm = servo_.step(now_s, moment->bpm, ahead, transport.grid.bpm());
  if (bpm) orders->push_back({Order::Kind::kTempo, *bpm, transport.horizon});
}

void Chase::take_cues(const Transport& transport, std::vector<Order>* orders) {
  while (const auto cue = source_.take_cue()) {
    start_.reset();
    if (cue->kind == Cue::Kind::kStart) {
      start_ = *cue;
    } else if (transport.playing || started_at_ >= 0) {
      // Not before the start it ends, which may lie ahead.
      orders->push_back({Order::Kind::kStop, 0.0, std::max(transport.horizon, started_at_)});
    }
  }
}

/// Orders the start once its frame is about to be decided: until then a stop may still come.
void Chase::begin(const Transport& transport, const FrameTime& time, std::vector<Order>* orders) {
  const Frame frame = std::max(time.frame_at(start_->at_ns - early_ns_), transport.horizon);
  if (frame >= transport.to) return;
  orders->push_back({Order::Kind::kStart, start_->beat, frame});
  started_at_ = frame;
  start_.reset();
}

/// In beats, how far the clock is ahead of the transport at the horizon.
double Chase::distance(const Transport& transport, const Moment& moment) {
  const Tick here = transport.grid.tick_at({transport.horizon, 0});
  if (!zero_) {
    // Before a start only the phase is known: the nearest place that fits it.
    const double grain = source_.grain_beats();
    const double since = beats(here - transport.grid.downbeat());
    const double whole = std::round((moment.beat - since) / grain) * grain;
    zero_ = transport.grid.downbeat() - ticks(whole);
  }
  double ahead = moment.beat - beats(here - *zero_);
  // Beats or, where bars are known, bars.
  const double unit = std::max(1.0, source_.grain_beats());
  if (std::abs(ahead) > std::max(kMostBehind_beats, unit / 2.0)) {
    const double whole = std::round(ahead / unit) * unit;
    *zero_ -= ticks(whole);
    ahead -= whole;
    ++slips_;
  }
  return ahead;
}

}  // namespace chronus::sync
