// SPDX-License-Identifier: MIT
#include "log/line_queue.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace chronus::log {

LineQueue::LineQueue() : cells_(kLines) {
  for (std::uint32_t i = 0; i < kLines; ++i) free_.push(i);
}

bool LineQueue::put(const spdlog::details::log_msg& message) {
  std::uint32_t index = 0;
  if (!free_.pop(index)) {
    count_dropped();
    return false;
  }
  auto cut = message;
  cut.payload = {message.payload.data(), std::min(message.payload.size(), kLongest)};
  try {
    cells_[index].message = spdlog::details::log_msg_buffer(cut);
  } catch (const std::bad_alloc&) {
    free_.push(index);
    count_dropped();
    return false;
  }
  cells_[index].dropped_before = dropped();
  return filled_.push(index);
}

bool LineQueue::take(Line* line) {
  std::uint32_t index = 0;
  if (!filled_.pop(index)) return false;
  *line = std::exchange(cells_[index], Line{});
  return free_.push(index);
}

}  // namespace chronus::log
