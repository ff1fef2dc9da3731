// SPDX-License-Identifier: MIT
#pragma once

#include "audio/output.hpp"
#include "base/frame.hpp"
#include "base/slot.hpp"
#include "conductor/conductor.hpp"
#include "failover/roles.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/patch_builds.hpp"
#include "supervisor/slot_order.hpp"
#include "supervisor/status_board.hpp"

namespace chronus::supervisor {

/// What the first worker is given when all were lost: the state the lost ones had, as far as that
/// is kept. It renders again, unheard, what was played already, and goes on where the output
/// stands. Used by the conductor thread.
class Restorer {
 public:
  struct Means {
    StreamFormat format;
    failover::Roles& roles;
    CommandFeed& feed;
    const PatchBuilds& builds;
    conductor::Conductor& conductor;
    audio::Output& output;
    ConductorProgress& progress;
    Figures& figures;
    Journal& journal;
    EventPublisher& events;
  };
  explicit Restorer(const Means& means) : means_(means) {}

  /// `order` is a kRestore, and its worker is attached.
  void restore(const SlotOrder& order);
  /// The music is back, after the output had concealed `gap` frames.
  void tell_restored(Slot slot, Frame gap);

 private:
  bool can_replay(const SlotOrder& order) const;
  void replay(const SlotOrder& order);
  void begin_afresh(const SlotOrder& order);

  Means means_;
};

}  // namespace chronus::supervisor
