// SPDX-License-Identifier: MIT
// How DeviceKeeper changes to another device by hand.
#include <utility>

#include "audio/device_keeper.hpp"

namespace chronus::audio {
namespace {

constexpr std::int64_t kChangeLimit_ns = 10'000'000'000;
/// Openings that wait for servers which do not answer: each has a thread.
constexpr std::size_t kMostHanging = 4;

}  // namespace

Status DeviceKeeper::use(Api api, const std::string& device, std::int64_t now_ns) {
  if (change_ || changed_) return Error{"another change of the device is under way"};
  std::erase_if(abandoned_, [](const auto& opening) { return opening.expired(); });
  if (abandoned_.size() >= kMostHanging) {
    return Error{"changes before this one still wait for a sound server that does not answer"};
  }
  DeviceRequest wanted = request_;
  wanted.api = api;
  wanted.device = device;
  wanted.by_hand = true;
  if (live_ && !stands_in(state_)) {
    const DeviceInfo info = live_->device->info();
    if (info.api == api && info.name == device) {
      request_ = wanted;
      changed_ = Status{};
      return {};
    }
  }
  abandon_opening();
  change_ = Change{request_, wanted, now_ns};
  auto job = job_of(wanted);
  if (!stands_in(state_)) job.present = live_;
  opening_ = Opening::begin(std::move(job));
  return {};
}

std::optional<Status> DeviceKeeper::take_change() { return std::exchange(changed_, std::nullopt); }

void DeviceKeeper::finish_change(Opening::Outcome outcome, std::int64_t now_ns) {
  if (outcome.has_moved) {
    if (outcome.live != live_) return refuse_change("the device went away meanwhile");
    request_ = change_->wanted;
    request_.api = live_->device->info().api;
    change_->heard_before = live_->ticket.heard();
    change_->is_admitted = true;
    return;
  }
  if (outcome.live && !outcome.is_before) {
    request_ = change_->wanted;
    take_wanted(std::move(outcome.live), now_ns);
    change_->is_admitted = true;
    return;
  }
  if (!outcome.live && may_be_the_same_card(*change_)) return begin_instead(outcome.reason, now_ns);
  if (outcome.live) take_wanted(std::move(outcome.live), now_ns);
  refuse_change(outcome.reason);
}

/// Of a card of ALSA's only one can have the output.
bool DeviceKeeper::may_be_the_same_card(const Change& change) const {
  return !change.is_instead && change.wanted.api == Api::kAlsa && live_ && !stands_in(state_) &&
         live_->device->info().api == Api::kAlsa;
}

/// The null clock goes on while the card is let go and had again.
void DeviceKeeper::begin_instead(const std::string& why, std::int64_t now_ns) {
  auto replaced = std::move(live_);
  if (!fall_back(DeviceState::kFallback, "another device is tried", now_ns)) {
    live_ = std::move(replaced);
    return refuse_change(why);
  }
  change_->is_instead = true;
  auto job = job_of(change_->wanted);
  job.instead_of = std::move(replaced);
  opening_ = Opening::begin(std::move(job));
}

void DeviceKeeper::refuse_change(const std::string& why) {
  change_.reset();
  changed_ = Error{why};
  if (stands_in(state_)) note_ = why;
  if (live_) gate_->expect_period(live_->ticket.token(), live_->device->info().period_frames);
}

void DeviceKeeper::watch_change(std::int64_t now_ns) {
  if (change_->is_admitted && stands_in(state_)) {
    request_ = change_->before;
    return refuse_change("it was opened, but does not go on asking for sound");
  }
  if (change_->is_admitted && live_->ticket.heard() > change_->heard_before) {
    change_.reset();
    changed_ = Status{};
    return;
  }
  if (now_ns - change_->begun_ns < kChangeLimit_ns) return;
  if (change_->is_admitted) request_ = change_->before;
  abandon_opening();
  refuse_change("the sound server does not answer");
}

}  // namespace chronus::audio
