// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "audio/device_keeper.hpp"
#include "audio/device_list.hpp"
#include "base/json.hpp"

/// What clients are told of devices, as text. Pure. Throws std::bad_alloc.
namespace chronus::supervisor {

/// The list, with the device that is used in it: some APIs do not tell of one that is in use.
audio::DeviceList with_used(audio::DeviceList list, const audio::DeviceStatus& used);
/// Of `/audio/list.reply`.
std::string device_list_text(const audio::DeviceList& list, const audio::DeviceStatus& used);
/// Of the event `audio`.
std::string device_event_text(const audio::DeviceStatus& status);
/// What is opened, and looked for after a loss: `{api, device, by_hand}`.
Json wanted_json(const audio::DeviceStatus& status);

}  // namespace chronus::supervisor
