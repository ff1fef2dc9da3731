// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "audio/recorder.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "disk/files.hpp"
#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// The recording of `--record`, from frame 0 to `end` (-1: for ever). What was at its place is set
/// aside. Its path; empty where none is asked for.
Result<std::string> begin_first_recording(const Options& options, audio::Recorder& recorder,
                                          disk::Files& files, Frame end);

}  // namespace chronus::supervisor
