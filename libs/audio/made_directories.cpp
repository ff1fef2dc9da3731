// SPDX-License-Identifier: MIT
#include "audio/made_directories.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace chronus::audio {
namespace fs = std::filesystem;

Result<MadeDirectories> MadeDirectories::above(const std::string& file) {
  constexpr mode_t kOwnerOnly = 0700;
  MadeDirectories made;
  std::vector<fs::path> missing;
  std::error_code error;
  for (fs::path at = fs::path(file).parent_path(); !at.empty() && !fs::exists(at, error);
       at = at.parent_path()) {
    missing.push_back(at);
  }
  for (; !missing.empty(); missing.pop_back()) {
    const fs::path& next = missing.back();
    if (mkdir(next.c_str(), kOwnerOnly) != 0) {
      if (errno == EEXIST) continue;  // somebody else has made it meanwhile: it is not ours
      return Error{"cannot make " + next.string() + ": " + std::generic_category().message(errno)};
    }
    if (made.first_.empty()) made.first_ = next;
    made.last_ = next;
  }
  return made;
}

MadeDirectories::MadeDirectories(MadeDirectories&& other) noexcept
    : first_(std::exchange(other.first_, {})), last_(std::exchange(other.last_, {})) {}

MadeDirectories::~MadeDirectories() {
  std::error_code error;
  for (fs::path at = last_; !first_.empty(); at = at.parent_path()) {
    fs::remove(at, error);  // one that somebody has put something into stays
    if (error || at == first_) return;
  }
}

}  // namespace chronus::audio
