// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "sync/midi_clock_follower.hpp"
#include "sync/midi_parser.hpp"
#include "sync/midi_port.hpp"
#include "sync/port_thread.hpp"

namespace chronus::sync {

/// MIDI clock from a port, as a Source. A port that is not there, or not any more, is looked for
/// every two seconds on a thread of its own; what comes is dated where it comes, and read by
/// poll().
///
/// The Source's calls: one thread (the conductor's). The rest: any.
class ClockInput final : public Source {
 public:
  using Owner = std::unique_ptr<ClockInput, StopOrLeave>;
  static Owner make(MidiPortRequest request) { return Owner(new ClockInput(std::move(request))); }

  void start();
  /// False: its thread hangs in a server that does not answer.
  bool stop() { return thread_.stop(); }
  /// The open port, or why there is none.
  std::string port() const;
  bool is_open() const { return open_.load(std::memory_order_relaxed); }
  /// Bytes that found the queue full.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  void poll(std::int64_t now_ns) override;
  State state() const override { return follower_.state(); }
  std::optional<Moment> at(std::int64_t ns) const override { return follower_.at(ns); }
  std::optional<Cue> take_cue() override { return follower_.take_cue(); }
  double grain_beats() const override { return follower_.grain_beats(); }
  double jitter_s() const { return follower_.jitter_s(); }

 private:
  friend struct StopOrLeave;
  explicit ClockInput(MidiPortRequest request) : request_(std::move(request)) {}
  ~ClockInput() override = default;

  struct Byte {
    std::int64_t ns = 0;
    std::uint8_t value = 0;
  };

  void hear(std::span<const std::uint8_t> message, std::int64_t ns);
  void keep_open(const std::stop_token& stop);
  void try_to_listen(const std::stop_token& stop, std::string* told);
  void set_port(const std::string& text);

  MidiPortRequest request_;
  MidiClockFollower follower_;
  MidiParser parser_;
  // Writer: the MIDI system's thread; reader: the conductor's.
  boost::lockfree::spsc_queue<Byte> bytes_{8'192};
  // Writers: the MIDI system's thread and this one's own; readers: any, as figures.
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<bool> open_{false};
  mutable std::mutex mutex_;
  std::string port_ = "not open yet";  // guarded
  PortThread thread_;
};

}  // namespace chronus::sync
