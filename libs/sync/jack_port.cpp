// SPDX-License-Identifier: MIT
// Directly on libjack: RtMidi's output waits, spinning, until its buffer has room, its input knows
// a message's period but not its frame, and neither learns that the server has gone.
#include "sync/jack_port.hpp"

#include <cerrno>
#include <memory>

#include "base/clock.hpp"
#include "base/realtime.hpp"

namespace chronus::sync {
namespace {

/// The server smooths when its periods begin, on a clock of its own.
std::int64_t begin_ns(const jack_client_t* client) {
  jack_nframes_t frame = 0;
  jack_time_t begin_us = 0;
  jack_time_t next_us = 0;
  float period_us = 0.0F;
  const std::int64_t now_ns = monotonic_ns();
  if (jack_get_cycle_times(client, &frame, &begin_us, &next_us, &period_us) != 0) return now_ns;
  return now_ns -
         (static_cast<std::int64_t>(jack_get_time()) - static_cast<std::int64_t>(begin_us)) * 1'000;
}

}  // namespace

Status JackPort::open(const std::string& client, const std::string& port) {
  if (auto opened = client_.open(client); !opened) return opened;
  rate_ = jack_get_sample_rate(client_.get());
  const unsigned long flag = direction_ == Direction::kInput ? JackPortIsInput : JackPortIsOutput;
  port_ = jack_port_register(client_.get(), port.c_str(), JACK_DEFAULT_MIDI_TYPE, flag, 0);
  if (port_ == nullptr) return Error{"JACK: cannot register port " + port};
  jack_set_process_callback(
      client_.get(),
      [](jack_nframes_t frames, void* self) {
        static_cast<JackPort*>(self)->process(frames);
        return 0;
      },
      this);
  if (jack_activate(client_.get()) != 0) return Error{"JACK: the server refuses the client"};
  return {};
}

std::vector<std::string> JackPort::peers() const {
  const unsigned long flag = direction_ == Direction::kInput ? JackPortIsOutput : JackPortIsInput;
  const std::unique_ptr<const char*, void (*)(const char**)> ports(
      jack_get_ports(client_.get(), nullptr, JACK_DEFAULT_MIDI_TYPE, flag),
      [](const char** list) { jack_free(list); });
  std::vector<std::string> names;
  for (const char** port = ports.get(); port != nullptr && *port != nullptr; ++port) {
    names.emplace_back(*port);
  }
  return names;
}

Status JackPort::connect(const std::string& peer) {
  const char* const own = jack_port_name(port_);
  const bool in = direction_ == Direction::kInput;
  const int done = jack_connect(client_.get(), in ? peer.c_str() : own, in ? own : peer.c_str());
  if (done == 0 || done == EEXIST) return {};
  return Error{"JACK: cannot connect to " + peer};
}

void JackPort::process(jack_nframes_t frames) {
  const RealtimeSection realtime;
  on_cycle_({jack_port_get_buffer(port_, frames), frames, begin_ns(client_.get()), rate_});
}

}  // namespace chronus::sync
