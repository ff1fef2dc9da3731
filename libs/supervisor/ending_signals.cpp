// SPDX-License-Identifier: MIT
#include "supervisor/ending_signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>

#include <initializer_list>

namespace chronus::supervisor {

int open_ending_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction given = {};
    sigaction(number, nullptr, &given);
    // A signal that is blocked comes to the signalfd also where it is ignored.
    if (number != SIGHUP || given.sa_handler != SIG_IGN) sigaddset(&ending, number);
  }
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  // An error of the call is enough.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  // A starter that ignores the ends of its children would have the kernel reap the workers, and
  // nobody could tell any more how they ended.
  signal(SIGCHLD, SIG_DFL);
  return signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC);
}

}  // namespace chronus::supervisor
