// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audio/recorder.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "conductor/sender.hpp"
#include "disk/files.hpp"
#include "ipc/wake.hpp"
#include "services/record/record.hpp"
#include "supervisor/outbox.hpp"

namespace chronus::supervisor {

/// Opens and closes recordings for clients on a thread of its own, since a disk may take its time,
/// and answers them when it is true. The end of a recording, of whatever reason, is told to the
/// log, to subscribers, to who asked for it and to who started it.
class RecordingControl {
 public:
  /// `directory`: where clients may record. `announce` tells subscribers; any thread.
  using Announce = std::function<void(const std::string& kind, const std::string& json)>;
  /// `files` outlive it.
  RecordingControl(const StreamFormat& format, std::string directory,
                   disk::Files& files = disk::direct());
  ~RecordingControl();

  /// Before any request.
  void start_thread(Outbox& outbox, Announce announce, const audio::Output& output);
  audio::Recorder& recorder() { return recorder_; }
  /// Takes no more requests, closes what is open and tells nobody any more. The device has stopped.
  /// False: a disk has not answered within `limit`; once its files give up it ends.
  bool end_within(std::chrono::nanoseconds limit);

  /// Conductor thread: hands the request over; an error when its sample format is none, or too many
  /// wait.
  Status start(const conductor::Sender& sender, const osc::Message& message,
               const services::Take& take, Frame from);
  Status stop(const conductor::Sender& sender, const osc::Message& message, Frame at);
  /// Conductor thread: the next of what has begun or was stopped.
  bool next_mark(services::RecordMark* mark) { return marks_.pop(*mark); }

 private:
  struct Request {
    bool start = false;
    conductor::Sender sender;
    osc::Message message;
    std::string file;
    std::optional<audio::SampleFormat> samples;
    Frame frame = 0;
    osc::Message refusal;  // for want of memory
  };
  Status hand_over(Request request);
  void note_end(const audio::RecordStatus& status);
  void serve_ends();
  void serve_or_refuse(Request request);
  void serve(const Request& request);
  void serve_start(const Request& request);
  Status begin(const Request& request);
  void look_for_a_standstill();
  void tell_failed(const audio::RecordStatus& status);
  void closed(const audio::RecordStatus& status);
  void announce(const char* what, const audio::RecordStatus& status);

  StreamFormat format_;
  std::string directory_;
  disk::Files& files_;
  Outbox* outbox_ = nullptr;
  Announce announce_;
  const audio::Output* output_ = nullptr;
  boost::lockfree::spsc_queue<Request> requests_{256};
  boost::lockfree::spsc_queue<services::RecordMark> marks_{512};  // two of each request at most
  ipc::WakeWord wake_;
  std::mutex mutex_;
  // Ends of recordings that are still to be told; guarded.
  std::vector<audio::RecordStatus> ended_;
  // The control's thread's, and after that the caller's of end_within():
  std::vector<audio::RecordStatus> ends_;  // taken out of ended_
  std::optional<Request> stopping_;        // answered when the file is closed
  std::optional<Request> starter_;         // of what records: is told unasked when it fails
  bool has_told_ = false;                  // that it has failed
  audio::Recorder recorder_;
  Thread thread_;
};

}  // namespace chronus::supervisor
