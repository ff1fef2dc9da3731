// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "support/child_process.hpp"

namespace chronus::test {

/// A real pulseaudio daemon with one null sink, in a directory of its own. While it lives,
/// PULSE_SERVER of this process names it (killed or not).
class PulseServer {
 public:
  struct Options {
    int rate = 48'000;
    int channels = 2;
  };
  /// Runs when the constructor returns; throws std::runtime_error when it does not come up.
  explicit PulseServer(const Options& options);
  ~PulseServer();
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;

  static constexpr const char* kSink = "chronus_test";
  void start();
  void kill();
  void freeze();
  void thaw();
  /// A `parec` of the sink's monitor: interleaved 32-bit floats on its standard output.
  std::unique_ptr<ChildProcess> listen() const;

 private:
  std::string address() const;

  const Options options_;
  std::filesystem::path directory_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace chronus::test
