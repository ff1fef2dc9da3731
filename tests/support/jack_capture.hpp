// SPDX-License-Identifier: MIT
#pragma once

#include <jack/jack.h>

#include <atomic>
#include <string>
#include <vector>

namespace chronus::test {

/// A JACK client of the default server that hears what another client plays.
class JackCapture {
 public:
  /// Holds at most `max_frames`. Throws std::runtime_error without a server.
  JackCapture(int channels, std::size_t max_frames);
  ~JackCapture();
  JackCapture(const JackCapture&) = delete;
  JackCapture& operator=(const JackCapture&) = delete;

  /// Output ports of the clients whose name starts with `client`.
  std::vector<std::string> output_ports(const std::string& client) const;
  /// Ports that `port` plays into.
  std::vector<std::string> connections(const std::string& port) const;
  /// Hears the output ports of `client`, in order. False when it has fewer than the channels.
  bool listen_to(const std::string& client);

  std::size_t frames() const { return frames_.load(std::memory_order_acquire); }
  /// Interleaved, from the frame `listen_to` took effect or a little before.
  std::vector<float> samples() const;

 private:
  static int on_process(jack_nframes_t frames, void* self);

  jack_client_t* client_ = nullptr;
  std::vector<jack_port_t*> ports_;
  std::vector<float> interleaved_;
  // Written by JACK's thread, read by the test's; released after the samples.
  std::atomic<std::size_t> frames_{0};
};

}  // namespace chronus::test
