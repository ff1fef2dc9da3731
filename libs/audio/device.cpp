// SPDX-License-Identifier: MIT
#include "audio/device.hpp"

#include <array>

#include "audio/jack_device.hpp"
#include "audio/null_device.hpp"
#include "audio/rtaudio_device.hpp"

namespace chronus::audio {
namespace {

struct ApiName {
  Api api;
  std::string_view name;
};
constexpr std::array kApiNames{ApiName{Api::kAuto, "auto"}, ApiName{Api::kNull, "null"},
                               ApiName{Api::kAlsa, "alsa"}, ApiName{Api::kPulse, "pulse"},
                               ApiName{Api::kJack, "jack"}};

/// A device that remembers why others were passed over.
class NotedDevice final : public Device {
 public:
  NotedDevice(std::unique_ptr<Device> device, std::string note)
      : device_(std::move(device)), note_(std::move(note)) {}
  DeviceInfo info() const override {
    DeviceInfo info = device_->info();
    info.note = note_;
    return info;
  }

 private:
  const std::unique_ptr<Device> device_;
  const std::string note_;
};

Result<std::unique_ptr<Device>> open_best_device(DeviceRequest request, Callback& callback) {
  std::string note;
  for (const Api api : {Api::kJack, Api::kPulse, Api::kAlsa}) {
    request.api = api;
    auto device = open_device(request, callback);
    if (device) return std::unique_ptr<Device>(new NotedDevice(std::move(*device), note));
    note += (note.empty() ? "" : "; ") + device.reason();
  }
  return Error{note};
}

}  // namespace

std::string_view api_name(Api api) {
  for (const auto& entry : kApiNames) {
    if (entry.api == api) return entry.name;
  }
  return "unknown";
}

Result<Api> parse_api(std::string_view name) {
  std::string names;
  for (const auto& entry : kApiNames) {
    if (entry.name == name) return entry.api;
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  return Error{"unknown audio API '" + std::string(name) + "': use one of " + names};
}

Result<std::unique_ptr<Device>> open_device(const DeviceRequest& request, Callback& callback) {
  switch (request.api) {
    case Api::kAuto:
      return open_best_device(request, callback);
    case Api::kNull:
      return open_null_device(request.format, callback);
    case Api::kJack:
      return open_jack_device(request, callback);
    default:
      return open_rtaudio_device(request, callback);
  }
}

}  // namespace chronus::audio
