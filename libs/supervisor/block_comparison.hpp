// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/frame.hpp"
#include "ipc/audio_ring.hpp"

namespace chronus::supervisor {

/// Whether two workers render the same bits. Used by the conductor thread.
class BlockComparison {
 public:
  explicit BlockComparison(const StreamFormat& format)
      : block_samples_(ipc::AudioRing::samples_per_block(format)) {}

  /// The first block before `end`, of those that were not compared yet, which both rings hold with
  /// checksums that differ.
  std::optional<std::int64_t> next_difference(const ipc::AudioRing& first,
                                              const ipc::AudioRing& second, std::int64_t end);
  /// The samples are those that the checksum was made of: the worker may have rendered something
  /// wrong, but nobody spoilt it afterwards.
  bool is_sound(const ipc::AudioRing& ring, std::int64_t block) const;

 private:
  std::size_t block_samples_;
  std::int64_t compared_ = 0;
};

}  // namespace chronus::supervisor
