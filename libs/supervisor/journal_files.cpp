// SPDX-License-Identifier: MIT
#include "supervisor/journal_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/time_stamp.hpp"

namespace chronus::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "journal_";
constexpr std::string_view kSuffix = ".score";
constexpr int kMostFiles = 100'000;

/// Not being written by anybody: whoever does holds a lock.
bool is_idle(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  const bool is_free = flock(fd, LOCK_EX | LOCK_NB) == 0;
  ::close(fd);
  return is_free;
}

}  // namespace

LineFile::LineFile(LineFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), whole_(other.whole_) {}

LineFile& LineFile::operator=(LineFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(whole_, other.whole_);
  return *this;
}

LineFile::~LineFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::size_t LineFile::append(std::string_view lines) {
  std::size_t done = 0;
  while (done < lines.size()) {
    const ssize_t count =
        pwrite(fd_, lines.data() + done, lines.size() - done, static_cast<off_t>(whole_ + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  const std::size_t kept = done == 0 ? 0 : lines.rfind('\n', done - 1) + 1;
  whole_ += kept;
  // What cannot be taken back is overwritten by the next line.
  if (kept != done) (void)!ftruncate(fd_, static_cast<off_t>(whole_));
  return kept;
}

Status JournalFiles::open(const std::string& directory, std::int64_t now_unix_s) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return Error{"cannot make " + directory + ": " + error.message()};
  // Where it is another's it stays as that one left it.
  fs::permissions(directory, fs::perms::owner_all, error);
  directory_ = directory;
  stem_ = directory + "/" + std::string(kPrefix) + time_stamp(now_unix_s);
  return {};
}

Status JournalFiles::begin_file(LineFile* file, std::string* path) const {
  // A second start within one second must not overwrite the first one's journal.
  for (int n = 1; n < kMostFiles; ++n) {
    *path = stem_ + (n == 1 ? "" : "_" + std::to_string(n)) + std::string(kSuffix);
    const int fd = ::open(path->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) continue;
    if (fd < 0) break;
    (void)flock(fd, LOCK_EX | LOCK_NB);
    *file = LineFile(fd);
    return {};
  }
  return Error{"cannot write " + *path + ": " + std::strerror(errno)};
}

void JournalFiles::become(LineFile file, const std::string& path) {
  current_ = std::move(file);
  const std::lock_guard lock(mutex_);
  path_ = path;
}

std::string JournalFiles::path() const {
  const std::lock_guard lock(mutex_);
  return path_;
}

bool JournalFiles::has_space(std::uintmax_t bytes) const {
  std::error_code error;
  const auto space = fs::space(directory_, error);
  return error || space.available >= bytes;
}

void JournalFiles::keep_within(std::uintmax_t bytes) const {
  struct Found {
    fs::file_time_type written;
    std::string path;
    std::uintmax_t size;
  };
  std::vector<Found> all;
  std::uintmax_t sum = 0;
  std::error_code error;
  for (fs::directory_iterator at(directory_, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unknown;
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    if (!at->is_regular_file(unknown) || at->is_symlink(unknown)) continue;
    all.push_back({at->last_write_time(unknown), at->path().string(), at->file_size(unknown)});
    sum += all.back().size;
  }
  std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return a.written != b.written ? a.written < b.written : a.path < b.path;
  });
  const std::string written = path();
  for (const auto& found : all) {
    if (sum <= bytes) return;
    if (found.path == written || !is_idle(found.path)) continue;
    if (fs::remove(found.path, error)) sum -= found.size;
  }
}

}  // namespace chronus::supervisor
