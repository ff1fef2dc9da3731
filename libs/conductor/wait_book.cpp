// SPDX-License-Identifier: MIT
#include "conductor/wait_book.hpp"

#include <algorithm>
#include <iterator>

namespace chronus::conductor {

Wait WaitBook::begin(const osc::Endpoint& sender) {
  auto wait = std::make_shared<const std::uint64_t>(last_ + 1);
  auto& own = of_[sender];
  if (own.waits.size() >= own.sweep_at) {
    std::erase_if(own.waits, [](const One& one) { return one.held.expired(); });
    own.sweep_at = 2 * own.waits.size() + 64;
  }
  own.waits.push_back({*wait, wait});
  ++last_;
  return wait;
}

bool WaitBook::has(const osc::Endpoint& sender, std::uint64_t number) const {
  const auto own = of_.find(sender);
  if (own == of_.end()) return false;
  const auto& waits = own->second.waits;
  const auto first =
      std::find_if(waits.begin(), waits.end(), [](const One& one) { return !one.held.expired(); });
  return first != waits.end() && first->number <= number;
}

void WaitBook::tidy() {
  for (auto own = of_.begin(); own != of_.end();) {
    auto& waits = own->second.waits;
    while (!waits.empty() && waits.front().held.expired()) waits.pop_front();
    own = waits.empty() ? of_.erase(own) : std::next(own);
  }
}

}  // namespace chronus::conductor
