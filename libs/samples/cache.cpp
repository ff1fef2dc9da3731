// SPDX-License-Identifier: MIT
#include "samples/cache.hpp"

#include <unistd.h>
#include <xxhash.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace chronus::samples {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMagic = 0x3148'4341'4350'4D53ULL;  // "SMPCACH1"
constexpr std::uint64_t kMostFrames = std::uint64_t{1} << 31U;

/// The samples follow.
struct Head {
  std::uint64_t magic;
  std::uint64_t frames;
  std::uint32_t channels;
  std::int32_t source_rate;
  std::uint64_t sum;  ///< of the samples
};

std::uint64_t sum_of(const std::vector<float>& samples) {
  return XXH3_64bits(samples.data(), samples.size() * sizeof(float));
}

fs::path path_of(const std::string& folder, const std::string& hash, int rate) {
  return fs::path(folder) / (hash + "-" + std::to_string(rate) + ".f32");
}

}  // namespace

std::optional<Decoded> read_cache(const std::string& folder, const std::string& hash, int rate) {
  if (folder.empty()) return std::nullopt;
  const fs::path path = path_of(folder, hash, rate);
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  Head head = {};
  if (error || !file.read(reinterpret_cast<char*>(&head), sizeof head)) return std::nullopt;
  const bool is_sound = head.magic == kMagic && head.frames > 0 && head.frames < kMostFrames &&
                        (head.channels == 1 || head.channels == 2) &&
                        bytes == sizeof head + head.frames * head.channels * sizeof(float);
  if (!is_sound) return std::nullopt;
  Decoded kept;
  kept.frames = head.frames;
  kept.channels = head.channels;
  kept.source_rate = head.source_rate;
  kept.is_from_cache = true;
  kept.samples.resize(static_cast<std::size_t>(head.frames) * head.channels);
  if (!file.read(reinterpret_cast<char*>(kept.samples.data()),
                 static_cast<std::streamsize>(kept.samples.size() * sizeof(float))) ||
      sum_of(kept.samples) != head.sum) {
    return std::nullopt;
  }
  return kept;
}

void write_cache(const std::string& folder, const std::string& hash, int rate,
                 const Decoded& decoded) {
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path path = path_of(folder, hash, rate);
  fs::path unfinished = path;
  unfinished += "." + std::to_string(getpid());
  const Head head{kMagic, decoded.frames, decoded.channels, decoded.source_rate,
                  sum_of(decoded.samples)};
  std::ofstream file(unfinished, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&head), sizeof head);
  file.write(reinterpret_cast<const char*>(decoded.samples.data()),
             static_cast<std::streamsize>(decoded.samples.size() * sizeof(float)));
  file.close();
  if (file) {
    fs::rename(unfinished, path, error);
  } else {
    fs::remove(unfinished, error);
  }
}

}  // namespace chronus::samples
