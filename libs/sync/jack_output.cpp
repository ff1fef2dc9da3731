// SPDX-License-Identifier: MIT
#include "sync/jack_output.hpp"

#include <jack/midiport.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace chronus::sync {
namespace {

constexpr std::chrono::milliseconds kLook{2};
constexpr int kMostLooks = 250;

}  // namespace

JackOutput::~JackOutput() {
  // A cycle that finds nothing any more comes after the one that handed out the last.
  const std::uint64_t seen = empty_cycles_.load(std::memory_order_acquire);
  for (int i = 0; i < kMostLooks && is_there(); ++i) {
    if (empty_cycles_.load(std::memory_order_acquire) > seen + 1) return;
    std::this_thread::sleep_for(kLook);
  }
}

bool JackOutput::send(std::span<const std::uint8_t> message, std::int64_t at_ns) {
  Dated item;
  if (message.size() > sizeof(item.bytes) || !is_there()) return false;
  item.ns = at_ns;
  item.size = static_cast<std::uint8_t>(message.size());
  std::copy(message.begin(), message.end(), item.bytes);
  return waiting_.push(item);
}

void JackOutput::process(const JackCycle& cycle) {
  jack_midi_clear_buffer(cycle.buffer);
  if (waiting_.read_available() == 0) {
    empty_cycles_.fetch_add(1, std::memory_order_release);
    return;
  }
  // JACK wants them in order; what is due later, or finds no room, waits for the next cycle.
  std::int64_t offset = 0;
  while (waiting_.read_available() > 0) {
    const Dated& item = waiting_.front();
    offset = std::max(offset, cycle.offset_at(item.ns));
    if (offset >= std::int64_t{cycle.frames}) return;
    const auto place = static_cast<jack_nframes_t>(offset);
    if (jack_midi_event_write(cycle.buffer, place, item.bytes, item.size) != 0) return;
    waiting_.pop();
  }
}

}  // namespace chronus::sync
