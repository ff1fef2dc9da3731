// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "audio/device.hpp"
#include "audio/device_list.hpp"

namespace chronus::audio {

/// kPulse or kAlsa of `request`, through RtAudio. Neither its rate nor its period changes while it
/// is open: PulseAudio resamples, ALSA is its own. See open_device.
Result<std::unique_ptr<Device>> open_rtaudio_device(const DeviceRequest& request,
                                                    Callback& callback, Misfit* misfit);

/// Adds what plays there, kPulse or kAlsa; the Error says why there is nothing. ALSA does not tell
/// of a device that is in use. May block as open_device.
Status list_rtaudio_devices(Api api, std::vector<ListedDevice>* found);

}  // namespace chronus::audio
