// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace chronus::engine {
namespace detail {

inline constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
inline constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;

/// The round of XXH64 (Collet, xxHash specification 0.1.1): a bijection of `hash` for a fixed word
/// and of `word` for a fixed hash, since an addition, a rotation and an odd multiplier can each be
/// undone. Hence a change inside one word always changes the result. The word is multiplied before
/// it is added: without that, two flipped bits a word apart would cancel out.
constexpr std::uint64_t mix_word(std::uint64_t hash, std::uint64_t word) {
  return std::rotl(hash + word * kPrime2, 31) * kPrime1;
}

/// MurmurHash3's fmix64 (Appleby), also a bijection.
constexpr std::uint64_t mix_final(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDULL;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  return hash ^ (hash >> 33);
}

}  // namespace detail

/// A 64-bit checksum against accidents, not against an adversary: any change within one aligned
/// 8-byte word is always seen, other accidents but for about one in 2^64; order and length count.
/// Four lanes of words hide the multiplier's latency. Real-time safe; any thread.
inline std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t seed = 0) noexcept {
  std::uint64_t lanes[4] = {seed ^ 1, seed ^ 2, seed ^ 3, seed ^ 4};
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= sizeof(lanes); left -= sizeof(lanes), at += sizeof(lanes)) {
    std::uint64_t words[4];
    std::memcpy(words, at, sizeof(words));
    for (int lane = 0; lane < 4; ++lane) lanes[lane] = detail::mix_word(lanes[lane], words[lane]);
  }
  for (int lane = 0; left > 0; ++lane) {
    // The last word is padded with zeros; the length below tells it from real zeros.
    const std::size_t taken = left < sizeof(std::uint64_t) ? left : sizeof(std::uint64_t);
    std::uint64_t word = 0;
    std::memcpy(&word, at, taken);
    lanes[lane] = detail::mix_word(lanes[lane], word);
    at += taken;
    left -= taken;
  }
  std::uint64_t hash = detail::mix_word(seed, bytes.size());
  for (const std::uint64_t lane : lanes) hash = detail::mix_word(hash, lane);
  return detail::mix_final(hash);
}

/// Of the bits of the samples: 0.0 and -0.0 differ, and every NaN has a value.
inline std::uint64_t checksum(std::span<const float> samples, std::uint64_t seed = 0) noexcept {
  return checksum(std::as_bytes(samples), seed);
}

}  // namespace chronus::engine
