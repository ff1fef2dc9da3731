// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "base/slot.hpp"
#include "failover/roles.hpp"
#include "services/workers/workers.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/worker_judge.hpp"

namespace chronus::supervisor {

/// What `/worker/…` asks for: looked at here, and done by the main thread. Conductor thread.
class WorkerRequests final : public services::Workers {
 public:
  /// `drills`: clients may kill workers. All outlive it.
  WorkerRequests(bool drills, const SlotLinks& links, failover::Roles& roles,
                 const WorkerJudge& judge, SlotNotices& notices, Clock now_ns)
      : drills_(drills),
        links_(links),
        roles_(roles),
        judge_(judge),
        notices_(notices),
        now_ns_(now_ns) {}

  Status replace(const conductor::Sender& sender, const osc::Message& message, Slot slot,
                 bool gracefully) override;

 private:
  bool drills_;
  const SlotLinks& links_;
  failover::Roles& roles_;
  const WorkerJudge& judge_;
  SlotNotices& notices_;
  Clock now_ns_;
};

}  // namespace chronus::supervisor
