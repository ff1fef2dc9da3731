// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "osc/server.hpp"
#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// Whether the sockets that the service manager has bound are where the options want to listen; an
/// address that nobody has asked for wants nothing.
Status check_handed(const Options& options, std::span<const FileDescriptor> handed);

/// The server on the sockets that were handed over, or, without any, bound to `at`.
Result<std::unique_ptr<osc::Server>> open_osc(const osc::Endpoint& at,
                                              std::vector<FileDescriptor> handed,
                                              osc::Handler& handler);

}  // namespace chronus::supervisor
