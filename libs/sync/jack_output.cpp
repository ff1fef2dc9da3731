// SPDX-License-Identifier: MIT
// Directly on libjack: RtMidi's port waits, spinning, until its buffer has room, and never learns
// that the server has gone.
#include "sync/jack_output.hpp"

#include <jack/midiport.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace chronus::sync {
namespace {

constexpr std::chrono::milliseconds kLook{2};
constexpr int kMostLooks = 250;

void say_nothing(const char* /*text*/) {}

}  // namespace

void silence_jack() {
  jack_set_error_function(say_nothing);
  jack_set_info_function(say_nothing);
}

JackOutput::~JackOutput() {
  if (!client_) return;
  // A cycle that finds nothing any more comes after the one that handed out the last.
  const std::uint64_t seen = empty_cycles_.load(std::memory_order_acquire);
  for (int i = 0; i < kMostLooks && is_there(); ++i) {
    if (empty_cycles_.load(std::memory_order_acquire) > seen + 1) return;
    std::this_thread::sleep_for(kLook);
  }
}

Status JackOutput::open(const std::string& client, const std::string& port) {
  silence_jack();
  client_.reset(jack_client_open(client.c_str(), JackNoStartServer, nullptr));
  if (!client_) return Error{"no server"};
  port_ =
      jack_port_register(client_.get(), port.c_str(), JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
  if (port_ == nullptr) return Error{"cannot register port " + port};
  jack_set_process_callback(client_.get(), on_process, this);
  jack_on_shutdown(
      client_.get(),
      [](void* self) {
        static_cast<JackOutput*>(self)->gone_.store(true, std::memory_order_release);
      },
      this);
  if (jack_activate(client_.get()) != 0) return Error{"the server refuses the client"};
  return {};
}

std::vector<std::string> JackOutput::destinations() const {
  const std::unique_ptr<const char*, void (*)(const char**)> ports(
      jack_get_ports(client_.get(), nullptr, JACK_DEFAULT_MIDI_TYPE, JackPortIsInput),
      [](const char** list) { jack_free(list); });
  std::vector<std::string> names;
  for (const char** port = ports.get(); port != nullptr && *port != nullptr; ++port) {
    names.emplace_back(*port);
  }
  return names;
}

Status JackOutput::connect(const std::string& destination) {
  if (jack_connect(client_.get(), jack_port_name(port_), destination.c_str()) == 0) return {};
  return Error{"cannot connect to " + destination};
}

bool JackOutput::send(std::span<const std::uint8_t> message) {
  Short item;
  if (message.size() > sizeof(item.bytes) || !is_there()) return false;
  item.size = static_cast<std::uint8_t>(message.size());
  std::copy(message.begin(), message.end(), item.bytes);
  return waiting_.push(item);
}

int JackOutput::on_process(jack_nframes_t frames, void* self) {
  static_cast<JackOutput*>(self)->process(frames);
  return 0;
}

void JackOutput::process(jack_nframes_t frames) {
  void* const buffer = jack_port_get_buffer(port_, frames);
  jack_midi_clear_buffer(buffer);
  if (waiting_.read_available() == 0) {
    empty_cycles_.fetch_add(1, std::memory_order_release);
    return;
  }
  // What a cycle has no room for waits for the next.
  while (waiting_.read_available() > 0) {
    const Short& item = waiting_.front();
    if (jack_midi_event_write(buffer, 0, item.bytes, item.size) != 0) return;
    waiting_.pop();
  }
}

}  // namespace chronus::sync
