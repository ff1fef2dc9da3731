// SPDX-License-Identifier: MIT
#include "audio/device_keeper.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "audio/null_device.hpp"

namespace chronus::audio {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstOpenLimit = 8s;
constexpr auto kLookForTheEnd = 50ms;
// A server first fills its buffers with a burst of calls, and an idle PulseAudio sink may then take
// two seconds to come round; only after that do the calls show a clock.
constexpr int kCallsOfAClock = 12;
constexpr auto kClockLimit = 4s;
constexpr int kOrderlyCloseMs = 500;

/// What one device calls: counts the device's own calls and goes through the gate.
class Ticket final : public Callback {
 public:
  Ticket(std::shared_ptr<Gate> gate, std::uint64_t token) : gate_(std::move(gate)), token_(token) {}
  void render(float* out, int frames) noexcept override {
    gate_->render(token_, out, frames);
    calls_.fetch_add(1, std::memory_order_relaxed);
  }
  std::uint64_t token() const { return token_; }
  std::int64_t calls() const { return calls_.load(std::memory_order_relaxed); }

 private:
  const std::shared_ptr<Gate> gate_;
  const std::uint64_t token_;
  // Written by the device's thread, read by the keeper's: progress only, so relaxed.
  std::atomic<std::int64_t> calls_{0};
};

/// False when the system has no thread left.
template <class Work>
bool run_detached(Work work) {
  try {
    std::thread(std::move(work)).detach();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace

struct DeviceKeeper::Voice {
  Voice(std::shared_ptr<Gate> gate, std::uint64_t token) : ticket(std::move(gate), token) {}
  Ticket ticket;  // outlives the device that calls it
  std::unique_ptr<Device> device;
};

struct DeviceKeeper::Attempt {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  bool abandoned = false;
  std::shared_ptr<Voice> voice;  // null: see reason
  std::string reason;
};

std::string_view state_name(DeviceState state) {
  switch (state) {
    case DeviceState::kRunning:
      return "running";
    case DeviceState::kFallback:
      return "fallback";
    case DeviceState::kClosed:
      break;
  }
  return "closed";
}

DeviceKeeper::DeviceKeeper(const DeviceRequest& request, Callback& callback)
    : request_(request), gate_(std::make_shared<Gate>(callback, request.format.channels)) {}

DeviceKeeper::~DeviceKeeper() {
  gate_->close();
  if (attempt_) {
    const std::lock_guard lock(attempt_->mutex);
    attempt_->abandoned = true;
    if (attempt_->voice) close_elsewhere(std::move(attempt_->voice), kOrderlyCloseMs);
  }
  if (voice_) close_elsewhere(std::move(voice_), kOrderlyCloseMs);
}

Status DeviceKeeper::start(std::int64_t now_ns, const std::function<bool()>& is_told_to_end) {
  attempt_ = begin_open();
  const auto end = std::chrono::steady_clock::now() + kFirstOpenLimit;
  while (std::chrono::steady_clock::now() < end && !is_told_to_end()) {
    std::unique_lock lock(attempt_->mutex);
    if (attempt_->changed.wait_for(lock, kLookForTheEnd, [&] { return attempt_->done; })) break;
  }
  finish_attempt(now_ns);
  if (voice_) return {};
  return fall_back(attempt_ ? "the sound server does not answer" : note_, now_ns);
}

void DeviceKeeper::poll(std::int64_t now_ns) {
  if (attempt_) finish_attempt(now_ns);
  // The null clock that was asked for is not watched: nothing could replace it.
  if (!voice_ || request_.api == Api::kNull) return;
  switch (watch_.poll(voice_->ticket.calls(), now_ns)) {
    case DeviceWatch::Action::kKeep:
      return;
    case DeviceWatch::Action::kFallBack:
      if (state_ == DeviceState::kRunning) ++lost_;
      // Without memory or threads for it the watch asks again at the next poll.
      (void)fall_back("the device went away", now_ns);
      return;
    case DeviceWatch::Action::kTryReopen:
      if (!attempt_) attempt_ = begin_open();
      return;
  }
}

DeviceStatus DeviceKeeper::status() const {
  DeviceStatus status;
  status.state = state_;
  status.lost = lost_;
  status.reopened = reopened_;
  status.note = note_;
  if (state_ == DeviceState::kFallback) {
    status.note += "; the null clock runs, without sound, until it is there";
  }
  if (!voice_) return status;
  const DeviceInfo info = voice_->device->info();
  status.api = info.api;
  status.device = info.name;
  status.period_frames = info.period_frames;
  status.scheduling = info.scheduling;
  status.xruns = info.xruns;
  return status;
}

std::shared_ptr<DeviceKeeper::Attempt> DeviceKeeper::begin_open() {
  auto attempt = std::make_shared<Attempt>();
  auto work = [attempt, request = request_, voice = std::make_shared<Voice>(gate_, next_token_++)] {
    std::string reason;
    auto device = open_device(request, voice->ticket);
    if (device) {
      voice->device = std::move(*device);
      // Only a device that keeps calling (and gets silence so far) is worth stopping the stand-in
      // for.
      const auto end = std::chrono::steady_clock::now() + kClockLimit;
      while (voice->ticket.calls() < kCallsOfAClock && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(1ms);
      }
      if (voice->ticket.calls() < kCallsOfAClock) {
        reason = std::string(api_name(voice->device->info().api)) +
                 ": the device opens but does not go on asking for sound";
        voice->device.reset();
      }
    } else {
      reason = device.reason();
    }
    const std::lock_guard lock(attempt->mutex);
    attempt->done = true;
    attempt->reason = reason;
    if (voice->device && !attempt->abandoned) attempt->voice = voice;
    attempt->changed.notify_all();
  };
  if (!run_detached(std::move(work))) {
    attempt->done = true;
    attempt->reason = "no thread left to open the device on";
  }
  return attempt;
}

void DeviceKeeper::finish_attempt(std::int64_t now_ns) {
  std::shared_ptr<Voice> voice;
  {
    const std::lock_guard lock(attempt_->mutex);
    if (!attempt_->done) return;
    voice = std::move(attempt_->voice);
    note_ = attempt_->reason;
  }
  attempt_.reset();
  if (!voice) return;
  const DeviceInfo info = voice->device->info();
  note_ = info.note;
  // From here on, and not before, kAuto means this API: music that turns up on another device
  // half-way through a set would surprise more than silence.
  request_.api = info.api;
  if (state_ == DeviceState::kFallback) ++reopened_;
  take(std::move(voice));
  state_ = DeviceState::kRunning;
  watch_.wanted_runs(now_ns);
}

void DeviceKeeper::take(std::shared_ptr<Voice> voice) {
  gate_->admit(voice->ticket.token());
  if (voice_) close_elsewhere(std::move(voice_), 0);
  voice_ = std::move(voice);
}

Status DeviceKeeper::fall_back(const std::string& why, std::int64_t now_ns) {
  auto voice = std::make_shared<Voice>(gate_, next_token_++);
  auto device = open_null_device(request_.format, voice->ticket);
  if (!device) return device.error();
  voice->device = std::move(*device);
  note_ = why;
  take(std::move(voice));
  state_ = DeviceState::kFallback;
  watch_.stand_in_runs(now_ns);
  return {};
}

void DeviceKeeper::close_elsewhere(std::shared_ptr<Voice> voice, int wait_ms) {
  struct Closing {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
  };
  auto closing = std::make_shared<Closing>();
  // Without a thread left the device is closed right here, with the work that was to do it.
  if (!run_detached([closing, voice = std::move(voice)] {
        voice->device.reset();
        const std::lock_guard lock(closing->mutex);
        closing->done = true;
        closing->changed.notify_all();
      })) {
    return;
  }
  std::unique_lock lock(closing->mutex);
  closing->changed.wait_for(lock, std::chrono::milliseconds(wait_ms),
                            [&] { return closing->done; });
}

}  // namespace chronus::audio
