// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace chronus {

/// Says on stderr where the process broke its word, and aborts. No allocation, no lock, two system
/// calls. Where stderr would make it wait (a full pipe, a stopped terminal) nothing is said.
[[noreturn]] void check_failed(std::string_view file, int line,
                               std::string_view condition) noexcept;

/// From here on an exception that nobody catches ends the process in the same way, where the
/// language's own handler would wait for stderr.
void die_at_once_when_terminated();

}  // namespace chronus

/// Aborts unless `condition` holds, in release builds too: for what only a bug of ours can break,
/// and what would go on as wrong music or as a write to the wrong place. The process that broke it
/// ends, and the standby or the service manager takes over. Never for input. Any thread, also in a
/// real-time section.
#define CHRONUS_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::chronus::check_failed(__FILE__, __LINE__, #condition))
