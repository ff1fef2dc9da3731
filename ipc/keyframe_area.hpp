// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.hpp"

namespace chronus::ipc {

/// Where a slot's keyframes lie: a piece of its segment that is mapped by itself, since it is far
/// larger than most keyframes and pages of it are taken from the machine only when they are needed.
/// Movable, and unmapped on destruction.
class KeyframeArea {
 public:
  /// Of an open descriptor; `at` is a multiple of kAlign. `locks_future`: this process locks what
  /// it will map (locks_future_memory()); here that is each page when it is touched.
  static Result<KeyframeArea> map(int fd, std::uint64_t at, std::uint64_t bytes, bool locks_future);
  /// As large as pages are anywhere.
  static constexpr std::uint64_t kAlign = 65'536;

  KeyframeArea() = default;
  KeyframeArea(KeyframeArea&& other) noexcept;
  KeyframeArea& operator=(KeyframeArea&& other) noexcept;
  ~KeyframeArea();

  /// Null before map().
  std::byte* data() const { return memory_; }
  /// Takes the memory of the first `bytes` now, without changing it: a real-time thread meets no
  /// page fault there, and nobody a lack of memory. False where there is too little. Any thread
  /// that may wait; costs little where all is there already.
  bool reserve(std::uint64_t bytes) const;

 private:
  std::byte* memory_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace chronus::ipc
