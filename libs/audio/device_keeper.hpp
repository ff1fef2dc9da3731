// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "audio/device.hpp"
#include "audio/device_watch.hpp"
#include "audio/gate.hpp"

namespace chronus::audio {

enum class DeviceState {
  kClosed,    ///< not started
  kRunning,   ///< the device that was asked for
  kFallback,  ///< the null clock, while the wanted device is looked for
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
  std::string note;           ///< why the present device is not the one asked for
};

/// "closed", "running" or "fallback".
std::string_view state_name(DeviceState state);

/// Keeps the engine's clock running whatever becomes of the audio device: when the wanted one is
/// lost the null clock goes on within half a second, and every two seconds the wanted one is looked
/// for and taken back. Opening and closing happen on threads of their own, since a sound server
/// that hangs blocks them for as long as it likes.
///
/// All members: one thread (the supervisor's). `callback` is called by one device at a time, and
/// not any more after the destructor.
class DeviceKeeper {
 public:
  DeviceKeeper(const DeviceRequest& request, Callback& callback);
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

 private:
  struct Voice;    // a device and the Callback it calls
  struct Attempt;  // an opening under way on a thread of its own

  std::shared_ptr<Attempt> begin_open();
  void take(std::shared_ptr<Voice> voice);
  Status fall_back(const std::string& why, std::int64_t now_ns);
  void finish_attempt(std::int64_t now_ns);
  static void close_elsewhere(std::shared_ptr<Voice> voice, int wait_ms);

  DeviceRequest request_;
  const std::shared_ptr<Gate> gate_;
  DeviceWatch watch_;
  std::shared_ptr<Voice> voice_;
  std::shared_ptr<Attempt> attempt_;
  std::uint64_t next_token_ = 1;
  DeviceState state_ = DeviceState::kClosed;
  std::int64_t lost_ = 0;
  std::int64_t reopened_ = 0;
  std::string note_;
};

}  // namespace chronus::audio
