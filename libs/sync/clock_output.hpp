// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ipc/wake.hpp"
#include "sync/frame_time.hpp"
#include "sync/midi_clock_sender.hpp"
#include "sync/midi_port.hpp"
#include "sync/port_thread.hpp"

namespace chronus::sync {

/// Sends the transport as MIDI clock: what the conductor has decided waits here until its frame is
/// handed out. A port that is not there, or not any more, is looked for every two seconds.
///
/// decided(): one thread (the conductor's). The rest: any.
class ClockOutput {
 public:
  using Owner = std::unique_ptr<ClockOutput, StopOrLeave>;
  /// `early_ns`: bytes go out so much before their frames are handed out, or after.
  static Owner make(MidiPortRequest request, std::int64_t early_ns) {
    return Owner(new ClockOutput(std::move(request), early_ns));
  }

  void start();
  /// A song that runs is told to stop. False: its thread hangs in a server that does not answer.
  bool stop() { return thread_.stop(); }
  std::string port() const;
  bool is_open() const { return open_.load(std::memory_order_relaxed); }
  /// Messages that found a queue full, or no server any more.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  /// See MidiClockSender::advance. What is decided before the audio clock runs waits for it.
  void decided(const sequencer::TempoGrid& grid, std::span<const sequencer::Event> events,
               bool playing, Frame from, Frame to, const FrameTime& time);

 private:
  friend struct StopOrLeave;
  ClockOutput(MidiPortRequest request, std::int64_t early_ns)
      : request_(std::move(request)), early_ns_(early_ns) {}
  ~ClockOutput() = default;

  struct Due {
    std::int64_t ns = 0;
    MidiMessage message;
  };

  void run(const std::stop_token& stop);
  void try_to_send(const std::stop_token& stop, std::string* told);
  void send_while_it_is_there(MidiOutput& output, const std::stop_token& stop);
  void set_port(const std::string& text);

  MidiPortRequest request_;
  std::int64_t early_ns_;
  MidiClockSender sender_;
  std::vector<MidiMessage> messages_;  // the conductor's
  bool was_open_ = false;              // the conductor's
  // Writer: the conductor's thread; reader: this one's own.
  boost::lockfree::spsc_queue<Due> due_{8'192};
  ipc::WakeWord wake_;
  // Writers: the conductor's thread and this one's own; readers: any, as figures.
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<bool> open_{false};
  mutable std::mutex mutex_;
  std::string port_ = "not open yet";  // guarded
  PortThread thread_;
};

}  // namespace chronus::sync
