// SPDX-License-Identifier: MIT
#include "audio/made_directories.hpp"

#include <cerrno>
#include <utility>
#include <vector>

namespace chronus::audio {
namespace fs = std::filesystem;

Result<MadeDirectories> MadeDirectories::above(const std::string& file, disk::Files& files) {
  MadeDirectories made(files);
  std::vector<fs::path> missing;
  for (fs::path at = fs::path(file).parent_path(); !at.empty(); at = at.parent_path()) {
    const auto there = files.exists(at.string());
    if (there < 0) return Error{"cannot look for " + at.string() + ": " + disk::reason_of(there)};
    if (there > 0) break;
    missing.push_back(at);
  }
  for (; !missing.empty(); missing.pop_back()) {
    const fs::path& next = missing.back();
    const auto done = files.make_directory_below("/", next.relative_path().string());
    if (done == -EEXIST) continue;  // somebody else has made it meanwhile: it is not ours
    if (done < 0) return Error{"cannot make " + next.string() + ": " + disk::reason_of(done)};
    if (made.first_.empty()) made.first_ = next;
    made.last_ = next;
  }
  return made;
}

MadeDirectories::MadeDirectories(MadeDirectories&& other) noexcept
    : files_(other.files_),
      first_(std::exchange(other.first_, {})),
      last_(std::exchange(other.last_, {})) {}

MadeDirectories::~MadeDirectories() {
  for (fs::path at = last_; !first_.empty(); at = at.parent_path()) {
    // One that somebody has put something into stays.
    if (files_.remove(at.string()) < 0 || at == first_) return;
  }
}

}  // namespace chronus::audio
