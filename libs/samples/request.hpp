// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// How chronusd and its chronus-loader speak: a request a packet, an answer a packet, on a socket
/// of packets; what was read comes as a descriptor of sealed memory beside the answer.
namespace chronus::samples {

enum class Ask : std::uint32_t {
  kList,  ///< text: a folder. Memory: its banks, a line `bank TAB path` for each file
  kRead,  ///< text: a file. Memory: its samples as floats, channel behind channel
};

struct LoaderRequest {
  Ask ask = Ask::kList;
  std::int32_t rate = 0;  ///< frames a second that samples are to have
  std::uint64_t most_file_bytes = 0;
  std::uint64_t most_bytes = 0;  ///< of the samples, as floats
};

/// Bytes of a path, or of what is wrong with it.
inline constexpr std::size_t kMostPath = 4'096;

/// +60 dBFS: what is beyond is no sound but a broken file, or an enemy's. From twelve more powers
/// of ten a module that plays it would count as one that runs away, and its worker be ended.
inline constexpr float kLoudestSample = 1'000.0F;

struct LoaderAnswer {
  std::uint32_t is_good = 0;
  std::uint32_t channels = 0;
  std::uint64_t frames = 0;      ///< at the wanted rate
  std::int32_t source_rate = 0;  ///< the file's own
  std::uint32_t is_from_cache = 0;
  std::uint64_t bytes = 0;      ///< of the memory that comes with it
  char hash[40] = {};           ///< of the file's bytes: 32 hexadecimal digits
  char reason[kMostPath] = {};  ///< where it is not good, in words
};

}  // namespace chronus::samples
