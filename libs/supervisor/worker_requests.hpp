// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "failover/roles.hpp"
#include "services/workers/workers.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/worker_judge.hpp"

namespace chronus::supervisor {

/// What `/worker/…` asks for: looked at here, and done by the main thread. Conductor thread.
class WorkerRequests final : public services::Workers {
 public:
  struct World {
    bool drills = false;
    const SlotLinks& links;
    failover::Roles& roles;
    const WorkerJudge& judge;
    SlotNotices& notices;
    std::int64_t (*now_ns)();
  };
  explicit WorkerRequests(const World& world) : world_(world) {}

  Status replace(const conductor::Sender& sender, const osc::Message& message, int slot,
                 bool gracefully) override;

 private:
  World world_;
};

}  // namespace chronus::supervisor
