// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::osc {

/// What a UDP datagram over IPv4 can carry.
inline constexpr std::size_t kMaxPacketBytes = 65'507;
/// Bundles inside bundles, counting the outermost.
inline constexpr int kMaxBundleDepth = 16;
/// Of one message. Some take no bytes: a datagram could hold tens of thousands.
inline constexpr std::size_t kMaxArguments = 2'048;

/// A message that cannot be read, but whose end is known: what stands beside it can be.
struct BadMessage {
  std::size_t offset = 0;  ///< of its first byte in the packet
  std::string address;     ///< empty where that is what cannot be read
  std::string reason;      ///< with the offset of the offending byte
};

/// What one packet holds.
struct Packet {
  std::vector<Bundle> bundles;
  std::vector<BadMessage> bad;
};

/// Reads one packet from the network, whatever it holds; thread-safe. A lone message becomes a
/// Bundle with the immediate time tag. A nested bundle with its parent's time tag or none is
/// flattened in place, so that it stays atomic with its parent; one with another time tag is a
/// Bundle of its own, after its parent. Empty bundles are left out. A flaw inside a message (a type
/// tag that is not known, too many arguments, an address that is none) costs that message alone. A
/// flaw of the framing (sizes, bundle headers, depth) refuses the whole packet, with the offset of
/// the offending byte in the reason.
Result<Packet> decode(std::span<const std::byte> packet);

/// Bytes that encode() needs for the message.
std::size_t encoded_size(const Message& message);

/// The message as a packet; empty when it would exceed kMaxPacketBytes. OSC strings cannot hold a
/// NUL: address and strings end at their first one.
std::vector<std::byte> encode(const Message& message);

}  // namespace chronus::osc
