// SPDX-License-Identifier: MIT
#include "ipc/keyframe_area.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace chronus::ipc {
namespace {

// Of Linux 5.14, which headers may be older than.
constexpr int kPopulateWrite = 23;
constexpr std::uint64_t kSmallestPage = 4'096;

}  // namespace

Result<KeyframeArea> KeyframeArea::map(int fd, std::uint64_t at, std::uint64_t bytes,
                                       bool locks_future) {
  // What is mapped under MCL_FUTURE alone is touched as a whole.
  if (locks_future) (void)mlockall(MCL_FUTURE | MCL_ONFAULT);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd,
                      static_cast<off_t>(at));
  const int error = errno;
  if (locks_future) (void)mlockall(MCL_FUTURE);
  if (memory == MAP_FAILED) {
    return Error{std::string("the keyframe's place cannot be mapped: ") + std::strerror(error)};
  }
  KeyframeArea area;
  area.memory_ = static_cast<std::byte*>(memory);
  area.bytes_ = bytes;
  return area;
}

KeyframeArea::KeyframeArea(KeyframeArea&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

KeyframeArea& KeyframeArea::operator=(KeyframeArea&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

KeyframeArea::~KeyframeArea() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

bool KeyframeArea::reserve(std::uint64_t bytes) const {
  if (bytes > bytes_) return false;
  if (bytes == 0 || madvise(memory_, bytes, kPopulateWrite) == 0) return true;
  if (errno != EINVAL) return false;
  // An older kernel: touched, and where memory is short nobody says so before.
  const auto* touched = static_cast<const volatile std::byte*>(memory_);
  for (std::uint64_t at = 0; at < bytes; at += kSmallestPage) (void)touched[at];
  return true;
}

}  // namespace chronus::ipc
