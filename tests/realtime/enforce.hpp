// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::realtime {

/// True where this kernel traps system calls inside a RealtimeSection. Where it does not,
/// allocations and locks are still caught; a line on stderr at start-up says so.
bool traps_system_calls();

/// For the interposed functions (interpose.cpp): aborts with a message that names `call` when the
/// calling thread is inside a RealtimeSection, else returns. Async-signal-safe.
void forbid_in_section(const char* call) noexcept;

}  // namespace chronus::realtime
