// SPDX-License-Identifier: MIT
#include "disk/below.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file_descriptor.hpp"
#include "disk/modes.hpp"

namespace chronus::disk {
namespace {

/// A descriptor, or -errno.
template <class Call>
std::int64_t opened(Call call) {
  for (;;) {
    const auto fd = static_cast<std::int64_t>(call());
    if (fd >= 0) return fd;
    if (errno != EINTR) return -std::int64_t{errno};
  }
}

/// 0, or why no path below a directory is written so.
std::int64_t check_name(std::string_view name) {
  if (name.empty() || name.find('\0') != name.npos) return -EINVAL;
  if (name.front() == '/') return -EXDEV;
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    const auto part = name.substr(at, end - at);
    if (part == "..") return -EXDEV;
    if (part.empty() || part == ".") return -EINVAL;
    at = end + 1;
  }
  return 0;
}

std::int64_t by_kernel(int directory, const std::string& name, int flags) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags);
  how.mode = (flags & O_CREAT) != 0 ? kOwnersFile : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return opened([&] { return syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how); });
}

/// One part of a path. What the system says of a link differs with what is wanted.
std::int64_t step(int directory, const std::string& part, int flags) {
  const auto fd =
      opened([&] { return openat(directory, part.c_str(), flags | O_NOFOLLOW, kOwnersFile); });
  struct stat found = {};
  if (fd == -ENOTDIR && fstatat(directory, part.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(found.st_mode)) {
    return -ELOOP;
  }
  return fd;
}

std::int64_t by_steps(int directory, std::string_view name, int flags) {
  FileDescriptor above;
  for (int at = directory;; at = above.get()) {
    const auto end = name.find('/');
    const std::string part(name.substr(0, end));
    if (end == name.npos) return step(at, part, flags);
    const auto next = step(at, part, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (next < 0) return next;
    above = FileDescriptor(static_cast<int>(next));
    name.remove_prefix(end + 1);
  }
}

std::int64_t open_under(const std::string& directory, std::string_view name, int flags, Way way) {
  if (const auto good = check_name(name); good < 0) return good;
  const auto root =
      opened([&] { return open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); });
  if (root < 0) return root;
  const FileDescriptor held(static_cast<int>(root));
  return way == Way::kKernel ? by_kernel(held.get(), std::string(name), flags)
                             : by_steps(held.get(), name, flags);
}

std::int64_t open_under(const std::string& directory, std::string_view name, int flags) {
  const auto fd = open_under(directory, name, flags, Way::kKernel);
  // EPERM also of a sandbox that does not know the call.
  const bool is_known = fd != -ENOSYS && fd != -EPERM;
  return is_known ? fd : open_under(directory, name, flags, Way::kSteps);
}

/// What is no plain file is left alone. Opening it has waited for nobody, for a pipe's other end
/// for example.
std::int64_t if_plain(std::int64_t fd) {
  if (fd < 0) return fd;
  struct stat found = {};
  const bool is_known = fstat(static_cast<int>(fd), &found) == 0;
  if (is_known && S_ISREG(found.st_mode)) return fd;
  close(static_cast<int>(fd));
  return -ENXIO;
}

constexpr int kWaitForNobody = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

}  // namespace

std::int64_t open_below(const std::string& directory, std::string_view name, int flags, Way way) {
  return if_plain(open_under(directory, name, flags | kWaitForNobody, way));
}

std::int64_t open_below(const std::string& directory, std::string_view name, int flags) {
  return if_plain(open_under(directory, name, flags | kWaitForNobody));
}

std::int64_t make_directory_below(const std::string& directory, std::string_view name) {
  if (const auto good = check_name(name); good < 0) return good;
  const auto slash = name.rfind('/');
  const auto at =
      slash == name.npos
          ? opened([&] { return open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); })
          : open_under(directory, name.substr(0, slash), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (at < 0) return at;
  const FileDescriptor above(static_cast<int>(at));
  const std::string last(name.substr(slash == name.npos ? 0 : slash + 1));
  return mkdirat(above.get(), last.c_str(), kOwnersDirectory) == 0 ? 0 : -std::int64_t{errno};
}

}  // namespace chronus::disk
