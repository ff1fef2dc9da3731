// SPDX-License-Identifier: MIT
#include "session/session_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

namespace chronus::session {
namespace {

constexpr std::string_view kSuffix = ".session";
constexpr std::string_view kUnfinished = ".unfinished";
constexpr std::string_view kTries = "tries";
constexpr std::string_view kLock = "lock";
constexpr unsigned kOwnersDirectory = 0700;
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

/// The number that a name begins with, and what follows it.
std::optional<std::int64_t> number_of(std::string_view name, std::string_view* rest) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || number <= 0) return std::nullopt;
  *rest = name.substr(static_cast<std::size_t>(stop - name.data()));
  return number;
}

std::string named(std::int64_t number, std::string_view suffix) {
  return fmt::format("{:06}{}", number, suffix);
}

}  // namespace

SessionFiles::~SessionFiles() {
  if (lock_ >= 0) (void)files_->close(lock_);
}

Result<bool> SessionFiles::open() {
  if (const auto made = files_->make_directories(directory_); made < 0) {
    return Error{"cannot make " + directory_ + ": " + disk::reason_of(made)};
  }
  (void)files_->change_mode(directory_, kOwnersDirectory);
  return take();
}

bool SessionFiles::make_again() {
  const auto made = files_->make_directory(directory_);
  if (made < 0 && made != -EEXIST) return false;
  if (lock_ >= 0) (void)files_->close(std::exchange(lock_, -1));
  const auto taken = take();
  return taken && *taken;
}

Result<bool> SessionFiles::take() {
  const std::string path = directory_ + "/" + std::string(kLock);
  if (lock_ < 0) lock_ = files_->open(path, O_RDWR | O_CREAT | O_NOFOLLOW);
  if (lock_ < 0) return Error{"cannot write " + path + ": " + disk::reason_of(lock_)};
  const auto locked = files_->lock(lock_);
  if (locked < 0 && locked != -EWOULDBLOCK) {
    return Error{"cannot lock " + path + ": " + disk::reason_of(locked)};
  }
  return locked == 0;
}

std::string SessionFiles::path_of(std::int64_t number) const {
  return directory_ + "/" + named(number, kSuffix);
}

std::vector<std::int64_t> SessionFiles::numbers() const {
  std::vector<std::string> names;
  (void)files_->list(directory_, &names);
  std::vector<std::int64_t> numbers;
  for (const auto& name : names) {
    std::string_view rest;
    const auto number = number_of(name, &rest);
    if (number && rest == kSuffix) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::int64_t SessionFiles::next_number() const {
  std::vector<std::string> names;
  (void)files_->list(directory_, &names);
  std::int64_t highest = 0;
  for (const auto& name : names) {
    std::string_view rest;
    highest = std::max(highest, number_of(name, &rest).value_or(0));
  }
  return highest + 1;
}

Result<std::string> SessionFiles::read(std::int64_t number) const {
  const auto file = files_->open(path_of(number), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return Error{disk::reason_of(file)};
  std::string text;
  std::string piece(disk::kMostBytes, '\0');
  std::int64_t count = 0;
  while (text.size() <= kMostBytes) {
    count = files_->read(file, static_cast<std::int64_t>(text.size()), piece.data(), piece.size());
    if (count <= 0) break;
    text.append(piece, 0, static_cast<std::size_t>(count));
  }
  (void)files_->close(file);
  if (count < 0) return Error{disk::reason_of(count)};
  if (text.size() > kMostBytes) return Error{"it is larger than any session"};
  return text;
}

std::int64_t SessionFiles::write_whole(const std::string& path, std::string_view text,
                                       Outlives what) const {
  const std::string unfinished = path + std::string(kUnfinished);
  const auto file = files_->open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  if (file < 0) return file;
  std::int64_t problem = 0;
  for (std::size_t done = 0; problem == 0 && done < text.size();) {
    const auto count = files_->write(file, static_cast<std::int64_t>(done), text.data() + done,
                                     std::min(text.size() - done, disk::kMostBytes));
    if (count <= 0) problem = count == 0 ? -ENOSPC : count;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  if (problem == 0 && what == Outlives::kPower) problem = files_->sync(file);
  const auto closed = files_->close(file);
  if (problem == 0) problem = closed;
  if (problem == 0) problem = files_->rename(unfinished, path);
  if (problem < 0) {
    (void)files_->remove(unfinished);
    return problem;
  }
  if (what == Outlives::kPower) sync_directory();
  return 0;
}

void SessionFiles::sync_directory() const {
  const auto directory = files_->open(directory_, O_RDONLY | O_DIRECTORY);
  if (directory < 0) return;
  (void)files_->sync(directory);
  (void)files_->close(directory);
}

std::int64_t SessionFiles::write(std::int64_t number, std::string_view text) const {
  const std::string path = path_of(number);
  if (const auto written = write_whole(path, text, Outlives::kPower); written < 0) return written;
  return files_->open(path, O_WRONLY | O_NOFOLLOW);
}

std::string SessionFiles::set_aside(std::int64_t number, std::string_view why) const {
  std::string name = named(number, "." + std::string(why));
  const auto renamed = files_->rename(path_of(number), directory_ + "/" + name);
  return renamed < 0 ? "" : name;
}

std::string SessionFiles::copy_aside(std::int64_t number, std::string_view why) const {
  const auto text = read(number);
  if (!text) return {};
  std::string name = named(number, "." + std::string(why));
  return write_whole(directory_ + "/" + name, *text, Outlives::kPower) < 0 ? "" : name;
}

void SessionFiles::keep_the_newest() const {
  const auto remove = [this](std::vector<std::string>& names, std::size_t kept) {
    std::sort(names.begin(), names.end());
    for (std::size_t i = 0; i + kept < names.size(); ++i) {
      (void)files_->remove(directory_ + "/" + names[i]);
    }
  };
  std::vector<std::string> names;
  (void)files_->list(directory_, &names);
  std::vector<std::string> sessions;
  std::vector<std::string> aside;
  for (const auto& name : names) {
    std::string_view rest;
    if (!number_of(name, &rest)) continue;
    (rest == kSuffix ? sessions : aside).push_back(name);
  }
  remove(sessions, kKept);
  remove(aside, kAsideKept);
}

Tries SessionFiles::tries() const {
  Tries tries;
  const auto file = files_->open(directory_ + "/" + std::string(kTries), O_RDONLY | O_NOFOLLOW);
  if (file < 0) return tries;
  std::string text(64, '\0');
  const auto count = files_->read(file, 0, text.data(), text.size());
  (void)files_->close(file);
  const char* const end = text.data() + std::max<std::int64_t>(count, 0);
  const auto [stop, error] = std::from_chars(text.data(), end, tries.count);
  if (error != std::errc{} || stop == end || tries.count < 0) return {};
  if (std::from_chars(stop + 1, end, tries.from).ec != std::errc{}) return {};
  return tries;
}

void SessionFiles::note(const Tries& tries) const {
  const std::string path = directory_ + "/" + std::string(kTries);
  if (tries.count > 0) {
    // A start is not kept waiting for the disk: what ends it is not a power cut.
    (void)write_whole(path, fmt::format("{} {}\n", tries.count, tries.from), Outlives::kProcess);
  } else {
    (void)files_->remove(path);
  }
}

}  // namespace chronus::session
