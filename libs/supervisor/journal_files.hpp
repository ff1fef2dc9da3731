// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "disk/files.hpp"

namespace chronus::supervisor {

/// A file that takes whole lines or none. Closed when it goes.
class LineFile {
 public:
  LineFile() = default;
  /// `bytes`: what is in it already, whole lines.
  LineFile(disk::Files& files, std::int64_t file, std::uintmax_t bytes = 0)
      : files_(&files), file_(file), whole_(bytes) {}
  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&& other) noexcept;
  ~LineFile();

  bool is_open() const { return file_ >= 0; }
  bool is_deleted() const;
  std::uintmax_t bytes() const { return whole_; }
  /// How much of `lines` is in the file afterwards: a number of whole lines. Half a line, which
  /// would make the whole score unreadable, is taken back.
  std::size_t append(std::string_view lines);
  /// What was appended outlives a power cut.
  void sync() { (void)files_->sync(file_); }
  /// Why append() took less than it was given; 0 or -errno.
  std::int64_t error() const { return error_; }

 private:
  disk::Files* files_ = nullptr;
  std::int64_t file_ = -1;
  std::uintmax_t whole_ = 0;
  std::int64_t error_ = 0;
};

/// The journals of a directory, of which one is being written. The journal's thread; path() any.
class JournalFiles {
 public:
  /// Makes the directory, for its owner only. `files` outlives it.
  Status open(disk::Files& files, const std::string& directory, std::int64_t now_unix_s);
  /// A file of its own for the run, or its next one, readable by its owner only: 0 or -errno. Where
  /// the directory is gone it is made again, but not what it was in.
  std::int64_t begin_file(LineFile* file, std::string* path) const;
  void remove(const std::string& path) const { (void)files_->remove(path); }
  /// From now on this is the one that is written.
  void become(LineFile file, const std::string& path);
  /// The one that is written, for as long as it takes to begin the next.
  LineFile take_current() { return std::move(current_); }
  void give_back(LineFile file) { current_ = std::move(file); }
  /// The one that is written is not there any more.
  void forget_current();
  LineFile& current() { return current_; }
  std::string path() const;
  /// Whether the disk has more than so many bytes left.
  bool has_space(std::uintmax_t bytes) const;
  /// What was taken away.
  struct Removed {
    int files = 0;
    std::uintmax_t bytes = 0;
  };
  /// Takes journals away that were last written before `oldest_ns` (Unix time), and the oldest
  /// until all are no more than `bytes`; never one that is being written, by whomever.
  Removed keep_within(std::uintmax_t bytes, std::int64_t oldest_ns) const;

 private:
  bool is_idle(const std::string& path) const;

  disk::Files* files_ = nullptr;
  std::string directory_;
  std::string stem_;
  LineFile current_;
  mutable std::mutex mutex_;
  std::string path_;  // guarded
};

}  // namespace chronus::supervisor
