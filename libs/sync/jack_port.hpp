// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "jack/client.hpp"

namespace chronus::sync {

/// A period of a JACK server, as a port's owner meets it. What lies `offset` frames into it, 0 to
/// `frames` - 1, is played (or was, where there is hardware) that much behind its begin.
struct JackCycle {
  void* buffer = nullptr;     ///< the port's
  std::uint32_t frames = 0;   ///< the period
  std::int64_t begin_ns = 0;  ///< CLOCK_MONOTONIC, smoothed by the server
  std::int64_t rate = 0;

  std::int64_t ns_at(std::uint32_t offset) const {
    return begin_ns + std::int64_t{offset} * 1'000'000'000 / rate;
  }
  /// The nearest frame; 0 for what is past, `frames` or more for what a later period will hold.
  std::int64_t offset_at(std::int64_t ns) const {
    const std::int64_t since_ns = std::max<std::int64_t>(ns - begin_ns, 0);
    return (since_ns * rate + 500'000'000) / 1'000'000'000;
  }
};

/// A client of a JACK server with one MIDI port, connected to others or not.
class JackPort {
 public:
  enum class Direction { kInput, kOutput };
  /// Called every period on a real-time thread of JACK: must not wait, allocate or throw.
  using OnCycle = std::function<void(const JackCycle& cycle)>;

  JackPort(Direction direction, OnCycle on_cycle)
      : direction_(direction), on_cycle_(std::move(on_cycle)) {}

  /// The port `client:port`. The Error says that there is no server, or what it refuses.
  Status open(const std::string& client, const std::string& port);
  /// The MIDI ports of others that this one can be connected to.
  std::vector<std::string> peers() const;
  Status connect(const std::string& peer);
  /// Whether the server still runs; once it does not, this port stays dead.
  bool is_there() const { return client_.is_there(); }

 private:
  void process(jack_nframes_t frames);

  Direction direction_;
  OnCycle on_cycle_;
  jack_port_t* port_ = nullptr;
  std::int64_t rate_ = 0;
  std::atomic<bool> gone_{false};  // writer: a thread of JACK
  jack::Client client_;            // last: closed before what it calls uses
};

}  // namespace chronus::sync
