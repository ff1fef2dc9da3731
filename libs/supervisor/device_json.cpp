// SPDX-License-Identifier: MIT
#include "supervisor/device_json.hpp"

#include <algorithm>
#include <utility>

namespace chronus::supervisor {
namespace {

bool is_used(const audio::ListedDevice& device, const audio::DeviceStatus& used) {
  return !audio::stands_in(used.state) && used.state != audio::DeviceState::kClosed &&
         device.api == used.api && device.name == used.device;
}

Json json_of(const audio::ListedDevice& device, bool is_used) {
  auto rates = Json::array();
  for (const int rate : device.rates) rates.push_back(rate);
  return {{"api", audio::api_name(device.api)},
          {"name", device.name},
          {"channels", device.channels == 0 ? Json() : Json(device.channels)},
          {"rates", device.rates.empty() ? Json() : std::move(rates)},
          {"default", device.is_default},
          {"used", is_used}};
}

}  // namespace

audio::DeviceList with_used(audio::DeviceList list, const audio::DeviceStatus& used) {
  audio::ListedDevice present;
  present.api = used.api;
  present.name = used.device;
  const bool is_listed = std::any_of(list.devices.begin(), list.devices.end(),
                                     [&](const auto& device) { return is_used(device, used); });
  if (!is_listed && is_used(present, used)) list.devices.push_back(std::move(present));
  return list;
}

std::string device_list_text(const audio::DeviceList& list, const audio::DeviceStatus& used) {
  auto devices = Json::array();
  for (const auto& device : with_used(list, used).devices) {
    devices.push_back(json_of(device, is_used(device, used)));
  }
  auto missing = Json::array();
  for (const auto& one : list.missing) {
    missing.push_back({{"api", audio::api_name(one.api)}, {"reason", one.reason}});
  }
  return to_text(Json{{"devices", std::move(devices)}, {"missing", std::move(missing)}});
}

Json wanted_json(const audio::DeviceStatus& status) {
  return {{"api", audio::api_name(status.wanted_api)},
          {"device", status.wanted_device},
          {"by_hand", status.by_hand}};
}

std::string device_event_text(const audio::DeviceStatus& status) {
  return to_text(Json{{"state", audio::state_name(status.state)},
                      {"api", audio::api_name(status.api)},
                      {"device", status.device},
                      {"period", status.period_frames},
                      {"xruns", status.xruns},
                      {"note", status.note},
                      {"wanted", wanted_json(status)}});
}

}  // namespace chronus::supervisor
