// SPDX-License-Identifier: MIT
#include "supervisor/verdicts.hpp"

#include <utility>

#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {

SlotNotice notice_of(SlotNotice::Kind kind, Slot slot, std::uint32_t generation,
                     const std::string& text) {
  SlotNotice notice;
  notice.kind = kind;
  notice.slot = slot;
  notice.generation = generation;
  notice.text = text;
  return notice;
}

}  // namespace

void VerdictNews::on_failed(Slot slot, std::uint32_t generation, const std::string& why,
                            const std::string& module) {
  events_.tell("failed", [slot, why, module] {
    return to_text(Json{{"slot", number_of(slot)}, {"reason", why}, {"module", module}});
  });
  notices_.post(notice_of(SlotNotice::Kind::kFailed, slot, generation, why));
}

void VerdictNews::on_accused(const engine::Command& command, const std::string& reason) {
  figures_.quarantined.fetch_add(1, std::memory_order_relaxed);
  journal_.remark("the next line puts a command aside: " + reason);
  conductor_.quarantine(command, reason);
}

void VerdictNews::on_evicted(Slot slot, std::uint32_t generation, const std::string& lie) {
  notices_.post(notice_of(SlotNotice::Kind::kHung, slot, generation, lie));
}

void VerdictNews::on_diverged(std::int64_t block, Slot wrong_slot) {
  figures_.diverged.fetch_add(1, std::memory_order_relaxed);
  events_.tell("diverged", [block, wrong_slot] {
    return to_text(Json{{"block", block}, {"slot", number_of(wrong_slot)}});
  });
}

}  // namespace chronus::supervisor
