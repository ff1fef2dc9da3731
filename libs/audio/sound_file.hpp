// SPDX-License-Identifier: MIT
#pragma once

#include <sndfile.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/disk_file.hpp"
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

/// Whether open() would refuse this name, or these samples in it.
Status check_sound_format(const std::string& path, std::optional<SampleFormat> wanted);

/// A sound file being written, for its owner alone to read. A disk that fails, at any moment,
/// leaves it valid and with its length. One thread.
class SoundFile {
 public:
  /// `files` outlives it.
  explicit SoundFile(disk::Files& files = disk::direct()) : disk_(files) {}
  /// Makes `path`, a .wav (float unless `wanted` says otherwise) or a .flac (24 bit; it
  /// knows no float). Where that fails nothing is left of a file that was not there before.
  Status open(const std::string& path, const StreamFormat& format,
              std::optional<SampleFormat> wanted = {}, IfThere if_there = IfThere::kReplace);
  Status write(const float* samples, int frames);
  /// Makes the header tell what is on disk.
  void update_header();
  /// An error where not all is on disk, or the file has been deleted meanwhile.
  Status close();
  /// Closes it and takes it away, where open() made it.
  void discard();
  /// Somebody has deleted it: what is written is lost.
  bool is_deleted() const { return disk_.is_deleted(); }
  /// After close(): frames in the file.
  Frame frames_kept() const { return kept_; }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };
  DiskFile disk_;
  std::unique_ptr<SNDFILE, Close> file_;  // writes to disk_
  bool flac_ = false;
  int channels_ = 0;
  int frame_bytes_ = 0;  // on disk, of a WAV
  Frame kept_ = 0;
  int bits_ = 0;            // of a sample that is not float, else 0
  std::vector<int> whole_;  // samples as libsndfile takes whole numbers: in the upper bits
};

}  // namespace chronus::audio
