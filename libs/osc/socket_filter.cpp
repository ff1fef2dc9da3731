// SPDX-License-Identifier: MIT
#include "osc/socket_filter.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

#include "base/check.hpp"

namespace chronus::osc {
namespace {

// Offsets as the kernel counts them: from the UDP header, from the IP header, and of what it adds.
constexpr std::uint32_t kSourcePort = 0;
constexpr auto kIpHeader = static_cast<std::uint32_t>(SKF_NET_OFF);
constexpr std::uint32_t kIpv4Source = kIpHeader + 12;
constexpr std::uint32_t kIpv6Source = kIpHeader + 8;
constexpr auto kRandom = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_RANDOM);

constexpr std::uint32_t kWhole = std::numeric_limits<std::uint32_t>::max();

sock_filter statement(int code, std::uint32_t k) {
  return BPF_STMT(static_cast<std::uint16_t>(code), k);
}

std::uint32_t word(const IpAddress& address, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | address[at + i];
  return value;
}

/// What one sender's datagrams get; all others go on behind it.
class Section {
 public:
  explicit Section(const Thinned& thinned) {
    unless_equal(BPF_LD | BPF_H | BPF_ABS, kSourcePort, thinned.sender.port);
    unless_of(thinned.sender);
    lines_.push_back(statement(BPF_LD | BPF_W | BPF_ABS, kRandom));
    const double threshold = std::floor(thinned.part * kWhole);
    lines_.push_back(
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, static_cast<std::uint32_t>(threshold), 1, 0));
    lines_.push_back(statement(BPF_RET | BPF_K, kWhole));
    lines_.push_back(statement(BPF_RET | BPF_K, 0));
    for (const std::size_t test : tests_) {
      lines_[test].jf = static_cast<std::uint8_t>(lines_.size() - test - 1);
    }
  }

  const std::vector<sock_filter>& lines() const { return lines_; }

 private:
  void unless_of(const Endpoint& sender) {
    lines_.push_back(statement(BPF_LD | BPF_B | BPF_ABS, kIpHeader));
    lines_.push_back(statement(BPF_ALU | BPF_RSH | BPF_K, 4));
    test(sender.is_ipv4() ? 4 : 6);
    if (sender.is_ipv4()) {
      unless_equal(BPF_LD | BPF_W | BPF_ABS, kIpv4Source, word(sender.address, 12));
      return;
    }
    for (std::uint32_t at = 0; at < sender.address.size(); at += 4) {
      unless_equal(BPF_LD | BPF_W | BPF_ABS, kIpv6Source + at, word(sender.address, at));
    }
  }
  void unless_equal(int load, std::uint32_t offset, std::uint32_t value) {
    lines_.push_back(statement(load, offset));
    test(value);
  }
  void test(std::uint32_t value) {
    tests_.push_back(lines_.size());
    lines_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0));
  }

  std::vector<sock_filter> lines_;
  std::vector<std::size_t> tests_;  // lines that leave the section where they find another sender
};

}  // namespace

std::vector<sock_filter> thinning_program(std::span<const Thinned> thinned) {
  CHRONUS_CHECK(thinned.size() <= FloodGauge::kMostThinned);
  std::vector<sock_filter> program;
  for (const Thinned& one : thinned) {
    const Section section(one);
    program.insert(program.end(), section.lines().begin(), section.lines().end());
  }
  program.push_back(statement(BPF_RET | BPF_K, kWhole));
  return program;
}

Status thin(const FileDescriptor& socket, std::span<const Thinned> thinned) {
  int done = 0;
  if (thinned.empty()) {
    const int unused = 0;
    done = ::setsockopt(socket.get(), SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
    if (done != 0 && errno == ENOENT) return {};  // there was none
  } else {
    auto lines = thinning_program(thinned);
    const sock_fprog program{static_cast<unsigned short>(lines.size()), lines.data()};
    done = ::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  }
  if (done == 0) return {};
  return Error{"cannot set a socket's filter: " + std::generic_category().message(errno)};
}

}  // namespace chronus::osc
