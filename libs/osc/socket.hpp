// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "osc/endpoint.hpp"

namespace chronus::osc {

/// A non-blocking UDP socket bound to `at` (port 0: any free one) and to nobody else: a second
/// engine on one port must not silently share its messages. `receive_buffer_bytes` is asked for
/// with privilege, then without; the kernel may grant less. `[::]` takes IPv4 as well.
Result<FileDescriptor> bind_udp(const Endpoint& at, int receive_buffer_bytes);

/// A UDP socket that somebody else has bound, as bind_udp() would have made it: what waits in it
/// stays, a filter of who had it before goes. The Error names its number.
Result<FileDescriptor> adopt_udp(FileDescriptor bound, int receive_buffer_bytes);

/// A non-blocking UDP socket that talks to `peer` only, and so hears when nobody listens there.
Result<FileDescriptor> connect_udp(const Endpoint& peer);

/// The address the socket is bound to; an Error where it is not one of IP.
Result<Endpoint> local_endpoint(const FileDescriptor& socket);

/// Whether what is sent to an IPv4 address of this machine comes to it as well: one bound to
/// `[::]`, unless it is for IPv6 alone.
bool takes_both_families(const FileDescriptor& socket);

/// Packets that it has lost since it was opened, modulo 2^32, by the kernel's own count.
std::uint32_t dropped_so_far(const FileDescriptor& socket);

/// Bytes of its receive buffer, by the kernel's own count; 0 where it does not say.
std::size_t receive_buffer(const FileDescriptor& socket);

/// How much of its receive buffer is taken, 0 to 1, by the kernel's own count; 0 where it does not
/// say.
double filled_part(const FileDescriptor& socket);

}  // namespace chronus::osc
