// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "osc/endpoint.hpp"

namespace chronus::osc {

/// A non-blocking UDP socket bound to `at` (port 0: any free one) and to nobody else: a second
/// engine on one port must not silently share its messages. `receive_buffer_bytes` is asked for
/// with privilege, then without; the kernel may grant less. `[::]` takes IPv4 as well.
Result<FileDescriptor> bind_udp(const Endpoint& at, int receive_buffer_bytes);

/// A non-blocking UDP socket that talks to `peer` only, and so hears when nobody listens there.
Result<FileDescriptor> connect_udp(const Endpoint& peer);

/// The address the socket is bound to.
Result<Endpoint> local_endpoint(const FileDescriptor& socket);

/// Bytes of its receive buffer, by the kernel's own count; 0 where it does not say.
std::size_t receive_buffer(const FileDescriptor& socket);

/// How much of its receive buffer is taken, 0 to 1, by the kernel's own count; 0 where it does not
/// say.
double filled_part(const FileDescriptor& socket);

}  // namespace chronus::osc
