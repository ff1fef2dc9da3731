// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "disk/files.hpp"

namespace chronus::session {

/// What a start is about to restore may end it. So that this is known at the next start: how many
/// have begun so without having played on, and from which file on what is there was written by
/// them.
struct Tries {
  int count = 0;
  std::int64_t from = 0;
};

/// The sessions of a directory: files with rising numbers, of which the newest counts; the one
/// before is there until the next is whole. One process at a time has them. One thread at a time.
class SessionFiles {
 public:
  /// Starts that may fail, one after the other.
  static constexpr int kMostTries = 2;
  /// Of files that are not needed any more, and of those set aside.
  static constexpr std::size_t kKept = 3;
  static constexpr std::size_t kAsideKept = 8;

  /// `files` outlives it.
  SessionFiles(disk::Files& files, std::string directory)
      : files_(&files), directory_(std::move(directory)) {}
  ~SessionFiles();
  SessionFiles(const SessionFiles&) = delete;
  SessionFiles& operator=(const SessionFiles&) = delete;

  /// Makes the directory, for its owner only, and takes it: false where another process has it. An
  /// Error where it cannot be written.
  Result<bool> open();
  /// It has been deleted: makes and takes it anew, but not what it was in. False where that cannot
  /// be.
  bool make_again();
  disk::Files& files() const { return *files_; }
  const std::string& directory() const { return directory_; }
  std::string path_of(std::int64_t number) const;
  /// Of those that are there, rising.
  std::vector<std::int64_t> numbers() const;
  /// Higher than that of any file, also of those set aside.
  std::int64_t next_number() const;
  /// A whole file; the Error says why not. One beyond 64 MiB is none.
  Result<std::string> read(std::int64_t number) const;
  /// A file of that number that holds `text`, whole and past all caches or not at all: open, to be
  /// written behind it, or -errno.
  std::int64_t write(std::int64_t number, std::string_view text) const;
  /// Out of the way, as 000012.WHY; its new name, or empty where it was not there.
  std::string set_aside(std::int64_t number, std::string_view why) const;
  /// A copy of it beside those that were set aside, as 000012.WHY, past all caches; its name, or
  /// empty where none could be made.
  std::string copy_aside(std::int64_t number, std::string_view why) const;
  /// Takes those away that are older than the newest kKept, and the oldest of those set aside.
  void keep_the_newest() const;

  Tries tries() const;
  /// Tries of count 0: none are noted any more.
  void note(const Tries& tries) const;

 private:
  Result<bool> take();
  enum class Outlives { kProcess, kPower };
  std::int64_t write_whole(const std::string& path, std::string_view text, Outlives what) const;
  void sync_directory() const;

  disk::Files* files_;
  std::string directory_;
  std::int64_t lock_ = -1;
};

}  // namespace chronus::session
