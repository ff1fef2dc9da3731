// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "osc/endpoint.hpp"
#include "osc/packet.hpp"

namespace chronus::osc {

/// Takes up to kSize packets from a socket in one system call.
class ReceiveBatch {
 public:
  static constexpr std::size_t kSize = 64;

  ReceiveBatch();

  /// How many arrived, or -1 with errno; never blocks on a non-blocking socket.
  int receive(int socket);

  std::span<const std::byte> packet(std::size_t i) const;
  Endpoint sender(std::size_t i) const {
    return from_sockaddr(reinterpret_cast<const sockaddr*>(&senders_[i]));
  }

  /// Packets the kernel has dropped for want of buffer since this socket was opened, modulo 2^32,
  /// as known when packet i arrived. Needs SO_RXQ_OVFL; nothing is said while it is none.
  std::uint32_t dropped(std::size_t i);

 private:
  struct alignas(cmsghdr) Control {
    std::array<std::byte, CMSG_SPACE(sizeof(std::uint32_t))> bytes;
  };
  // Rounded up, so that every packet starts at a multiple of four.
  static constexpr std::size_t kStride = (kMaxPacketBytes + 7) / 8 * 8;

  // Left untouched by the constructor: pages that no packet reaches are never backed by memory.
  std::unique_ptr<std::byte[]> bytes_;
  std::array<sockaddr_in6, kSize> senders_{};  // or sockaddr_in, which is smaller
  std::array<Control, kSize> controls_{};
  std::array<iovec, kSize> buffers_{};
  std::array<mmsghdr, kSize> headers_{};
};

}  // namespace chronus::osc
