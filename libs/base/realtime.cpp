// SPDX-License-Identifier: MIT
#include "base/realtime.hpp"

#if defined(__SSE2__)
#include <pmmintrin.h>
#include <xmmintrin.h>
#endif

namespace chronus {
namespace {
// Written once at start-up before the rendering threads exist; thread creation orders it.
const RealtimeHooks* g_hooks = nullptr;
}  // namespace

void set_realtime_hooks(const RealtimeHooks* hooks) { g_hooks = hooks; }
const RealtimeHooks* realtime_hooks() { return g_hooks; }

void flush_denormals_on_this_thread() {
#if defined(__SSE2__)
  _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
  _MM_SET_DENORMALS_ZERO_MODE(_MM_DENORMALS_ZERO_ON);
#elif defined(__aarch64__)
  unsigned long fpcr = 0;
  asm volatile("mrs %0, fpcr" : "=r"(fpcr));
  asm volatile("msr fpcr, %0" ::"r"(fpcr | (1UL << 24)));
#endif
}

}  // namespace chronus
