// SPDX-License-Identifier: MIT
#include "supervisor/slot_notices.hpp"

#include <unistd.h>

#include <utility>

#include "base/push_moved.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::size_t kVitalNotices = 64;

}  // namespace

bool SlotNotices::post(SlotNotice notice) {
  const bool vital =
      notice.kind == SlotNotice::Kind::kAttached || notice.kind == SlotNotice::Kind::kHung;
  if (!vital && notices_.write_available() < kVitalNotices) return false;
  if (!push_moved(notices_, std::move(notice))) return false;
  const std::uint64_t one = 1;
  (void)!write(fd_, &one, sizeof one);
  return true;
}

bool SlotNotices::take(SlotNotice* notice) {
  return notices_.consume_one([&](SlotNotice& taken) { *notice = std::move(taken); }) > 0;
}

}  // namespace chronus::supervisor
