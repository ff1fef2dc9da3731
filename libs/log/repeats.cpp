// SPDX-License-Identifier: MIT
#include "log/repeats.hpp"

#include <algorithm>
#include <utility>

namespace chronus::log {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `worker # (generation #)`: each number is one letter, whatever its length.
std::string without_numbers(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_digit(c)) {
      out += c;
    } else if (out.empty() || out.back() != '#') {
      out += '#';
    }
  }
  return out;
}

}  // namespace

/// A clock that was set back begins a new while.
bool Repeats::is_over(const Kind& kind, std::int64_t now_ns) const {
  return now_ns < kind.since_ns || now_ns - kind.since_ns >= while_ns_;
}

bool Repeats::admit(std::string_view text, int level, std::int64_t now_ns) {
  if (most_ == 0) return true;
  const std::string alike = without_numbers(text);
  auto found = kinds_.find(alike);
  // What is owed is told first, by take_owed().
  if (found != kinds_.end() && is_over(found->second, now_ns) && found->second.owed.count == 0) {
    kinds_.erase(found);
    found = kinds_.end();
  }
  if (found == kinds_.end()) {
    if (kinds_.size() >= kKinds) return true;
    found = kinds_.emplace(alike, Kind{now_ns, 0, {}}).first;
  }
  Kind& kind = found->second;
  if (kind.written < most_) {
    ++kind.written;
    return true;
  }
  kind.owed = {std::string(text), level, kind.owed.count + 1};
  return false;
}

std::optional<Repeats::Owed> Repeats::take_owed(std::int64_t now_ns, bool all) {
  for (auto it = kinds_.begin(); it != kinds_.end();) {
    if (!all && !is_over(it->second, now_ns)) {
      ++it;
      continue;
    }
    Owed owed = std::move(it->second.owed);
    it = kinds_.erase(it);
    if (owed.count > 0) return owed;
  }
  return std::nullopt;
}

}  // namespace chronus::log
