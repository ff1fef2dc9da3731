// SPDX-License-Identifier: MIT
#include "supervisor/recording_control.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <utility>

#include "audio/made_directories.hpp"
#include "base/as_memory_allows.hpp"
#include "base/push_moved.hpp"
#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {
constexpr std::int64_t kRecordingIdleWait_ns = 500'000'000;
constexpr int kStartTries = 5;
constexpr std::chrono::milliseconds kNoting{100};
}  // namespace

RecordingControl::RecordingControl(const StreamFormat& format, std::string directory,
                                   disk::Files& files)
    : format_(format),
      directory_(std::move(directory)),
      files_(files),
      recorder_(format,
                {[this](const audio::RecordStatus& status) { note_end(status); },
                 [this](const audio::RecordStatus& status) { note_end(status); }},
                files) {}

RecordingControl::~RecordingControl() {
  thread_.request_stop();
  wake_.wake();
}

bool RecordingControl::end_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  wake_.wake();
  if (!thread_.has_ended_within(limit) || !recorder_.finish(limit)) return false;
  (void)as_memory_allows([this] { serve_ends(); });  // what the thread had no time for
  announce_ = nullptr;
  return true;
}

void RecordingControl::start_thread(Outbox& outbox, Announce announce,
                                    const audio::Output& output) {
  outbox_ = &outbox;
  announce_ = std::move(announce);
  output_ = &output;
  thread_.start("recordings", [this](const std::stop_token& stop) {
    // Where a process is to be started for the files, that is not part of the first request.
    (void)as_memory_allows([this] { (void)files_.exists("/"); });
    while (!stop.stop_requested()) {
      const std::uint32_t seen = wake_.look();
      // What memory does not do for is told in a later pass.
      (void)as_memory_allows([this] { serve_ends(); });
      requests_.consume_all(
          [this](Request& request) { serve_or_refuse(std::exchange(request, {})); });
      (void)as_memory_allows([this] { look_for_a_standstill(); });
      wake_.wait(seen, kRecordingIdleWait_ns);
    }
  });
}

Status RecordingControl::start(const conductor::Sender& sender, const osc::Message& message,
                               const services::Take& take, Frame from) {
  std::optional<audio::SampleFormat> samples;
  if (!take.sample_format.empty()) {
    const auto named = audio::parse_sample_format(take.sample_format);
    if (!named) return named.error();
    samples = *named;
  }
  return hand_over(
      {true, sender, message, take.file, samples, from, Outbox::memory_refusal(message)});
}

Status RecordingControl::stop(const conductor::Sender& sender, const osc::Message& message,
                              Frame at) {
  return hand_over({false, sender, message, {}, {}, at, Outbox::memory_refusal(message)});
}

Status RecordingControl::hand_over(Request request) {
  if (!push_moved(requests_, std::move(request))) return Error{"too many requests wait"};
  wake_.wake();
  return {};
}

/// On the recorder's thread, which goes on: what is told is the control's.
void RecordingControl::note_end(const audio::RecordStatus& status) {
  {
    const std::lock_guard lock(mutex_);
    ended_.push_back(status);
  }
  wake_.wake();
}

void RecordingControl::serve_ends() {
  for (;;) {
    if (ends_.empty()) {
      const std::lock_guard lock(mutex_);
      ends_.swap(ended_);
    }
    if (ends_.empty()) return;
    closed(ends_.front());
    ends_.erase(ends_.begin());
  }
}

void RecordingControl::serve_or_refuse(Request request) {
  if (as_memory_allows([&] { serve(request); })) return;
  outbox_->answer(request.sender, std::move(request.refusal));
}

void RecordingControl::serve(const Request& request) {
  if (request.start) return serve_start(request);
  std::optional<Request> asked = request;  // before: once it stops, somebody waits for that
  if (auto stopped = recorder_.stop(request.frame); !stopped) {
    return outbox_->fail(request.sender, request.message, stopped.reason());
  }
  marks_.push({.begins = false, .frame = request.frame});
  stopping_ = std::move(asked);  // answered when the file is closed
}

