// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "audio/device.hpp"
#include "conductor/sender.hpp"
#include "disk/files.hpp"
#include "osc/message.hpp"
#include "supervisor/options.hpp"
#include "supervisor/outbox.hpp"
#include "supervisor/request_thread.hpp"
#include "supervisor/score_files.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// The device that was chosen by hand, as a line of a score in `audio` of the state directory:
/// written on a thread of its own, read by the next start.
class KeptDevice {
 public:
  using Tell = std::function<void(const std::string& what)>;

  /// `options`, `vocabulary` and `files` outlive it.
  KeptDevice(const Options& options, const vocabulary::Vocabulary& vocabulary, disk::Files& files)
      : options_(options),
        vocabulary_(vocabulary),
        disk_(files),
        files_(kKind, files, directory(), {}) {}

  /// What the options ask for; where they name no device, and no API but the one of the choice, the
  /// device that was chosen before. `tell` hears of a choice that cannot be read. Before
  /// start_thread().
  audio::DeviceRequest wanted(const Tell& tell);

  /// `tell` hears of what cannot be written, on that thread. Throws NoThread.
  void start_thread(Outbox& outbox, Tell tell);
  /// The main thread; does not wait.
  void keep(audio::Api api, const std::string& device);
  /// As RequestThread's.
  bool end_within(std::chrono::nanoseconds limit) { return requests_.end_within(limit); }

 private:
  static constexpr ScoreFiles::Kind kKind{"device", "/audio/list", std::size_t{1} << 16U};
  struct Request {
    conductor::Sender sender;  // nobody: whoever chose it has been answered
    osc::Message message;
    conductor::Wait wait{};  // nobody waits
  };

  std::string directory() const { return options_.state_dir + "/audio"; }
  Result<audio::DeviceRequest> read();

  const Options& options_;
  const vocabulary::Vocabulary& vocabulary_;
  disk::Files& disk_;
  ScoreFiles files_;
  RequestThread<Request> requests_{64};
};

}  // namespace chronus::supervisor
