// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "audio/sound_file.hpp"
#include "offline/stems.hpp"

namespace chronus::render {

/// The stems of one pass as files, `NAME.wav` each, of float samples.
class StemFiles {
 public:
  /// Makes the folder.
  static Status make_folder(const std::string& folder);

  Status open(const std::string& folder, const StreamFormat& format,
              const offline::StemLayout& layout, int pass);
  /// Interleaved: the columns of the pass.
  Status write(const float* samples, int frames);
  Status close();

 private:
  struct File {
    std::string path;
    audio::SoundFile sound;
  };
  int channels_ = 0;
  int columns_ = 0;
  std::vector<std::unique_ptr<File>> files_;
  std::vector<float> stem_;
};

}  // namespace chronus::render
