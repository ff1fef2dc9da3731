// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace chronus::audio {

/// Directories that a file needs and did not have. They are taken away again with this object,
/// unless they are kept: a recording that is refused leaves nothing behind.
class MadeDirectories {
 public:
  /// Those above `file`, for their owner alone.
  static Result<MadeDirectories> above(const std::string& file);
  ~MadeDirectories();
  MadeDirectories(MadeDirectories&& other) noexcept;
  MadeDirectories& operator=(MadeDirectories&&) = delete;

  void keep() { first_.clear(); }

 private:
  MadeDirectories() = default;
  std::filesystem::path first_;  // the uppermost that was made; empty: none
  std::filesystem::path last_;
};

}  // namespace chronus::audio
