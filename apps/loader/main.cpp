// SPDX-License-Identifier: MIT
// Reads sound files for chronusd or chronus-render, which start it: a hostile file may kill this
// process, and nobody else. It ends when the other end of its socket is closed.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstdio>
#include <fstream>

#include "ipc/process.hpp"
#include "samples/serve.hpp"
#include "sandbox/sandbox.hpp"

namespace {

/// Memory: of the largest file, what is decoded of it and what is resampled.
constexpr rlim_t kMostMemory = rlim_t{4} << 30U;
constexpr int kFirstToGo = 500;
/// Below music and its clients.
constexpr int kNice = 10;

void limit_itself() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // whose shadows take more
  const rlimit memory{kMostMemory, kMostMemory};
  setrlimit(RLIMIT_AS, &memory);
#endif
  const rlimit no_core{1, 1};
  setrlimit(RLIMIT_CORE, &no_core);
  setpriority(PRIO_PROCESS, 0, kNice);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Where memory runs out this process is the one that can be spared.
  std::ofstream("/proc/self/oom_score_adj") << kFirstToGo;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kSocket = chronus::ipc::ChildProcess::kFirstHanded;
  int kind = 0;
  socklen_t size = sizeof kind;
  if (getsockopt(kSocket, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_SEQPACKET) {
    std::fputs("chronus-loader: chronusd starts it; nobody else need.\n", stderr);
    return 2;
  }
  for (const int number : {SIGINT, SIGHUP, SIGQUIT, SIGPIPE}) signal(number, SIG_IGN);
  // Decoders write there what they think of a file.
  if (std::freopen("/dev/null", "w", stderr) == nullptr) return 1;
  limit_itself();
  // Where the kernel has no filters chronus-disk says so.
  (void)chronus::sandbox::confine(chronus::sandbox::Role::kLoader);
  chronus::samples::serve(kSocket, argc > 1 ? argv[1] : "");
  return 0;
}
