// SPDX-License-Identifier: MIT
#include "sandbox/calls.hpp"

#include <seccomp.h>

namespace chronus::sandbox {
namespace {

// From what the code and the C library's source call; the tests of the system die of what is
// missing.
constexpr int kAll[] = {
    // Memory: malloc's heaps, which grow and are given back.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(getrandom),
    SCMP_SYS(sched_getaffinity),
    // Waits; and what was broken off by SIGSTOP and goes on after SIGCONT.
    SCMP_SYS(futex), SCMP_SYS(restart_syscall),
    // Clocks, where the kernel does not tell them without being asked.
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    // The end: of a thread, of the process, by abort().
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(close),
    // Whether stderr takes last words at once.
    SCMP_SYS(poll), SCMP_SYS(ppoll)};

constexpr int kWorker[] = {SCMP_SYS(clock_nanosleep), SCMP_SYS(sched_yield)};

constexpr int kDisk[] = {
    // Requests and answers.
    SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg),
    // Paths.
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat), SCMP_SYS(chmod), SCMP_SYS(fchmodat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir),
    // Open files.
    SCMP_SYS(fstat), SCMP_SYS(fstatfs), SCMP_SYS(fcntl), SCMP_SYS(lseek), SCMP_SYS(pread64),
    SCMP_SYS(pwrite64), SCMP_SYS(ftruncate), SCMP_SYS(flock), SCMP_SYS(fdatasync)};

constexpr int kLoader[] = {
    // Requests and answers, with the memory that is handed over.
    SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(memfd_create),
    // Paths: of samples, and of the cache, which it makes and fills.
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
    SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(getdents64), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir),
    // Open files.
    SCMP_SYS(fstat), SCMP_SYS(fcntl), SCMP_SYS(lseek), SCMP_SYS(read), SCMP_SYS(readv),
    SCMP_SYS(write), SCMP_SYS(writev),
    // What it has used and may use, which is limited anew for each file; and how large a sort may
    // be.
    SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(setrlimit), SCMP_SYS(sysinfo)};

}  // namespace

std::span<const int> calls_of(Role role) {
  switch (role) {
    case Role::kWorker:
      return kWorker;
    case Role::kDisk:
      return kDisk;
    case Role::kLoader:
      return kLoader;
  }
  return {};
}

std::span<const int> calls_of_all() { return kAll; }

}  // namespace chronus::sandbox
