// SPDX-License-Identifier: MIT
#include "supervisor/worker_requests.hpp"

#include <utility>

namespace chronus::supervisor {

Status WorkerRequests::replace(const conductor::Sender& sender, const osc::Message& message,
                               Slot slot, bool gracefully) {
  if (!gracefully && !drills_) {
    return Error{"drills are off: start chronusd with --drills"};
  }
  const bool is_covered =
      roles_.is_ready(other(slot)) && is_heard(links_[other(slot)]->report(), now_ns_());
  // Where nothing is heard there is nothing to lose: a new worker is all that can help.
  const bool is_forced = gracefully && !is_covered && judge_.is_music_missed();
  if (gracefully && !is_covered && !is_forced) {
    return Error{"the other worker is not ready to take over"};
  }
  SlotNotice notice;
  notice.kind = !gracefully ? SlotNotice::Kind::kKill
                : is_forced ? SlotNotice::Kind::kReplaceNow
                            : SlotNotice::Kind::kReplace;
  notice.slot = slot;
  if (const auto& worker = links_[slot]) notice.generation = worker->generation;
  notice.sender = sender;
  notice.message = message;
  if (!notices_.post(std::move(notice))) return Error{"too many requests wait"};
  if (is_forced) {
    roles_.evict(slot, failover::Certainty::kIsLost);
  } else if (gracefully && roles_.is_ready(slot)) {
    roles_.retire(slot);
  }
  return {};
}

}  // namespace chronus::supervisor
