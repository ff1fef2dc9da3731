// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "conductor/route.hpp"

namespace chronus::conductor {

/// `/seq/bpm kick`, a setter without its value, is answered `/seq/bpm.reply kick 120.0` with what
/// was accepted last: for all messages of sequencers that may be asked so.
/// What `/seq/chain` calls no chain: it ends one with that, and answers with it where there is
/// none.
inline constexpr std::string_view kNoChain = "off";
/// What stands for the values of a lane that is to go.
inline constexpr std::string_view kNoLane = "off";

Outcome ask_sequencer(const Call& call);

}  // namespace chronus::conductor
