// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/frame.hpp"
#include "ipc/audio_ring.hpp"

namespace chronus::test {

/// Renders block `index`, as a worker would: all samples of one value.
inline void publish_block(ipc::AudioRing ring, const StreamFormat& format, std::int64_t index,
                          float value) {
  const std::size_t samples = ipc::AudioRing::samples_per_block(format);
  std::fill_n(ring.samples(index), samples, value);
  ring.publish(index, ipc::block_checksum(index, {ring.samples(index), samples}));
}

}  // namespace chronus::test
