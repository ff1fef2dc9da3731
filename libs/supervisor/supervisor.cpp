// SPDX-License-Identifier: MIT
#include "supervisor/supervisor.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "audio/master_meter.hpp"
#include "base/as_memory_allows.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "conductor/json_text.hpp"
#include "disk/disk_process.hpp"
#include "osc/server.hpp"
#include "score/score.hpp"
#include "supervisor/announcer.hpp"
#include "supervisor/conductor_loop.hpp"
#include "supervisor/conductor_wake.hpp"
#include "supervisor/device_room.hpp"
#include "supervisor/disk_watch.hpp"
#include "supervisor/end_watch.hpp"
#include "supervisor/ending_signals.hpp"
#include "supervisor/first_journal.hpp"
#include "supervisor/first_recording.hpp"
#include "supervisor/greeting.hpp"
#include "supervisor/kept_session.hpp"
#include "supervisor/osc_front.hpp"
#include "supervisor/osc_sockets.hpp"
#include "supervisor/patch_control.hpp"
#include "supervisor/recording_control.hpp"
#include "supervisor/sample_control.hpp"
#include "supervisor/service_report.hpp"
#include "supervisor/session_control.hpp"
#include "supervisor/start_score.hpp"
#include "supervisor/state_watch.hpp"
#include "supervisor/status_board.hpp"
#include "supervisor/worker_slots.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::chrono::milliseconds kLookForTheEnd{50};

class Supervisor {
 public:
  Supervisor(const Options& options, const catalog::Catalog& catalog,
             const vocabulary::Vocabulary& vocabulary, ipc::ControlSegment control,
             std::unique_ptr<SampleControl> samples, score::Score score, int signals)
      : options_(options),
        catalog_(catalog),
        vocabulary_(vocabulary),
        signals_(signals),
        notices_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        control_(std::move(control)),
        samples_(std::move(samples)),
        launcher_(options.worker_path, control_, samples_->store_fd()),
        end_(options.exit_after_score ? score::length_of(score, options.format.rate) : -1),
        score_(std::move(score)),
        board_(options.format, options.lead, progress_, monotonic_ns(), monotonic_ns),
        recording_disk_(disk_of("recordings", kRecordingLimit)),
        state_disk_(disk_of("journals", {})),
        session_(options, state_disk_),
        front_(options.access),
        recording_control_(options.format, options.record_dir, recording_disk_),
        patch_control_({options.format, options.drills, options.state_dir, options.patch_dirs},
                       catalog, vocabulary, state_disk_),
        session_control_(options, catalog, vocabulary, state_disk_),
        sync_(options.sync, options.format),
        rings_(options.format),
        wake_(wake_word_),
        meter_(options.format, &recording_control_.recorder()),
        output_(options.format, rings_, &meter_, &wake_),
        devices_(options, vocabulary, state_disk_, output_, notices_,
                 {board_, announcer_, report_}) {
    output_.use_ceiling(options.ceiling);
    meter_.use_ceiling(options.ceiling);
    board_.ceiling = options.ceiling;
    board_.simd = engine::to_text(options.simd);
    board_.output = &output_;
    board_.recorder = &recording_control_.recorder();
    board_.journal = &journal_;
    board_.disk_watch = &disk_watch_;
    board_.session = &session_.writer();
    board_.state_watch = &state_watch_;
    board_.sync = &sync_;
  }

  ~Supervisor() {
    // Files that are closed late may have something to tell, and the loop is gone before them.
    announcer_.close();
    close(notices_);
  }

