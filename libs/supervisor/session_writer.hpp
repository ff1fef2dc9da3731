// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/thread.hpp"
#include "ipc/wake.hpp"
#include "osc/message.hpp"
#include "session/refusals.hpp"
#include "session/saved_session.hpp"
#include "session/session_files.hpp"
#include "supervisor/change_sink.hpp"
#include "supervisor/journal_files.hpp"

namespace chronus::supervisor {

/// How the session stands.
struct SessionStatus {
  bool is_kept = false;
  bool has_hole = false;      ///< changes do not get in at present
  std::uint64_t dropped = 0;  ///< lines that did not
  std::uint64_t refused = 0;  ///< of what was taken up, when this run began
};

/// Writes the session (session/saved_session.hpp) as it changes: a snapshot, and each line behind
/// it as soon as the thread that this is left to has come round, which is woken by every pass that
/// has one. What does not get in, for want of memory or disk, leaves a hole: then changes are left
/// out until there is a next snapshot. One is asked for, too, where the changes have become many.
class SessionWriter final : public ChangeSink {
 public:
  struct Options {
    std::uintmax_t most_changes = std::uintmax_t{256} << 10U;  ///< bytes behind a snapshot
    std::int64_t snapshot_every_ns = 600'000'000'000;          ///< where something has changed
    /// What changed is past the disk's caches so much later at the latest, if the disk keeps up.
    std::int64_t sync_every_ns = 1'000'000'000;
    std::int64_t retry_ns = 1'000'000'000;  ///< between tries to end a hole
    Clock now_ns = monotonic_ns;
    /// Hears of holes, and of what was refused, for people. On the writer's thread.
    std::function<void(const std::string& what)> tell;
    /// Hears that one has ended. On the writer's thread.
    std::function<void(const std::string& what)> tell_over;
  };
  /// Lines that wait, at the most.
  static constexpr std::size_t kQueueBytes = std::size_t{8} << 20U;

  SessionWriter() = default;
  ~SessionWriter() override;
  SessionWriter(const SessionWriter&) = delete;
  SessionWriter& operator=(const SessionWriter&) = delete;

  /// Without it nothing is written, and all calls are harmless. `files` outlive it.
  void start(session::SessionFiles& files, const StreamFormat& format, Options options);
  void start(session::SessionFiles& files, const StreamFormat& format) {
    start(files, format, Options());
  }

  // Conductor thread; none of them waits.
  void changed(Frame frame, std::string_view line) override;
  void missed() override;
  /// A remark (saved_session.hpp), which tells of no change of the music.
  void remark(std::string line);
  bool wants_snapshot() const { return wants_snapshot_.load(std::memory_order_acquire); }
  /// The scene as it is on the mark's frame, before what changes next.
  void snapshot(const session::ClockMark& mark, std::string_view subscribers,
                const std::vector<osc::Message>& scene);
  /// None now: it is asked for again later.
  void put_off() { wants_snapshot_.store(false, std::memory_order_relaxed); }
  /// Lines of the session of that number, which was taken up, cannot be performed any more: they
  /// are told (refused_lines.hpp), and it is kept aside before anything else is written.
  void refused(std::int64_t number, session::Refusals refusals);
  /// What has come in this pass may be written.
  void wake();

  /// This run is none of those that its session has ended (session::Tries). Any thread.
  void note_played_on();
  /// After the conductor has stopped: true when all of it is on disk. False: the disk has not
  /// answered within `limit`, and the destructor waits for it.
  bool is_written_within(std::chrono::nanoseconds limit);
  SessionStatus status() const;

 private:
  struct Text {
    std::string text;
    bool is_snapshot = false;
    bool is_change = false;
    std::int64_t refused_number = 0;
    std::shared_ptr<const session::Refusals> refused = nullptr;  // instead of a text
  };

  void put(Text text);
  void run(const std::stop_token& stop);
  void drain();
  void take(const Text& text);
  void write_gathered();
  void begin_next(const std::string& text);
  void fail(const std::string& why);
  void look_after_file();
  void ask_for_snapshot();
  void keep_the_newest();

  session::SessionFiles* files_ = nullptr;
  StreamFormat format_;
  Options options_;
  bool has_begun_ = false;  // conductor thread: there was a snapshot
  bool has_come_ = false;   // conductor thread: something waits for wake()
  // The writer's thread:
  LineFile current_;
  std::string path_;
  std::int64_t next_number_ = 1;
  std::uintmax_t snapshot_bytes_ = 0;
  std::int64_t snapshot_at_ns_ = 0;
  std::int64_t next_look_ns_ = 0;
  std::int64_t next_try_ns_ = 0;
  std::string gathered_;
  bool gathered_change_ = false;
  bool is_dirty_ = false;     // changes since the last sync
  bool has_changes_ = false;  // since the snapshot
  bool is_told_ = false;      // the hole
  bool is_proven_ = false;

  boost::lockfree::spsc_queue<Text> queue_{65'536};
  ipc::WakeWord wake_;
  // Added to by the conductor, taken from by the writer; relaxed: a figure to bound the queue by.
  std::atomic<std::size_t> queued_bytes_{0};
  // Set by either thread when a line is lost, cleared by the conductor with a snapshot. Relaxed:
  // a line more or less is lost with it.
  std::atomic<bool> has_hole_{false};
  // Set by the writer, cleared by the conductor. Release and acquire: what the writer did before it
  // asked is done.
  std::atomic<bool> wants_snapshot_{false};
  // Set by any thread, read by the writer; relaxed: nothing hangs on when.
  std::atomic<bool> has_played_on_{false};
  std::atomic<std::uint64_t> dropped_{0};  // a figure
  std::atomic<std::uint64_t> refused_{0};  // the same
  Thread thread_;
};

}  // namespace chronus::supervisor
