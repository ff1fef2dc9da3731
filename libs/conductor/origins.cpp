// SPDX-License-Identifier: MIT
#include "conductor/origins.hpp"

#include <algorithm>

namespace chronus::conductor {

const Origins::Origin* Origins::find(std::uint64_t seq) const {
  const auto after = std::upper_bound(
      origins_.begin(), origins_.end(), seq,
      [](std::uint64_t wanted, const Origin& origin) { return wanted < origin.first_seq; });
  if (after == origins_.begin()) return nullptr;
  const auto& origin = *std::prev(after);
  return seq <= origin.last_seq ? &origin : nullptr;
}

void Origins::for_each(std::uint64_t first_seq, std::uint64_t last_seq,
                       const std::function<void(Origin&)>& visit) {
  auto at = std::lower_bound(
      origins_.begin(), origins_.end(), first_seq,
      [](const Origin& origin, std::uint64_t wanted) { return origin.last_seq < wanted; });
  for (; at != origins_.end() && at->first_seq <= last_seq; ++at) visit(*at);
}

}  // namespace chronus::conductor
