// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "sync/midi_port.hpp"

namespace chronus::supervisor {

enum class MidiClock { kOff, kFollow, kSend };

/// Clocks of others, and ours for them.
struct SyncOptions {
  MidiClock midi_clock = MidiClock::kOff;
  sync::MidiPortRequest midi_port;
  std::int64_t early_ns = 0;  ///< how much ahead of the clock the music is, or clock bytes of it
#ifdef CHRONUS_LINK
  bool link = false;
  double link_quantum = 4.0;  ///< beats
#endif
};

}  // namespace chronus::supervisor
