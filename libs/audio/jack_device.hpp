// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "audio/device.hpp"

namespace chronus::audio {

/// A client of the running JACK server (of JACK_DEFAULT_SERVER), connected to the playback ports of
/// `request.device`: the name of a JACK client, by default the one of the first physical ports. The
/// period is the server's and may change; the rate must be the server's. See open_device.
Result<std::unique_ptr<Device>> open_jack_device(const DeviceRequest& request, Callback& callback);

}  // namespace chronus::audio
