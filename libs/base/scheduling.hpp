// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace chronus {

/// Priorities of the real-time threads, audio first: it must never wait for those that feed it.
inline constexpr int kAudioPriority = 70;
/// Sends clock bytes on the moment: some microseconds of work a byte.
inline constexpr int kMidiPriority = 66;
inline constexpr int kConductorPriority = 65;
/// The thread that kills and replaces workers: one that hangs in a loop must not keep it waiting.
inline constexpr int kSupervisorPriority = 62;
inline constexpr int kWorkerPriority = 60;
/// Building a patch must not take the core from a thread that renders, but a process is only seen
/// to be dead when its last thread has ended: on a busy machine an ordinary one is late for that.
inline constexpr int kBuilderPriority = 10;

/// The thread that hears clients is an ordinary one, since nobody's flood may take a core for good,
/// but a foremost one: while it waits its socket fills, with everybody's messages. The value that
/// sound servers run with.
inline constexpr int kOscNice = -11;

struct Scheduling {
  int policy = 0;    ///< SCHED_FIFO, SCHED_OTHER …
  int priority = 0;  ///< 1 to 99 under SCHED_FIFO, else 0
};

/// Asks for SCHED_FIFO at `priority` for the calling thread and gives what the kernel granted: it
/// may refuse, and says so only to who looks. Threads and processes that the caller starts begin
/// as ordinary ones.
Scheduling request_realtime(int priority);
Scheduling current_scheduling();
/// Asks for this nice value, -20 (foremost) to 19, for the calling thread, and gives what the
/// kernel granted: below 0 wants privilege, or RLIMIT_NICE. Threads and processes that the caller
/// starts inherit it. It means nothing under SCHED_FIFO.
int request_nice(int nice);
int current_nice();
/// "SCHED_FIFO 70", "SCHED_OTHER", "SCHED_OTHER nice -11".
std::string to_text(const Scheduling& scheduling, int nice = 0);

/// For as long as it stands the calling thread is an ordinary one: around work that takes long and
/// is not urgent, so that real-time threads of lower priority need not wait for it.
class OrdinaryScheduling {
 public:
  OrdinaryScheduling();
  ~OrdinaryScheduling();
  OrdinaryScheduling(const OrdinaryScheduling&) = delete;
  OrdinaryScheduling& operator=(const OrdinaryScheduling&) = delete;

 private:
  Scheduling before_;
};

/// Keeps the process's memory, present and future, from being paged out. False when refused
/// (RLIMIT_MEMLOCK).
bool lock_memory();
/// Whether lock_memory() locked what will be mapped as well.
bool locks_future_memory();

enum class MemoryLock {
  kRefused,
  kPresent,  ///< what there was at the call; what comes later can be paged out
  kAll,
};

/// The same for a process of many threads: a page is locked when it is first touched, so that their
/// stacks (8 MB each) take no more memory than is used. Where RLIMIT_MEMLOCK is finite, what comes
/// later is left alone: beyond the limit no thread could be started any more.
MemoryLock lock_touched_memory();

}  // namespace chronus
