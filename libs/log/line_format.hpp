// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/details/log_msg.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace chronus::log {

enum class LineFormat {
  kText,      ///< `2026-01-31T20:30:00.123+01:00 warning worker 0 ended: …`
  kJson,      ///< `{"level":"warning","message":"…","time":"2026-01-31T20:30:00.123+01:00"}`
  kJournald,  ///< `<4>worker 0 ended: …`: systemd's journal takes the priority, and has the time
};

/// What systemd's journal reads: its JOURNAL_STREAM names device and inode of the descriptor.
/// `journal_stream` may be null. Else text.
LineFormat format_for(int fd, const char* journal_stream);

/// ISO 8601 with milliseconds, in the machine's zone, whose distance from UTC it tells.
std::string iso_time(spdlog::log_clock::time_point time);

/// One line, with its end: control characters in the message stand as in C (`\n`, `\x1b`), so that
/// an event is a line. `coloured`: the level of kText, for a terminal. `alike`: how many lines like
/// it were left out, 0 for a line that stands for itself.
std::string line_of(LineFormat format, const spdlog::details::log_msg& message, bool coloured,
                    std::uint64_t alike = 0);

}  // namespace chronus::log
