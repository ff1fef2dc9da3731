// SPDX-License-Identifier: MIT
#include "supervisor/osc_sockets.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include "osc/socket.hpp"

namespace chronus::supervisor {
namespace {

using testing::HasSubstr;

std::vector<FileDescriptor> bound(std::uint32_t address = INADDR_LOOPBACK) {
  std::vector<FileDescriptor> sockets;
  auto socket = osc::bind_udp({address, 0}, 0);
  if (socket) sockets.push_back(std::move(*socket));
  return sockets;
}

TEST(OscSockets, HandedOverAreTakenWhereverTheyAreIfNobodyAskedForAnAddress) {
  const auto handed = bound();
  Options options;
  EXPECT_TRUE(take_up_handed(options, handed));
}

TEST(OscSockets, AnAddressThatWasAskedForMustBeOneOfTheirs) {
  const auto handed = bound();
  Options options;
  options.osc_is_given = true;
  options.osc = *osc::local_endpoint(handed.at(0));
  EXPECT_TRUE(take_up_handed(options, handed));
  options.osc.port ^= 1U;
  const auto checked = take_up_handed(options, handed);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.reason(), HasSubstr("--osc: " + osc::to_text(options.osc)));
  EXPECT_THAT(checked.reason(), HasSubstr(osc::to_text(*osc::local_endpoint(handed.at(0)))));
  EXPECT_TRUE(take_up_handed(options, {})) << "nothing was handed over";
}

TEST(OscSockets, OneThatOthersReachNeedsToldWhoMayPlay) {
  const auto handed = bound(INADDR_ANY);
  const std::string where = osc::to_text(*osc::local_endpoint(handed.at(0)));
  Options options;
  const auto taken = take_up_handed(options, handed);
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.reason(), HasSubstr("the socket of the service manager (as chronus.socket): " +
                                        where + " is open to others: add --allow NET"));
  options.access = osc::Access({*osc::parse_network("192.168.1.0/24")}, {});
  EXPECT_TRUE(take_up_handed(options, handed));
}

class Deaf final : public osc::Handler {
  void packet(const osc::Endpoint&, std::span<osc::Bundle>) override {}
  void bad_message(const osc::Endpoint&, const osc::BadMessage&) override {}
  void bad_packet(const osc::Endpoint&, const std::string&) override {}
};

TEST(OscSockets, OneThatIsNoneIsNamedAsTheServiceManagers) {
  std::vector<FileDescriptor> handed;
  handed.emplace_back(::socket(AF_UNIX, SOCK_DGRAM, 0));
  Deaf deaf;
  const auto opened = open_osc({}, std::move(handed), deaf);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), HasSubstr("LISTEN_FDS"));
  EXPECT_THAT(opened.reason(), HasSubstr("not an IPv4 or IPv6 socket"));
}

}  // namespace
}  // namespace chronus::supervisor
