// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>

#include <string>
#include <vector>

#include "base/frame.hpp"

namespace chronus::audio {

struct RecordedFile {
  SF_INFO info{};
  std::vector<float> samples;
};

/// Reads a sound file to its end, whatever length its header tells.
inline RecordedFile read_file(const std::string& path) {
  RecordedFile result;
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &result.info);
  if (file == nullptr) {
    ADD_FAILURE() << path << ": " << sf_strerror(nullptr);
    return result;
  }
  std::vector<float> chunk(static_cast<std::size_t>(4'096) * result.info.channels);
  while (const sf_count_t frames = sf_readf_float(file, chunk.data(), 4'096)) {
    result.samples.insert(result.samples.end(), chunk.begin(),
                          chunk.begin() + frames * result.info.channels);
  }
  sf_close(file);
  return result;
}

/// Stereo samples of frames [from, to): distinct for every frame and channel, within full scale and
/// exact in 24 bits.
inline std::vector<float> music(Frame from, Frame to) {
  std::vector<float> samples;
  for (Frame f = from; f < to; ++f) {
    samples.push_back(static_cast<float>(f % 8'000'000) / 8'388'608.0F);
    samples.push_back(static_cast<float>(-(f % 8'000'000)) / 8'388'608.0F);
  }
  return samples;
}

}  // namespace chronus::audio
