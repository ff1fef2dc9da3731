// SPDX-License-Identifier: MIT
#include "failover/roles.hpp"

#include <utility>

#include "base/check.hpp"

namespace chronus::failover {

void Roles::admit(Slot slot) {
  CHRONUS_CHECK(at(slot).seated);
  at(slot).admitted = true;
  lost_all_ = false;
  if (!is_ready(primary_)) promote(slot, "no other worker");
}

void Roles::keep(Slot slot) {
  at(slot).evicted = false;
  lost_all_ = false;
  if (!is_ready(primary_)) promote(slot, "no other worker");
}

void Roles::vacate(Slot slot) {
  at(slot) = {};
  settle_suspicion(slot);
  if (slot == primary_ && is_ready(standby())) return promote(standby(), "the primary died");
  if (anybody_is_ready() || lost_all_) return;
  lost_all_ = true;
  listener_.on_failover(primary_, std::nullopt, "all workers were lost");
}

void Roles::doubt_primary(Slot successor, std::string_view why) {
  CHRONUS_CHECK(is_ready(successor));
  suspect_ = primary_;
  give_role(successor, why);
}

bool Roles::evict(Slot slot, Certainty certainty) {
  auto& it = at(slot);
  if (!it.seated || it.evicted) return false;
  const bool is_last = it.admitted && !is_ready(other(slot));
  if (is_last && certainty == Certainty::kPlaysStill) return false;
  it.evicted = true;
  settle_suspicion(slot);
  if (slot == primary_ && is_ready(standby())) promote(standby(), "the primary failed");
  return true;
}

void Roles::retire(Slot slot) {
  CHRONUS_CHECK(is_ready(other(slot)));
  if (slot == primary_) promote(other(slot), "asked for");
  at(slot).evicted = true;
}

void Roles::begin_restore(Slot slot) {
  CHRONUS_CHECK(at(slot).seated);
  at(other(slot)).evicted = at(other(slot)).seated;
  lost_all_ = true;
  primary_ = slot;
}

/// The worker is lost: if it was taken out of its role on suspicion, that was a failover.
void Roles::settle_suspicion(Slot slot) {
  if (slot != suspect_) return;
  suspect_.reset();
  listener_.on_failover(slot, primary_, "the primary that was late is lost");
}

void Roles::promote(Slot slot, std::string_view why) {
  if (slot != primary_) listener_.on_failover(primary_, slot, why);
  give_role(slot, why);
}

void Roles::give_role(Slot slot, std::string_view why) {
  listener_.on_role(std::exchange(primary_, slot), slot, why);
}

}  // namespace chronus::failover