  enum class End { kWell, kFilesLeft, kThreadsLeft };
  /// The recording ends where the music does. kFilesLeft: a disk does not answer, and what it was
  /// to take is left to it; kThreadsLeft: nor do those who wait for it, and they still use this
  /// object.
  End end() {
    report_.end();
    const bool is_recorded =
        wait_for([this](auto limit) { return recording_control_.recorder().finish(limit); });
    if (!is_recorded) {
      spdlog::error("the recording's disk does not answer: {} is left as it is",
                    recording_control_.recorder().status().file);
    }
    // Those that call go before those they call: no callback may find its rings gone.
    devices_.close();
    if (server_) server_->stop();
    const bool is_control_done = is_recorded && recording_control_.end_within(kPatience);
    if (!is_control_done) recording_disk_.give_up();  // a request to record may wait for it too
    const bool has_control_ended = is_control_done || recording_control_.end_within(kPatience);
    if (loop_) {
      loop_->stop();
      journal_.close(end_ < 0 ? output_.played() : std::min(end_, output_.played()));
    }
    const bool is_journaled = wait_for([this](auto limit) {
      return journal_.is_written_within(limit) && session_.writer().is_written_within(limit);
    });
    if (!is_journaled) {
      spdlog::error("the journal's disk does not answer: the end of {} is missing",
                    journal_.path());
    }
    const auto end_users = [this] {
      return state_watch_.end_within(kPatience) && patch_control_.end_within(kPatience) &&
             session_control_.end_within(kPatience) && devices_.end_within(kPatience) &&
             samples_->end_within(kPatience);
    };
    const bool is_state_done = is_journaled && end_users();
    if (!is_state_done) state_disk_.give_up();
    const bool has_state_ended =
        is_state_done || (journal_.is_written_within(kPatience) &&
                          session_.writer().is_written_within(kPatience) && end_users());
    sync_.stop();
    slots_.reset();
    if (!has_control_ended || !has_state_ended) return End::kThreadsLeft;
    return is_control_done && is_state_done ? End::kWell : End::kFilesLeft;
  }

  Status begin(std::vector<FileDescriptor> handed) {
    auto server = open_osc(options_, std::move(handed), front_);
    if (!server) return server.error();
    server_ = std::move(*server);
    outbox_.emplace(server_->queue(1));
    auto restored = take_up_session();
    samples_->prepare(score_);
    loop_ = std::make_unique<ConductorLoop>(
        ConductorLoop::Settings{.format = options_.format,
                                .lead = options_.lead,
                                .drills = options_.drills,
                                .classic = options_.classic,
                                .limits = options_.limits,
                                .access = options_.access,
                                .busses = busses_of(options_, *server_)},
        ConductorLoop::Music{catalog_, vocabulary_, std::move(score_), std::move(restored)},
        ConductorLoop::Engines{output_, control_.control(), wake_word_, progress_},
        ConductorLoop::Listeners{server_->queue(0), board_, journal_, recording_control_, notices_,
                                 &sync_, &meter_, &patch_control_, &session_.writer(),
                                 samples_.get(), &session_control_, &devices_.desk()},
        ConductorLoop::Clocks{});
    announcer_.open(*loop_);
    slots_ = std::make_unique<WorkerSlots>(
        WorkerSlots::Supplies{options_.format, options_.standby, launcher_, control_.session(),
                              [this](SlotOrder order) { loop_->order(std::move(order)); }, rings_,
                              output_, progress_, board_, &*outbox_});
    if (auto started = start_workers(); !started) return started;
    recording_control_.start_thread(
        *outbox_,
        [this](const std::string& kind, const std::string& json) { announcer_.tell(kind, json); },
        output_);
    patch_control_.start_thread(*outbox_);
    samples_->start_thread();
    session_control_.start_thread(*outbox_);
    devices_.start_thread(*outbox_);
    disk_watch_.start(
        {"the journals' disk", state_disk_, announcer_.alarms(), announcer_.endings(), [this] {
           patch_control_.refuse_late();
           session_control_.refuse_late();
         }});
    auto recording =
        begin_first_recording(options_, recording_control_.recorder(), recording_disk_, end_);
    if (!recording) return recording.error();
    // From here on something may be played.
    begin_journal(options_, journal_, state_disk_, [this](const std::string& what) {
      announcer_.tell("journal", to_text(Json{{"message", what}}));
    });
    watch_state_directory();
    loop_->prepare();
    meter_.start();
    loop_->start();
    front_.connect(*loop_, *server_, board_);
    const auto open = devices_.open(server_->endpoint(), [this] { return is_told_to_end(); });
    if (!open) return open;
    look_at_osc();
    sync_.start();
    if (auto started = server_->start(); !started) return started;
    // Last: where only what is there can be locked, all of it is there.
    board_.set_memory_lock(lock_touched_memory());
    greet(options_, server_->endpoints(), journal_.path(), *recording);
    return {};
  }

