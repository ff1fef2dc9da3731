// SPDX-License-Identifier: MIT
#include "audio/recorder.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/as_memory_allows.hpp"

namespace chronus::audio {
namespace {

// The audio thread wakes no one: the ring is looked at this often.
constexpr std::chrono::milliseconds kPoll{20};
constexpr int kChunkFrames = 8'192;
constexpr std::chrono::seconds kOpenLimit{5};
/// Needs none itself: a string has room for it.
constexpr const char* kNoMemory = "out of memory";
constexpr const char* kTooSlow = "the disk is too slow";
constexpr const char* kPlayedAlready = ": it has been played already";

}  // namespace

Recorder::Recorder(const StreamFormat& format, Listener listener, disk::Files& files)
    : format_(format),
      listener_(std::move(listener)),
      capture_(format),
      file_(files),
      chunk_(static_cast<std::size_t>(kChunkFrames) * format.channels),
      thread_("recorder", [this](const std::stop_token&) { run(); }) {}

Recorder::~Recorder() {
  finish();
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Status Recorder::start(const std::string& path, Frame from, std::optional<SampleFormat> samples,
                       IfThere if_there) {
  std::unique_lock lock(mutex_);
  if (auto busy = why_busy(); !busy) return busy;
  answer_.reset();
  request_ = Request{path, from, samples, if_there};
  changed_.notify_all();
  if (changed_.wait_for(lock, kOpenLimit, [&] { return answer_.has_value(); }))
    return std::move(*answer_);
  request_->is_wanted = false;
  return Error{"cannot record to '" + path + "': the disk does not answer"};
}

bool Recorder::is_open() const {
  const std::lock_guard lock(mutex_);
  return status_.state == RecordState::kRecording;
}

Status Recorder::can_start() const {
  const std::lock_guard lock(mutex_);
  return why_busy();
}

/// Under the lock.
Status Recorder::why_busy() const {
  if (request_ && !request_->is_wanted) {
    return Error{"the disk does not answer, that '" + request_->path + "' was to be made on"};
  }
  if (status_.state != RecordState::kRecording && !request_) return {};
  return Error{"already recording to '" + (request_ ? request_->path : status_.file) + "'"};
}

Status Recorder::stop(Frame at) {
  const std::lock_guard lock(mutex_);
  if (status_.state == RecordState::kFailed) {
    return Error{"nothing is recording: '" + status_.file + "' ended, " + status_.reason};
  }
  if (status_.state != RecordState::kRecording) return Error{"nothing is recording"};
  if (until_ != kForever) {
    return Error{"the recording stops already, at frame " + std::to_string(until_)};
  }
  until_ = at;
  changed_.notify_all();
  return {};
}

bool Recorder::finish(std::chrono::nanoseconds limit) {
  std::unique_lock lock(mutex_);
  if (status_.state == RecordState::kRecording) {
    until_ = std::min(until_, capture_.taken_until());
    changed_.notify_all();
  }
  const auto is_over = [&] { return status_.state != RecordState::kRecording && !telling_; };
  return is_over() || changed_.wait_for(lock, limit, is_over);  // a wait begins by the clock
}

RecordStatus Recorder::status() const {
  const std::lock_guard lock(mutex_);
  RecordStatus status = status_;
  if (status.state == RecordState::kRecording && capture_.overflowed()) {
    status.state = RecordState::kFailed;
    status.reason = kTooSlow;
  }
  return status;
}

void Recorder::block_played(Frame first, const float* samples, int frames) noexcept {
  capture_.block_played(first, samples, frames);
}

void Recorder::run() {
  std::unique_lock lock(mutex_);
  while (!quit_) {
    changed_.wait_for(lock, kPoll);
    const bool has_end_to_tell = telling_;
    const bool is_asked = request_.has_value();
    const bool is_recording = status_.state == RecordState::kRecording;
    lock.unlock();
    if (has_end_to_tell) {
      (void)as_memory_allows([this] { tell_end(); });
    } else if (is_asked) {
      serve_request();
    } else if (is_recording) {
      ran_out_ |= !as_memory_allows([this] { go_on(); });
    }
    lock.lock();
  }
}

bool Recorder::was_too_late(const Status& started) {
  return !started && started.reason().ends_with(kPlayedAlready);
}

/// Who asks changes nothing of it but whether it is wanted.
void Recorder::serve_request() {
  Status opened;
  if (!as_memory_allows([&] { opened = open(*request_); })) {
    capture_.disarm();
    file_.discard();
    opened = Error{kNoMemory};
  }
  take(std::move(opened));
}

Status Recorder::open(const Request& request) {
  // Armed before the file is made: however long that takes, no frame is missed.
  if (!capture_.arm(request.from)) {
    return Error{"cannot record from frame " + std::to_string(request.from) + kPlayedAlready};
  }
  if (auto opened = file_.open(request.path, format_, request.samples, request.if_there); !opened) {
    capture_.disarm();
    return opened;
  }
  from_ = next_ = looked_ = request.from;
  ran_out_ = false;
  return {};
}

void Recorder::take(Status opened) {
  std::unique_lock lock(mutex_);
  if (opened && request_->is_wanted) {
    until_ = kForever;
    status_ = {RecordState::kRecording, std::move(request_->path), 0.0, {}};
  } else if (opened) {
    lock.unlock();  // whoever asks for the status does not wait for this disk
    capture_.disarm();
    file_.discard();
    lock.lock();
  }
  request_.reset();
  answer_ = std::move(opened);
  changed_.notify_all();
}

void Recorder::go_on() {
  if (ran_out_) return close(RecordState::kFailed, kNoMemory);
  write_what_came();
}

void Recorder::write_what_came() {
  Frame until = kForever;
  {
    const std::lock_guard lock(mutex_);
    until = until_;
  }
  const bool overflowed = capture_.overflowed();
  const Frame before = next_;
  const Status written = drain(until);
  if (next_ != before) file_.update_header();
  {
    const std::lock_guard lock(mutex_);
    status_.seconds = static_cast<double>(next_ - from_) / format_.rate;
  }
  if (!written) {
    close(RecordState::kFailed, written.reason());
  } else if (next_ >= until) {
    close(RecordState::kIdle, "");
  } else if (overflowed) {
    close(RecordState::kFailed, kTooSlow);
  } else if (next_ - looked_ >= format_.rate) {
    looked_ = next_;
    if (file_.is_deleted()) close(RecordState::kFailed, "the file has been deleted");
  }
}

Status Recorder::drain(Frame until) {
  while (const int frames = capture_.read(chunk_.data(), kChunkFrames)) {
    const auto wanted = static_cast<int>(std::clamp<Frame>(until - next_, 0, frames));
    if (wanted == 0) return {};
    if (auto written = file_.write(chunk_.data(), wanted); !written) return written;
    next_ += wanted;
  }
  return {};
}

void Recorder::close(RecordState state, std::string reason) {
  capture_.disarm();
  const Status closed = file_.close();
  if (!closed && reason.empty()) reason = closed.reason();
  {
    const std::lock_guard lock(mutex_);
    status_.state = closed ? state : RecordState::kFailed;
    status_.reason = std::move(reason);
    if (!closed) status_.seconds = static_cast<double>(file_.frames_kept()) / format_.rate;
    telling_ = true;
  }
  tell_end();
}

/// Again in the next pass where memory does not do for it.
void Recorder::tell_end() {
  const RecordStatus status = this->status();
  const auto& tell = status.state == RecordState::kFailed ? listener_.failed : listener_.closed;
  if (tell) tell(status);
  {
    const std::lock_guard lock(mutex_);
    telling_ = false;
  }
  changed_.notify_all();
}

}  // namespace chronus::audio
