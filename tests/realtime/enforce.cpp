// SPDX-License-Identifier: MIT
// Linked into a program, this makes its RealtimeSections binding: whatever a section may not do
// aborts the process on the spot, with the name of the call and a backtrace on stderr.
#include "enforce.hpp"

#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "base/realtime.hpp"

#if defined(__x86_64__) && __has_include(<linux/prctl.h>)
#include <linux/prctl.h>
#endif

namespace chronus::realtime {
namespace {

// The values that the kernel reads from the selector byte on every system call of an armed thread.
constexpr char kAllow = 0;
constexpr char kBlock = 1;

// Written and read by their own thread; the kernel reads the selector at that thread's system
// calls, and the SIGSYS handler runs on that thread: no order between threads is needed, volatile
// keeps the stores where they are written.
thread_local volatile char t_selector = kAllow;
thread_local volatile int t_depth = 0;
thread_local volatile bool t_armed = false;

bool g_traps = false;          // written by the constructor below, before any thread exists
unsigned long g_restorer = 0;  // the same
constexpr unsigned long kRestorerBytes = 16;

void put(const char* text) noexcept {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;  // nobody left to tell
}

void put_number(long number) noexcept {
  char digits[24];
  char* at = digits + sizeof digits;
  *--at = '\0';
  do {
    *--at = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  put(at);
}

[[noreturn]] void die() noexcept {
  put(" in a real-time section\n");
  void* frames[32];
  ::backtrace_symbols_fd(frames, ::backtrace(frames, 32), STDERR_FILENO);
  std::abort();
}

void unblock() noexcept {
  t_selector = kAllow;
  t_depth = 0;
}

#if defined(PR_SET_SYSCALL_USER_DISPATCH)

void on_blocked_system_call(int, siginfo_t* info, void*) {
  unblock();
  put("chronus: system call ");
  put_number(info->si_syscall);
  die();
}

// What the kernel knows of a signal's action; libc's sigaction() hides the restorer.
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  unsigned long restorer;
  unsigned long mask;
};

bool arm_this_thread() noexcept {
  // A signal handler that returns into a section ends in rt_sigreturn: calls made from libc's
  // restorer pass. The selector is allowing here, so this call itself passes too.
  return ::prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, g_restorer, kRestorerBytes,
                 &t_selector) == 0;
}

bool install_trap() {
  struct sigaction action {};
  action.sa_sigaction = on_blocked_system_call;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return false;
  KernelAction installed{};
  if (::syscall(SYS_rt_sigaction, SIGSYS, nullptr, &installed, sizeof installed.mask) != 0) {
    return false;
  }
  g_restorer = installed.restorer;
  if (!arm_this_thread()) return false;
  t_armed = true;
  return true;
}

#else

bool arm_this_thread() noexcept { return false; }
bool install_trap() { return false; }

#endif

void enter() {
  if (g_traps && !t_armed) {
    if (!arm_this_thread()) {
      put("chronus: cannot trap system calls on this thread");
      die();
    }
    t_armed = true;
  }
  t_depth = t_depth + 1;
  t_selector = kBlock;
}

void leave() {
  t_depth = t_depth - 1;
  if (t_depth <= 0) t_selector = kAllow;
}

constexpr RealtimeHooks kHooks{enter, leave};

struct Installer {
  Installer() {
    // The first backtrace loads its unwinder, which allocates: do that now.
    void* frame[1];
    (void)::backtrace(frame, 1);
    g_traps = install_trap();
    if (!g_traps) put("chronus: no syscall user dispatch here: system calls are not checked\n");
    // The kernel disarms the child of a fork.
    (void)::pthread_atfork(nullptr, nullptr, [] { t_armed = false; });
    set_realtime_hooks(&kHooks);
  }
};
const Installer g_installer;

}  // namespace

bool traps_system_calls() { return g_traps; }

void forbid_in_section(const char* call) noexcept {
  if (t_depth <= 0) return;
  unblock();
  put("chronus: ");
  put(call);
  die();
}

}  // namespace chronus::realtime
