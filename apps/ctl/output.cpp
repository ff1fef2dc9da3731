// SPDX-License-Identifier: MIT
#include "output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "request.hpp"

namespace chronus::ctl {

namespace {

bool has_reader_gone() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

}  // namespace

void keep_standard_places() {
  for (const int place : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(place, F_GETFD) >= 0) continue;
    // The lowest that is free is taken. What is printed to standard output fails, and is told.
    const int mode = place == STDERR_FILENO ? O_WRONLY : O_RDONLY;
    [[maybe_unused]] const int taken = ::open("/dev/null", mode);
  }
}

int hand_on_output(int end) {
  const int reason = std::fflush(stdout) != 0 ? errno : 0;
  if (reason == 0 && std::ferror(stdout) == 0) return end;
  if (has_reader_gone()) return end;
  // Of what was lost before this the reason is forgotten.
  fmt::print(stderr, "chronusctl: cannot write to standard output{}\n",
             reason == 0 ? "" : ": " + std::generic_category().message(reason));
  return end == kDone ? kRefused : end;
}

}  // namespace chronus::ctl
