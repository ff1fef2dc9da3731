// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus::audio {

/// Decides from the progress of callbacks what has become of a device: no API says reliably that
/// its device is gone, and none that it lags. A device that *stalls*, which asks for nothing, is
/// lost; one that is *slow*, which asks, but for less than is played in the time, is kept. Pure;
/// one thread.
///
/// | state | asks for nothing for `lost_ns` | for too little in a window | for enough in a window |
/// | --- | --- | --- | --- |
/// | kFine | kStalled: kFallBack | kSlow | |
/// | kSlow | kStalled: kFallBack | | kFine |
/// | kStalled, kStandIn | kTryReopen every `retry_ns` | | |
class DeviceWatch {
 public:
  enum class Action { kKeep, kFallBack, kTryReopen };
  enum class State {
    kFine,
    kSlow,     ///< callbacks come, but for less than `slow_share` of the rate
    kStalled,  ///< none has come for so long that it was taken for lost
    kStandIn,  ///< another runs in its place, since it could not be had
  };

  struct Limits {
    /// Without a callback; never less than three periods.
    std::int64_t lost_ns = 400'000'000;
    std::int64_t retry_ns = 2'000'000'000;  ///< between attempts to reopen
    /// Time between two polls counts at most this much, so that a stall of the whole machine (or of
    /// the poller) is not taken for a lost device, nor for a slow one.
    std::int64_t longest_poll_ns = 150'000'000;
    std::int64_t window_ns = 2'000'000'000;  ///< over which it is seen how fast it asks
    double slow_share = 0.85;                ///< of the rate: below it is slow
    double fine_share = 0.95;                ///< from here on it is not any more
  };

  /// Of the running device, since it was opened.
  struct Progress {
    std::int64_t calls = 0;
    std::int64_t frames = 0;
    int period_frames = 0;
  };

  /// `rate`: frames per second that a device should ask for.
  DeviceWatch(int rate, Limits limits) : rate_(rate), limits_(limits) {}
  explicit DeviceWatch(int rate) : DeviceWatch(rate, Limits{}) {}

  /// The wanted device runs from now on.
  void wanted_runs(std::int64_t now_ns);
  /// A stand-in runs from now on.
  void stand_in_runs(std::int64_t now_ns);

  /// kFallBack: the wanted device is lost. kTryReopen: a stand-in runs and it is time to look for
  /// the wanted one.
  Action poll(const Progress& progress, std::int64_t now_ns);

  State state() const { return state_; }
  /// Times that a device became slow.
  std::int64_t times_slow() const { return times_slow_; }
  /// What it asked for in the last window, of the rate: 0.5 is half as fast as it should.
  double share() const { return share_; }

 private:
  void end_window(const Progress& progress);

  const int rate_;
  const Limits limits_;
  State state_ = State::kFine;
  bool wanted_ = true;  // it is the wanted device that runs
  std::int64_t calls_ = -1;
  std::int64_t silent_ns_ = 0;  // counted without a callback
  std::int64_t last_poll_ns_ = 0;
  std::int64_t last_try_ns_ = 0;
  std::int64_t window_ns_ = 0;      // counted in this window
  std::int64_t window_frames_ = 0;  // asked for before it
  std::int64_t times_slow_ = 0;
  double share_ = 1.0;
};

}  // namespace chronus::audio
