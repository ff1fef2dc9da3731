// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>

#include "engine/plan.hpp"

namespace chronus::engine {

template <class T>
struct AlignedDelete {
  void operator()(T* memory) const { ::operator delete (memory, std::align_val_t{kArenaAlign}); }
};
template <class T>
using AlignedArray = std::unique_ptr<T[], AlignedDelete<T>>;

/// Not filled: whoever takes it writes all of it before a render thread meets it, so that this
/// thread meets no page fault.
template <class T>
AlignedArray<T> make_aligned(std::size_t count) {
  void* memory = ::operator new (count * sizeof(T), std::align_val_t{kArenaAlign});
  return AlignedArray<T>(static_cast<T*>(memory));
}

template <class T>
AlignedArray<T> make_zeroed(std::size_t count) {
  auto memory = make_aligned<T>(count);
  std::memset(memory.get(), 0, count * sizeof(T));
  return memory;
}

/// The memory of a rack, as long as its patch needs: up to kArenaBytes.
struct Arena {
  explicit Arena(std::size_t bytes = 0) : memory(make_aligned<std::byte>(bytes)), size(bytes) {}
  std::span<std::byte> bytes() const { return {memory.get(), size}; }

  AlignedArray<std::byte> memory;
  std::size_t size;
};

}  // namespace chronus::engine