  /// A signal to end has come. It stays to be seen.
  bool is_told_to_end() const {
    pollfd signals = {signals_, POLLIN, 0};
    return poll(&signals, 1, 0) > 0;
  }

  /// Told to end before begin() was through, and nothing had failed: the session is not to blame.
  void end_early() { session_.writer().note_played_on(); }

  /// Until a signal or the score's end.
  void run() {
    board_.set_supervisor_scheduling(to_text(request_realtime(kSupervisorPriority)));
    while (!ended()) {
      pollfd fds[] = {{signals_, POLLIN, 0},
                      {notices_, POLLIN, 0},
                      {slots_->pidfd(Slot::kFirst), POLLIN, 0},
                      {slots_->pidfd(Slot::kSecond), POLLIN, 0},
                      {slots_->spare_pidfd(), POLLIN, 0}};
      poll(fds, std::size(fds), slots_->poll_timeout_ms());
      if ((fds[0].revents & POLLIN) != 0) return session_.writer().note_played_on();
      const std::int64_t now_ns = monotonic_ns();
      // Where memory runs out the rest of it waits for the next round.
      (void)as_memory_allows([&] { step_slots(now_ns); });
      report_.step(session_.has_sounded(board_.figures, output_.played()),
                   {output_.callbacks(), progress_.passes()}, now_ns);
      if (!devices_.step(now_ns)) continue;
      for (auto* disk : {&recording_disk_, &state_disk_}) disk->reap();
      look_at_osc();
    }
  }

