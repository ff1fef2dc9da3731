// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audio/capture.hpp"
#include "audio/output.hpp"
#include "audio/sound_file.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "disk/files.hpp"

namespace chronus::audio {

enum class RecordState { kIdle, kRecording, kFailed };

struct RecordStatus {
  RecordState state = RecordState::kIdle;
  std::string file;      ///< path of the present or last recording
  double seconds = 0.0;  ///< written to disk
  std::string reason;    ///< of a failure: "disk full" …
};

/// Records engine blocks from an exact frame to an exact frame. Blocks go through a lock-free
/// ring of more than four seconds to a thread of its own that writes them with libsndfile; the
/// header on disk is valid at every moment. Concealed gaps are not engine blocks and so are not in
/// the file. Four seconds of a disk that takes nothing, a write that fails, or memory that runs out
/// end the recording as kFailed, with what was written closed as a valid file.
///
/// start, stop, finish, status: any thread but the audio thread, one of start and finish at a time,
/// and not from a Listener.
class Recorder final : public Tap {
 public:
  struct Listener {  ///< called on the recorder's thread, not for a start() that fails
    std::function<void(const RecordStatus&)> closed;
    std::function<void(const RecordStatus&)> failed;
  };
  /// `files` outlives it.
  Recorder(const StreamFormat& format, Listener listener, disk::Files& files = disk::direct());
  ~Recorder() override;  ///< closes a running recording
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Opens `path` (a .wav grows into RF64 beyond 4 GB; for `samples` see SoundFile) and records
  /// from `from` on. Fails when a recording is running, the file cannot be made, the disk does not
  /// answer for five seconds, memory runs out, or `from` has been played already; then nothing is
  /// left of a file that was not there.
  Status start(const std::string& path, Frame from, std::optional<SampleFormat> samples = {},
               IfThere if_there = IfThere::kReplace);
  /// It failed since `from` had been played: a later frame may do.
  static bool was_too_late(const Status& started);
  /// A file is open, also where the disk does not answer any more.
  bool is_open() const;
  /// Why start() would be refused now, whatever file it names.
  Status can_start() const;
  /// Stops before frame `at` (exclusive); what is on disk already stays. The file is closed on the
  /// recorder's thread, then Listener::closed is called. Fails when nothing is recording, or a stop
  /// is under way already.
  Status stop(Frame at);
  /// Waits until what was played is on disk and closed and the listener told, for an orderly end.
  /// False: it has not come to that within `limit`.
  bool finish(std::chrono::nanoseconds limit = std::chrono::hours{1});
  /// kFailed also while the disk does not answer and music has been lost: the file is not closed.
  RecordStatus status() const;

  void block_played(Frame first, const float* samples, int frames) noexcept override;

 private:
  struct Request {
    std::string path;
    Frame from;
    std::optional<SampleFormat> samples;
    IfThere if_there = IfThere::kReplace;
    bool is_wanted = true;  // false: nobody waits for it any more
  };
  void run();
  void serve_request();
  Status open(const Request& request);
  void take(Status opened);
  void go_on();
  Status why_busy() const;
  void write_what_came();
  Status drain(Frame until);
  void close(RecordState state, std::string reason);
  void tell_end();

  const StreamFormat format_;
  const Listener listener_;
  Capture capture_;
  SoundFile file_;            // the recorder thread's own
  std::vector<float> chunk_;  // so is this
  Frame next_ = 0;            // and this: next frame to go into the file
  Frame from_ = 0;            // and this
  Frame looked_ = 0;          // and this: when the file was last seen to be there
  bool ran_out_ = false;      // and this: of memory, while it recorded

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  RecordStatus status_;
  Frame until_ = kForever;
  std::optional<Request> request_;
  std::optional<Status> answer_;
  bool telling_ = false;  // a listener is being called, or to be called
  bool quit_ = false;

  Thread thread_;

  static constexpr Frame kForever = std::numeric_limits<Frame>::max();
};

/// Where a client may record: `name` relative, below `directory` (symbolic links followed), no
/// "..", extension .wav (also added where there is none) or .flac; empty:
/// `recording_YYYYMMDD_HHMMSS.wav` from `now_unix_s` in local time, with `_2` and so on when that
/// is taken. Makes nothing. The full path without symbolic links, which IfThere::kRefuse insists
/// on when it is opened, or why not.
Result<std::string> record_path(const std::string& directory, const std::string& name,
                                std::int64_t now_unix_s, disk::Files& files = disk::direct());

struct SetAside {
  std::string name;     ///< the file's new one; empty where nothing was moved
  std::string refusal;  ///< why the disk does not let it be moved
};

/// Renames a file that would be written over to `name.1.wav`, or the first number that is free;
/// nothing where there is no such file, or it is empty, or no plain file. An error where the disk
/// does not tell: something may be there that is not to be written over.
Result<SetAside> set_aside(const std::string& file, disk::Files& files = disk::direct());

}  // namespace chronus::audio
