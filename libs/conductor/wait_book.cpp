// SPDX-License-Identifier: MIT
#include "conductor/wait_book.hpp"

#include <algorithm>
#include <iterator>

namespace chronus::conductor {

Wait WaitBook::begin(const osc::Endpoint& sender) {
  auto wait = std::make_shared<const std::uint64_t>(last_ + 1);
  of_[sender].push_back({*wait, wait});
  ++last_;
  return wait;
}

bool WaitBook::has(const osc::Endpoint& sender, std::uint64_t number) const {
  const auto own = of_.find(sender);
  if (own == of_.end()) return false;
  // The first of them waits still, but for what has ended since tidy().
  const auto first = std::find_if(own->second.begin(), own->second.end(),
                                  [](const One& one) { return !one.held.expired(); });
  return first != own->second.end() && first->number <= number;
}

void WaitBook::tidy() {
  for (auto own = of_.begin(); own != of_.end();) {
    std::erase_if(own->second, [](const One& one) { return one.held.expired(); });
    own = own->second.empty() ? of_.erase(own) : std::next(own);
  }
}

}  // namespace chronus::conductor
