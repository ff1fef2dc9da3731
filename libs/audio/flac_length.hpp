// SPDX-License-Identifier: MIT
#pragma once

#include "audio/disk_file.hpp"

namespace chronus::audio {

/// Writes into a FLAC stream's header how many samples its frames on disk hold: 4096 each, or what
/// the header says. An encoder does so only when it ends well, and only then adds the sum of all
/// samples. That number; 0 where the header cannot be read or written.
std::int64_t write_flac_length(DiskFile& file);

/// What the header says; 0 where it cannot be read.
std::int64_t read_flac_length(const DiskFile& file);

}  // namespace chronus::audio
