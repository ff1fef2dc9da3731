// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "audio/device.hpp"

namespace chronus::audio {

/// kPulse or kAlsa of `request`, through RtAudio. See open_device.
Result<std::unique_ptr<Device>> open_rtaudio_device(const DeviceRequest& request,
                                                    Callback& callback);

}  // namespace chronus::audio
