// SPDX-License-Identifier: MIT
#include "osc/receive_batch.hpp"

#include <cstring>

namespace chronus::osc {

ReceiveBatch::ReceiveBatch() : bytes_(new std::byte[kSize * kStride]) {}

int ReceiveBatch::receive(int socket) {
  for (std::size_t i = 0; i < kSize; ++i) {
    buffers_[i] = {bytes_.get() + i * kStride, kMaxPacketBytes};
    msghdr& header = headers_[i].msg_hdr;
    header = {};
    header.msg_name = &senders_[i];
    header.msg_namelen = sizeof senders_[i];
    header.msg_iov = &buffers_[i];
    header.msg_iovlen = 1;
    header.msg_control = &controls_[i];
    header.msg_controllen = sizeof controls_[i].bytes;
  }
  return ::recvmmsg(socket, headers_.data(), kSize, MSG_DONTWAIT, nullptr);
}

std::span<const std::byte> ReceiveBatch::packet(std::size_t i) const {
  return {bytes_.get() + i * kStride, headers_[i].msg_len};
}

std::uint32_t ReceiveBatch::dropped(std::size_t i) {
  const cmsghdr* const control = CMSG_FIRSTHDR(&headers_[i].msg_hdr);
  if (control == nullptr || control->cmsg_level != SOL_SOCKET ||
      control->cmsg_type != SO_RXQ_OVFL) {
    return 0;
  }
  std::uint32_t count = 0;
  std::memcpy(&count, CMSG_DATA(control), sizeof count);
  return count;
}

}  // namespace chronus::osc
