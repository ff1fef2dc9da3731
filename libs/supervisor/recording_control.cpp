// SPDX-License-Identifier: MIT
#include "supervisor/recording_control.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <utility>

#include "audio/made_directories.hpp"
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
  serve_ends();  // what the thread had no time for
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
    (void)files_.exists("/");
    while (!stop.stop_requested()) {
      const std::uint32_t seen = wake_.look();
      serve_ends();
      requests_.consume_all([this](Request& request) { serve(request); });
      look_for_a_standstill();
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
  return hand_over({true, sender, message, take.file, samples, from});
}

Status RecordingControl::stop(const conductor::Sender& sender, const osc::Message& message,
                              Frame at) {
  return hand_over({false, sender, message, {}, {}, at});
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
  std::vector<audio::RecordStatus> ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }
  for (const auto& status : ended) closed(status);
}

void RecordingControl::serve(const Request& request) {
  if (request.start) return serve_start(request);
  if (auto stopped = recorder_.stop(request.frame); !stopped) {
    return outbox_->fail(request.sender, request.message, stopped.reason());
  }
  stopping_ = request;  // answered when the file is closed
}

void RecordingControl::serve_start(const Request& request) {
  if (auto begun = begin(request); !begun) {
    return outbox_->fail(request.sender, request.message, begun.reason());
  }
  outbox_->done(request.sender, request.message);
  const auto status = recorder_.status();
  spdlog::info("recording {}", status.file);
  announce("started", status);  // with the name, which may be ours
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
  has_told_ = false;
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
  starter_ = request;
  return {};
}

/// A disk that takes nothing may keep the recorder waiting for ever: its end is told all the same.
void RecordingControl::look_for_a_standstill() {
  const auto status = recorder_.status();
  if (status.state != audio::RecordState::kFailed || !recorder_.is_open()) return;
  tell_failed(status);
}

void RecordingControl::closed(const audio::RecordStatus& status) {
  if (status.state == audio::RecordState::kFailed) return tell_failed(status);
  spdlog::info("recorded {}: {:.1f} s", status.file, status.seconds);
  const auto starter = std::exchange(starter_, std::nullopt);
  if (const auto asked = std::exchange(stopping_, std::nullopt); asked && outbox_ != nullptr) {
    outbox_->done(asked->sender, asked->message);
    // It may have been stopped by another than who started it.
    if (starter && starter->sender.endpoint != asked->sender.endpoint) {
      outbox_->done(starter->sender, asked->message);
    }
  }
  announce("closed", status);
}

/// Once for each recording.
void RecordingControl::tell_failed(const audio::RecordStatus& status) {
  if (std::exchange(has_told_, true)) return;
  spdlog::error("recording {} ended after {:.1f} s: {}", status.file, status.seconds,
                status.reason);
  const auto asked = std::exchange(stopping_, std::nullopt);
  const auto starter = std::exchange(starter_, std::nullopt);
  announce("failed", status);
  if (outbox_ == nullptr) return;
  if (asked) outbox_->fail(asked->sender, asked->message, status.reason);
  if (!starter) return;
  outbox_->fail(
      starter->sender, starter->message,
      fmt::format("{} ended after {:.1f} s: {}", status.file, status.seconds, status.reason));
}

void RecordingControl::announce(const char* what, const audio::RecordStatus& status) {
  if (!announce_) return;
  Json json{{"what", what}, {"file", status.file}, {"seconds", status.seconds}};
  if (!status.reason.empty()) json["reason"] = status.reason;
  announce_("record", to_text(json));
}

}  // namespace chronus::supervisor
