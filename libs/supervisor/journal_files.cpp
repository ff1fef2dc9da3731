// SPDX-License-Identifier: MIT
#include "supervisor/journal_files.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/time_stamp.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::string_view kPrefix = "journal_";
constexpr std::string_view kSuffix = ".score";
constexpr int kMostFiles = 100'000;
constexpr unsigned kOwnersDirectory = 0700;

}  // namespace

LineFile::LineFile(LineFile&& other) noexcept
    : files_(other.files_),
      file_(std::exchange(other.file_, -1)),
      whole_(other.whole_),
      error_(other.error_) {}

LineFile& LineFile::operator=(LineFile&& other) noexcept {
  std::swap(files_, other.files_);
  std::swap(file_, other.file_);
  std::swap(whole_, other.whole_);
  std::swap(error_, other.error_);
  return *this;
}

LineFile::~LineFile() {
  if (file_ >= 0) (void)files_->close(file_);
}

bool LineFile::is_deleted() const { return file_ >= 0 && files_->is_deleted(file_); }

std::size_t LineFile::append(std::string_view lines) {
  std::size_t done = 0;
  while (done < lines.size()) {
    const auto count = files_->write(file_, static_cast<std::int64_t>(whole_ + done),
                                     lines.data() + done, lines.size() - done);
    if (count <= 0) {
      error_ = count == 0 ? -ENOSPC : count;
      break;
    }
    done += static_cast<std::size_t>(count);
  }
  const std::size_t kept = done == 0 ? 0 : lines.rfind('\n', done - 1) + 1;
  whole_ += kept;
  // What cannot be taken back is overwritten by the next line.
  if (kept != done) (void)files_->truncate(file_, static_cast<std::int64_t>(whole_));
  return kept;
}

Status JournalFiles::open(disk::Files& files, const std::string& directory,
                          std::int64_t now_unix_s) {
  files_ = &files;
  directory_ = directory;
  stem_ = directory + "/" + std::string(kPrefix) + time_stamp(now_unix_s);
  if (const auto made = files.make_directories(directory); made < 0) {
    return Error{"cannot make " + directory + ": " + disk::reason_of(made)};
  }
  // Where it is another's it stays as that one left it.
  (void)files.change_mode(directory, kOwnersDirectory);
  return {};
}

std::int64_t JournalFiles::begin_file(LineFile* file, std::string* path) const {
  bool has_made_directory = false;
  // A second start within one second must not overwrite the first one's journal.
  for (int n = 1; n < kMostFiles;) {
    *path = stem_ + (n == 1 ? "" : "_" + std::to_string(n)) + std::string(kSuffix);
    const auto opened = files_->open(*path, O_WRONLY | O_CREAT | O_EXCL);
    if (opened == -ENOENT && !std::exchange(has_made_directory, true)) {
      if (const auto made = files_->make_directory(directory_); made < 0) return made;
      continue;
    }
    if (opened == -EEXIST) {
      ++n;
      continue;
    }
    if (opened < 0) return opened;
    (void)files_->lock(opened);
    *file = LineFile(*files_, opened);
    return 0;
  }
  return -EEXIST;
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

void JournalFiles::forget_current() {
  current_ = LineFile();
  const std::lock_guard lock(mutex_);
  path_.clear();
}

bool JournalFiles::has_space(std::uintmax_t bytes) const {
  const auto left = files_->space(directory_);
  return left < 0 || static_cast<std::uintmax_t>(left) >= bytes;
}

/// Not being written by anybody: whoever does holds a lock.
bool JournalFiles::is_idle(const std::string& path) const {
  const auto file = files_->open(path, O_RDONLY | O_NONBLOCK);
  if (file < 0) return false;
  const bool is_free = files_->lock(file) == 0;
  (void)files_->close(file);
  return is_free;
}

JournalFiles::Removed JournalFiles::keep_within(std::uintmax_t bytes,
                                                std::int64_t oldest_ns) const {
  struct Found {
    std::int64_t written;
    std::string path;
    std::uintmax_t size;
  };
  std::vector<Found> all;
  std::uintmax_t sum = 0;
  std::vector<std::string> names;
  (void)files_->list(directory_, &names);
  for (const auto& name : names) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    disk::About about;
    std::string at = directory_ + "/" + name;
    if (files_->about_link(at, &about) < 0 || !about.is_file()) continue;
    all.push_back({about.modified_ns, std::move(at), static_cast<std::uintmax_t>(about.bytes)});
    sum += all.back().size;
  }
  std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return a.written != b.written ? a.written < b.written : a.path < b.path;
  });
  const std::string written = path();
  Removed removed;
  for (const auto& found : all) {
    if (sum <= bytes && found.written >= oldest_ns) break;
    if (found.path == written || !is_idle(found.path)) continue;
    if (files_->remove(found.path) < 0) continue;
    sum -= found.size;
    ++removed.files;
    removed.bytes += found.size;
  }
  return removed;
}

}  // namespace chronus::supervisor
