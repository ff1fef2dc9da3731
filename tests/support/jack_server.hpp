// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "support/child_process.hpp"

namespace chronus::test {

/// A real jackd with the dummy driver under a name that no other running test uses. While it lives,
/// JACK_DEFAULT_SERVER of this process names it (killed or not), so that clients find it or find
/// nothing.
class JackServer {
 public:
  struct Options {
    int rate = 48'000;
    int period_frames = 128;
    int playback_ports = 2;
  };
  /// Runs when the constructor returns; throws std::runtime_error when it does not come up.
  explicit JackServer(const Options& options);
  ~JackServer();
  JackServer(const JackServer&) = delete;
  JackServer& operator=(const JackServer&) = delete;

  const std::string& name() const { return place_.name; }
  void start();
  void stop();  ///< orderly: clients are told
  void kill();
  void freeze();
  void thaw();

 private:
  struct Place {
    Place();
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    std::string name;
    int lock = -1;
  };

  const Options options_;
  const Place place_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace chronus::test
