// SPDX-License-Identifier: MIT
#include "audio/device_listing.hpp"

#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace chronus::audio {

std::shared_ptr<DeviceListing> DeviceListing::begin(ListDevices list) {
  auto listing = std::make_shared<DeviceListing>();
  try {
    std::thread([listing, list = std::move(list)] {
      DeviceList found;
      try {
        found = list();
      } catch (const std::bad_alloc&) {  // what there was memory for is no list
        found = {};
      }
      const std::lock_guard lock(listing->mutex_);
      listing->result_ = std::move(found);
    }).detach();
  } catch (const std::system_error&) {
    return nullptr;
  }
  return listing;
}

std::optional<DeviceList> DeviceListing::result() const {
  const std::lock_guard lock(mutex_);
  return result_;
}

}  // namespace chronus::audio
