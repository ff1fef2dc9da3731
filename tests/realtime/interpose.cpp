// SPDX-License-Identifier: MIT
// Stands in for libc's allocator and locks, for this program and every library it loads.
// operator new and delete, containers and std::mutex all end here. Trying a lock is allowed.
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include <atomic>

#include "enforce.hpp"

using chronus::realtime::forbid_in_section;

namespace {

/// The replaced function, looked up at its first call. Written by any thread that comes first,
/// read by all: every writer stores the same value and nothing hangs on it, so relaxed suffices.
template <class F>
class Real {
 public:
  F get(const char* name, const char* version = nullptr) noexcept {
    F function = function_.load(std::memory_order_relaxed);
    if (function == nullptr) {
      function = reinterpret_cast<F>(version == nullptr ? ::dlsym(RTLD_NEXT, name)
                                                        : ::dlvsym(RTLD_NEXT, name, version));
      if (function == nullptr) ::abort();
      function_.store(function, std::memory_order_relaxed);
    }
    return function;
  }

 private:
  std::atomic<F> function_ = nullptr;
};

}  // namespace

extern "C" {

// glibc's own names for the functions that are replaced below: no dlsym(), which may
// allocate, stands between.
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* block);
void* malloc(size_t size) noexcept {
  forbid_in_section("malloc");
  return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) noexcept {
  forbid_in_section("calloc");
  return __libc_calloc(count, size);
}

void* realloc(void* old, size_t size) noexcept {
  forbid_in_section("realloc");
  return __libc_realloc(old, size);
}

void* memalign(size_t alignment, size_t size) noexcept {
  forbid_in_section("memalign");
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) noexcept {
  forbid_in_section("aligned_alloc");
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, size_t alignment, size_t size) noexcept {
  forbid_in_section("posix_memalign");
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) noexcept {
  if (block != nullptr) forbid_in_section("free");
  __libc_free(block);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  forbid_in_section("pthread_mutex_lock");
  static constinit Real<int (*)(pthread_mutex_t*)> real;
  return real.get("pthread_mutex_lock")(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  forbid_in_section("pthread_rwlock_rdlock");
  static constinit Real<int (*)(pthread_rwlock_t*)> real;
  return real.get("pthread_rwlock_rdlock")(lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  forbid_in_section("pthread_rwlock_wrlock");
  static constinit Real<int (*)(pthread_rwlock_t*)> real;
  return real.get("pthread_rwlock_wrlock")(lock);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  forbid_in_section("pthread_cond_wait");
  static constinit Real<int (*)(pthread_cond_t*, pthread_mutex_t*)> real;
  // Without its version the name could mean the condition variables of before glibc 2.3.2.
  return real.get("pthread_cond_wait", "GLIBC_2.3.2")(condition, mutex);
}

}  // extern "C"
