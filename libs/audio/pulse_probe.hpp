// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.hpp"

namespace chronus::audio {

/// Success when a PulseAudio server answers; never starts one, which RtAudio would. Gives up on a
/// server that does not answer after `timeout_ms`.
Status probe_pulse_server(int timeout_ms);

}  // namespace chronus::audio
