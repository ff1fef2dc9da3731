// SPDX-License-Identifier: MIT
#include "sync/jack_input.hpp"

#include <jack/midiport.h>

namespace chronus::sync {

void JackInput::process(const JackCycle& cycle) {
  constexpr std::uint8_t kSystemExclusive = 0xF0;
  const std::uint32_t count = jack_midi_get_event_count(cycle.buffer);
  for (std::uint32_t i = 0; i < count; ++i) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, cycle.buffer, i) != 0 || event.size == 0) continue;
    if (event.buffer[0] == kSystemExclusive) continue;
    hear_({event.buffer, event.size}, cycle.ns_at(event.time));
  }
}

}  // namespace chronus::sync
