// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "conductor/route.hpp"

namespace chronus::conductor {

/// `/clamped ADDRESS given used` to the sender, and counted: not all that was given is taken. Not
/// in a rehearsal.
void tell_clamped(const Call& call, const std::string& address, osc::Arg given, osc::Arg used);
/// The same where a sequencer has fewer steps than `given`: the rest is cut.
void tell_cut(const Call& call, const std::string& id, std::size_t given);

}  // namespace chronus::conductor
