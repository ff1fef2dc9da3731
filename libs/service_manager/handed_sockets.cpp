// SPDX-License-Identifier: MIT
#include "service_manager/handed_sockets.hpp"

#include <systemd/sd-daemon.h>

#include <string>
#include <system_error>

namespace chronus::service_manager {

Result<std::vector<FileDescriptor>> take_handed_sockets() {
  const int count = sd_listen_fds(1);
  if (count < 0) {
    return Error{"the sockets of the service manager (LISTEN_FDS, LISTEN_PID): " +
                 std::generic_category().message(-count)};
  }
  std::vector<FileDescriptor> handed;
  for (int i = 0; i < count; ++i) handed.emplace_back(SD_LISTEN_FDS_START + i);
  return handed;
}

}  // namespace chronus::service_manager
