// SPDX-License-Identifier: MIT
#include "sync/clock_input.hpp"

#include <spdlog/spdlog.h>

#include "base/as_memory_allows.hpp"

namespace chronus::sync {

void ClockInput::start() {
  thread_.start([this](const std::stop_token& stop) { keep_open(stop); });
}

std::string ClockInput::port() const {
  const std::lock_guard lock(mutex_);
  return port_;
}

void ClockInput::set_port(const std::string& text) {
  const std::lock_guard lock(mutex_);
  port_ = text;
}

void ClockInput::keep_open(const std::stop_token& stop) {
  std::string told;
  while (!stop.stop_requested()) {
    if (as_memory_allows([&] { try_to_listen(stop, &told); })) continue;
    open_.store(false, std::memory_order_relaxed);
    wait_for_stop(stop, kPortRetry);
  }
}

/// On a port, for as long as it is there; what keeps it from being opened is told once.
void ClockInput::try_to_listen(const std::stop_token& stop, std::string* told) {
  const auto input =
      open_midi_input(request_, [this](auto message, auto ns) { hear(message, ns); });
  if (input) {
    set_port((*input)->name());
    open_.store(true, std::memory_order_relaxed);
    spdlog::info("MIDI clock is listened to on {}", (*input)->name());
    while (!stop.stop_requested() && (*input)->is_there()) wait_for_stop(stop, kPortLook);
    open_.store(false, std::memory_order_relaxed);
    told->clear();
    if (!stop.stop_requested()) spdlog::warn("{} has gone", (*input)->name());
    return;
  }
  set_port(input.reason());
  if (*told != input.reason()) {
    spdlog::warn("MIDI clock cannot be followed yet: {}; the music plays on without it",
                 input.reason());
  }
  *told = input.reason();
  wait_for_stop(stop, kPortRetry);
}

/// On the MIDI system's thread.
void ClockInput::hear(std::span<const std::uint8_t> message, std::int64_t ns) {
  for (const std::uint8_t byte : message) {
    if (!bytes_.push({ns, byte})) dropped_.fetch_add(1, std::memory_order_relaxed);
  }
}

void ClockInput::poll(std::int64_t now_ns) {
  // As many as there are now: a flood must not keep the conductor.
  for (auto left = bytes_.read_available(); left > 0; --left) {
    bytes_.consume_one([&](const Byte& byte) {
      if (const auto event = parser_.feed(byte.value)) follower_.event(*event, byte.ns);
    });
  }
  follower_.poll(now_ns);
}

}  // namespace chronus::sync
