// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"

namespace chronus::sync {

/// Where MIDI ports are: the sequencer of ALSA, or a JACK server.
enum class MidiApi { kAuto, kAlsa, kJack };

struct MidiPortRequest {
  MidiApi api = MidiApi::kAuto;  ///< kAuto: ALSA where there is a sequencer, else JACK
  std::string port;  ///< another program's port, or a part of its name; empty: one of our own
};

/// "auto", "alsa" or "jack".
Result<MidiApi> parse_midi_api(const std::string& name);

/// A port from which bytes come.
class MidiInput {
 public:
  virtual ~MidiInput() = default;
  /// For people: "chronus-midi:clock in (JACK)".
  virtual const std::string& name() const = 0;
  /// Whether the system it is on still runs; once it does not, this port stays dead.
  virtual bool is_there() const = 0;
};

/// A port to which bytes go.
class MidiOutput {
 public:
  virtual ~MidiOutput() = default;
  virtual const std::string& name() const = 0;
  /// See MidiInput.
  virtual bool is_there() const = 0;
  /// One message of at most three bytes, to go out at `at_ns` (CLOCK_MONOTONIC), or at once where
  /// that has passed; times must not fall. One thread at a time. May wait until then, and for
  /// nothing else; false: it is lost.
  virtual bool send(std::span<const std::uint8_t> message, std::int64_t at_ns) = 0;
};

/// One message, and when it came (CLOCK_MONOTONIC). Called on a thread of the MIDI system, with
/// JACK a real-time one: it must not wait, allocate or throw.
using HearMidi = std::function<void(std::span<const std::uint8_t> message, std::int64_t ns)>;

/// Both may take as long as the MIDI system does. The Error says what is missing.
Result<std::unique_ptr<MidiInput>> open_midi_input(const MidiPortRequest& request, HearMidi hear);
Result<std::unique_ptr<MidiOutput>> open_midi_output(const MidiPortRequest& request);

}  // namespace chronus::sync
