// SPDX-License-Identifier: MIT
#pragma once

#include <sndfile.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace chronus::samples {

/// Half a turn of something, that no two frames have alike.
inline std::vector<float> some_sound(std::size_t count) {
  std::vector<float> made(count);
  for (std::size_t n = 0; n < count; ++n) {
    made[n] = 0.5F * std::sin(0.03F * static_cast<float>(n)) *
              (1.0F - 0.0001F * static_cast<float>(n % 97));
  }
  return made;
}

/// Writes interleaved samples as a file of libsndfile's `format`.
inline void write_sound(const std::filesystem::path& path, const std::vector<float>& samples,
                        int format = SF_FORMAT_WAV | SF_FORMAT_FLOAT, int rate = 48'000,
                        int channels = 1) {
  SF_INFO info = {};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* sound = sf_open(path.c_str(), SFM_WRITE, &info);
  if (sound == nullptr) throw std::runtime_error(sf_strerror(nullptr));
  sf_writef_float(sound, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
  sf_close(sound);
}

inline std::vector<char> bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::vector<char>& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace chronus::samples
