// SPDX-License-Identifier: MIT
#pragma once

#include <sndfile.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"

namespace chronus::audio {

/// True for a name that ends in .wav or .flac, in any case.
bool has_sound_extension(const std::string& path);

/// How a file holds a sample. What is not float is clipped at full scale and rounded to the nearest
/// value, without dither: equal music gives equal files.
enum class SampleFormat { kFloat, kPcm24, kPcm16 };

/// "float", "24" or "16", as people write it.
Result<SampleFormat> parse_sample_format(const std::string& text);

/// A sound file being written. One thread.
class SoundFile {
 public:
  /// Makes or replaces `path`, a .wav (float unless `wanted` says otherwise) or a .flac (24 bit; it
  /// knows no float).
  Status open(const std::string& path, const StreamFormat& format,
              std::optional<SampleFormat> wanted = {});
  Status write(const float* samples, int frames);
  /// Makes the header tell what is on disk (WAV; a FLAC stream needs none for that).
  void update_header();
  void close() { file_.reset(); }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };
  std::unique_ptr<SNDFILE, Close> file_;
  int channels_ = 0;
  int bits_ = 0;            // of a sample that is not float, else 0
  std::vector<int> whole_;  // samples as libsndfile takes whole numbers: in the upper bits
};

}  // namespace chronus::audio
