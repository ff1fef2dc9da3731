// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "audio/device.hpp"
#include "audio/device_list.hpp"

namespace chronus::audio {

/// A client of the running JACK server (of JACK_DEFAULT_SERVER), connected to the playback ports of
/// `request.device`: the name of a JACK client, by default the one of the first physical ports. The
/// rate and the period are the server's, and both may change while it runs: the period is said to
/// the callback before it comes. While either does not fit the request the server gets silence, and
/// the callback is not called. See open_device.
Result<std::unique_ptr<Device>> open_jack_device(const DeviceRequest& request, Callback& callback,
                                                 Misfit* misfit);

/// Adds the JACK clients that play; the Error says why there are none. May block as open_device.
Status list_jack_devices(std::vector<ListedDevice>* found);

}  // namespace chronus::audio
