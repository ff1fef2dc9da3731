// SPDX-License-Identifier: MIT
#include "engine/keyframe.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/checksum.hpp"
#include "engine/plan.hpp"

namespace chronus::engine {
namespace {

/// What is checksummed at a time: a copy of it and its source stay in the fastest cache.
constexpr std::size_t kSumBytes = 8'192;

constexpr const char* kBadHoles = "keyframe: its holes do not fit";

constexpr std::size_t kChecksummedFrom =
    offsetof(KeyframeHeader, checksum) + sizeof(KeyframeHeader::checksum);

Status check_header(const KeyframeHeader& header, const StreamFormat& format) {
  if (header.magic != kKeyframeMagic || header.format != kKeyframeFormat) {
    return Error{"keyframe: not a keyframe of this version"};
  }
  if (header.rate != format.rate || header.channels != format.channels) {
    return Error{"keyframe: made at " + std::to_string(header.rate) + " Hz with " +
                 std::to_string(header.channels) + " channels, not at " +
                 std::to_string(format.rate) + " Hz with " + std::to_string(format.channels)};
  }
  if (header.frame < 0 || header.frame > std::numeric_limits<Frame>::max() / 2) {
    return Error{"keyframe: impossible frame " + std::to_string(header.frame)};
  }
  if (!header.panic.is_sound(format.rate)) return Error{"keyframe: impossible panic"};
  return {};
}

}  // namespace

std::size_t packed_bytes(std::span<const std::byte> image, std::span<const Hole> holes) noexcept {
  std::size_t bytes = image.size() + holes.size_bytes();
  for (const Hole& hole : holes) bytes -= hole.bytes;
  return bytes;
}

Result<Arena> unpack(Arena packed, std::size_t count) {
  if (count == 0) return packed;
  if (count > kMaxModules || packed.size < count * sizeof(Hole)) return Error{kBadHoles};
  std::vector<Hole> holes(count);
  const auto kept = packed.bytes().first(packed.size - count * sizeof(Hole));
  std::memcpy(holes.data(), kept.data() + kept.size(), count * sizeof(Hole));
  std::size_t size = kept.size();
  for (const Hole& hole : holes) size += hole.bytes;
  if (size > kArenaBytes) return Error{kBadHoles};
  Arena image(size);
  std::size_t from = 0, to = 0;
  const auto copy_up_to = [&](std::size_t at) {
    if (at < to || at - to > kept.size() - from) return false;
    std::memcpy(image.memory.get() + to, kept.data() + from, at - to);
    from += at - to;
    to = at;
    return true;
  };
  for (const Hole& hole : holes) {
    if (!copy_up_to(hole.at)) return Error{kBadHoles};
    std::memset(image.memory.get() + to, 0, hole.bytes);
    to += hole.bytes;
  }
  if (!copy_up_to(size)) return Error{kBadHoles};
  return image;
}

std::size_t max_keyframe_bytes() { return sizeof(KeyframeHeader) + 2 * kArenaBytes; }

KeyframeSum::KeyframeSum(const KeyframeHeader& header) noexcept
    : sum_(checksum(std::as_bytes(std::span(&header, 1)).subspan(kChecksummedFrom),
                    kKeyframeMagic)) {}

void KeyframeSum::add(std::span<const std::byte> rack) noexcept {
  for (; !rack.empty(); rack = rack.subspan(std::min(kSumBytes, rack.size()))) {
    sum_ = checksum(rack.first(std::min(kSumBytes, rack.size())), sum_);
  }
}

void KeyframeSum::pack(std::byte* to, std::span<const std::byte> image,
                       std::span<const Hole> holes) noexcept {
  std::byte* summed = to;  // up to there
  // As add() cuts it.
  const auto put = [&](std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto waiting = static_cast<std::size_t>(to - summed);
      const std::size_t count = std::min(kSumBytes - waiting, bytes.size());
      std::memcpy(to, bytes.data(), count);
      to += count;
      bytes = bytes.subspan(count);
      if (waiting + count < kSumBytes) continue;
      add({summed, to});
      summed = to;
    }
  };
  std::size_t at = 0;
  for (const Hole& hole : holes) {
    put(image.subspan(at, hole.at - at));
    at = std::size_t{hole.at} + hole.bytes;
  }
  put(image.subspan(at));
  put(std::as_bytes(holes));
  add({summed, to});
}

std::uint64_t keyframe_checksum(std::span<const std::byte> keyframe) noexcept {
  KeyframeHeader header;
  std::memcpy(&header, keyframe.data(), sizeof(header));
  const auto racks = keyframe.subspan(sizeof(header));
  const std::size_t playing = std::min<std::size_t>(header.playing_bytes, racks.size());
  KeyframeSum sum(header);
  sum.add(racks.first(playing));
  sum.add(racks.subspan(playing));
  return sum.value();
}

std::uint64_t checksum_said(std::span<const std::byte> keyframe) noexcept {
  if (keyframe.size() < sizeof(KeyframeHeader)) return 0;
  std::uint64_t said = 0;
  std::memcpy(&said, keyframe.data() + offsetof(KeyframeHeader, checksum), sizeof(said));
  return said;
}

Result<KeyframeHeader> read_header(std::span<const std::byte> keyframe,
                                   const StreamFormat& format) {
  KeyframeHeader header;
  if (keyframe.size() < sizeof(header)) return Error{"keyframe: shorter than its header"};
  std::memcpy(&header, keyframe.data(), sizeof(header));
  if (Status status = check_header(header, format); !status) return status.error();
  if (header.playing_bytes > kArenaBytes || header.fading_bytes > kArenaBytes) {
    return Error{"keyframe: larger than its racks can be"};
  }
  const std::size_t bytes =
      sizeof(header) + std::size_t{header.playing_bytes} + std::size_t{header.fading_bytes};
  if (bytes > keyframe.size()) {
    return Error{"keyframe: cut short, " + std::to_string(keyframe.size()) + " of " +
                 std::to_string(bytes) + " bytes"};
  }
  return header;
}

}  // namespace chronus::engine
