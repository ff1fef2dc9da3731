// SPDX-License-Identifier: MIT
#include "audio/device_keeper.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace chronus::audio {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstOpenLimit = 8s;
constexpr auto kLookForTheEnd = 50ms;
constexpr auto kOrderlyClose = 500ms;
constexpr const char* kNoAnswer = "the sound server does not answer";

DeviceState state_of(Misfit misfit) {
  switch (misfit) {
    case Misfit::kRate:
      return DeviceState::kRateMismatch;
    case Misfit::kPeriod:
      return DeviceState::kPeriodTooLong;
    case Misfit::kNone:
      break;
  }
  return DeviceState::kFallback;
}

}  // namespace

std::string_view state_name(DeviceState state) {
  switch (state) {
    case DeviceState::kRunning:
      return "running";
    case DeviceState::kSlow:
      return "slow";
    case DeviceState::kFallback:
      return "fallback";
    case DeviceState::kRateMismatch:
      return "rate mismatch";
    case DeviceState::kPeriodTooLong:
      return "period too long";
    case DeviceState::kClosed:
      break;
  }
  return "closed";
}

bool stands_in(DeviceState state) {
  return state == DeviceState::kFallback || state == DeviceState::kRateMismatch ||
         state == DeviceState::kPeriodTooLong;
}

DeviceKeeper::DeviceKeeper(const DeviceRequest& request, Callback& callback, OpenDevice open)
    : request_(request),
      open_(std::move(open)),
      gate_(std::make_shared<Gate>(callback, request.format.channels)),
      watch_(request.format.rate) {}

DeviceKeeper::~DeviceKeeper() {
  gate_->close();
  if (opening_) {
    if (auto late = opening_->abandon(); late && late->live && !late->has_moved) {
      close_elsewhere(std::move(late->live), kOrderlyClose);
    }
  }
  if (live_) close_elsewhere(std::move(live_), kOrderlyClose);
}

Status DeviceKeeper::start(std::int64_t now_ns, const std::function<bool()>& is_told_to_end) {
  opening_ = Opening::begin(job_of(request_));
  const auto end = std::chrono::steady_clock::now() + kFirstOpenLimit;
  while (opening_ && std::chrono::steady_clock::now() < end && !is_told_to_end()) {
    opening_->wait(kLookForTheEnd);
    finish_opening(now_ns);
  }
  if (live_) return {};
  if (opening_) return fall_back(DeviceState::kFallback, kNoAnswer, now_ns);
  return fall_back(state_ == DeviceState::kClosed ? DeviceState::kFallback : state_, note_, now_ns);
}

void DeviceKeeper::poll(std::int64_t now_ns) {
  if (opening_) finish_opening(now_ns);
  if (change_) watch_change(now_ns);
  // The null clock that was asked for is not watched: nothing could replace it.
  if (live_ && request_.api != Api::kNull) watch_device(now_ns);
}

void DeviceKeeper::watch_device(std::int64_t now_ns) {
  const DeviceInfo info = live_->device->info();
  if (!stands_in(state_)) {
    if (const Misfit misfit = misfit_of(info, request_); misfit != Misfit::kNone) {
      // Without memory or threads for it, it is seen again at the next poll, as below.
      (void)fall_back(state_of(misfit), misfit_text(info, request_), now_ns);
      return;
    }
  }
  const auto& ticket = live_->ticket;
  switch (watch_.poll({ticket.calls(), ticket.frames(), info.period_frames}, now_ns)) {
    case DeviceWatch::Action::kKeep:
      break;
    case DeviceWatch::Action::kFallBack:
      if (!stands_in(state_)) ++lost_;
      (void)fall_back(DeviceState::kFallback, "the device went away", now_ns);
      return;
    case DeviceWatch::Action::kTryReopen:
      if (!opening_) opening_ = Opening::begin(job_of(request_));
      return;
  }
  if (stands_in(state_)) return;
  const bool is_slow = watch_.state() == DeviceWatch::State::kSlow;
  state_ = is_slow ? DeviceState::kSlow : DeviceState::kRunning;
}

DeviceStatus DeviceKeeper::status() const {
  DeviceStatus status;
  status.state = state_;
  status.lost = lost_;
  status.reopened = reopened_;
  status.slow = watch_.times_slow();
  status.note = note_;
  status.wanted_api = request_.api;
  status.wanted_device = request_.device;
  status.by_hand = request_.by_hand;
  if (stands_in(state_)) {
    status.note += "; the null clock runs, without sound, until it ";
    status.note += state_ == DeviceState::kFallback ? "is there" : "fits";
  } else if (state_ == DeviceState::kSlow) {
    status.note = "it asks for " + std::to_string(std::lround(watch_.share() * 100)) +
                  " % of the sound that it should";
  }
  if (!live_) return status;
  const DeviceInfo info = live_->device->info();
  status.api = info.api;
  status.device = info.name;
  status.period_frames = info.period_frames;
  status.scheduling = info.scheduling;
  status.xruns = info.xruns;
  return status;
}

Opening::Job DeviceKeeper::job_of(const DeviceRequest& wanted) {
  Opening::Job job;
  job.open = open_;
  job.wanted = wanted;
  job.live = std::make_shared<LiveDevice>(gate_, next_token_++);
  job.before = request_;
  job.gate = gate_;
  return job;
}

void DeviceKeeper::abandon_opening() {
  if (!opening_) return;
  auto late = opening_->abandon();
  if (late && late->live && !late->has_moved) close_elsewhere(std::move(late->live), 0ms);
  abandoned_.push_back(opening_);
  opening_.reset();
}

void DeviceKeeper::finish_opening(std::int64_t now_ns) {
  auto outcome = opening_->take();
  if (!outcome) return;
  opening_.reset();
  if (change_) return finish_change(std::move(*outcome), now_ns);
  note_ = outcome->reason;
  if (outcome->live) return take_wanted(std::move(outcome->live), now_ns);
  if (state_ == DeviceState::kClosed || stands_in(state_)) state_ = state_of(outcome->misfit);
  if (live_) gate_->expect_period(live_->ticket.token(), live_->device->info().period_frames);
}

void DeviceKeeper::take_wanted(std::shared_ptr<LiveDevice> live, std::int64_t now_ns) {
  const DeviceInfo info = live->device->info();
  note_ = info.note;
  // From here on, and not before, kAuto means this API: music that turns up on another device
  // half-way through a set would surprise more than silence.
  request_.api = info.api;
  if (stands_in(state_) && !change_) ++reopened_;
  take(std::move(live));
  state_ = DeviceState::kRunning;
  watch_.wanted_runs(now_ns);
}

void DeviceKeeper::take(std::shared_ptr<LiveDevice> live) {
  gate_->admit(live->ticket.token());
  gate_->expect_period(live->ticket.token(), live->device->info().period_frames);
  if (live_) close_elsewhere(std::move(live_), 0ms);
  live_ = std::move(live);
}

Status DeviceKeeper::fall_back(DeviceState state, const std::string& why, std::int64_t now_ns) {
  auto live = std::make_shared<LiveDevice>(gate_, next_token_++);
  DeviceRequest request = request_;
  request.api = Api::kNull;
  auto device = open_(request, live->ticket, nullptr);
  if (!device) return device.error();
  live->device = std::move(*device);
  note_ = why;
  take(std::move(live));
  state_ = state;
  watch_.stand_in_runs(now_ns);
  return {};
}

}  // namespace chronus::audio
