// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_store.hpp"

#include <utility>

namespace chronus::supervisor {

void KeyframeStore::add(std::span<const std::byte> bytes, Frame frame, std::uint64_t seq) {
  next_.bytes.assign(bytes.begin(), bytes.end());
  next_.frame = frame;
  next_.seq = seq;
}

bool KeyframeStore::settle(Frame played) {
  if (next_.is_empty() || next_.frame > played) return false;
  auto& [newest, middle, older] = kept_;
  if (middle.is_empty() || newest.frame - middle.frame >= older_by_) {
    older = std::exchange(middle, std::exchange(newest, StoredKeyframe{}));
  }
  std::swap(newest, next_);
  next_.bytes.clear();
  return true;
}

}  // namespace chronus::supervisor
