// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "disk/request.hpp"

namespace chronus::disk {

/// What stat(2) tells.
struct About {
  std::uint64_t device = 0;
  std::uint64_t node = 0;
  std::int64_t bytes = 0;
  std::int64_t links = 0;  ///< 0 of an open file: it has been deleted
  std::int64_t modified_ns = 0;
  std::uint64_t mode = 0;

  bool is_file() const;
  bool is_directory() const;
  bool is_link() const;
};

/// Files and directories: this process's own calls, or those of a disk process. Where nothing else
/// is said a call gives 0, and -errno where it fails. Threads: see the two kinds of it.
class Files {
 public:
  Files() = default;
  virtual ~Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  /// A number for the open file; what it makes is readable by its owner alone.
  std::int64_t open(const std::string& path, int flags);
  /// The same of `name` below `directory` (`set/take.wav`), which it does not leave whatever has
  /// been put there: -EXDEV for `..` and absolute paths, -ELOOP for a symbolic link anywhere in
  /// `name`, -ENXIO for what is no plain file, a pipe or a device. For all that clients name.
  std::int64_t open_below(const std::string& directory, const std::string& name, int flags);
  std::int64_t close(std::int64_t file);
  /// Bytes read or written, which may be fewer.
  std::int64_t read(std::int64_t file, std::int64_t from, void* data, std::size_t bytes);
  std::int64_t write(std::int64_t file, std::int64_t to, const void* data, std::size_t bytes);
  std::int64_t truncate(std::int64_t file, std::int64_t bytes);
  /// -EWOULDBLOCK where another has it.
  std::int64_t lock(std::int64_t file);
  /// What was written, also to a directory, outlives a power cut. Takes as long as the disk needs.
  std::int64_t sync(std::int64_t file);

  std::int64_t about(std::int64_t file, About* about);
  std::int64_t about(const std::string& path, About* about);
  std::int64_t about_link(const std::string& path, About* about);
  /// An open file: what is written to it is kept nowhere.
  bool is_deleted(std::int64_t file);
  /// 1: yes, 0: no; -errno: that cannot be told now, and it may be.
  std::int64_t exists(const std::string& path);
  std::int64_t is_directory(const std::string& path);
  /// Bytes that are left where `path` is.
  std::int64_t space(const std::string& path);
  /// Without symbolic links; all of it is there.
  std::int64_t real_path(const std::string& path, std::string* real);
  /// The same of as much of `path` as is there, and then the rest.
  std::int64_t real_path_so_far(const std::string& path, std::string* real);
  /// The names in a directory.
  std::int64_t list(const std::string& path, std::vector<std::string>* names);

  /// For its owner alone.
  std::int64_t make_directory(const std::string& path);
  /// The same below `directory`, with the errors of open_below(); those above it are there.
  std::int64_t make_directory_below(const std::string& directory, const std::string& name);
  /// With those above it; 0 also where they are there.
  std::int64_t make_directories(const std::string& path);
  std::int64_t change_mode(const std::string& path, unsigned mode);
  std::int64_t rename(const std::string& from, const std::string& to);
  /// A file, or an empty directory.
  std::int64_t remove(const std::string& path);

 private:
  virtual std::int64_t call(const FileRequest& request, std::string_view text,
                            std::span<char> answer) = 0;
  std::int64_t ask(Operation operation, std::string_view path, std::int64_t number = 0);
  std::int64_t ask(Operation operation, const std::string& first, const std::string& second,
                   std::int64_t number);
  std::int64_t ask_about(FileRequest request, const std::string& path, About* about);
};

/// This process's own calls: they wait as long as the disk likes. Any thread.
Files& direct();

/// Of an error: nothing is at that path. Any other one leaves that open.
bool is_missing(std::int64_t error);
/// Of an error: not the disk's answer, but why there is none. What was asked for may be done or
/// not.
bool is_unanswered(std::int64_t error);

/// "disk full" and the like, of an errno or the negative of one.
std::string reason_of(std::int64_t error);

}  // namespace chronus::disk
