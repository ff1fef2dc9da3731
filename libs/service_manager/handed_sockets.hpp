// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"

namespace chronus::service_manager {

/// The descriptors that the service manager holds for this process and has handed over: those from
/// 3 on, as many as LISTEN_FDS says, if LISTEN_PID is this process (sd_listen_fds(3)); else none.
/// They are the caller's from then on and closed on exec; the variables are taken away, so that a
/// child, or a second call, finds none. What they are is not looked at. Error: LISTEN_FDS or
/// LISTEN_PID is not a number, or a descriptor is not open.
///
/// Changes the environment: before there is a second thread.
Result<std::vector<FileDescriptor>> take_handed_sockets();

}  // namespace chronus::service_manager
