// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "ipc/command_ring.hpp"
#include "ipc/module_layout.hpp"
#include "ipc/wake.hpp"

namespace chronus::ipc {

inline constexpr std::uint64_t kSlotMagic = 0x544F4C534E524843;  // "CHRNSLOT"
inline constexpr std::uint32_t kLayoutVersion = 9;

/// The order by which a worker gets its first state. Until it comes, a worker is nobody's: mapped,
/// locked and waiting, which is what a spare does all the time.
enum class StartOrder : std::uint32_t {
  kWait = 0,
  kFresh = 1,     ///< an empty engine at start_frame
  kKeyframe = 2,  ///< the keyframe in this segment's area
};

/// What a worker says of itself. Ready is not alive: a ready worker's next block is exact.
enum class WorkerState : std::uint32_t {
  kStarting = 0,  ///< not mapped yet
  kMapped = 1,    ///< mapped, prefaulted, locked; waits for its start order
  kRunning = 2,   ///< holds exact state, renders up to its horizon
  kFailed = 3,    ///< stopped itself: see `failure`
};

enum class WorkerFailure : std::uint32_t {
  kNone = 0,
  kNotFinite = 1,    ///< NaN or Inf in a rendered block
  kBadKeyframe = 2,  ///< the keyframe did not pass the engine's checks
  kNoPatch = 3,      ///< a swap to a patch that could not be built
  kBadSegment = 4,   ///< a segment that does not fit
  kRunaway = 5,      ///< a module's level that none can have of sound inputs
};

/// Written once by the supervisor before the worker starts; read by both.
struct SlotHeader {
  std::uint64_t magic = kSlotMagic;
  std::uint32_t layout_version = kLayoutVersion;
  std::int32_t supervisor_pid = 0;
  std::uint64_t session = 0;     ///< random, one per supervisor
  std::uint32_t generation = 0;  ///< counts the workers of this supervisor
  std::uint32_t unused = 0;
  std::int32_t rate = 0;
  std::int32_t block_frames = 0;
  std::int32_t channels = 0;
  std::uint64_t orders_offset = 0;
  std::uint64_t report_offset = 0;
  std::uint64_t commands_offset = 0;
  std::uint64_t audio_offset = 0;
  std::uint64_t keyframe_offset = 0;
  std::uint64_t keyframe_bytes = 0;  ///< capacity of the keyframe area
  std::uint64_t total_bytes = 0;
  std::uint64_t catalog = 0;  ///< hash of the catalogue of modules, see catalog::Catalog
  std::uint64_t meter_orders_offset = 0;
  std::uint64_t module_reports_offset = 0;

