// SPDX-License-Identifier: MIT
#include "sandbox/sandbox.hpp"

#include <malloc.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

#include "sandbox/calls.hpp"

namespace chronus::sandbox {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

/// More than the kernel has calls.
constexpr std::size_t kNames = 512;
constexpr std::size_t kLongestName = 32;

/// What is left to say in a process that may not even look up a name any more. Written by confine()
/// before there is a filter, read by the handler after.
struct LastWords {
  std::atomic<std::uint32_t>* noted = nullptr;
  const char* program = "";
  std::array<std::array<char, kLongestName>, kNames> names{};
};
LastWords g_words;

/// In the thread that made the call, which the kernel has not carried out.
void on_forbidden_call(int /*signal*/, siginfo_t* info, void* /*context*/) {
  const auto number = static_cast<std::uint32_t>(info->si_syscall);
  // Relaxed: read after this process has ended.
  if (g_words.noted != nullptr) g_words.noted->store(number + 1, std::memory_order_relaxed);
  const char* const name = number < kNames ? g_words.names[number].data() : "what has no name";
  std::array<char, 128> line{};
  char* end = line.data();
  for (const char* part : {g_words.program, ": it called ", name, ", which it may not\n"}) {
    const auto room = static_cast<std::size_t>(line.data() + line.size() - end);
    end = std::copy_n(part, std::min(std::strlen(part), room), end);
  }
  (void)!write(STDERR_FILENO, line.data(), static_cast<std::size_t>(end - line.data()));
  // The handler is gone (SA_RESETHAND) and the signal not blocked (SA_NODEFER): this ends it.
  syscall(SYS_tgkill, getpid(), gettid(), SIGSYS);
}

const char* program_of(Role role) {
  switch (role) {
    case Role::kWorker:
      return "chronus-worker";
    case Role::kDisk:
      return "chronus-disk";
    case Role::kLoader:
      return "chronus-loader";
  }
  return "";
}

void prepare_last_words(Role role, std::atomic<std::uint32_t>* noted) {
  g_words.noted = noted;
  g_words.program = program_of(role);
  for (std::uint32_t number = 0; number < kNames; ++number) {
    const std::string name = call_name(number);
    std::copy_n(name.begin(), std::min(name.size(), kLongestName - 1),
                g_words.names[number].begin());
  }
}

class Filter {
 public:
  // The default: whatever is not allowed below. SCMP_ACT_TRAP ends a process as
  // SCMP_ACT_KILL_PROCESS does, but by way of the handler, which can name the call; none of them
  // lets another handler be set.
  Filter() : context_(seccomp_init(SCMP_ACT_TRAP), &seccomp_release) {
    if (!context_) error_ = -ENOMEM;
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    set(SCMP_FLTATR_CTL_NNP, 1);
    set(SCMP_FLTATR_CTL_TSYNC, 1);
    // Or older kernels would turn off the processor's speculation, which all rendering would pay.
    set(SCMP_FLTATR_CTL_SSB, 1);
    // A tree and not a list: what renders asks for its waits.
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);
  }

  void allow(std::span<const int> calls) {
    for (const int call : calls) note(rule(call, {}));
  }
  void allow(int call, const scmp_arg_cmp& condition) { note(rule(call, {&condition, 1})); }
  int load() { return error_ != 0 ? error_ : seccomp_load(context_.get()); }

 private:
  int rule(int call, std::span<const scmp_arg_cmp> conditions) {
    if (error_ != 0) return error_;
    const auto count = static_cast<unsigned>(conditions.size());
    return seccomp_rule_add_array(context_.get(), SCMP_ACT_ALLOW, call, count, conditions.data());
  }
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    if (error_ == 0) note(seccomp_attr_set(context_.get(), attribute, value));
  }
  void note(int error) {
    if (error_ == 0) error_ = error;
  }

  std::unique_ptr<void, decltype(&seccomp_release)> context_;
  int error_ = 0;
};

}  // namespace

void keep_one_heap() {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}

Status confine(Role role, std::atomic<std::uint32_t>* noted) {
  if (kIsSanitized) return Error{"not confined: a build with sanitizers"};
  prepare_last_words(role, noted);
  Filter filter;
  filter.allow(calls_of_all());
  filter.allow(calls_of(role));
  // Memory, but none that could be executed.
  filter.allow(SCMP_SYS(mmap), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
  filter.allow(SCMP_SYS(mprotect), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
  if (role == Role::kLoader) {
    // Limits: its own. And whether stderr is a terminal, which decoders ask.
    filter.allow(SCMP_SYS(prlimit64), {0, SCMP_CMP_EQ, 0, 0});
    filter.allow(SCMP_SYS(ioctl), {1, SCMP_CMP_EQ, TCGETS, 0});
  } else {
    // Last words; the loader writes files as well.
    filter.allow(SCMP_SYS(write), {0, SCMP_CMP_EQ, STDERR_FILENO, 0});
  }
  // Signals to itself alone.
  filter.allow(SCMP_SYS(tgkill), {0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid()), 0});
  struct sigaction action = {};
  action.sa_sigaction = on_forbidden_call;
  action.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_NODEFER;
  if (sigaction(SIGSYS, &action, nullptr) != 0) return Error{"not confined: no handler of SIGSYS"};
  name_on_this_thread();
  if (const int error = filter.load(); error != 0) {
    return Error{"not confined: " + std::generic_category().message(-error)};
  }
  return {};
}

void name_on_this_thread() {
  sigset_t forbidden;
  sigemptyset(&forbidden);
  sigaddset(&forbidden, SIGSYS);
  pthread_sigmask(SIG_UNBLOCK, &forbidden, nullptr);
}

std::string call_name(std::uint32_t number) {
  char* const name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(number));
  const std::unique_ptr<char, decltype(&std::free)> owner(name, &std::free);
  return name != nullptr ? std::string(name) : "system call " + std::to_string(number);
}

}  // namespace chronus::sandbox
