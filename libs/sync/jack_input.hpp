// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sync/jack_port.hpp"
#include "sync/midi_port.hpp"

namespace chronus::sync {

/// An input port of our own on a JACK server. Its messages are dated to the frame.
class JackInput final : public MidiInput {
 public:
  explicit JackInput(HearMidi hear)
      : hear_(std::move(hear)),
        port_(JackPort::Direction::kInput, [this](const JackCycle& cycle) { process(cycle); }) {}

  JackPort& port() { return port_; }
  void set_name(const std::string& name) { name_ = name; }

  const std::string& name() const override { return name_; }
  bool is_there() const override { return port_.is_there(); }

 private:
  void process(const JackCycle& cycle);

  std::string name_;
  HearMidi hear_;
  JackPort port_;  // last: closed before what it calls uses
};

}  // namespace chronus::sync
