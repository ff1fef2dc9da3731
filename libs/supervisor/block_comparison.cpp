// SPDX-License-Identifier: MIT
#include "supervisor/block_comparison.hpp"

#include <algorithm>

#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

std::optional<std::int64_t> BlockComparison::next_difference(const ipc::AudioRing& first,
                                                             const ipc::AudioRing& second,
                                                             std::int64_t end) {
  // The rings hold the last kBlocks; after a rejoin the first common ones are behind us.
  compared_ = std::clamp(compared_, end - ipc::AudioRing::kBlocks / 2, end);
  for (; compared_ < end; ++compared_) {
    if (first.find(compared_) == nullptr || second.find(compared_) == nullptr) continue;
    if (first.checksum(compared_) != second.checksum(compared_)) return compared_;
  }
  return std::nullopt;
}

bool BlockComparison::is_sound(const ipc::AudioRing& ring, std::int64_t block) const {
  return find_sound(ring, block, block_samples_) != nullptr;
}

}  // namespace chronus::supervisor
