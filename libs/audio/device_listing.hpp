// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "audio/device_list.hpp"

namespace chronus::audio {

/// list_devices(), or what a test has in its place.
using ListDevices = std::function<DeviceList()>;

/// Asks what devices there are on a thread of its own, which a server that hangs may keep for as
/// long as it likes: it is left behind.
class DeviceListing {
 public:
  /// Null where the system has no thread left.
  static std::shared_ptr<DeviceListing> begin(ListDevices list);
  /// Nothing while it is under way.
  std::optional<DeviceList> result() const;

 private:
  mutable std::mutex mutex_;
  std::optional<DeviceList> result_;
};

}  // namespace chronus::audio
