// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace chronus::sandbox {

/// What a process does once it has started, and so all that it may ask of the kernel.
enum class Role {
  kWorker,  ///< renders: memory, waits, clocks, and its end
  kDisk,    ///< reads and writes files for who holds the other end of its socket
  kLoader,  ///< the same, and decodes them, into memory that it hands over
};

/// Has all threads take memory from one heap: glibc, before it makes a thread's own heap smaller,
/// opens a file. Before the first thread of a process that is to be confined as a worker.
void keep_one_heap();

/// From now on, and for good, every thread of this process that makes another system call than its
/// role needs ends the process by SIGSYS, before the kernel has done anything of it. The call's
/// number, plus one, is left in `noted` (where not null, which outlives the process's threads) and
/// its name on stderr. Nor does it get privileges by executing anything, which it may not either.
/// An Error where the kernel has no filters, or this build's sanitizer would need more: then
/// nothing has changed. Other threads that are to be named need name_on_this_thread() before.
Status confine(Role role, std::atomic<std::uint32_t>* noted = nullptr);

/// A thread that was started with all signals blocked ends its process just so, but without a word.
void name_on_this_thread();

/// `openat`, or `system call 4711` where there is none of this number.
std::string call_name(std::uint32_t number);

}  // namespace chronus::sandbox
