// SPDX-License-Identifier: MIT
#pragma once

#include <sndfile.h>

#include <memory>
#include <string>

#include "base/frame.hpp"
#include "base/result.hpp"

namespace chronus::audio {

/// True for a name that ends in .wav or .flac, in any case.
bool has_sound_extension(const std::string& path);

/// A sound file being written. One thread.
class SoundFile {
 public:
  /// Makes or replaces `path`. .wav: 32-bit float; .flac: 24 bit, clipped.
  Status open(const std::string& path, const StreamFormat& format);
  Status write(const float* samples, int frames);
  /// Makes the header tell what is on disk (WAV; a FLAC stream needs none for that).
  void update_header();
  void close() { file_.reset(); }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };
  std::unique_ptr<SNDFILE, Close> file_;
};

}  // namespace chronus::audio
