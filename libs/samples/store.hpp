// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"

namespace chronus::samples {

/// The memory that samples lie in (engine/sample_shelf.hpp), of a size that is sealed and of which
/// only what is filled is taken from the machine. Others get a descriptor by which it can only be
/// read. Used by one thread, but for those who read what was told to them.
class Store {
 public:
  /// `most_bytes`: of all samples.
  static Result<Store> create(std::uint64_t most_bytes);
  Store(Store&& other) noexcept;
  Store& operator=(Store&&) = delete;
  ~Store();

  /// A copy of it, channel behind channel: the number of what is new. Fails, in words, where there
  /// is no room or no number left, and where a sample is not finite or beyond kLoudestSample.
  Result<std::uint32_t> add(std::span<const float> samples, std::uint32_t channels);
  /// Nobody reads it any more: its number and its memory may be another's.
  void remove(std::uint32_t number);

  const std::byte* data() const { return memory_; }
  /// Of samples, at the most.
  std::uint64_t most_bytes() const;
  std::uint64_t used_bytes() const;
  /// To be handed to a child.
  int reading_fd() const { return reading_fd_.get(); }

 private:
  Store() = default;
  std::uint64_t take(std::uint64_t bytes);

  FileDescriptor fd_;
  FileDescriptor reading_fd_;
  std::byte* memory_ = nullptr;
  std::uint64_t bytes_ = 0;                       // of all
  std::map<std::uint64_t, std::uint64_t> free_;   // offset, bytes
  std::map<std::uint32_t, std::uint64_t> taken_;  // number, bytes
  std::vector<std::uint32_t> numbers_;            // that are free, the next at the end
};

/// The store of another process, to be read.
class StoreView {
 public:
  /// Takes the descriptor over. Its pages are not touched. `locks_future`: this process has locked
  /// what it will map (lock_memory(), locks_future_memory()); pages of it are, when they are
  /// touched.
  static Result<StoreView> open(int fd, bool locks_future = false);
  StoreView(StoreView&& other) noexcept;
  StoreView& operator=(StoreView&&) = delete;
  ~StoreView();

  const std::byte* data() const { return memory_; }

 private:
  StoreView() = default;
  const std::byte* memory_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace chronus::samples
