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
/// address that nobody has asked for wants nothing. And whether it is said who may play there
/// (--allow), where others than this machine can: what it then sends from there is its own, in
/// `options`, too.
Status take_up_handed(Options& options, std::span<const FileDescriptor> handed);

/// The server on the sockets that were handed over, or, without any, bound to where the options
/// want it; and, with --dirt, at SuperDirt's port, and at the port for values of busses, which is
/// that less 10 (57110), if it is free.
Result<std::unique_ptr<osc::Server>> open_osc(const Options& options,
                                              std::vector<FileDescriptor> handed,
                                              osc::Handler& handler);

/// Where clients of SuperDirt's protocol are told to send values of busses.
osc::Endpoint busses_of(const Options& options, const osc::Server& server);

}  // namespace chronus::supervisor