void RecordingControl::serve_start(const Request& request) {
  auto done = conductor::done_message(request.message);  // before: what records is not refused
  if (auto begun = begin(request); !begun) {
    return outbox_->fail(request.sender, request.message, begun.reason());
  }
  outbox_->answer(request.sender, std::move(done));
  (void)as_memory_allows([this] {
    const auto status = recorder_.status();
    spdlog::info("recording {}", status.file);
    announce("started", status);  // with the name, which may be ours
  });
}

/// Nothing is made before all that could refuse it has been asked.
Status RecordingControl::begin(const Request& request) {
  if (auto free = recorder_.can_start(); !free) return free;
  // The end of the one before is told before there is another.
  (void)recorder_.finish(kNoting);
  serve_ends();
  const auto path = audio::record_path(directory_, request.file, std::time(nullptr), files_);
  if (!path) return path.error();
  if (auto known = audio::check_sound_format(*path, request.samples); !known) return known;
  // A take is not to be lost to a name given twice, nor to a disk that does not tell.
  const auto there = files_.exists(*path);
  if (there < 0) return Error{"cannot record to '" + *path + "': " + disk::reason_of(there)};
  if (there > 0) return Error{"'" + request.file + "' is there already"};
  auto directories = audio::MadeDirectories::above(*path, files_);
  if (!directories) return directories.error();
  std::optional<Request> starter = request;
  Status started;
  Frame from = request.frame;
  // Each try gives the disk more time than it had: a busy machine's may take any.
  Frame ahead = 4 * Frame{format_.block_frames};
  for (int i = 0; i < kStartTries; ++i, ahead *= 4) {
    started = recorder_.start(*path, from, request.samples, audio::IfThere::kRefuse);
    if (!audio::Recorder::was_too_late(started)) break;
    // The disk took longer than the lead: begin where the music is now.
    from = output_->played() + ahead;
  }
  if (!started) return started;
  directories->keep();
  marks_.push({.begins = true, .frame = from});
  starter_ = std::move(starter);
  has_told_ = false;
  return {};
}

/// A disk that takes nothing may keep the recorder waiting for ever: its end is told all the same.
void RecordingControl::look_for_a_standstill() {
  const auto status = recorder_.status();
  if (status.state != audio::RecordState::kFailed || !recorder_.is_open()) return;
  tell_failed(status);
}

/// Where memory does not do for it all of it comes again; nobody is forgotten who was not answered.
void RecordingControl::closed(const audio::RecordStatus& status) {
  if (status.state == audio::RecordState::kFailed) return tell_failed(status);
  if (stopping_ && outbox_ != nullptr) {
    auto done = conductor::done_message(stopping_->message);
    // It may have been stopped by another than who started it.
    if (starter_ && starter_->sender.endpoint != stopping_->sender.endpoint) {
      outbox_->answer(starter_->sender, done);
    }
    outbox_->answer(stopping_->sender, std::move(done));
  }
  starter_.reset();
  stopping_.reset();
  announce("closed", status);
  spdlog::info("recorded {}: {:.1f} s", status.file, status.seconds);
}

/// Once for each recording.
void RecordingControl::tell_failed(const audio::RecordStatus& status) {
  if (has_told_) return;
  const auto what =
      fmt::format("{} ended after {:.1f} s: {}", status.file, status.seconds, status.reason);
  if (stopping_ && outbox_ != nullptr) {
    outbox_->fail(stopping_->sender, stopping_->message, status.reason);
  }
  stopping_.reset();
  if (starter_ && outbox_ != nullptr) outbox_->fail(starter_->sender, starter_->message, what);
  starter_.reset();
  announce("failed", status);
  spdlog::error("recording {}", what);
  has_told_ = true;
}

void RecordingControl::announce(const char* what, const audio::RecordStatus& status) {
  if (!announce_) return;
  Json json{{"what", what}, {"file", status.file}, {"seconds", status.seconds}};
  if (!status.reason.empty()) json["reason"] = status.reason;
  announce_("record", to_text(json));
}

}  // namespace chronus::supervisor
