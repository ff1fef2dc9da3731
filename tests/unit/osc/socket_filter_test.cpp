// SPDX-License-Identifier: MIT
#include "osc/socket_filter.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <vector>

#include "osc/socket.hpp"

namespace chronus::osc {
namespace {

constexpr int kSent = 2'000;

/// A socket that hears, and others that send to it.
class AFilteredSocket : public testing::Test {
 protected:
  void hear_at(const Endpoint& at) {
    auto bound = bind_udp(at, 8 << 20);
    ASSERT_TRUE(bound) << bound.reason();
    heard_ = std::move(*bound);
    at_ = at;
    at_.port = local_endpoint(heard_)->port;
  }
  /// Sends kSent, and says how many come through.
  int through(const FileDescriptor& sender) {
    int received = 0;
    for (int i = 0; i < kSent; ++i) {
      const char byte = 1;
      EXPECT_EQ(::send(sender.get(), &byte, 1, 0), 1);
      std::array<char, 8> bytes{};
      while (::recv(heard_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) ++received;
    }
    return received;
  }
  static FileDescriptor sender_to(const Endpoint& to) {
    auto sender = connect_udp(to);
    EXPECT_TRUE(sender) << sender.reason();
    return std::move(*sender);
  }

  FileDescriptor heard_;
  Endpoint at_;
};

class EachLoopback : public AFilteredSocket, public testing::WithParamInterface<Endpoint> {};

TEST_P(EachLoopback, OnlyThePartOfOneSenderIsLetThrough) {
  hear_at(GetParam());
  const auto thinned = sender_to(at_);
  const auto other = sender_to(at_);
  ASSERT_TRUE(thin(heard_, std::vector<Thinned>{{*local_endpoint(thinned), 0.25}}));
  EXPECT_EQ(through(other), kSent);
  EXPECT_NEAR(through(thinned), kSent / 4, 100) << "five times what chance strays by";
  ASSERT_TRUE(thin(heard_, {}));
  EXPECT_EQ(through(thinned), kSent);
}

INSTANTIATE_TEST_SUITE_P(OfBothKinds, EachLoopback,
                         testing::Values(Endpoint{INADDR_LOOPBACK, 0}, Endpoint{kIpv6Loopback, 0}));

TEST_F(AFilteredSocket, ThatTakesBothKindsTellsThemApart) {
  hear_at({kIpv6Any, 0});
  const auto ipv4 = sender_to({INADDR_LOOPBACK, at_.port});
  const auto ipv6 = sender_to({kIpv6Loopback, at_.port});
  ASSERT_TRUE(thin(heard_, std::vector<Thinned>{{*local_endpoint(ipv4), 1e-9}}));
  EXPECT_EQ(through(ipv4), 0);
  EXPECT_EQ(through(ipv6), kSent);
  ASSERT_TRUE(thin(heard_, std::vector<Thinned>{{*local_endpoint(ipv6), 1e-9}}));
  EXPECT_EQ(through(ipv4), kSent);
  EXPECT_EQ(through(ipv6), 0);
}

TEST_F(AFilteredSocket, ThinsAsManyAsTheGaugeNames) {
  hear_at({INADDR_LOOPBACK, 0});
  std::vector<FileDescriptor> senders;
  std::vector<Thinned> all;
  for (std::size_t i = 0; i < FloodGauge::kMostThinned; ++i) {
    senders.push_back(sender_to(at_));
    all.push_back({*local_endpoint(senders.back()), i % 2 == 0 ? 1e-9 : 1.0});
  }
  ASSERT_TRUE(thin(heard_, all));
  for (std::size_t i = 0; i < senders.size(); ++i) {
    EXPECT_EQ(through(senders[i]), i % 2 == 0 ? 0 : kSent) << i;
  }
}

TEST_F(AFilteredSocket, NothingIsTakenAwayWhereNothingIs) {
  hear_at({INADDR_LOOPBACK, 0});
  EXPECT_TRUE(thin(heard_, {}));
}

}  // namespace
}  // namespace chronus::osc
