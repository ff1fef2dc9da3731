// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "audio/device_list.hpp"

namespace chronus::audio {

/// list_devices(), or what a test has in its place.
using ListDevices = std::function<Status(Api api, std::vector<ListedDevice>* found)>;

/// Asks what devices there are, each API on a thread of its own, which a server that hangs may keep
/// for as long as it likes: it is left behind, and no second one is sent there meanwhile. One
/// thread.
class DeviceListing {
 public:
  explicit DeviceListing(ListDevices list);

  /// Looks anew, but for where somebody still looks.
  void begin();
  /// APIs that have not answered yet.
  int under_way() const;
  /// What has been found, also of those who were asked before and have answered late; an API that
  /// has not answered is missing, with that for a reason.
  DeviceList list() const;

 private:
  struct Look;  // at one API

  const ListDevices list_;
  std::array<std::shared_ptr<Look>, kListedApis.size()> looks_;
};

}  // namespace chronus::audio
