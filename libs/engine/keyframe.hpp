// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/arena.hpp"
#include "engine/panic.hpp"
#include "engine/sample_shelf.hpp"

namespace chronus::engine {

inline constexpr std::uint64_t kKeyframeMagic = 0x454d'4152'4659'454bULL;  // "KEYFRAME"
inline constexpr std::uint32_t kKeyframeFormat = 5;

/// What Engine::save() writes:
///
///   0                sizeof(KeyframeHeader)   + playing_bytes
///   | KeyframeHeader | playing rack           | fading rack, where one fades |
///
/// Of each rack its image without its holes, and behind that the holes, in their order.
struct KeyframeHeader {
  std::uint64_t magic;
  std::uint64_t checksum;  ///< see KeyframeSum
  Frame frame;             ///< the frame that render() gives next
  std::uint32_t format;
  std::int32_t rate;
  std::int32_t channels;
  std::uint32_t fade_position;  ///< frames of the crossfade already rendered
  std::uint32_t playing_bytes;
  std::uint32_t fading_bytes;  ///< 0: nothing fades
  std::uint32_t playing_holes;
  std::uint32_t fading_holes;
  Panic panic;
  LiveSamples samples;
};
static_assert(sizeof(KeyframeHeader) == 56 + sizeof(Panic) + sizeof(LiveSamples));
static_assert(std::has_unique_object_representations_v<KeyframeHeader>);

/// What a keyframe leaves out of a rack's image: zeros alone, as the line of a delay that rests.
struct Hole {
  std::uint32_t at;
  std::uint32_t bytes;
};
static_assert(std::has_unique_object_representations_v<Hole>);
/// Smaller ones are not worth it.
inline constexpr std::uint32_t kSmallestHole = 4'096;

/// What a rack's image takes in a keyframe. Real-time safe.
std::size_t packed_bytes(std::span<const std::byte> image, std::span<const Hole> holes) noexcept;
/// The image that a rack's bytes in a keyframe stand for. Fails where the holes cannot be, or more
/// than a rack would come of it: they are not trusted.
Result<Arena> unpack(Arena packed, std::size_t holes);

/// Largest keyframe in bytes for any patch.
std::size_t max_keyframe_bytes();

/// The checksum of a keyframe, rack by rack: over everything after the checksum itself. Real-time
/// safe.
class KeyframeSum {
 public:
  explicit KeyframeSum(const KeyframeHeader& header) noexcept;
  /// The next rack, the playing one first. Where nothing fades there is no second one.
  void add(std::span<const std::byte> rack) noexcept;
  /// Copies the next rack to `to` and adds what arrived there, while it is still in the cache.
  void copy(std::byte* to, std::span<const std::byte> rack) noexcept { pack(to, rack, {}); }
  /// The same of an image less its holes.
  void pack(std::byte* to, std::span<const std::byte> image, std::span<const Hole> holes) noexcept;
  std::uint64_t value() const noexcept { return sum_; }

 private:
  std::uint64_t sum_;
};

/// Of a whole keyframe. Expects at least a header.
std::uint64_t keyframe_checksum(std::span<const std::byte> keyframe) noexcept;

/// The checksum that a keyframe's header says; 0 where there is none. Real-time safe.
std::uint64_t checksum_said(std::span<const std::byte> keyframe) noexcept;

/// A copy of the header of an untrusted keyframe. Its format and sizes are checked: the racks that
/// it claims lie in the keyframe and are no larger than racks may be. Its checksum is not.
Result<KeyframeHeader> read_header(std::span<const std::byte> keyframe, const StreamFormat& format);

}  // namespace chronus::engine
