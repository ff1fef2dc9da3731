// SPDX-License-Identifier: MIT
#include "audio/device_watch.hpp"

#include <algorithm>

namespace chronus::audio {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kLostPeriods = 3;

}  // namespace

void DeviceWatch::wanted_runs(std::int64_t now_ns) {
  wanted_ = true;
  state_ = State::kFine;
  calls_ = -1;
  silent_ns_ = 0;
  last_poll_ns_ = now_ns;
  window_ns_ = -1;  // begins with the next poll, which knows what was asked for before
  share_ = 1.0;
}

void DeviceWatch::stand_in_runs(std::int64_t now_ns) {
  wanted_ = false;
  if (state_ != State::kStalled) state_ = State::kStandIn;
  last_try_ns_ = now_ns;
}

DeviceWatch::Action DeviceWatch::poll(const Progress& progress, std::int64_t now_ns) {
  if (!wanted_) {
    if (now_ns - last_try_ns_ < limits_.retry_ns) return Action::kKeep;
    last_try_ns_ = now_ns;
    return Action::kTryReopen;
  }
  const std::int64_t passed_ns = std::min(now_ns - last_poll_ns_, limits_.longest_poll_ns);
  last_poll_ns_ = now_ns;
  silent_ns_ = progress.calls == calls_ ? silent_ns_ + passed_ns : 0;
  calls_ = progress.calls;
  const std::int64_t period_ns = progress.period_frames * kNsPerSecond / rate_;
  if (silent_ns_ >= std::max(limits_.lost_ns, kLostPeriods * period_ns)) {
    state_ = State::kStalled;
    return Action::kFallBack;
  }
  if (state_ == State::kStalled) state_ = State::kFine;  // it has come back by itself
  if (window_ns_ < 0) {
    window_ns_ = 0;
    window_frames_ = progress.frames;
    return Action::kKeep;
  }
  window_ns_ += passed_ns;
  if (window_ns_ >= limits_.window_ns) end_window(progress);
  return Action::kKeep;
}

/// A window begins and ends anywhere in a period, of which it may miss one.
void DeviceWatch::end_window(const Progress& progress) {
  const std::int64_t asked = progress.frames - window_frames_;
  const double due = static_cast<double>(window_ns_) / kNsPerSecond * rate_;
  share_ = static_cast<double>(asked) / due;
  const double at_best = static_cast<double>(asked + progress.period_frames) / due;
  if (state_ == State::kFine && at_best < limits_.slow_share) {
    state_ = State::kSlow;
    ++times_slow_;
  } else if (state_ == State::kSlow && at_best >= limits_.fine_share) {
    state_ = State::kFine;
  }
  window_ns_ = 0;
  window_frames_ = progress.frames;
}

}  // namespace chronus::audio
