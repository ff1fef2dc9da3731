// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chronus::supervisor {

/// A file that takes whole lines or none. Closed when it goes.
class LineFile {
 public:
  LineFile() = default;
  explicit LineFile(int fd) : fd_(fd) {}
  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&& other) noexcept;
  ~LineFile();

  bool is_open() const { return fd_ >= 0; }
  std::uintmax_t bytes() const { return whole_; }
  /// How much of `lines` is in the file afterwards: a number of whole lines. Half a line, which
  /// would make the whole score unreadable, is taken back.
  std::size_t append(std::string_view lines);

 private:
  int fd_ = -1;
  std::uintmax_t whole_ = 0;
};

/// The journals of a directory, of which one is being written. The journal's thread; path() any.
class JournalFiles {
 public:
  /// Makes the directory, for its owner only.
  Status open(const std::string& directory, std::int64_t now_unix_s);
  /// A file of its own for the run, or its next one, readable by its owner only.
  Status begin_file(LineFile* file, std::string* path) const;
  /// From now on this is the one that is written.
  void become(LineFile file, const std::string& path);
  /// The one that is written, for as long as it takes to begin the next.
  LineFile take_current() { return std::move(current_); }
  void give_back(LineFile file) { current_ = std::move(file); }
  LineFile& current() { return current_; }
  std::string path() const;
  /// Whether the disk has more than so many bytes left.
  bool has_space(std::uintmax_t bytes) const;
  /// Takes the oldest journals away until all are no more than `bytes`; never one that is being
  /// written, by whomever.
  void keep_within(std::uintmax_t bytes) const;

 private:
  std::string directory_;
  std::string stem_;
  LineFile current_;
  mutable std::mutex mutex_;
  std::string path_;  // guarded
};

}  // namespace chronus::supervisor
