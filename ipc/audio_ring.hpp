// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/frame.hpp"
#include "engine/checksum.hpp"

namespace chronus::ipc {

/// One numbered, checksummed block; its interleaved samples follow the header.
///
///   0            8           16        64
///   | index + 1  | checksum  | pad     | block_frames * channels floats, padded to 64 |
///
/// Writer: the worker, samples and checksum first, then the index with release. Readers: the
/// audio callback and the conductor, index with acquire. A worker killed in the middle leaves
/// the old index, so a torn block is never seen as block k.
struct alignas(64) BlockHeader {
  std::atomic<std::int64_t> index_plus_one;
  std::uint64_t checksum;
  std::uint64_t unused[6];
};
static_assert(sizeof(BlockHeader) == 64);

/// What a block's header says of its samples. Its number counts: an old block that stands under
/// another number is none.
inline std::uint64_t block_checksum(std::int64_t index, std::span<const float> samples) noexcept {
  return engine::checksum(samples, static_cast<std::uint64_t>(index));
}

/// Blocks of one slot: block k lies at place k % kBlocks. The horizon keeps the worker from
/// writing block k + kBlocks before block k was played, so no read position is needed.
class AudioRing {
 public:
  static constexpr std::int64_t kBlocks = 128;

  static std::size_t samples_per_block(const StreamFormat& format) {
    return static_cast<std::size_t>(format.block_frames) *
           static_cast<std::size_t>(format.channels);
  }
  static std::size_t stride(const StreamFormat& format) {
    return sizeof(BlockHeader) + (samples_per_block(format) * sizeof(float) + 63) / 64 * 64;
  }
  static std::size_t bytes(const StreamFormat& format) { return stride(format) * kBlocks; }

  AudioRing(std::byte* memory, const StreamFormat& format)
      : memory_(memory), stride_(stride(format)) {}

  /// The samples of block `index` to be written before publish().
  float* samples(std::int64_t index) {
    return reinterpret_cast<float*>(place(index) + sizeof(BlockHeader));
  }
  /// Invalidates what the place holds before its samples are overwritten.
  void begin(std::int64_t index) {
    header(index)->index_plus_one.store(0, std::memory_order_release);
    // The samples' stores must not be seen before the mark above.
    std::atomic_thread_fence(std::memory_order_release);
  }
  void publish(std::int64_t index, std::uint64_t checksum) {
    header(index)->checksum = checksum;
    header(index)->index_plus_one.store(index + 1, std::memory_order_release);
  }

  /// The samples of block `index`, or null where the slot does not hold it.
  const float* find(std::int64_t index) const {
    if (index < 0) return nullptr;
    if (header(index)->index_plus_one.load(std::memory_order_acquire) != index + 1) return nullptr;
    return reinterpret_cast<const float*>(place(index) + sizeof(BlockHeader));
  }
  /// Only after find() gave the block.
  std::uint64_t checksum(std::int64_t index) const { return header(index)->checksum; }

 private:
  std::byte* place(std::int64_t index) const {
    return memory_ + static_cast<std::size_t>(index % kBlocks) * stride_;
  }
  BlockHeader* header(std::int64_t index) const {
    return reinterpret_cast<BlockHeader*>(place(index));
  }

  std::byte* memory_;
  std::size_t stride_;
};

}  // namespace chronus::ipc
