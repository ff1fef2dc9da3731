// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "audio/device.hpp"
#include "audio/gate.hpp"

namespace chronus::audio {

/// open_device(), or what a test has in its place.
using OpenDevice = std::function<Result<std::unique_ptr<Device>>(
    const DeviceRequest& request, Callback& callback, Misfit* misfit)>;

/// What one device calls: counts the device's own calls and goes through the gate.
class Ticket final : public Callback {
 public:
  Ticket(std::shared_ptr<Gate> gate, std::uint64_t token) : gate_(std::move(gate)), token_(token) {}
  void render(float* out, int frames) noexcept override;
  void expect_period(int frames) noexcept override { gate_->expect_period(token_, frames); }

  std::uint64_t token() const { return token_; }
  std::int64_t calls() const { return calls_.load(std::memory_order_relaxed); }
  std::int64_t frames() const { return frames_.load(std::memory_order_relaxed); }
  /// Calls that were not answered with silence: the gate had admitted it.
  std::int64_t heard() const { return heard_.load(std::memory_order_relaxed); }

 private:
  const std::shared_ptr<Gate> gate_;
  const std::uint64_t token_;
  // Written by the device's thread, read by the keeper's: progress only, so relaxed.
  std::atomic<std::int64_t> calls_{0};
  std::atomic<std::int64_t> frames_{0};
  std::atomic<std::int64_t> heard_{0};
};

/// A device and the Callback it calls.
struct LiveDevice {
  LiveDevice(std::shared_ptr<Gate> gate, std::uint64_t token) : ticket(std::move(gate), token) {}
  Ticket ticket;  // outlives the device that calls it
  std::unique_ptr<Device> device;
  std::mutex in_use;  // by who moves the device to another place, or closes it
};

/// Waits for as long as a server does not answer.
void close(LiveDevice& live);

/// Opens a device on a thread of its own, since a sound server that hangs blocks it for as long as
/// it likes, and waits until it goes on asking for sound. It gets silence until the gate admits it.
class Opening {
 public:
  struct Job {
    OpenDevice open;
    DeviceRequest wanted;
    std::shared_ptr<LiveDevice> live;     ///< for the device; its own ticket
    std::shared_ptr<LiveDevice> present;  ///< plays: where it can move to the wanted one it does
    /// Closed first: the device cannot be had beside it. What `before` asks for is opened again
    /// where the wanted one cannot be had even so.
    std::shared_ptr<LiveDevice> instead_of;
    DeviceRequest before;
    std::shared_ptr<Gate> gate;
  };
  struct Outcome {
    std::shared_ptr<LiveDevice> live;  ///< null: see reason
    bool is_before = false;            ///< it is what was asked for before; reason: why
    bool has_moved = false;            ///< it is the one that played, at the wanted device now
    std::string reason;
    Misfit misfit = Misfit::kNone;
  };

  /// Where the system has no thread left it ends at once, with that for a reason.
  static std::shared_ptr<Opening> begin(Job job);

  /// Nothing while it is under way, and after it was taken.
  std::optional<Outcome> take();
  /// What is opened from now on is closed again, and taken by nobody.
  std::optional<Outcome> abandon();
  void wait(std::chrono::milliseconds limit);

 private:
  void finish(Outcome outcome);

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
  bool is_abandoned_ = false;
  std::optional<Outcome> outcome_;
};

/// Closes it on a thread of its own, and waits for that no longer than told.
void close_elsewhere(std::shared_ptr<LiveDevice> live, std::chrono::milliseconds wait);

}  // namespace chronus::audio
