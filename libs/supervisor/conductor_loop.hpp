// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "audio/output.hpp"
#include "conductor/conductor.hpp"
#include "conductor/stage.hpp"
#include "conductor/wall_clock.hpp"
#include "failover/command_history.hpp"
#include "failover/detector.hpp"
#include "failover/restore_ladder.hpp"
#include "ipc/segment.hpp"
#include "ipc/wake.hpp"
#include "osc/rate_limit.hpp"
#include "osc/reply_queue.hpp"
#include "osc/subscribers.hpp"
#include "supervisor/board.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/launcher.hpp"
#include "supervisor/outbox.hpp"
#include "supervisor/recording_desk.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/sync_desk.hpp"

namespace chronus::supervisor {

/// From the main thread (and, for events, others) to the conductor.
struct SlotOrder {
  enum class Kind {
    kAttach,   ///< it will join from its peer's keyframe
    kBegin,    ///< it begins at frame 0, before the conductor does
    kRestore,  ///< nobody else is left: it is given the state by `rung`
    kReady,
    kKeep,  ///< it was to be replaced, and stays
    kDetach,
    kForget,  ///< commands up to `seq` are in every keyframe kept
    kEvent,
  };
  Kind kind = Kind::kEvent;
  int slot = 0;
  std::uint32_t generation = 0;                   ///< kAttach, kBegin, kRestore, kReady, kKeep
  SharedSegment segment;                          ///< kAttach, kBegin, kRestore
  std::shared_ptr<WorkerProcess> process;         ///< kAttach, kBegin, kRestore
  failover::Rung rung = failover::Rung::kReplay;  ///< kRestore
  std::uint64_t seq = 0;                          ///< kForget
  bool crashed = false;                           ///< kDetach: by a fault of its own
  std::string event;                              ///< kEvent: its kind
  std::string json;                               ///< kEvent
};

/// From the conductor to the main thread.
struct SlotNotice {
  enum class Kind { kAttached, kHung, kReplace, kKill, kScoreFailed };
  Kind kind = Kind::kAttached;
  int slot = 0;
  std::uint32_t generation = 0;  ///< the worker it speaks of, which may be gone meanwhile
  Frame horizon = 0;             ///< kAttached: at which the slot was attached
  Frame from = 0;                ///< kAttached: every command from this frame on reaches the slot
  conductor::Sender sender;      ///< kReplace, kKill: who asked; kScoreFailed: which line
  osc::Message message;          ///< kReplace, kKill
  std::string text;              ///< kScoreFailed: address and reason
};

/// How far the horizon runs ahead of the audio clock so that a device with this period finds `lead`
/// blocks; no further than the audio ring reaches.
Frame lead_frames(const StreamFormat& format, int lead, int period_frames);

/// The sequencer thread: woken by the audio clock, it moves the conductor up to the audio clock
/// plus the lead, writes to both rings, publishes the horizons and judges the workers.
///
/// submit(): the OSC thread. order(): any thread but a real-time one. take_notice(), set_period():
/// the main thread. The Stage's calls come from the conductor on this loop's own thread.
class ConductorLoop final : public conductor::Stage {
 public:
  struct World {
    StreamFormat format;
    int lead = 4;
    bool drills = false;
    audio::Output& output;
    ipc::Control& control;
    ipc::WakeWord& wake;  ///< rung by the audio callback
    osc::ReplyQueue& replies;
    Board& board;
    Journal& journal;
    RecordingDesk& recordings;
    int notice_fd = -1;        ///< eventfd: rung when there is a notice
    SyncDesk* sync = nullptr;  ///< null: the transport knows no other clock
    std::int64_t (*now_ns)() = monotonic_ns;
    std::size_t history = std::size_t{1} << 18U;  ///< commands kept for a restore
  };
  ConductorLoop(const World& world, score::Score score, failover::DetectorLimits limits);
  ~ConductorLoop() override;

  /// Seeds the engines attached so far and fills the lead. Before start().
  void prepare();
  void start();
  void stop();
  /// One pass, as the thread does after each wake: for tests and simulators, without start().
  void step() { tick(); }

  bool submit(conductor::Incoming incoming);
  void order(SlotOrder order);
  bool take_notice(SlotNotice* notice);
  /// The device's period, which may be longer than a block.
  void set_period(int frames) { period_frames_.store(frames, std::memory_order_relaxed); }

