// SPDX-License-Identifier: MIT
// Reads and writes files for chronusd, which starts it: a disk that does not answer keeps this
// process and nobody else. It ends when the other end of its socket is closed, and not by a signal
// that ends a whole service: what it has been given is written first.
#include <signal.h>
#include <sys/socket.h>

#include <cstdio>

#include "disk/request.hpp"
#include "ipc/process.hpp"
#include "sandbox/sandbox.hpp"

int main() {
  constexpr int kSocket = chronus::ipc::ChildProcess::kFirstHanded;
  int kind = 0;
  socklen_t size = sizeof kind;
  if (getsockopt(kSocket, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_SEQPACKET) {
    std::fputs("chronus-disk: chronusd starts it; nobody else need.\n", stderr);
    return 2;
  }
  // SIGXFSZ: an error of the call is enough.
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ}) {
    signal(number, SIG_IGN);
  }
  const auto confined = chronus::sandbox::confine(chronus::sandbox::Role::kDisk);
  if (!confined) std::fprintf(stderr, "chronus-disk: %s\n", confined.reason().c_str());
  chronus::disk::serve(kSocket);
  return 0;
}
