// SPDX-License-Identifier: MIT
#pragma once

#include "conductor/route.hpp"

namespace chronus::conductor {

/// `/seq/bpm kick`, a setter without its value, is answered `/seq/bpm.reply kick 120.0` with what
/// was accepted last: for all messages of sequencers that may be asked so.
Outcome ask_sequencer(const Call& call);

}  // namespace chronus::conductor
