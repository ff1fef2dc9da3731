// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "audio/device.hpp"
#include "base/result.hpp"

namespace chronus::audio {

/// A device that could be played on.
struct ListedDevice {
  Api api = Api::kNull;
  std::string name;        ///< as DeviceRequest::device has it
  int channels = 0;        ///< at most; 0: not known
  std::vector<int> rates;  ///< that it plays, in Hz; empty: any, or not known
  bool is_default = false;
};

/// An API without devices, and why it has none.
struct MissingApi {
  Api api = Api::kNull;
  std::string reason;
};

struct DeviceList {
  std::vector<ListedDevice> devices;  ///< by API, in the order in which kAuto tries them
  std::vector<MissingApi> missing;
};

/// APIs whose devices come and go, in the order in which kAuto tries them.
inline constexpr std::array kListedApis{Api::kJack, Api::kPulse, Api::kAlsa};

/// Adds what there is to play on now; the Error says why there is nothing. May block while a server
/// does not answer, ALSA's too, whose default may be another server's; any thread but a real-time
/// one.
Status list_devices(Api api, std::vector<ListedDevice>* found);

/// A device by name: its API where that is said, and its name or a part of it.
struct DeviceWords {
  std::optional<Api> api;
  std::string name;
};

/// The device that is meant: by its whole name, else by a part of it in any case; where no API is
/// said, of `present` first. The Error has the nearest names, or why the API has no devices.
Result<ListedDevice> find_listed(const DeviceList& list, const DeviceWords& words, Api present);

}  // namespace chronus::audio
