// SPDX-License-Identifier: MIT
// Replaces operator new of the program that includes it, in one source file of it.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

/// Of the thread's allocations from now on, the one that fails; -1: none.
inline thread_local long g_fails_at = -1;

// Both are replaced; the compiler sees one of them through the other.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

// NOLINTBEGIN(misc-definitions-in-headers): a replacement cannot be inline.
void* operator new(std::size_t size) {
  if (g_fails_at >= 0 && g_fails_at-- == 0) throw std::bad_alloc();
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND(misc-definitions-in-headers)
