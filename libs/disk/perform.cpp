// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string>

#include "disk/below.hpp"
#include "disk/files.hpp"
#include "disk/modes.hpp"

namespace chronus::disk {
namespace {

/// What a call gave, or why it did not; one that a signal broke off is made again.
template <class Call>
std::int64_t result_of(Call call) {
  for (;;) {
    const auto given = static_cast<std::int64_t>(call());
    if (given >= 0) return given;
    if (errno != EINTR) return -std::int64_t{errno};
  }
}

std::int64_t put(const void* data, std::size_t bytes, std::span<char> answer) {
  if (bytes > answer.size()) return -ERANGE;
  std::memcpy(answer.data(), data, bytes);
  return static_cast<std::int64_t>(bytes);
}

template <class Stat>
std::int64_t about(Stat stat_call, std::span<char> answer) {
  struct stat found = {};
  if (const auto looked = result_of([&] { return stat_call(&found); }); looked < 0) return looked;
  About about;
  about.device = found.st_dev;
  about.node = found.st_ino;
  about.bytes = found.st_size;
  about.links = static_cast<std::int64_t>(found.st_nlink);
  about.modified_ns = found.st_mtim.tv_sec * std::int64_t{1'000'000'000} + found.st_mtim.tv_nsec;
  about.mode = found.st_mode;
  return put(&about, sizeof about, answer);
}

std::int64_t space(const std::string& path) {
  struct statvfs found = {};
  if (const auto looked = result_of([&] { return statvfs(path.c_str(), &found); }); looked < 0) {
    return looked;
  }
  const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const std::uint64_t size = std::max<std::uint64_t>(found.f_frsize, 1);
  return static_cast<std::int64_t>(std::min<std::uint64_t>(found.f_bavail, most / size) * size);
}

std::int64_t real_path(const std::string& path, std::span<char> answer) {
  char real[PATH_MAX];
  if (realpath(path.c_str(), real) == nullptr) return -std::int64_t{errno};
  return put(real, std::strlen(real), answer);
}

/// Names from the one at `from` on, each with a zero behind it, as many as there is room for.
std::int64_t list(const std::string& path, std::int64_t from, std::span<char> answer) {
  DIR* directory = opendir(path.c_str());
  if (directory == nullptr) return -std::int64_t{errno};
  std::size_t used = 0;
  for (const dirent* entry = nullptr; (entry = readdir(directory)) != nullptr;) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || from-- > 0) continue;
    if (used + name.size() + 1 > answer.size()) break;
    std::memcpy(answer.data() + used, entry->d_name, name.size() + 1);
    used += name.size() + 1;
  }
  closedir(directory);
  return static_cast<std::int64_t>(used);
}

/// What stands behind the zero that ends the first path.
std::string second_of(const std::string& paths) {
  return paths.substr(std::min(paths.size(), paths.find('\0') + 1));
}

std::int64_t with_path(const FileRequest& request, const std::string& path,
                       std::span<char> answer) {
  switch (request.operation) {
    case Operation::kOpen:
      return result_of([&] {
        return open(path.c_str(), static_cast<int>(request.number) | O_CLOEXEC, kOwnersFile);
      });
    case Operation::kOpenBelow:
      return open_below(path, second_of(path), static_cast<int>(request.number));
    case Operation::kMakeDirectoryBelow:
      return make_directory_below(path, second_of(path));
    case Operation::kAbout:
      return about([&](struct stat* found) { return stat(path.c_str(), found); }, answer);
    case Operation::kAboutLink:
      return about([&](struct stat* found) { return lstat(path.c_str(), found); }, answer);
    case Operation::kSpace:
      return space(path);
    case Operation::kRealPath:
      return real_path(path, answer);
    case Operation::kList:
      return list(path, request.number, answer);
    case Operation::kMakeDirectory:
      return result_of([&] { return mkdir(path.c_str(), kOwnersDirectory); });
    case Operation::kChangeMode:
      return result_of([&] { return chmod(path.c_str(), static_cast<mode_t>(request.number)); });
    case Operation::kRename:
      return result_of([&] { return rename(path.c_str(), second_of(path).c_str()); });
    case Operation::kRemove:
      return result_of([&] { return remove(path.c_str()); });
    default:
      return -ENOSYS;
  }
}

std::int64_t close_file(int fd) {
  // Some disks say only now that they had no room. A signal does not keep it from being closed.
  return close(fd) == 0 || errno == EINTR ? 0 : -std::int64_t{errno};
}

std::int64_t with_file(const FileRequest& request, std::string_view text, std::span<char> answer) {
  const auto fd = static_cast<int>(request.file);
  switch (request.operation) {
    case Operation::kClose:
      return close_file(fd);
    case Operation::kRead:
      return result_of([&] { return pread(fd, answer.data(), answer.size(), request.number); });
    case Operation::kWrite:
      return result_of([&] { return pwrite(fd, text.data(), text.size(), request.number); });
    case Operation::kTruncate:
      return result_of([&] { return ftruncate(fd, request.number); });
    case Operation::kLock:
      return result_of([&] { return flock(fd, LOCK_EX | LOCK_NB); });
    case Operation::kAboutOpen:
      return about([&](struct stat* found) { return fstat(fd, found); }, answer);
    case Operation::kSync:
      return result_of([&] { return fdatasync(fd); });
    default:
      return -ENOSYS;
  }
}

}  // namespace

std::int64_t perform(const FileRequest& request, std::string_view text, std::span<char> answer) {
  if (is_of_open_file(request.operation)) return with_file(request, text, answer);
  return with_path(request, std::string(text), answer);
}

}  // namespace chronus::disk
