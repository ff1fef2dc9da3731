// SPDX-License-Identifier: MIT
#include "audio/recorder.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <chrono>

namespace chronus::audio {
namespace {

// The audio thread wakes no one: the ring is looked at this often.
constexpr std::chrono::milliseconds kPoll{20};
constexpr int kChunkFrames = 8'192;

// So that a file-size limit is an error of the write and not a signal, and no handler of the
// process runs here.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Recorder::Recorder(const StreamFormat& format, Listener listener)
    : format_(format),
      listener_(std::move(listener)),
      capture_(format),
      chunk_(static_cast<std::size_t>(kChunkFrames) * format.channels),
      thread_([this] { run(); }) {}

Recorder::~Recorder() {
  finish();
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Status Recorder::start(const std::string& path, Frame from, std::optional<SampleFormat> samples) {
  std::unique_lock lock(mutex_);
  if (status_.state == RecordState::kRecording || request_) {
    return Error{"already recording to '" + (request_ ? request_->path : status_.file) + "'"};
  }
  answer_.reset();
  request_ = Request{path, from, samples};
  changed_.notify_all();
  changed_.wait(lock, [&] { return answer_.has_value(); });
  return *answer_;
}

Status Recorder::stop(Frame at) {
  const std::lock_guard lock(mutex_);
  if (status_.state != RecordState::kRecording) return Error{"nothing is recording"};
  if (until_ != kForever) {
    return Error{"the recording stops already, at frame " + std::to_string(until_)};
  }
  until_ = at;
  changed_.notify_all();
  return {};
}

void Recorder::finish() {
  std::unique_lock lock(mutex_);
  if (status_.state == RecordState::kRecording) {
    until_ = std::min(until_, capture_.taken_until());
    changed_.notify_all();
  }
  changed_.wait(lock, [&] { return status_.state != RecordState::kRecording && !telling_; });
}

RecordStatus Recorder::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Recorder::block_played(Frame first, const float* samples, int frames) noexcept {
  capture_.block_played(first, samples, frames);
}

void Recorder::run() {
  block_signals();
  std::unique_lock lock(mutex_);
  while (!quit_) {
    changed_.wait_for(lock, kPoll);
    const auto request = request_;
    const bool recording = status_.state == RecordState::kRecording;
    lock.unlock();
    if (request) {
      Status opened = open(*request);
      lock.lock();
      request_.reset();
      answer_ = std::move(opened);
      lock.unlock();
      changed_.notify_all();
    } else if (recording) {
      write_what_came();
    }
    lock.lock();
  }
}

Status Recorder::open(const Request& request) {
  // Armed before the file is made: however long that takes, no frame is missed.
  if (!capture_.arm(request.from)) {
    return Error{"cannot record from frame " + std::to_string(request.from) +
                 ": it has been played already"};
  }
  if (auto opened = file_.open(request.path, format_, request.samples); !opened) {
    capture_.disarm();
    return opened;
  }
  from_ = next_ = request.from;
  const std::lock_guard lock(mutex_);
  until_ = kForever;
  status_ = RecordStatus{RecordState::kRecording, request.path, 0.0, ""};
  return {};
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
    close(RecordState::kFailed, "the disk is too slow");
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

void Recorder::close(RecordState state, const std::string& reason) {
  capture_.disarm();
  file_.close();
  RecordStatus status;
  {
    const std::lock_guard lock(mutex_);
    status_.state = state;
    status_.reason = reason;
    status = status_;
    telling_ = true;
  }
  const auto& tell = state == RecordState::kFailed ? listener_.failed : listener_.closed;
  if (tell) tell(status);
  {
    const std::lock_guard lock(mutex_);
    telling_ = false;
  }
  changed_.notify_all();
}

}  // namespace chronus::audio
