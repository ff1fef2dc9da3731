// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "ipc/command_ring.hpp"
#include "ipc/segment.hpp"
#include "worker/module_watch.hpp"

namespace chronus::worker {

/// What a pass of the renderer came to.
enum class Pass {
  kIdle,        ///< nothing more to do below the horizon
  kRendered,    ///< one block was published
  kNeedsPatch,  ///< the next command swaps to a patch that is not built: see needed_patch()
  kFailed,      ///< stopped for good; the report says why
};

/// The worker's render loop as a step function: the same under a thread, a test or a simulator.
///
/// One pass renders at most one block, split at the frames of its commands, checks it, publishes
/// it and answers a request for a keyframe. Used by one thread; pass() is a real-time section.
class Renderer {
 public:
  /// `segment` and `engine` outlive the renderer, and the engine renders nothing after it. The
  /// engine stands at its first frame. `now_ns`: what the load is measured by.
  Renderer(ipc::SlotSegment& segment, engine::Engine& engine, Clock now_ns = monotonic_ns);

  /// Takes over the keyframe in the segment's area, after its start order was seen (acquire); the
  /// report says kRunning after, or kFailed.
  /// Commands up to the keyframe's are then discarded as they come. Not real-time.
  void load_keyframe();
  /// Starts from the fresh engine at the ordered frame, likewise.
  void start_fresh();

  Pass pass();
  /// The version that the last pass() missed, 0 none.
  std::uint64_t needed_patch() const { return needed_patch_; }
  /// The worker cannot go on; the supervisor reads the reason.
  void fail(ipc::WorkerFailure why);

 private:
  Pass render_block(Frame horizon);
  bool apply_commands_at_cursor(Frame block_end, Frame* next_stop);
  bool is_skipped(std::uint64_t seq) const;
  void tell_applied(std::uint64_t seq);
  /// What is wrong with a rendered block, kNone where nothing is.
  ipc::WorkerFailure check_block() const;
  void note_touched(const engine::Command& command);
  void blame();
  void answer_keyframe_request();
  void measure_load(std::int64_t started_ns);

  ipc::SlotSegment& segment_;
  engine::Engine& engine_;
  Clock now_ns_;
  ipc::SlotOrders& orders_;
  ipc::SlotReport& report_;
  ipc::CommandReader commands_;
  ipc::AudioRing audio_;
  ModuleWatch watch_;
  StreamFormat format_;
  std::vector<float> block_;  // interleaved, the one that is being rendered
  std::uint64_t discard_up_to_seq_ = 0;
  std::uint64_t applied_seq_ = 0;  // what the report says of it may be written by others
  std::uint64_t needed_patch_ = 0;
  std::uint32_t keyframe_answered_ = 0;
  std::array<std::uint64_t, engine::kModulePlaces> last_seq_at_{};  // by place: who touched it last
  Frame block_begin_ = 0;
  double load_ = 0.0;
  bool failed_ = false;
};

}  // namespace chronus::worker