  void command(const engine::Command& command) override;
  std::size_t command_space() const override;
  void build_patch(const engine::PatchDescription& patch) override;
  conductor::PatchProgress patch_progress(std::uint64_t version) override;
  std::uint64_t applied_seq() const override;
  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText json) override;
  void event(std::string_view kind, conductor::JsonText json) override;
  bool has_subscribers() const override { return !subscribers_.list().empty(); }
  Status subscribe(const osc::Endpoint& endpoint, bool on,
                   conductor::JsonText conductor_part) override;
  void played(Frame frame, const osc::Message& message) override;
  void advanced(const sequencer::Bank& bank, Frame from, Frame to) override;
  Frame frame_at(osc::TimeTag time) const override { return clock_.frame_at(time); }
  conductor::JsonText status(conductor::JsonText conductor_part) override;
  Status record_start(const conductor::Sender& sender, const osc::Message& message,
                      const conductor::Take& take, Frame from) override;
  Status record_stop(const conductor::Sender& sender, const osc::Message& message,
                     Frame at) override;
  Status record_status(const conductor::Sender& sender) override;
  Status replace_worker(const conductor::Sender& sender, const osc::Message& message, int slot,
                        bool graceful) override;

 private:
  using Link = std::optional<SlotLink>;
  static constexpr Frame kNoLimit = std::numeric_limits<Frame>::max();

  void tick();
  void take_orders();
  void carry_out(SlotOrder& order);
  void attach(SlotOrder& order);
  void detach(const SlotOrder& order);
  Frame first_frame_unwritten() const;
  void welcome(const SlotOrder& order);
  void keep(const SlotOrder& order);
  void restore(SlotOrder& order);
  bool can_replay(const SlotOrder& order) const;
  void begin_afresh(SlotOrder& order);
  Frame pump(SlotLink& slot);
  void publish(SlotLink& slot, Frame limit);
  void observe_clock();
  void follow_clock(Frame to);
  void judge();
  failover::SlotView view_of(int slot);
  void doubt_primary(int successor);
  bool has_failed(int slot);
  bool loops_in_a_command(int slot);
  bool both_loop_in_one_command();
  void look_for_the_dead(int slot);
  void look_for_liars(int slot);
  std::uint64_t last_deed(int slot);
  void accuse(int slot, const std::string& reason);
  void suspect(int successor, const char* why);
  void settle(int slot);
  void promote(int slot, const char* why);
  void change_role(int slot, const char* why);
  void condemn(int slot, bool certainly = false);
  void publish_horizons();
  void compare_blocks();
  void on_divergence(std::int64_t block);
  bool is_sound(int slot, std::int64_t block);
  void report_underruns();
  void measure(std::int64_t started_ns);
  bool notify(SlotNotice notice);
  bool is_suspect(int slot) const { return detector_.missed(slot) >= limits_.promote_after; }
  Link& link(int slot) { return links_[static_cast<std::size_t>(slot)]; }
  bool is_ready(int slot) const {
    const auto& found = links_[static_cast<std::size_t>(slot)];
    return found && found->ready && !found->condemned && !found->overrun;
  }

  World world_;
  conductor::WallClock clock_;
  failover::DetectorLimits limits_;
  failover::Detector detector_;
  osc::Subscribers subscribers_;
  osc::RateLimit fail_limit_;
  std::array<Link, 2> links_;
  failover::CommandHistory history_;
  std::vector<std::uint64_t> quarantined_;  // of what the history still holds, rising
  int primary_ = 0;
  int suspect_ = -1;  // lost the primary's role because it was late, -1 none
  std::uint64_t ordered_patch_ = 0;
  std::int64_t patch_ordered_ns_ = 0;
  std::int64_t compared_block_ = 0;
  std::int64_t judged_ns_ = 0;
  std::array<Frame, 2> allowed_{};  // what each might have rendered by the last judgement
  std::int64_t concealed_when_well_ = 0;
  std::uint64_t replayed_ = 0;
  std::uint64_t withheld_ = 0;
  bool prepared_ = false;
  bool lost_all_ = false;       // no worker holds the state: the next one is given it
  std::int64_t underruns_ = 0;  // reported so far
  double load_ = 0.0;
  std::vector<sync::Order> clock_orders_;

  boost::lockfree::spsc_queue<conductor::Incoming> incoming_{65'536};
  // Memory of what is in incoming_. Added to by the OSC thread, taken from by this loop; relaxed: a
  // figure to bound it by, which orders nothing.
  std::atomic<std::size_t> incoming_bytes_{0};
  // Several threads give orders, one at a time; the loop takes them without the lock.
  std::mutex orders_mutex_;
  boost::lockfree::spsc_queue<SlotOrder> orders_{1'024};
  boost::lockfree::spsc_queue<SlotNotice> notices_{1'024};
  // Writer: the main thread; reader: this loop, as a figure.
  std::atomic<int> period_frames_{0};
  conductor::Conductor conductor_;
  std::jthread thread_;
};

}  // namespace chronus::supervisor