 private:
  static constexpr std::chrono::milliseconds kPatience{400};
  /// For one answer of a disk: the recorder has room for less, but what is on its way gets in.
  static constexpr std::chrono::milliseconds kRecordingLimit{10'000};

  /// Without a signal a disk may take its time, for as long as none comes.
  template <class WaitFor>
  bool wait_for(WaitFor done_within) {
    while (!is_told_to_end()) {
      if (done_within(kLookForTheEnd)) return true;
    }
    return done_within(kPatience);
  }

  disk::DiskProcess::Options disk_of(const char* what, std::chrono::milliseconds limit) {
    return {options_.disk_path, what, limit, announcer_.alarms(), announcer_.endings()};
  }

  void watch_state_directory() {
    if (state_disk_.is_directory(options_.state_dir) == 0) return;
    state_watch_.start(options_.state_dir, announcer_.alarms(), announcer_.endings(), state_disk_);
  }

  bool ended() const { return end_ >= 0 && output_.played() >= end_; }

  std::unique_ptr<session::Replay> take_up_session() {
    journal_.tell_also(session_.writer());
    auto restored =
        session_.begin(catalog_, vocabulary_, announcer_.alarms(), announcer_.endings());
    if (restored) score_ = restored_score(*restored, options_.classic);
    return restored;
  }

  Status start_workers() {
    if (auto started = slots_->start(monotonic_ns()); !started) return started;
    for (;;) {
      const auto begun = slots_->has_begun(monotonic_ns());
      if (!begun) return begun.error();
      if (*begun) return {};
      if (is_told_to_end()) return Error{"told to end before the workers were there"};
      pollfd ended[] = {{signals_, POLLIN, 0},
                        {slots_->pidfd(Slot::kFirst), POLLIN, 0},
                        {slots_->pidfd(Slot::kSecond), POLLIN, 0}};
      poll(ended, std::size(ended), slots_->poll_timeout_ms());
    }
  }

  void step_slots(std::int64_t now_ns) {
    std::uint64_t count = 0;
    (void)!read(notices_, &count, sizeof count);
    SlotNotice notice;
    while (loop_->take_notice(&notice)) slots_->on_notice(notice, now_ns);
    slots_->step(now_ns);
  }

  void look_at_osc() {
    const auto osc = server_->stats();
    board_.set_osc({front_.dropped() + osc.dropped_by_kernel, osc.bad_packets + osc.bad_messages,
                    osc.dropped_by_kernel, osc.replies_dropped, front_.strangers()});
  }

  const Options& options_;
  const catalog::Catalog& catalog_;
  const vocabulary::Vocabulary& vocabulary_;
  int signals_;
  int notices_;
  ipc::ControlSegment control_;
  std::unique_ptr<SampleControl> samples_;
  ProcessLauncher launcher_;
  Frame end_;
  score::Score score_;
  ConductorProgress progress_;
  StatusBoard board_;
  Announcer announcer_;  // outlives those who tell
  disk::DiskProcess recording_disk_;
  disk::DiskProcess state_disk_;
  KeptSession session_;  // outlives those who write to it
  Journal journal_;
  OscFront front_;
  std::unique_ptr<osc::Server> server_;
  std::optional<Outbox> outbox_;
  RecordingControl recording_control_;
  PatchControl patch_control_;
  SessionControl session_control_;
  ClockSync sync_;
  SlotRings rings_;
  ipc::WakeWord wake_word_;
  ConductorWake wake_;
  audio::MasterMeter meter_;
  audio::Output output_;
  std::unique_ptr<ConductorLoop> loop_;
  std::unique_ptr<WorkerSlots> slots_;
  StateWatch state_watch_;
  DiskWatch disk_watch_;
  service_manager::NotifySocket notify_socket_;
  ServiceReport report_{notify_socket_, service_manager::watchdog_period_ns()};
  DeviceRoom devices_;
};

Status begin_or_say_why(Supervisor& supervisor, std::vector<FileDescriptor> handed) {
  try {
    return supervisor.begin(std::move(handed));
  } catch (const NoThread& error) {
    return Error{error.what()};
  }
}

Ending failed(int status, const std::string& why) {
  spdlog::error("{}", why);
  return {status};
}

Ending run_until_the_end(Options& options, const catalog::Catalog& catalog,
                         const vocabulary::Vocabulary& vocabulary, int signals,
                         std::vector<FileDescriptor> handed) {
  if (const auto agreed = take_up_handed(options, handed); !agreed) {
    spdlog::error("{}", agreed.reason());
    return {2};
  }
  auto score = read_score(options, vocabulary);
  if (!score) return failed(2, score.reason());
  warn_of(*score, options);
  auto control = ipc::ControlSegment::create(catalog.hash());
  if (!control) return failed(1, control.reason());
  auto samples = SampleControl::create(options.samples, options.format);
  if (!samples) return failed(1, samples.reason());
  auto supervisor = std::make_unique<Supervisor>(options, catalog, vocabulary, std::move(*control),
                                                 std::move(*samples), std::move(*score), signals);
  const auto begun = begin_or_say_why(*supervisor, std::move(handed));
  const bool has_failed = !begun && !supervisor->is_told_to_end();
  if (has_failed) spdlog::error("{}", begun.reason());
  if (begun) {
    supervisor->run();
  } else if (!has_failed) {
    supervisor->end_early();
  }
  const auto end = supervisor->end();
  if (end == Supervisor::End::kThreadsLeft) {
    (void)supervisor.release();  // NOLINT(bugprone-unused-return-value): it is still used
    return {1, false};
  }
  if (end != Supervisor::End::kWell || has_failed) return {1};
  spdlog::info("the end");
  return {0};
}

}  // namespace

Ending run(Options& options, const catalog::Catalog& catalog,
           const vocabulary::Vocabulary& vocabulary, std::vector<FileDescriptor> handed) {
  const int signals = open_ending_signals();
  try {
    const EndWatch watch(signals);
    return run_until_the_end(options, catalog, vocabulary, signals, std::move(handed));
  } catch (const std::runtime_error& error) {  // no thread, or no descriptor
    spdlog::error("{}", error.what());
    return {1, false};
  }
}

}  // namespace chronus::supervisor
