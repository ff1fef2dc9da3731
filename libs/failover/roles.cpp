// SPDX-License-Identifier: MIT
#include "failover/roles.hpp"

#include <utility>

#include "base/check.hpp"

namespace chronus::failover {

void Roles::admit(int slot) {
  CHRONUS_CHECK(at(slot).seated);
  at(slot).admitted = true;
  lost_all_ = false;
  if (!is_ready(primary_)) promote(slot, "no other worker");
}

void Roles::keep(int slot) {
  at(slot).evicted = false;
  lost_all_ = false;
  if (!is_ready(primary_)) promote(slot, "no other worker");
}

void Roles::vacate(int slot) {
  at(slot) = {};
  settle_suspicion(slot);
  if (slot == primary_ && is_ready(standby())) return promote(standby(), "the primary died");
  if (is_ready(0) || is_ready(1) || lost_all_) return;
  lost_all_ = true;
  listener_.on_failover();
}

void Roles::doubt_primary(int successor, std::string_view why) {
  CHRONUS_CHECK(is_ready(successor));
  suspect_ = primary_;
  give_role(successor, why);
}

bool Roles::evict(int slot, Certainty certainty) {
  auto& it = at(slot);
  if (!it.seated || it.evicted) return false;
  const bool is_last = it.admitted && !is_ready(1 - slot);
  if (is_last && certainty == Certainty::kPlaysStill) return false;
  it.evicted = true;
  settle_suspicion(slot);
  if (slot == primary_ && is_ready(standby())) promote(standby(), "the primary failed");
  return true;
}

void Roles::retire(int slot) {
  CHRONUS_CHECK(is_ready(1 - slot));
  if (slot == primary_) promote(1 - slot, "asked for");
  at(slot).evicted = true;
}

void Roles::begin_restore(int slot) {
  CHRONUS_CHECK(at(slot).seated);
  at(1 - slot).evicted = at(1 - slot).seated;
  lost_all_ = true;
  primary_ = slot;
}

/// The worker is lost: if it was taken out of its role on suspicion, that was a failover.
void Roles::settle_suspicion(int slot) {
  if (slot != suspect_) return;
  suspect_ = -1;
  listener_.on_failover();
}

void Roles::promote(int slot, std::string_view why) {
  if (slot != primary_) listener_.on_failover();
  give_role(slot, why);
}

void Roles::give_role(int slot, std::string_view why) {
  listener_.on_role(std::exchange(primary_, slot), slot, why);
}

}  // namespace chronus::failover
