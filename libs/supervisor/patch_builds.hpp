// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/slot.hpp"
#include "catalog/catalog.hpp"
#include "conductor/doors.hpp"
#include "engine/patch.hpp"
#include "failover/roles.hpp"
#include "ipc/control_layout.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/worker_judge.hpp"

namespace chronus::supervisor {

/// Has both workers build a patch beside the one that plays, tells when they have, and judges who
/// does not. Used by the conductor thread.
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
  /// How the patch stands, by what the workers say and by the last judge(): a question, which
  /// changes nothing. Built when every ready worker that answers has it, or, two seconds after the
  /// order (or after somebody could last build), when one has. Refused when it is not sound, or
  /// none has built it by then.
  conductor::PatchProgress progress(std::uint64_t version, std::int64_t now_ns) const;
  /// Once a pass, before anybody asks. While what was ordered last is not built by all: a worker
  /// that refuses it though it is sound is exposed, and where one has built it within two seconds
  /// and the other has not, that one's builder hangs, and it is evicted.
  void judge(std::int64_t now_ns);
  /// Whether the patch may still be asked for.
  bool keeps(std::uint64_t version) const { return control_.has_patch(version); }

 private:
  /// Who is waited for: one that does not answer must not hold the music. If it comes back, it
  /// meets the swap unprepared and waits for its builder.
  bool is_waited_for(Slot slot) const { return roles_.is_ready(slot) && !judge_.is_silent(slot); }
  struct Count {
    int waited_for = 0;
    int built = 0;  // of those
    bool all_built() const { return built > 0 && built == waited_for; }
  };
  Count count(std::uint64_t version) const;
  bool has_built(Slot slot, std::uint64_t version) const;
  bool has_timed_out(std::int64_t now_ns) const;
  void judge_refusal(Slot slot);
  bool is_sound(std::uint64_t version) const;

  ipc::Control& control_;
  StreamFormat format_;
  const catalog::Catalog& catalog_;
  SlotLinks& links_;
  const failover::Roles& roles_;
  WorkerJudge& judge_;
  std::uint64_t ordered_ = 0;
  std::int64_t ordered_ns_ = 0;
  bool is_open_ = false;       // not everybody has built it yet
  std::uint64_t refused_ = 0;  // the last that was not sound, 0 none
};

}  // namespace chronus::supervisor
