// SPDX-License-Identifier: MIT
#pragma once

#include <jack/jack.h>

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sync/midi_port.hpp"

namespace chronus::sync {

/// libjack prints what fails unless it is told not to.
void silence_jack();

/// An output port of our own on a JACK server, connected to others or not.
class JackOutput final : public MidiOutput {
 public:
  JackOutput() = default;
  /// What was sent goes out first, if the server takes it within half a second.
  ~JackOutput() override;
  JackOutput(const JackOutput&) = delete;
  JackOutput& operator=(const JackOutput&) = delete;

  /// A client `client` with a port `port`.
  Status open(const std::string& client, const std::string& port);
  /// The ports of others that take MIDI.
  std::vector<std::string> destinations() const;
  Status connect(const std::string& destination);
  void set_name(const std::string& name) { name_ = name; }

  const std::string& name() const override { return name_; }
  bool is_there() const override { return !gone_.load(std::memory_order_acquire); }
  bool send(std::span<const std::uint8_t> message) override;

 private:
  struct Short {
    std::uint8_t size = 0;
    std::uint8_t bytes[3] = {};
  };
  struct CloseClient {
    void operator()(jack_client_t* client) const { jack_client_close(client); }
  };

  static int on_process(jack_nframes_t frames, void* self);
  void process(jack_nframes_t frames);

  std::string name_;
  jack_port_t* port_ = nullptr;
  // Writer: the thread that sends; reader: JACK's.
  boost::lockfree::spsc_queue<Short, boost::lockfree::capacity<4'096>> waiting_;
  // Written by JACK's threads, read by the one that sends. Cycles that found nothing waiting.
  std::atomic<std::uint64_t> empty_cycles_{0};
  std::atomic<bool> gone_{false};
  std::unique_ptr<jack_client_t, CloseClient> client_;  // last: closed before what it calls uses
};

}  // namespace chronus::sync
