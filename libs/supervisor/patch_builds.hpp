// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "catalog/catalog.hpp"
#include "conductor/doors.hpp"
#include "engine/patch.hpp"
#include "failover/roles.hpp"
#include "ipc/control_layout.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/worker_judge.hpp"

namespace chronus::supervisor {

/// Has both workers build a patch beside the one that plays, and tells when they have. Used by the
/// conductor thread.
class PatchBuilds {
 public:
  PatchBuilds(ipc::Control& control, const StreamFormat& format, const catalog::Catalog& catalog,
              SlotLinks& links, const failover::Roles& roles, WorkerJudge& judge)
      : control_(control),
        format_(format),
        catalog_(catalog),
        links_(links),
        roles_(roles),
        judge_(judge) {}

  /// From all workers, and those to come.
  void order(const engine::PatchDescription& patch, std::int64_t now_ns);
  /// A new worker builds what was ordered last.
  void order_again(SlotLink& worker) const;
  /// Built when every ready worker that answers has it. Refused when it is not sound, or none has
  /// built it two seconds after the order (or after somebody could last build). Where one has by
  /// then and the other has not, that one's builder hangs: it is condemned, and the patch counts as
  /// built. A worker that refuses a sound patch is condemned as well.
  conductor::PatchProgress progress(std::uint64_t version, std::int64_t now_ns);
  /// Whether the patch may still be asked for.
  bool keeps(std::uint64_t version) const { return control_.has_patch(version); }

 private:
  bool has_built(int slot, std::uint64_t version) const;
  bool is_sound(std::uint64_t version) const;

  ipc::Control& control_;
  StreamFormat format_;
  const catalog::Catalog& catalog_;
  SlotLinks& links_;
  const failover::Roles& roles_;
  WorkerJudge& judge_;
  std::uint64_t ordered_ = 0;
  std::int64_t ordered_ns_ = 0;
};

}  // namespace chronus::supervisor
