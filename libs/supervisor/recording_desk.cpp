// SPDX-License-Identifier: MIT
#include "supervisor/recording_desk.hpp"

#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/push_moved.hpp"
#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {
constexpr std::int64_t kIdleWait_ns = 500'000'000;
constexpr int kStartTries = 5;
}  // namespace

RecordingDesk::RecordingDesk(const StreamFormat& format, std::string directory)
    : format_(format),
      directory_(std::move(directory)),
      recorder_(format, {[this](const audio::RecordStatus& status) { closed(status); },
                         [this](const audio::RecordStatus& status) {
                           announce("failed", status);
                           closed(status);
                         }}) {}

RecordingDesk::~RecordingDesk() { end(); }

void RecordingDesk::end() {
  thread_.request_stop();
  wake_.wake();
  if (thread_.joinable()) thread_.join();
  recorder_.finish();
  announce_ = nullptr;
}

void RecordingDesk::start_thread(Outbox& outbox, Announce announce, const audio::Output& output) {
  outbox_ = &outbox;
  announce_ = std::move(announce);
  output_ = &output;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::uint32_t seen = wake_.look();
      requests_.consume_all([this](Request& request) { serve(request); });
      wake_.wait(seen, kIdleWait_ns);
    }
  });
}

Status RecordingDesk::start(const conductor::Sender& sender, const osc::Message& message,
                            const conductor::Take& take, Frame from) {
  std::optional<audio::SampleFormat> samples;
  if (!take.sample_format.empty()) {
    const auto named = audio::parse_sample_format(take.sample_format);
    if (!named) return named.error();
    samples = *named;
  }
  return hand_over({true, sender, message, take.file, samples, from});
}

Status RecordingDesk::stop(const conductor::Sender& sender, const osc::Message& message, Frame at) {
  return hand_over({false, sender, message, {}, {}, at});
}

Status RecordingDesk::hand_over(Request request) {
  if (!push_moved(requests_, std::move(request))) return Error{"too many requests wait"};
  wake_.wake();
  return {};
}

void RecordingDesk::serve(const Request& request) {
  if (request.start) {
    if (auto begun = begin(request); !begun) {
      return outbox_->fail(request.sender, request.message, begun.reason());
    }
    outbox_->done(request.sender, request.message);
    return announce("started", recorder_.status());  // with the name, which may be ours
  }
  bool first = false;  // a stop that is under way keeps its answer
  {
    const std::lock_guard lock(mutex_);
    first = !stopping_;
    if (first) stopping_ = request;
  }
  if (auto stopped = recorder_.stop(request.frame); !stopped) {
    // Where the disk failed just now, closed() has taken the request and answered it.
    if (first && !take_stop()) return;
    outbox_->fail(request.sender, request.message, stopped.reason());
  }
}

std::optional<RecordingDesk::Request> RecordingDesk::take_stop() {
  const std::lock_guard lock(mutex_);
  return std::exchange(stopping_, std::nullopt);
}

Status RecordingDesk::begin(const Request& request) {
  const auto path = audio::record_path(directory_, request.file, std::time(nullptr));
  if (!path) return path.error();
  // A take is not to be lost to a name given twice.
  if (std::error_code ignored; std::filesystem::exists(*path, ignored)) {
    return Error{"'" + request.file + "' is there already"};
  }
  Status started;
  Frame from = request.frame;
  for (int i = 0; i < kStartTries; ++i) {
    started = recorder_.start(*path, from, request.samples);
    // The disk took longer than the lead: begin where the music is now.
    if (started || output_->played() <= from) return started;
    from = output_->played() + 4 * Frame{format_.block_frames};
  }
  return started;
}

void RecordingDesk::closed(const audio::RecordStatus& status) {
  const auto asked = take_stop();
  if (asked && outbox_ != nullptr) {
    if (status.state == audio::RecordState::kFailed) {
      outbox_->fail(asked->sender, asked->message, status.reason);
    } else {
      outbox_->done(asked->sender, asked->message);
    }
  }
  if (status.state != audio::RecordState::kFailed) announce("closed", status);
}

void RecordingDesk::announce(const char* what, const audio::RecordStatus& status) {
  if (!announce_) return;
  nlohmann::json json{{"what", what}, {"file", status.file}, {"seconds", status.seconds}};
  if (!status.reason.empty()) json["reason"] = status.reason;
  announce_("record", to_text(json));
}

}  // namespace chronus::supervisor
