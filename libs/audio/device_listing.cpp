// SPDX-License-Identifier: MIT
#include "audio/device_listing.hpp"

#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace chronus::audio {

struct DeviceListing::Look {
  std::mutex mutex;
  bool is_under_way = false;
  std::vector<ListedDevice> devices;
  std::string reason;  // why there are none

  void end(std::vector<ListedDevice> found, std::string why) {
    const std::lock_guard lock(mutex);
    is_under_way = false;
    devices = std::move(found);
    reason = std::move(why);
  }
};

DeviceListing::DeviceListing(ListDevices list) : list_(std::move(list)) {
  for (auto& look : looks_) look = std::make_shared<Look>();
}

void DeviceListing::begin() {
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    {
      const std::lock_guard lock(looks_[i]->mutex);
      if (std::exchange(looks_[i]->is_under_way, true)) continue;
    }
    try {
      std::thread([look = looks_[i], list = list_, api = kListedApis[i]] {
        try {
          std::vector<ListedDevice> found;
          const auto listed = list(api, &found);
          look->end(std::move(found), listed ? "" : listed.reason());
        } catch (const std::bad_alloc&) {
          look->end({}, "out of memory");
        }
      }).detach();
    } catch (const std::system_error&) {
      looks_[i]->end({}, "no thread left to look on");
    } catch (const std::bad_alloc&) {
      looks_[i]->end({}, "out of memory");
    }
  }
}

int DeviceListing::under_way() const {
  int count = 0;
  for (const auto& look : looks_) {
    const std::lock_guard lock(look->mutex);
    if (look->is_under_way) ++count;
  }
  return count;
}

DeviceList DeviceListing::list() const {
  DeviceList list;
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    const Api api = kListedApis[i];
    const std::lock_guard lock(looks_[i]->mutex);
    if (looks_[i]->is_under_way) {
      list.missing.push_back({api, std::string(display_name(api)) + ": there is no answer"});
      continue;
    }
    list.devices.insert(list.devices.end(), looks_[i]->devices.begin(), looks_[i]->devices.end());
    if (!looks_[i]->reason.empty()) list.missing.push_back({api, looks_[i]->reason});
  }
  (void)list_devices(Api::kNull, &list.devices);
  return list;
}

}  // namespace chronus::audio
