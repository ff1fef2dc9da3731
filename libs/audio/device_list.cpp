// SPDX-License-Identifier: MIT
#include "audio/device_list.hpp"

#include <algorithm>

#include "audio/device_name.hpp"
#include "audio/jack_device.hpp"
#include "audio/null_device.hpp"
#include "audio/rtaudio_device.hpp"
#include "base/nearest.hpp"

namespace chronus::audio {
namespace {

Error no_device(const DeviceList& list, const DeviceWords& words) {
  const std::string who = "no device '" + words.name + "'";
  Nearest nearest(words.name);
  for (const auto& device : list.devices) {
    if (!words.api || device.api == *words.api) nearest.consider(device.name);
  }
  if (const auto question = nearest.question(); !question.empty()) return Error{who + question};
  for (const auto& missing : list.missing) {
    if (words.api == missing.api) return Error{missing.reason};
  }
  return Error{who + (words.api ? " of " + std::string(display_name(*words.api)) : "") +
               ": see /audio/list"};
}

}  // namespace

Status list_devices(Api api, std::vector<ListedDevice>* found) {
  switch (api) {
    case Api::kJack:
      return list_jack_devices(found);
    case Api::kPulse:
    case Api::kAlsa:
      return list_rtaudio_devices(api, found);
    case Api::kAuto:
    case Api::kNull:
      break;
  }
  found->push_back({Api::kNull, kNullDevice, kMaxChannels, {}, true});
  return {};
}

Result<ListedDevice> find_listed(const DeviceList& list, const DeviceWords& words, Api present) {
  std::vector<ListedDevice> candidates;
  for (const auto& device : list.devices) {
    if (!words.api || device.api == *words.api) candidates.push_back(device);
  }
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](const auto& device) { return device.api == present; });
  std::vector<std::string> names;
  names.reserve(candidates.size());
  for (const auto& device : candidates) names.push_back(device.name);
  const auto found = find_device(names, words.name);
  if (!found) return no_device(list, words);
  return candidates[*found];
}

}  // namespace chronus::audio
