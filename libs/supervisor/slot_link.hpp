// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "audio/output.hpp"
#include "base/frame.hpp"
#include "base/slot.hpp"
#include "engine/command.hpp"
#include "ipc/segment.hpp"

namespace chronus::supervisor {

/// A slot's segment, shared by the threads that look at it; unmapped with the last of them.
using SharedSegment = std::shared_ptr<ipc::SlotSegment>;

class WorkerProcess;

/// Since the worker's last beat, as it says: a time that cannot be is taken for no age at all.
inline std::int64_t beat_age_ns(const ipc::SlotReport& report, std::int64_t now_ns) {
  const std::int64_t beat_ns = report.heartbeat_ns.load(std::memory_order_relaxed);
  return beat_ns < 0 || beat_ns > now_ns ? 0 : now_ns - beat_ns;
}

/// A worker beats with every block: one that was silent for so long is not relied on, nor one whose
/// beat was at a time that cannot be.
inline bool is_heard(const ipc::SlotReport& report, std::int64_t now_ns) {
  constexpr std::int64_t kAlive_ns = 100'000'000;
  const std::int64_t beat_ns = report.heartbeat_ns.load(std::memory_order_relaxed);
  return beat_ns > now_ns - kAlive_ns && beat_ns < now_ns + kAlive_ns;
}

/// The conductor's end of one slot: where its commands go and how far its worker may render. Used
/// by the conductor thread.
class SlotLink {
 public:
  SlotLink(SharedSegment segment, std::shared_ptr<WorkerProcess> its_process, std::uint32_t number)
      : generation(number),
        process(std::move(its_process)),
        segment_(std::move(segment)),
        writer_(&segment_->commands()) {
    // A worker that waited for a peer's keyframe and is restored instead was fed before; it has
    // not looked.
    segment_->commands().written.store(0, std::memory_order_relaxed);
  }

  /// False when the ring is full, or the worker's position in it cannot be.
  bool write(const engine::Command& command);
  /// Where the worker says that it reads.
  struct Reading {
    bool lies = false;
    std::uint64_t last_taken = 0;  ///< number of the last command that it took; 0 not known
    std::uint64_t next = 0;        ///< of the one that it takes next; 0 none, or not known
  };
  Reading reading();
  /// The worker passes this command over. Before any horizon that would let it meet it.
  void skip(std::uint64_t seq);
  /// Every command below `frame` is written. Never falls. `piecemeal`: the ring is full of those of
  /// the block that holds `frame`, which is begun before all of them are there. Wakes the worker in
  /// any case, which is what its heartbeat is counted against.
  void publish_horizon(Frame frame, bool piecemeal);
  void order_build(std::uint64_t version);
  /// The worker measures that module from the frame `from` on, and answers with the ticket.
  /// `index`: below ipc::kMeterPlaces; what was ordered there before is given up.
  void order_meter(std::size_t index, std::uint64_t ticket, Frame from, int place,
                   std::uint32_t identity);

  ipc::SlotOrders& orders() { return segment_->orders(); }
  const ipc::SlotReport& report() const { return segment_->report(); }
  const ipc::ModuleReports& module_reports() const { return segment_->module_reports(); }
  Frame horizon() const { return horizon_; }
  /// The newest patch that it was to build, 0 none.
  std::uint64_t build_ordered() const { return build_ordered_; }
  const ipc::AudioRing audio() const { return segment_->audio(); }
  /// As the worker says, within what can be added and subtracted: a lie stays to be seen as one.
  Frame rendered() const {
    constexpr Frame kBeyondAll = Frame{1} << 62;
    const Frame said = report().rendered.load(std::memory_order_acquire);
    return std::clamp(said, Frame{-1}, kBeyondAll);
  }

  const std::uint32_t generation;
  const std::shared_ptr<WorkerProcess> process;
  std::uint64_t backlog = 0;  ///< the next old command it is owed; 0: it gets new ones as they come
  std::uint64_t without_clients_up_to = 0;  ///< of the backlog: what clients sent is left out

 private:
  SharedSegment segment_;
  ipc::CommandWriter writer_;
  Frame horizon_ = 0;
  std::size_t skips_ = 0;
  std::uint64_t build_ordered_ = 0;
  // Numbers rise by one with the ring's places, from this one on: commands that were missed leave a
  // gap before it.
  std::uint64_t run_place_ = 0;
  std::uint64_t run_seq_ = 0;
};

/// Both slots as the conductor knows them; an empty one holds none. Used by the conductor thread.
using SlotLinks = PerSlot<std::optional<SlotLink>>;

/// The samples of a block that match the checksum they were rendered with, else null: it is not
/// there, or was spoilt afterwards. Real-time.
const float* find_sound(const ipc::AudioRing& ring, std::int64_t index,
                        std::size_t block_samples) noexcept;

/// The audio rings of both slots as the callback sees them. The supervisor exchanges a ring while
/// the callback may be reading the old one, so it keeps the old segment mapped until two more
/// callbacks have come and gone (WorkerSlots).
class SlotRings final : public audio::BlockSource {
 public:
  explicit SlotRings(const StreamFormat& format)
      : block_samples_(ipc::AudioRing::samples_per_block(format)) {}
  /// Only a sound block: of one that was spoilt the other slot's is the better one.
  const float* block(Slot slot, std::int64_t index) noexcept override {
    const auto* ring = rings_[slot].load(std::memory_order_acquire);
    return ring == nullptr ? nullptr : find_sound(*ring, index, block_samples_);
  }
  /// Supervisor only. `ring` outlives its use by the callback; null: the slot is empty.
  void exchange(Slot slot, const ipc::AudioRing* ring) {
    rings_[slot].store(ring, std::memory_order_release);
  }

 private:
  std::size_t block_samples_;
  // Writer: the supervisor's main thread, release after the ring was made. Reader: the callback.
  PerSlot<std::atomic<const ipc::AudioRing*>> rings_{};
};

}  // namespace chronus::supervisor
