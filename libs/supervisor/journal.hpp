// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "disk/files.hpp"
#include "osc/message.hpp"
#include "supervisor/change_sink.hpp"
#include "supervisor/journal_files.hpp"

namespace chronus::supervisor {

/// How a journal stands.
struct JournalStatus {
  std::string file;
  std::uint64_t dropped = 0;  ///< lines that did not get in
  std::uint64_t holes = 0;
  bool has_hole = false;      ///< at present nothing gets in
  std::uint64_t removed = 0;  ///< old journals that this run has taken away
  /// As Journal::Options has them.
  std::uintmax_t keep_bytes = 0;
  int keep_days = 0;
};

/// What was played, as a score with frames: rendering it gives the set again. Written by a thread
/// of its own a few times a second. What does not get in (a flood, a full disk, no memory) leaves a
/// hole: from there on all is left out until a new file can begin with the scene as it then is. A
/// file that is large enough is followed by a next one, which begins in the same way. One that is
/// deleted meanwhile is a hole from its beginning on.
class Journal {
 public:
  struct Options {
    /// What is left of a disk for recordings, which are worth more.
    std::uintmax_t reserve = std::uintmax_t{64} << 20U;
    /// What all journals of the directory may take; the oldest go first. A file has an eighth.
    std::uintmax_t keep = std::uintmax_t{1} << 30U;
    /// Days for which a journal is kept after its last line; 0: as long as `keep` allows.
    int keep_days = 0;
    /// The wall clock, of which files have their times: seconds since 1970.
    std::function<std::int64_t()> unix_s = [] { return std::int64_t{std::time(nullptr)}; };
    /// Between looks whether there is space again, and whether the file is still there.
    std::int64_t retry_ms = 1'000;
    bool ceiling = false;                  ///< what is heard is held by it
    disk::Files* files = &disk::direct();  ///< outlive the journal
    Clock now_ns = monotonic_ns;           ///< for the looks
    /// Hears of holes, for people. On the journal's thread.
    std::function<void(const std::string& what)> tell;
    /// Hears of journals that were taken away, for the log. On the journal's thread.
    std::function<void(const std::string& what)> tell_removed;
  };
  /// Lines that wait, at the most.
  static constexpr std::size_t kQueueBytes = std::size_t{8} << 20U;

  Journal() = default;
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Makes `directory`/journal_YYYYMMDD_HHMMSS.score. Without it write() does nothing. A disk that
  /// is full is a hole from frame 0 on, not an error.
  Status open(const std::string& directory, const StreamFormat& format, std::int64_t now_unix_s,
              Options options);
  Status open(const std::string& directory, const StreamFormat& format, std::int64_t now_unix_s) {
    return open(directory, format, now_unix_s, Options());
  }

  /// Hears every line, also where there is no journal. Before the first.
  void tell_also(ChangeSink& sink) { sink_ = &sink; }

  // Conductor thread; none of them waits, and what finds no memory is lost.
  void write(Frame frame, const osc::Message& message);
  /// A line for people, `# text`.
  void remark(const std::string& text);
  /// A new file may begin: give it the scene.
  bool wants_scene() const { return wants_scene_.load(std::memory_order_acquire); }
  /// The scene as it is on frame `from`, before what is written next.
  void begin_file(Frame from, const std::vector<osc::Message>& scene);
  /// No scene now: it is asked for again later.
  void put_off_file() { wants_scene_.store(false, std::memory_order_relaxed); }
  /// The last line: where the set ended. After the conductor has stopped.
  void close(Frame end);
  /// After close(): true when all of it is on disk, and nothing more is told. False: the disk has
  /// not answered within `limit`, and the destructor waits for it.
  bool is_written_within(std::chrono::nanoseconds limit);

  /// Any thread.
  JournalStatus status() const;
  std::string path() const { return status().file; }
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  static constexpr Frame kNoFrame = std::numeric_limits<Frame>::max();
  struct Lines {
    Frame frame = 0;  // of the first
    std::string text;
    bool begins_file = false;
    Frame hole_from = kNoFrame;  // of one that begins a file: what it fills the place of
  };

  struct Begin {  // of a line within a text
    std::size_t at = 0;
    Frame frame = 0;
  };

  Status begin(const std::string& directory, std::int64_t now_unix_s);
  void write_line(Frame frame, std::string line);
  void put(Lines lines);
  void lose(Frame frame);
  void run(const std::stop_token& stop);
  void drain();
  void take(Lines& lines);
  void gather(const Lines& lines);
  void write_gathered();
  void write_text(std::string_view text, std::span<const Begin> lines);
  void begin_next(const Lines& lines);
  bool start_file(const std::string& text);
  void take_old_away();
  void lose_for_memory(std::string_view text, Frame frame);
  void take_as_lost(std::string_view text);
  void fail(Frame frame, const std::string& why);
  void look_for_the_file();
  void look_for_space();

  Options options_;
  StreamFormat format_;
  JournalFiles files_;
  ChangeSink* sink_ = nullptr;
  bool is_open_ = false;
  Frame last_frame_ = 0;     // conductor thread: of the last line
  bool is_writing_ = false;  // journal thread: what comes now belongs behind what is in the file
  bool is_told_ = false;     // journal thread: the hole was told
  bool has_asked_ = false;   // journal thread: for the scene of a next file
  std::int64_t next_look_ns_ = 0;
  // The journal thread's too:
  Frame file_from_ = 0;  // the first frame of the file
  std::string why_;      // there is a hole; empty: what was lost before it came here
  std::int64_t next_file_look_ns_ = 0;
  std::int64_t next_age_look_ns_ = 0;
  std::string gathered_;  // lines that are written in one piece
  std::vector<Begin> begins_;

  boost::lockfree::spsc_queue<Lines> queue_{65'536};
  // Added to by the conductor, taken from by the journal's thread; relaxed: a figure to bound the
  // queue by.
  std::atomic<std::size_t> queued_bytes_{0};
  // Set by either thread when a line is lost, cleared by the conductor with the scene of a new
  // file. Relaxed: the frame below says what is lost, and a line more or less is lost with it.
  std::atomic<bool> has_hole_{false};
  // The first frame that is missing: lowered by either thread, taken by the journal's.
  std::atomic<Frame> hole_from_{kNoFrame};
  // Set by the journal's thread, cleared by the conductor. Release and acquire: what the thread did
  // before it asked is done.
  std::atomic<bool> wants_scene_{false};
  // Figures for status().
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> holes_{0};
  std::atomic<std::uint64_t> removed_{0};
  Thread thread_;
};

}  // namespace chronus::supervisor
