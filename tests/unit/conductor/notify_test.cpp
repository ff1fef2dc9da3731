// SPDX-License-Identifier: MIT
// Where events go, and whose word is enough for it.
#include <gtest/gtest.h>

#include <utility>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

const osc::Endpoint kSender{0x7F00'0001, 6'000};

/// What `line` asks for, sent from 127.0.0.1:6000.
osc::Subscription asked_for(const char* line, const osc::Endpoint& sender = kSender) {
  Studio studio;
  Incoming incoming;
  incoming.sender.endpoint = sender;
  incoming.bundle.messages.push_back(Studio::message(line));
  studio.conductor.submit(std::move(incoming));
  studio.step();
  EXPECT_EQ(studio.stage.subscriptions.size(), 1U) << line << ": " << studio.answer();
  return studio.stage.subscriptions.empty() ? osc::Subscription{}
                                            : studio.stage.subscriptions.front();
}

TEST(Notify, AHostThatIsTheSendersNeedsNoMoreWordThanAPortAlone) {
  const osc::Endpoint listener{0x7F00'0001, 9'000};
  for (const char* line : {"/notify 1 9000", "/notify 1 127.0.0.1 9000", "/notify 1 127.0.0.1:9000",
                           "/notify 1 localhost 9000", "/notify 1 localhost:9000 step"}) {
    const auto wanted = asked_for(line);
    EXPECT_EQ(wanted.to, listener) << line;
    EXPECT_EQ(wanted.asked_by, listener) << line;
  }
  EXPECT_EQ(asked_for("/notify 1").to, kSender);
  const osc::Endpoint other{osc::kIpv6Loopback, 6'000};
  EXPECT_EQ(asked_for("/notify 1 ::1 9000", other).asked_by.port, 9'000);
}

TEST(Notify, AnyOtherHostHasToAgree) {
  for (const char* line : {"/notify 1 127.0.0.2 9000", "/notify 1 127.0.0.2:9000",
                           "/notify 1 192.168.1.7 6000", "/notify 1 ::1 9000"}) {
    const auto wanted = asked_for(line);
    EXPECT_NE(wanted.to.address, kSender.address) << line;
    EXPECT_EQ(wanted.asked_by, kSender) << line;
  }
}

}  // namespace
}  // namespace chronus::conductor
