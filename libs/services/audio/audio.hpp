// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::services {

/// Who has the audio device. Called on the conductor's thread; no call waits. The sender is
/// answered later, an error at once.
class AudioDevices {
 public:
  virtual ~AudioDevices() = default;
  virtual Status list_devices(const conductor::Sender& sender, const osc::Message& message,
                              std::optional<std::size_t> offset) = 0;
  /// `words`: an API, a device, or both in that order.
  virtual Status use_device(const conductor::Sender& sender, const osc::Message& message,
                            std::vector<std::string> words) = 0;
  /// Answers with the present one.
  virtual Status tell_device(const conductor::Sender& sender, const osc::Message& message) = 0;
};

}  // namespace chronus::services