  StreamFormat format() const { return {rate, block_frames, channels}; }
};
static_assert(sizeof(SlotHeader) <= 256);

inline constexpr int kSkips = 8;

/// Supervisor to worker. Writer: the conductor thread (horizon, build_version, skips, the start of
/// a worker that nobody plays beside) and the main thread (the rest). Reader: the worker. Each word
/// is released after what it announces.
struct SlotOrders {
  alignas(64) std::atomic<Frame> horizon;       ///< render blocks that end at or before this
  WakeWord wake;                                ///< of the render thread
  WakeWord build_wake;                          ///< of the builder thread
  std::atomic<std::uint64_t> build_version;     ///< newest patch to be built, 0 none
  std::atomic<std::uint32_t> keyframe_request;  ///< counts up: "save one"
  std::atomic<StartOrder> start;                ///< last: what it needs is there
  std::atomic<Frame> start_frame;               ///< kFresh: a block's beginning
  std::atomic<Frame> keyframe_from;             ///< save at the first block boundary ≥ this
  std::atomic<std::uint32_t> load_size;         ///< bytes of the keyframe to load
  std::atomic<std::uint64_t> load_seq;          ///< discard commands up to this one
  std::atomic<std::uint32_t> quit;
  /// The block that begins below the horizon has more commands than the ring holds: apply what is
  /// there and render up to the horizon, so that there is room for the rest.
  std::atomic<std::uint32_t> piecemeal;
  /// Sequence numbers in quarantine: to be passed over. Written before the horizon that would let
  /// the worker meet them; the oldest gives way, long applied or passed over by then.
  std::atomic<std::uint64_t> skips[kSkips];
};

/// SlotReport::blamed_seq: what failed has been told nothing since the worker began.
inline constexpr std::uint64_t kBlamesNone = ~std::uint64_t{0};

/// Worker to supervisor. Writer: the worker's render thread, but for built_version and
/// build_failed (its builder). Reader: the supervisor, which believes none of it: a module may
/// write anywhere. Each word is checked where it is read, and one that cannot be true condemns the
/// worker.
///
///   word                           | held against                                 | by
///   -------------------------------|----------------------------------------------|-----------------
///   heartbeat                      | never falls, no leap of 2^32; going on       | Testimony,
///                                  | without a block where one may be rendered    | WorkerJudge
///   heartbeat_ns                   | never falls, not ahead of the clock          | Testimony
///   modules_rendered               | any value will do: one that changes is heard | WorkerJudge
///                                  | for a tick                                   |
///   rendered                       | whole blocks, never falls, not beyond the    | Testimony,
///                                  | horizon; every block below it that is to be  | WorkerJudge
///                                  | played is there and sound                    |
///   applying_seq, applied_seq,     | never fall, no command that was not written, | Testimony
///   block_seq                      | nor one of a block beyond `rendered`         |
///   catalog                        | the supervisor's own, before it is used      | same_build
///   state                          | a value there is, in the order of a life     | Testimony
///   failure, blamed_seq            | failure_sum                                  | blame.hpp
///   built_version, build_failed    | never falls; no patch that was not ordered;  | Testimony,
///                                  | a refusal of one that is sound is none       | PatchBuilds
///   keyframe_done                  | the request, or the one before it            | WorkerSlots
///   keyframe_size, _frame, _seq    | keyframe_sum; bounds the supervisor knows    | keyframe_claim
///   the keyframe area              | its own checksum, on the supervisor's copy   | keyframe_claim
///   CommandRing::read              | never falls, nor passes `written`; what it   | CommandWriter,
///                                  | has passed is applied, what it has not is    | Testimony
///                                  | not rendered                                 |
///   a block's number, its samples  | the block's checksum, over both              | find_sound()
///   voices_used                    | no more than a patch may have                | StatusBoard
///   ModuleReports::meters          | the order that they answer; levels that are  | ModuleMeters
///                                  | none are told as silence                     |
///   ModuleReports::cost_ppb        | figures, shown as such: any value will do    | ModuleMeters
///   forbidden_call                 | a name in words: any value will do           | blame.hpp
///   load_ppm and the rest          | figures, shown as such: any value will do    | StatusBoard
struct SlotReport {
  alignas(64) std::atomic<std::uint64_t> heartbeat;  ///< passes of the render loop
  std::atomic<std::int64_t> heartbeat_ns;            ///< CLOCK_MONOTONIC of the last pass
  std::atomic<Frame> rendered;                       ///< every block below is published
  std::atomic<std::uint64_t> applying_seq;           ///< written before a command is applied
  std::atomic<std::uint64_t> applied_seq;            ///< written after
  std::atomic<std::uint64_t> block_seq;              ///< applied_seq at the last published block
  std::atomic<std::uint64_t> blamed_seq;             ///< a failed worker's guess at the cause: 0 is
                                                     ///< any of the block, else see kBlamesNone
  std::atomic<std::int32_t> blamed_place;            ///< likewise the module's, plus one; 0 none
  std::atomic<WorkerState> state;
  std::atomic<WorkerFailure> failure;
  std::atomic<std::uint64_t> catalog;  ///< the hash of its own; written before `state` leaves
                                       ///< kStarting, by one that refuses its segments as well
  alignas(64) std::atomic<std::uint64_t> built_version;  ///< newest that was built; never falls
  std::atomic<std::uint64_t> build_failed;               ///< version that could not be built
  alignas(64) std::atomic<std::uint32_t> keyframe_done;  ///< the request it answers
  std::atomic<std::uint32_t> keyframe_size;              ///< bytes used in the area
  std::atomic<Frame> keyframe_frame;
  std::atomic<std::uint64_t> keyframe_seq;          ///< every command up to this one is in it
  std::atomic<std::uint64_t> keyframe_sum;          ///< keyframe_claim_sum() of the above
  std::atomic<std::uint64_t> failure_sum;           ///< see failure_sum_of()
  alignas(64) std::atomic<std::uint32_t> load_ppm;  ///< smoothed render time / block time
  std::atomic<std::uint32_t> scheduling_policy;     ///< SCHED_* obtained
  std::atomic<std::uint32_t> scheduling_priority;
  std::atomic<std::uint32_t> memory_locked;
  std::atomic<std::uint64_t> blocks;
  std::atomic<std::uint64_t> modules_rendered;  ///< goes on within a block
  std::atomic<std::uint64_t> late_commands;     ///< landed after their frame: must stay 0
  std::atomic<std::uint64_t> late_builds;       ///< swaps that had to wait for the builder
  std::atomic<std::uint64_t> voices_stolen;     ///< see engine::VoiceUse; as the frame it joined at
  std::atomic<std::uint32_t> voices_used;
  std::atomic<std::uint32_t> confined;        ///< 1: it may call the kernel for what it needs alone
  std::atomic<std::uint32_t> forbidden_call;  ///< the number of one that ended it, plus one; 0 none
};
static_assert(std::atomic<Frame>::is_always_lock_free);
static_assert(std::atomic<WorkerState>::is_always_lock_free);

/// Over what a worker says of a keyframe, and the checksum in its header: a word that was written
/// by somebody else does not fit the others. Real-time.
std::uint64_t keyframe_claim_sum(std::uint32_t request, std::uint64_t size, Frame frame,
                                 std::uint64_t seq, std::uint64_t keyframe_checksum) noexcept;

/// Over what a worker says of its own failure, as it stands in the report: a failure accuses a
/// command, which a stray write must not. Never 0. Real-time.
std::uint64_t failure_sum_of(const SlotReport& report) noexcept;

/// Where the parts of a slot segment lie.
///
///   0        256      512      1024           1280             4928
///   | header | orders | report | meter orders | module reports | command ring |
///            audio ring | keyframe area |
struct SlotLayout {
  static constexpr std::uint64_t kOrders = 256;
  static constexpr std::uint64_t kReport = 512;
  static constexpr std::uint64_t kMeterOrders = 1'024;
  static constexpr std::uint64_t kModuleReports = 1'280;
  static constexpr std::uint64_t kCommands = 4'928;

  std::uint64_t audio;
  std::uint64_t keyframe;
  std::uint64_t keyframe_bytes;
  std::uint64_t total;

  explicit SlotLayout(const StreamFormat& format);
};
static_assert(sizeof(SlotOrders) <= 256 && sizeof(SlotReport) <= 512);
static_assert(SlotLayout::kMeterOrders + sizeof(MeterOrders) <= SlotLayout::kModuleReports);
static_assert(SlotLayout::kModuleReports + sizeof(ModuleReports) <= SlotLayout::kCommands);
static_assert(SlotLayout::kCommands % 64 == 0);

/// Whether a mapped segment of `mapped_bytes` is one this program can use: magic, version, session
/// and every offset. The error names the first field that does not fit.
Status check_slot_header(const SlotHeader& header, std::uint64_t mapped_bytes,
                         std::uint64_t session);

/// Whether supervisor and worker know the same modules by the same ids: the hashes of the
/// catalogues that a segment's maker and its user have. The error says that the builds differ.
Status check_catalog(std::uint64_t made_with, std::uint64_t own);

}  // namespace chronus::ipc
