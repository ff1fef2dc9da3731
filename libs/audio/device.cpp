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
  std::string_view display_name;
};
constexpr std::array kApiNames{
    ApiName{Api::kAuto, "auto", "any"}, ApiName{Api::kNull, "null", "null clock"},
    ApiName{Api::kAlsa, "alsa", "ALSA"}, ApiName{Api::kPulse, "pulse", "PulseAudio"},
    ApiName{Api::kJack, "jack", "JACK"}};

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
  bool move_to(const DeviceRequest& request) override { return device_->move_to(request); }

 private:
  const std::unique_ptr<Device> device_;
  const std::string note_;
};

Result<std::unique_ptr<Device>> open_best_device(DeviceRequest request, Callback& callback,
                                                 Misfit* misfit) {
  std::string note;
  for (const Api api : {Api::kJack, Api::kPulse, Api::kAlsa}) {
    request.api = api;
    auto device = open_device(request, callback, misfit);
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

std::string_view display_name(Api api) {
  for (const auto& entry : kApiNames) {
    if (entry.api == api) return entry.display_name;
  }
  return "unknown";
}

Misfit misfit_of(const DeviceInfo& info, const DeviceRequest& request) {
  if (info.rate != 0 && info.rate != request.format.rate) return Misfit::kRate;
  if (request.most_period != 0 && info.period_frames > request.most_period) return Misfit::kPeriod;
  return Misfit::kNone;
}

std::string misfit_text(const DeviceInfo& info, const DeviceRequest& request) {
  const std::string who = std::string(display_name(info.api)) + ": '" + info.name + "' ";
  switch (misfit_of(info, request)) {
    case Misfit::kRate:
      return who + "runs at " + std::to_string(info.rate) + " Hz, the engine at " +
             std::to_string(request.format.rate) + " Hz";
    case Misfit::kPeriod:
      return who + "asks for " + std::to_string(info.period_frames) +
             " frames at once, and no more than " + std::to_string(request.most_period) +
             " can be ready: a larger --block makes it more";
    case Misfit::kNone:
      break;
  }
  return who + "fits";
}

Result<std::unique_ptr<Device>> open_device(const DeviceRequest& request, Callback& callback,
                                            Misfit* misfit) {
  Misfit ignored = Misfit::kNone;
  Misfit* const found = misfit != nullptr ? misfit : &ignored;
  switch (request.api) {
    case Api::kAuto:
      return open_best_device(request, callback, found);
    case Api::kNull:
      return open_null_device(request.format, callback);
    case Api::kJack:
      return open_jack_device(request, callback, found);
    default:
      return open_rtaudio_device(request, callback, found);
  }
}

}  // namespace chronus::audio
