// SPDX-License-Identifier: MIT
#include "engine/lane_state.hpp"

#include <cstring>

namespace chronus::engine {
namespace {

/// Where the element `at` bytes into a mono module's state lies in this one.
std::byte* element(const LaneState& of, std::size_t at, std::size_t size) {
  if (!of.is_shared) return of.state + at;
  return of.state + at * kGroupLanes + size * static_cast<std::size_t>(of.lane);
}

template <class T>
void copy_elements(const LaneState& to, const LaneState& from, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; at += sizeof(T)) {
    std::memcpy(element(to, at, sizeof(T)), element(from, at, sizeof(T)), sizeof(T));
  }
}

}  // namespace

void copy_lane(const ModuleCode& code, const LaneState& to, const LaneState& from) {
  const std::size_t doubles = code.lane_doubles * sizeof(double);
  copy_elements<double>(to, from, 0, doubles);
  copy_elements<float>(to, from, doubles, code.info->state_bytes);
}

}  // namespace chronus::engine
