// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

/// What a loader does with a file. It may be hostile, and this may be killed by it: not for a
/// process that has something to lose.
namespace chronus::samples {

struct DecodeLimits {
  int rate = 48'000;
  std::uint64_t most_file_bytes = 0;
  std::uint64_t most_bytes = 0;  ///< as floats at `rate`
};

struct Decoded {
  std::vector<float> samples;  ///< channel behind channel, up to kLoudestSample, no negative zeros
  std::uint64_t frames = 0;
  std::uint32_t channels = 0;  ///< 1 or 2
  int source_rate = 0;
  bool is_from_cache = false;
};

/// The bytes of a regular file. Fails, in words, for what is none, is empty or is too large.
Result<std::vector<char>> read_file(const std::string& path, std::uint64_t most_bytes);

/// 32 hexadecimal digits that are another file's only by design (XXH3, 128 bits).
std::string hash_of(const std::vector<char>& file);

/// The samples of a file that libsndfile reads, at the wanted rate: where it has that rate they are
/// the file's own; else they are resampled (libsamplerate, SRC_SINC_BEST_QUALITY), and kept in the
/// folder `cache`, where there is one, by the file's hash. Fails, in words, for what is no sound,
/// has no frames, more than two channels, ends before it says, holds what is not finite or louder
/// than kLoudestSample, or is too long.
Result<Decoded> decode(const std::vector<char>& file, const std::string& hash,
                       const DecodeLimits& limits, const std::string& cache);

}  // namespace chronus::samples
