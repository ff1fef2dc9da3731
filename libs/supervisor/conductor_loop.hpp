// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <mutex>
#include <vector>

#include "audio/master_meter.hpp"
#include "audio/output.hpp"
#include "base/clock.hpp"
#include "base/thread.hpp"
#include "catalog/catalog.hpp"
#include "conductor/conductor.hpp"
#include "conductor/wall_clock.hpp"
#include "failover/detector.hpp"
#include "failover/roles.hpp"
#include "ipc/segment.hpp"
#include "ipc/wake.hpp"
#include "osc/access.hpp"
#include "osc/reply_queue.hpp"
#include "osc/shares.hpp"
#include "score/score.hpp"
#include "services/audio/audio.hpp"
#include "services/patches/patches.hpp"
#include "services/services.hpp"
#include "services/sessions/sessions.hpp"
#include "supervisor/clock_sync.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/conductor_progress.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/heard_levels.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/live_doors.hpp"
#include "supervisor/live_recordings.hpp"
#include "supervisor/module_meters.hpp"
#include "supervisor/patch_builds.hpp"
#include "supervisor/recording_control.hpp"
#include "supervisor/restorer.hpp"
#include "supervisor/session_desk.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/slot_order.hpp"
#include "supervisor/status_board.hpp"
#include "supervisor/verdicts.hpp"
#include "supervisor/worker_judge.hpp"
#include "supervisor/worker_requests.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// How far the horizon runs ahead of the audio clock so that a device with this period finds `lead`
/// blocks; no further than the audio ring reaches.
Frame lead_frames(const StreamFormat& format, int lead, int period_frames);
/// The longest period that can be ready at once: as far as the audio ring reaches.
int most_period(const StreamFormat& format);

/// The sequencer thread: woken by the audio clock, it judges the workers, moves the conductor up to
/// the audio clock plus the lead, writes to both rings and publishes the horizons.
///
/// submit(): the OSC thread. order(): any thread but a real-time one. take_notice(): the main
/// thread.
class ConductorLoop final : private failover::RolesListener {
 public:
  struct Settings {
    StreamFormat format;
    int lead = 4;
    bool drills = false;
    bool classic = false;                         ///< as a score's first line `0 /classic 1`
    std::size_t history = std::size_t{1} << 18U;  ///< commands kept for a restore
    failover::DetectorLimits limits;
    osc::Access access = {};  ///< who may speak here, and be sent events
    /// Where clients of SuperDirt's protocol are told to send values of busses.
    osc::Endpoint busses = services::Resources{}.busses;
  };
  /// What there is to be played with. The catalogues outlive the loop.
  struct Music {
    const catalog::Catalog& catalog;
    const vocabulary::Vocabulary& vocabulary;
    score::Score score;
    /// The session of the run before, whose settings are the score; null: none is taken up.
    std::unique_ptr<session::Replay> restored = nullptr;
  };
  /// The way to the workers and to what is heard.
  struct Engines {
    audio::Output& output;
    ipc::Control& control;
    ipc::WakeWord& wake;  ///< rung by the audio callback
    ConductorProgress& progress;
  };
  /// Who hears of it.
  struct Listeners {
    osc::ReplyQueue& replies;
    StatusBoard& board;
    Journal& journal;
    RecordingControl& recordings;
    int notice_fd = -1;                         ///< eventfd: rung when there is a notice
    ClockSync* sync = nullptr;                  ///< null: the transport knows no other clock
    audio::MasterMeter* meter = nullptr;        ///< null: what is heard is not measured
    services::Patches* patches = nullptr;       ///< null: there are no files of patches
    SessionWriter* session = nullptr;           ///< null: no session is kept
    conductor::SampleDoor* samples = nullptr;   ///< null: there are no samples
    services::Sessions* sessions = nullptr;     ///< null: none are saved or loaded
    services::AudioDevices* devices = nullptr;  ///< null: the device is not a client's to choose
  };
  struct Clocks {
    Clock now_ns = monotonic_ns;
    Clock wall_ns = unix_ns;  ///< since 1970: for time tags
  };
  ConductorLoop(const Settings& settings, Music music, const Engines& engines,
                const Listeners& listeners, const Clocks& clocks);
  ~ConductorLoop() override;

  /// Seeds the engines attached so far and fills the lead. Before start().
  void prepare();
  void start();
  void stop();
  /// One pass, as the thread does after each wake: for tests and simulators, without start().
  void step();

  /// False where its lane has taken its share of the memory that may wait: it is as it was then.
  bool submit(conductor::Incoming&& incoming);
  /// Whether submit() would take as much from that lane. The same thread.
  bool has_room(osc::LaneIndex lane, std::size_t bytes) const {
    return shares_.has_room(lane, bytes);
  }
  void order(SlotOrder order);
  bool take_notice(SlotNotice* notice) { return notices_.take(notice); }

 private:
  void on_role(Slot from, Slot to, std::string_view why) override;
  void on_failover(Slot lost, std::optional<Slot> next, std::string_view why) override;

  template <class Work>
  void as_far_as_memory_goes(Work work);
  void take_orders();
  void carry_out(SlotOrder& order);
  void attach(const SlotOrder& order);
  bool speaks_of(const SlotOrder& order) const;
  void admit(Slot slot);
  void detach(const SlotOrder& order);
  void advance(Frame to);
  void begin_journal_file();
  void end_session();
  void take_incoming();
  void observe_clock();
  void follow_clock(Frame to);
  void report_underruns();
  void take_levels();
  void measure(std::int64_t started_ns);

  Settings settings_;
  Engines engines_;
  Listeners listeners_;
  Clocks clocks_;
  osc::Shares shares_;        // of what clients have waiting here; outlives it
  osc::Shares vital_shares_;  // what no flood takes from those who stop the music
  conductor::WallClock clock_;
  EventPublisher events_;
  SlotNotices notices_;
  SlotLinks links_;
  failover::Roles roles_;
  CommandFeed feed_;
  VerdictNews verdicts_;
  WorkerJudge judge_;
  PatchBuilds builds_;
  Restorer restorer_;
  LiveCommands commands_;
  LiveClients clients_;
  LiveJournal journal_;
  LiveRecordings recordings_;
  WorkerRequests worker_requests_;
  HeardLevels levels_;
  ModuleMeters meters_;
  std::int64_t underruns_ = 0;  // reported so far
  double load_ = 0.0;
  std::vector<sync::Order> clock_orders_;

  boost::lockfree::spsc_queue<conductor::Incoming> incoming_{65'536};
  // Several threads give orders, one at a time; the loop takes them without the lock.
  std::mutex orders_mutex_;
  boost::lockfree::spsc_queue<SlotOrder> orders_{1'024};
  conductor::Conductor conductor_;
  SessionDesk session_;
  Thread thread_;
};

}  // namespace chronus::supervisor
