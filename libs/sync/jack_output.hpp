// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sync/jack_port.hpp"
#include "sync/midi_port.hpp"

namespace chronus::sync {

/// An output port of our own on a JACK server. What is sent lands on the frame of its time.
class JackOutput final : public MidiOutput {
 public:
  JackOutput()
      : port_(JackPort::Direction::kOutput, [this](const JackCycle& cycle) { process(cycle); }) {}
  /// What was sent goes out first, if the server takes it within half a second.
  ~JackOutput() override;
  JackOutput(const JackOutput&) = delete;
  JackOutput& operator=(const JackOutput&) = delete;

  JackPort& port() { return port_; }
  void set_name(const std::string& name) { name_ = name; }

  const std::string& name() const override { return name_; }
  bool is_there() const override { return port_.is_there(); }
  bool send(std::span<const std::uint8_t> message, std::int64_t at_ns) override;

 private:
  struct Dated {
    std::int64_t ns = 0;
    std::uint8_t size = 0;
    std::uint8_t bytes[3] = {};
  };

  void process(const JackCycle& cycle);

  std::string name_;
  // Writer: the thread that sends; reader: JACK's.
  boost::lockfree::spsc_queue<Dated, boost::lockfree::capacity<4'096>> waiting_;
  // Written by JACK's thread, read by the one that sends. Cycles that found nothing waiting.
  std::atomic<std::uint64_t> empty_cycles_{0};
  JackPort port_;  // last: closed before what it calls uses
};

}  // namespace chronus::sync
