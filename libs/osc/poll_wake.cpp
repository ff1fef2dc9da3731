// SPDX-License-Identifier: MIT
#include "osc/poll_wake.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace chronus::osc {

Result<PollWake> PollWake::open() {
  const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) return Error{"cannot open an eventfd: " + std::generic_category().message(errno)};
  return PollWake(FileDescriptor(fd));
}

void PollWake::ring() {
  if (pending_.exchange(true, std::memory_order_acq_rel)) return;
  // Fails only when the counter is full, and then the descriptor is readable all the same.
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(fd_.get(), &one, sizeof one);
}

void PollWake::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto read = ::read(fd_.get(), &count, sizeof count);
  pending_.exchange(false, std::memory_order_acq_rel);
}

}  // namespace chronus::osc
