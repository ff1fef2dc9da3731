// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/device.hpp"
#include "audio/device_opening.hpp"
#include "audio/device_watch.hpp"
#include "audio/gate.hpp"

namespace chronus::audio {

enum class DeviceState {
  kClosed,         ///< not started
  kRunning,        ///< the device that was asked for
  kSlow,           ///< it runs, but asks for less than is played in the time
  kFallback,       ///< the null clock, while the wanted device is looked for
  kRateMismatch,   ///< the null clock: it is there, and plays at another rate
  kPeriodTooLong,  ///< the null clock: it is there, and asks for too much at once
};

/// A copy: whoever has it may keep it and hand it to other threads.
struct DeviceStatus {
  Api api = Api::kNull;  ///< of the present device; kNull on the fallback, never kAuto
  std::string device;    ///< its full name, as the API says it
  DeviceState state = DeviceState::kClosed;
  int period_frames = 0;      ///< frames a callback asks for at most
  std::string scheduling;     ///< class of the callback thread, e.g. "SCHED_FIFO 70"
  std::int64_t xruns = 0;     ///< reported by the API, of the present device
  std::int64_t lost = 0;      ///< times the wanted device went away
  std::int64_t reopened = 0;  ///< times it was taken (back) from the null clock
  std::int64_t slow = 0;      ///< times the wanted device became slow
  std::string note;           ///< why the present device is not the one asked for
  // What is opened, and looked for after a loss.
  Api wanted_api = Api::kAuto;
  std::string wanted_device;  ///< empty: the default one
  bool by_hand = false;       ///< it was chosen while the engine ran
};

/// "closed", "running", "slow", "fallback", "rate mismatch" or "period too long".
std::string_view state_name(DeviceState state);
/// Whether the null clock stands in.
bool stands_in(DeviceState state);

/// Keeps the engine's clock running whatever becomes of the audio device: when the wanted one is
/// lost, or cannot be followed any more, the null clock goes on within half a second, and every two
/// seconds the wanted one is looked for and taken back. Another may be wanted while it runs: that
/// one takes over between two callbacks, so that no frame is skipped or asked for twice. Opening
/// and closing happen on threads of their own, since a sound server that hangs blocks them for as
/// long as it likes.
///
/// All members: one thread (the supervisor's). `callback` is called by one device at a time, and
/// not any more after the destructor.
class DeviceKeeper {
 public:
  DeviceKeeper(
      const DeviceRequest& request, Callback& callback,
      OpenDevice open = [](const DeviceRequest& wanted, Callback& its, Misfit* misfit) {
        return open_device(wanted, its, misfit);
      });
  ~DeviceKeeper();
  DeviceKeeper(const DeviceKeeper&) = delete;
  DeviceKeeper& operator=(const DeviceKeeper&) = delete;

  /// Opens the device; a wanted one that cannot be had is not an error (see status().note). Fails
  /// only when not even the null clock can be started. Waits some seconds for a sound server that
  /// does not answer, unless `is_told_to_end` says that it is in vain.
  Status start(
      std::int64_t now_ns, const std::function<bool()>& is_told_to_end = [] { return false; });
  /// Every 100 ms or so, with the time of a monotonic clock. Does not block.
  void poll(std::int64_t now_ns);
  DeviceStatus status() const;

  /// Begins to change to another device, by hand; an empty name is the default one. What plays goes
  /// on until the other is there, and stays where it cannot be had: take_change() tells. The Error:
  /// another change is under way, or too many openings still wait for servers that do not answer.
  Status use(Api api, const std::string& device, std::int64_t now_ns);
  /// A device is being opened: poll() takes it when it is there.
  bool is_opening() const { return opening_ != nullptr; }
  /// How a change that was begun has ended, once: success when the engine is heard there.
  std::optional<Status> take_change();

 private:
  /// A change to another device.
  struct Change {
    DeviceRequest before;
    DeviceRequest wanted;
    std::int64_t begun_ns = 0;
    bool is_instead = false;  ///< the one before was closed for it
    bool is_admitted = false;
    std::int64_t heard_before = 0;  ///< calls of the device, before it was admitted
  };

  Opening::Job job_of(const DeviceRequest& wanted);
  void abandon_opening();
  void finish_opening(std::int64_t now_ns);
  void finish_change(Opening::Outcome outcome, std::int64_t now_ns);
  void refuse_change(const std::string& why);
  void watch_change(std::int64_t now_ns);
  void watch_device(std::int64_t now_ns);
  void take_wanted(std::shared_ptr<LiveDevice> live, std::int64_t now_ns);
  void take(std::shared_ptr<LiveDevice> live);
  Status fall_back(DeviceState state, const std::string& why, std::int64_t now_ns);
  bool may_be_the_same_card(const Change& change) const;
  void begin_instead(const std::string& why, std::int64_t now_ns);

  DeviceRequest request_;
  const OpenDevice open_;
  const std::shared_ptr<Gate> gate_;
  DeviceWatch watch_;
  std::shared_ptr<LiveDevice> live_;
  std::shared_ptr<Opening> opening_;
  std::vector<std::weak_ptr<Opening>> abandoned_;  // those that are there still wait for a server
  std::optional<Change> change_;
  std::optional<Status> changed_;  // how the last one ended, until it is taken
  std::uint64_t next_token_ = 1;
  DeviceState state_ = DeviceState::kClosed;
  std::int64_t lost_ = 0;
  std::int64_t reopened_ = 0;
  std::string note_;
};

}  // namespace chronus::audio
