// SPDX-License-Identifier: MIT
#pragma once

#include <sndfile.h>

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "disk/files.hpp"

namespace chronus::audio {

/// What to do with a file that is there already: to empty it, or nothing, which is an error. The
/// latter is for what clients name, and refuses a symbolic link anywhere in the path as well.
enum class IfThere { kReplace, kRefuse };

/// A file on disk as libsndfile writes it, which keeps it whole: of what is appended a disk that
/// fails takes only whole units, nothing is appended after that, and the reason is kept. What is
/// there already may still be written over, as headers are. One thread.
class DiskFile {
 public:
  /// `files` outlives it.
  explicit DiskFile(disk::Files& files) : files_(files) {}
  ~DiskFile();
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;

  /// Makes `path`, readable by its owner alone.
  Status open(const std::string& path, IfThere if_there);
  /// Header and nothing else was written so far. `unit_bytes` of data belong together; 0: what is
  /// written at a time does, as a frame of FLAC.
  void begin_data(int unit_bytes);
  /// Closes it. An error where it could not be written whole, or has been deleted meanwhile.
  Status close();
  /// Closes it, and takes it away again where open() made it. Needs no memory.
  void discard();

  /// What the first write that failed met; success so far.
  Status written() const;
  bool is_deleted() const;
  std::int64_t data_bytes() const { return size_ - data_start_; }
  std::int64_t units() const { return units_; }  ///< appended since begin_data(), whole ones

  /// Reads and writes over what is there; false where that is not to be had.
  bool read_at(std::int64_t at, void* data, std::size_t count) const;
  bool write_at(std::int64_t at, const void* data, std::size_t count);

  static SF_VIRTUAL_IO calls();  ///< with `this` as their user data

 private:
  sf_count_t seek(sf_count_t offset, int whence);
  sf_count_t write(const char* data, sf_count_t count);
  void append_failed(std::int64_t appended);

  disk::Files& files_;
  std::int64_t file_ = -1;
  std::string path_;
  bool is_new_ = false;
  std::int64_t at_ = 0;
  std::int64_t size_ = 0;
  std::int64_t data_start_ = 0;
  int unit_bytes_ = 1;
  std::int64_t units_ = 0;
  std::int64_t error_ = 0;  // -errno
};

}  // namespace chronus::audio
