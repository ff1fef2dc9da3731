// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/frame.hpp"
#include "base/slot.hpp"
#include "failover/restore_ladder.hpp"
#include "ipc/segment.hpp"
#include "supervisor/conductor_progress.hpp"
#include "supervisor/keyframe_claim.hpp"
#include "supervisor/keyframe_store.hpp"

namespace chronus::supervisor {

/// Brings keyframes from workers that play to one that joins, and to the store for when none is
/// left. Nothing it is given by a worker is passed on before it was checked. Main thread only.
class KeyframeCourier {
 public:
  /// What a worker saves a keyframe for.
  enum class For { kNobody, kPeer, kStore };
  /// What a worker has answered.
  struct Delivery {
    const char* lie = nullptr;  ///< what it says cannot be: it is not to be trusted
    bool is_for_peer = false;   ///< hand_over() passes it on, where it is of use still
    Frame frame = 0;            ///< that it was saved at
  };

  /// `progress` outlives it.
  KeyframeCourier(const StreamFormat& format, const ConductorProgress& progress);

  /// A new worker is in the slot: what the last one was asked for comes no more, and what it was to
  /// put aside is asked of another at once.
  void forget(Slot slot, std::int64_t now_ns);
  bool is_asked(Slot slot) const { return request(slot).purpose != For::kNobody; }

  /// Has the slot's worker save one for its peer, at `from` or later. One request at a time: the
  /// area holds one keyframe, and it is read while nothing is asked for.
  void ask_for_peer(Slot slot, ipc::SlotSegment& giver, Frame from) {
    ask(slot, giver, For::kPeer, from);
  }
  /// Now and then one is put aside: whether it is time.
  bool is_time_for_store(std::int64_t now_ns) const;
  void ask_for_store(Slot slot, ipc::SlotSegment& giver, std::int64_t now_ns);

  /// Takes what the slot's worker has saved, out of its reach. None: it was not asked, or is not
  /// there yet.
  std::optional<Delivery> collect(Slot slot, const ipc::SlotSegment& giver);
  /// Gives what was collected last to a worker that joins, and lets it begin.
  void hand_over(ipc::SlotSegment& joiner) const;

  /// What the music has come to is kept from now on: then the number up to which commands are in
  /// every keyframe kept.
  std::optional<std::uint64_t> settle(Frame played);
  /// All were lost: what lies ahead will be played otherwise, and what a restore leaves out is in
  /// no keyframe any more.
  void forget_what_lies_ahead();
  /// Writes the keyframe that the rung begins with, and gives the number up to which commands are
  /// in it. None where the rung needs none, or none is kept.
  std::optional<std::uint64_t> write_kept(failover::Rung rung, ipc::SlotSegment& joiner) const;

 private:
  struct Request {  // to the worker in a slot
    For purpose = For::kNobody;
    std::uint32_t number = 0;
    Frame asked_at = 0;  // the horizon then: what it has rendered beyond, it has been asked before
  };
  Request& request(Slot slot) { return requests_[slot]; }
  const Request& request(Slot slot) const { return requests_[slot]; }
  void ask(Slot slot, ipc::SlotSegment& giver, For purpose, Frame from);
  const char* read(const ipc::SlotSegment& giver, std::uint32_t number);

  StreamFormat format_;
  const ConductorProgress& progress_;
  PerSlot<Request> requests_;
  StoredKeyframe collected_;  // a worker's keyframe, out of its reach
  KeyframeBounds bounds_;
  KeyframeStore store_;
  std::int64_t next_for_store_ns_ = 0;
};

}  // namespace chronus::supervisor
