// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "audio/device_keeper.hpp"
#include "audio/output.hpp"
#include "base/result.hpp"
#include "osc/endpoint.hpp"
#include "supervisor/announcer.hpp"
#include "supervisor/device_desk.hpp"
#include "supervisor/kept_device.hpp"
#include "supervisor/options.hpp"
#include "supervisor/service_report.hpp"
#include "supervisor/status_board.hpp"

namespace chronus::supervisor {

/// The audio device: it is kept running, chosen by clients, and what becomes of it is told to
/// everybody. The main thread, but for desk().
class DeviceRoom {
 public:
  struct Listeners {
    StatusBoard& board;
    Announcer& announcer;
    ServiceReport& report;
  };
  /// All of these outlive it. `notice_fd`: an eventfd, rung when step() is wanted.
  DeviceRoom(const Options& options, const vocabulary::Vocabulary& vocabulary, disk::Files& files,
             audio::Output& output, int notice_fd, const Listeners& listeners)
      : output_(output),
        listeners_(listeners),
        kept_(options, vocabulary, files),
        desk_(notice_fd) {}

  /// For the conductor's thread.
  services::AudioDevices& desk() { return desk_; }
  /// Before any request. Throws NoThread.
  void start_thread(Outbox& outbox);
  /// Opens the device, and the null clock where it cannot be had: see audio::DeviceKeeper::start().
  /// `listens`: for the line that a service manager shows.
  Status open(const osc::Endpoint& listens, const std::function<bool()>& is_told_to_end);
  /// Often, with the time of a monotonic clock. True: it has looked at the device, ten times a
  /// second.
  bool step(std::int64_t now_ns);
  /// No callback comes any more.
  void close() { keeper_.reset(); }
  /// False: a disk has not answered within `limit`.
  bool end_within(std::chrono::nanoseconds limit) { return kept_.end_within(limit); }

 private:
  void look(std::int64_t now_ns);
  bool is_news(const audio::DeviceStatus& device, std::int64_t now_ns) const;

  audio::Output& output_;
  const Listeners listeners_;
  KeptDevice kept_;
  DeviceDesk desk_;
  std::unique_ptr<audio::DeviceKeeper> keeper_;
  osc::Endpoint listens_;
  audio::DeviceStatus told_;  // last
  std::int64_t told_at_ns_ = 0;
  std::int64_t next_poll_ns_ = 0;
};

}  // namespace chronus::supervisor
