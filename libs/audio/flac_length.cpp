// SPDX-License-Identifier: MIT
#include "audio/flac_length.hpp"

#include <array>
#include <cstdint>

namespace chronus::audio {
namespace {

// RFC 9639, 8.2: "fLaC", a block header of 4 bytes, then STREAMINFO: the smallest block size (2
// bytes), …, rate, channels and bits (28 bits), the number of samples (36 bits), their MD5.
constexpr std::int64_t kBlockSizeAt = 8;
constexpr std::int64_t kLengthAt = 21;
constexpr int kLengthBytes = 5;
using Length = std::array<std::uint8_t, kLengthBytes>;

}  // namespace

std::int64_t read_flac_length(const DiskFile& file) {
  Length bytes{};
  if (!file.read_at(kLengthAt, bytes.data(), bytes.size())) return 0;
  std::int64_t length = bytes[0] & 0x0F;
  for (std::size_t i = 1; i < bytes.size(); ++i) length = length * 256 + bytes[i];
  return length;
}

std::int64_t write_flac_length(DiskFile& file) {
  std::array<std::uint8_t, 2> block_size{};
  Length bytes{};
  if (!file.read_at(kBlockSizeAt, block_size.data(), block_size.size()) ||
      !file.read_at(kLengthAt, bytes.data(), bytes.size())) {
    return 0;
  }
  const std::int64_t all = file.units() * (block_size[0] * 256 + block_size[1]);
  std::int64_t length = all;
  for (std::size_t i = bytes.size() - 1; i > 0; --i, length /= 256) {
    bytes[i] = static_cast<std::uint8_t>(length % 256);
  }
  // The upper half of the first byte belongs to the bits of a sample.
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0xF0) | (length & 0x0F));
  return file.write_at(kLengthAt, bytes.data(), bytes.size()) ? all : 0;
}

}  // namespace chronus::audio
