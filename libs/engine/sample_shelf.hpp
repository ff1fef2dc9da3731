// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Samples as modules read them: by number, out of memory that is written before a number is told
/// and that nobody changes while it may be heard.
namespace chronus::engine {

/// Numbers are 1 to kMostSamples; 0 is no sample. A parameter holds one exactly.
inline constexpr std::uint32_t kMostSamples = 8'191;

/// Where one lies in the store, in frames at the engine's rate.
struct SampleEntry {
  std::uint64_t offset;  ///< of its first float, in bytes from the store's start
  std::uint32_t frames;
  std::uint32_t channels;  ///< frames lie interleaved
};

inline constexpr std::uint64_t kSampleStoreMagic = 0x3153'454c'504d'4153ULL;  // "SAMPLES1"

/// What a store begins with; the samples lie behind it:
///
///   0                                                     sizeof(SampleStoreHeader)       bytes
///   | magic | bytes | entry of 0 (none), 1, 2 … 8191      | floats of samples …           |
struct SampleStoreHeader {
  std::uint64_t magic;
  std::uint64_t bytes;  ///< of the whole store
  std::array<SampleEntry, kMostSamples + 1> entries;
};
static_assert(std::is_trivially_copyable_v<SampleStoreHeader>);

/// Which numbers may be heard: engine state, changed on a command's frame, and part of a keyframe.
/// What is in the store beside them is not there for a module, so that it does not matter when it
/// was put there or is taken away.
struct LiveSamples {
  std::array<std::uint64_t, (kMostSamples + 1) / 64> words;

  bool has(std::uint32_t number) const {
    return number <= kMostSamples && (words[number / 64] >> (number % 64) & 1U) != 0;
  }
  /// 0 and what is no number change nothing.
  void set(std::uint64_t number, bool is_live) {
    if (number == 0 || number > kMostSamples) return;
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    words[number / 64] = is_live ? words[number / 64] | bit : words[number / 64] & ~bit;
  }
};

/// One sample; no frames: none.
struct SampleView {
  const float* data = nullptr;
  std::uint32_t frames = 0;
  std::uint32_t channels = 0;
};

/// What the modules of an engine may play. Real-time safe.
class SampleShelf {
 public:
  /// `store`: a whole one that outlives the shelf and is only read, or null where there is none.
  void use(const std::byte* store) { store_ = store; }
  LiveSamples& live() { return live_; }
  const LiveSamples& live() const { return live_; }

  /// Empty for a number that is not live, and for one whose entry does not lie in the store.
  SampleView find(std::uint32_t number) const {
    if (store_ == nullptr || !live_.has(number)) return {};
    const auto& header = *reinterpret_cast<const SampleStoreHeader*>(store_);
    const SampleEntry entry = header.entries[number];
    const std::uint64_t floats = std::uint64_t{entry.frames} * entry.channels;
    const bool fits = entry.channels > 0 && entry.channels <= 2 && entry.offset % 4 == 0 &&
                      entry.offset <= header.bytes &&
                      floats <= (header.bytes - entry.offset) / sizeof(float);
    if (!fits || entry.frames == 0) return {};
    return {reinterpret_cast<const float*>(store_ + entry.offset), entry.frames, entry.channels};
  }

 private:
  const std::byte* store_ = nullptr;
  LiveSamples live_{};
};

}  // namespace chronus::engine
