// SPDX-License-Identifier: MIT
#include "sync/clock_output.hpp"

#include <spdlog/spdlog.h>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"
#include "base/scheduling.hpp"

namespace chronus::sync {
namespace {

constexpr std::int64_t kIdleWait_ns = 20'000'000;
/// What waits for an audio clock that does not come.
constexpr std::size_t kMostWaiting = 4'096;

}  // namespace

void ClockOutput::start() {
  thread_.start([this](const std::stop_token& stop) { run(stop); });
}

std::string ClockOutput::port() const {
  const std::lock_guard lock(mutex_);
  return port_;
}

void ClockOutput::set_port(const std::string& text) {
  const std::lock_guard lock(mutex_);
  port_ = text;
}

void ClockOutput::decided(const sequencer::TempoGrid& grid,
                          std::span<const sequencer::Event> events, bool playing, Frame from,
                          Frame to, const FrameTime& time) {
  const bool open = is_open();
  if (open && !was_open_) sender_.tell_again();
  was_open_ = open;
  sender_.advance(grid, events, playing, from, to, &messages_);
  if (messages_.empty() || (!time.is_known() && messages_.size() < kMostWaiting)) return;
  for (const auto& message : messages_) {
    // Without a port they have nowhere to go, and the queue is for what is due.
    if (!is_open()) continue;
    if (!due_.push({time.ns_at(message.frame) - early_ns_, message})) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  messages_.clear();
  wake_.wake();
}

void ClockOutput::run(const std::stop_token& stop) {
  std::string told;
  while (!stop.stop_requested()) {
    if (as_memory_allows([&] { try_to_send(stop, &told); })) continue;
    open_.store(false, std::memory_order_relaxed);
    wait_for_stop(stop, kPortRetry);
  }
}

/// On a port, for as long as it is there; what keeps it from being opened is told once.
void ClockOutput::try_to_send(const std::stop_token& stop, std::string* told) {
  const auto output = open_midi_output(request_);
  if (output) {
    set_port((*output)->name());
    // What was meant for a port that has gone is late for this one.
    due_.consume_all([](const Due&) {});
    open_.store(true, std::memory_order_relaxed);
    spdlog::info("MIDI clock goes out on {}", (*output)->name());
    send_while_it_is_there(**output, stop);
    open_.store(false, std::memory_order_relaxed);
    told->clear();
    if (!stop.stop_requested()) spdlog::warn("{} has gone", (*output)->name());
    return;
  }
  set_port(output.reason());
  if (*told != output.reason()) {
    spdlog::warn("MIDI clock cannot be sent yet: {}; the music plays on without it",
                 output.reason());
  }
  *told = output.reason();
  wait_for_stop(stop, kPortRetry);
}

void ClockOutput::send_while_it_is_there(MidiOutput& output, const std::stop_token& stop) {
  spdlog::debug("MIDI clock thread {}", to_text(request_realtime(kMidiPriority)));
  bool runs = false;
  while (!stop.stop_requested() && output.is_there()) {
    const std::uint32_t seen = wake_.look();
    Due due;
    if (!due_.pop(due)) {
      wake_.wait(seen, kIdleWait_ns);
      continue;
    }
    const auto& message = due.message;
    if (!output.send({message.bytes.data(), message.size}, due.ns)) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
    }
    if (message.bytes[0] == midi::kStart || message.bytes[0] == midi::kContinue) runs = true;
    if (message.bytes[0] == midi::kStop) runs = false;
  }
  constexpr std::uint8_t kEnd[] = {midi::kStop};
  if (runs) output.send(kEnd, monotonic_ns());
}

}  // namespace chronus::sync
