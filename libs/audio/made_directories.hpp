// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "disk/files.hpp"

namespace chronus::audio {

/// Directories that a file needs and did not have. They are taken away again with this object,
/// unless they are kept: a recording that is refused leaves nothing behind.
class MadeDirectories {
 public:
  /// Those above `file`, an absolute path without symbolic links, for their owner alone. `files`
  /// outlives it.
  static Result<MadeDirectories> above(const std::string& file,
                                       disk::Files& files = disk::direct());
  ~MadeDirectories();
  MadeDirectories(MadeDirectories&& other) noexcept;
  MadeDirectories& operator=(MadeDirectories&&) = delete;

  void keep() { first_.clear(); }

 private:
  explicit MadeDirectories(disk::Files& files) : files_(files) {}
  disk::Files& files_;
  std::filesystem::path first_;  // the uppermost that was made; empty: none
  std::filesystem::path last_;
};

}  // namespace chronus::audio
