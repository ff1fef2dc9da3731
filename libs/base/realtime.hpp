// SPDX-License-Identifier: MIT
#pragma once

namespace chronus {

/// What a checking build hangs into real-time sections (tests/realtime): both run on the thread
/// that enters or leaves. Null in a normal build, so that a section costs one load and a branch.
struct RealtimeHooks {
  void (*enter)();
  void (*leave)();
};

/// Set once before any thread renders.
void set_realtime_hooks(const RealtimeHooks* hooks);
const RealtimeHooks* realtime_hooks();

/// Marks the code of its scope as real-time: the audio callback and a worker's render. In it: no
/// allocation, no lock, no system call, no logging.
class RealtimeSection {
 public:
  RealtimeSection() {
    if (const auto* hooks = realtime_hooks()) hooks->enter();
  }
  ~RealtimeSection() {
    if (const auto* hooks = realtime_hooks()) hooks->leave();
  }
  RealtimeSection(const RealtimeSection&) = delete;
  RealtimeSection& operator=(const RealtimeSection&) = delete;
};

/// The one exception inside a RealtimeSection: the scope of a non-blocking wake.
class RealtimeWakeAllowed {
 public:
  RealtimeWakeAllowed() {
    if (const auto* hooks = realtime_hooks()) hooks->leave();
  }
  ~RealtimeWakeAllowed() {
    if (const auto* hooks = realtime_hooks()) hooks->enter();
  }
  RealtimeWakeAllowed(const RealtimeWakeAllowed&) = delete;
  RealtimeWakeAllowed& operator=(const RealtimeWakeAllowed&) = delete;
};

/// Flush denormals to zero on the calling thread (FTZ and DAZ are per thread): a decaying tail
/// must not cost a hundred times its price. Both workers and the offline renderer set it, since
/// it changes the bits.
void flush_denormals_on_this_thread();

}  // namespace chronus
