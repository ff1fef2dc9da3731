// SPDX-License-Identifier: MIT
#include "supervisor/bank_looks.hpp"

#include <algorithm>
#include <utility>

#include "osc/shares.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::chrono::seconds kPause{2};
constexpr int kPausesOfALook = 10;

}  // namespace

bool BankLooks::may_join(osc::LaneIndex lane) const {
  if (!goes_on_) return now_ >= pause_until_;
  return osc::is_within_share(waiting_of_[lane], waiting_.size(), kMost, 1);
}

bool BankLooks::join(conductor::SampleFetch fetch) {
  if (!fetch.message.address.empty()) {
    ++waiting_of_[fetch.sender.lane];
    waiting_.push_back(std::move(fetch));
  }
  return !std::exchange(goes_on_, true);
}

void BankLooks::end(std::chrono::nanoseconds took) {
  const std::chrono::duration<double> pause =
      std::max<std::chrono::nanoseconds>(kPause, kPausesOfALook * took);
  pause_until_ = now_ + static_cast<Frame>(pause.count() * rate_);
  goes_on_ = false;
  waiting_of_.fill(0);
  for (auto& one : std::exchange(waiting_, {})) ended_.push_back(std::move(one));
}

std::optional<conductor::SampleFetch> BankLooks::next() {
  if (ended_.empty()) return {};
  auto first = std::move(ended_.front());
  ended_.pop_front();
  return first;
}

}  // namespace chronus::supervisor
