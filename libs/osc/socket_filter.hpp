// SPDX-License-Identifier: MIT
#pragma once

#include <linux/filter.h>

#include <span>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "osc/flood_gauge.hpp"

namespace chronus::osc {

/// The classic BPF program that lets through each sender's part of its datagrams, by chance, and
/// all of everybody else's. At most FloodGauge::kMostThinned senders. For UDP sockets: such a
/// program sees a datagram from its UDP header on (Linux, net/ipv4/udp.c, sk_filter_trim_cap).
std::vector<sock_filter> thinning_program(std::span<const Thinned> thinned);

/// Has the kernel thin what these senders send to the socket, before it takes room in the buffer,
/// in place of what was asked for before; with nobody, of none. Needs no privilege. What is thinned
/// counts as dropped (SO_RXQ_OVFL).
Status thin(const FileDescriptor& socket, std::span<const Thinned> thinned);

}  // namespace chronus::osc
