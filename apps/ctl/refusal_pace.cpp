// SPDX-License-Identifier: MIT
#include "refusal_pace.hpp"

#include <algorithm>
#include <thread>

namespace chronus::ctl {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr int kAtOnce = 20;

}  // namespace

void RefusalPace::wait_after_refusal() {
  full_again_ = std::max(full_again_, Clock::now()) + kInterval;
  std::this_thread::sleep_until(full_again_ - kInterval * (kAtOnce - 1));
}

}  // namespace chronus::ctl
