// SPDX-License-Identifier: MIT
#include "sync/midi_clock_sender.hpp"

#include <algorithm>
#include <limits>

namespace chronus::sync {
namespace {

using sequencer::TempoGrid;
using sequencer::Tick;

constexpr std::int64_t kMaxSixteenth = 0x3FFF;  // of a song position
/// MIDI 1.0 wants a millisecond between Start and the first clock.
constexpr int kStartAhead_hz = 1'000;

MidiMessage single(Frame frame, std::uint8_t byte) { return {frame, 1, {byte, 0, 0}}; }

}  // namespace

void MidiClockSender::advance(const TempoGrid& grid, std::span<const sequencer::Event> events,
                              bool playing, Frame from, Frame to, std::vector<MidiMessage>* out) {
  notice_downbeat(grid, from);
  if (!playing) {
    if (running_) out->push_back(single(from, midi::kStop));
    running_ = false;
    if (entry_) origin_ = entry_->tick;
    entry_.reset();
    return clocks(grid, from, to, out);
  }
  if (tell_again_ && running_ && !entry_) notice_listener(grid, from);
  tell_again_ = false;
  if (!running_ && !entry_) notice_first_step(grid, events, from);
  const Frame entry = entry_ ? grid.at_tick(entry_->tick).nearest() : to;
  clocks(grid, from, std::min(entry, to), out);
  if (!entry_ || entry >= to) return;
  enter(grid, from, out);
  clocks(grid, entry, to, out);
}

void MidiClockSender::notice_listener(const TempoGrid& grid, Frame from) {
  const Tick tick = grid.next_multiple(song_, kSixteenthTicks, from);
  entry_ = Entry{tick, (tick - song_) / kSixteenthTicks & kMaxSixteenth};
}

/// Where steps are counted from has moved: ahead, when everything is reset to one frame, or back,
/// when a song goes on from its middle.
void MidiClockSender::notice_downbeat(const TempoGrid& grid, Frame from) {
  if (grid.downbeat() == downbeat_) return;
  downbeat_ = grid.downbeat();
  if (grid.at_tick(downbeat_).nearest() >= from) {
    entry_ = Entry{downbeat_, 0};
    return;
  }
  // A song longer than positions reach begins to be counted anew.
  const Tick tick = grid.next_multiple(downbeat_, kSixteenthTicks, from);
  entry_ = Entry{tick, (tick - downbeat_) / kSixteenthTicks & kMaxSixteenth};
}

/// Something begins without the others: its first step begins the song for whoever listens.
void MidiClockSender::notice_first_step(const TempoGrid& grid,
                                        std::span<const sequencer::Event> events, Frame from) {
  const auto step = std::find_if(events.begin(), events.end(), [&](const auto& event) {
    return event.kind == sequencer::EventKind::kStep && event.frame >= from;
  });
  if (step == events.end()) return;
  // On the transport's grid it lies on a clock, or close to one if it swings; on another it does
  // not.
  const Tick clock = grid.next_multiple(origin_, kClockTicks, step->frame);
  const bool is_clock = grid.at_tick(clock).nearest() == step->frame;
  entry_ = Entry{is_clock ? clock : grid.tick_at({step->frame, 0}), 0};
}

void MidiClockSender::clocks(const TempoGrid& grid, Frame from, Frame to,
                             std::vector<MidiMessage>* out) {
  // The last clock before an entry leaves it room, so that none of its own follows too closely.
  const Tick end = entry_ ? entry_->tick - kClockTicks / 2 : std::numeric_limits<Tick>::max();
  Tick tick = grid.next_multiple(origin_, kClockTicks, from);
  for (;; tick += kClockTicks) {
    const Frame frame = grid.at_tick(tick).nearest();
    if (frame >= to || tick >= end) return;
    // A faster tempo may put the last clock of the slower one on a frame again.
    if (tick <= last_) continue;
    last_ = tick;
    out->push_back(single(frame, midi::kClock));
  }
}

void MidiClockSender::enter(const TempoGrid& grid, Frame from, std::vector<MidiMessage>* out) {
  const Frame beat = grid.at_tick(entry_->tick).nearest();
  Frame frame = std::max(from, beat - grid.rate() / kStartAhead_hz);
  if (!out->empty()) frame = std::max(frame, out->back().frame);
  if (entry_->sixteenth > 0) {
    const auto low = static_cast<std::uint8_t>(entry_->sixteenth & 0x7F);
    const auto high = static_cast<std::uint8_t>(entry_->sixteenth >> 7);
    // A position is for one that stands still.
    if (running_) out->push_back(single(frame, midi::kStop));
    out->push_back({frame, 3, {midi::kSongPosition, low, high}});
  }
  out->push_back(single(frame, entry_->sixteenth > 0 ? midi::kContinue : midi::kStart));
  origin_ = entry_->tick;
  last_ = entry_->tick - 1;
  song_ = entry_->tick - entry_->sixteenth * kSixteenthTicks;
  entry_.reset();
  running_ = true;
}

}  // namespace chronus::sync
