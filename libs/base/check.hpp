// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace chronus {

/// Says on stderr where the process broke its word, and aborts. No allocation, no lock, one system
/// call.
[[noreturn]] void check_failed(std::string_view file, int line,
                               std::string_view condition) noexcept;

}  // namespace chronus

/// Aborts unless `condition` holds, in release builds too: for what only a bug of ours can break,
/// and what would go on as wrong music or as a write to the wrong place. The process that broke it
/// ends, and the standby or the service manager takes over. Never for input. Any thread, also in a
/// real-time section.
#define CHRONUS_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::chronus::check_failed(__FILE__, __LINE__, #condition))
