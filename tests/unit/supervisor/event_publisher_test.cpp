// SPDX-License-Identifier: MIT
#include "supervisor/event_publisher.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "osc/packet.hpp"

namespace chronus::supervisor {
namespace {

using namespace std::string_literals;

constexpr std::int64_t kSecond_ns = 1'000'000'000;
std::int64_t now_ns = 0;

class PublisherTest : public testing::Test {
 protected:
  PublisherTest()
      : wake_(std::move(*osc::PollWake::open())),
        replies_(4'096, wake_),
        publisher_(replies_, osc::Access({*osc::parse_network("0.0.0.0/24")}, {}),
                   [] { return now_ns; }) {
    now_ns = kSecond_ns;
  }

  std::vector<osc::Reply> said() {
    std::vector<osc::Reply> all;
    replies_.drain([&](osc::Reply& reply) {
      if (reply.json) reply.message.args.emplace_back(reply.json());
      all.push_back(reply);
    });
    return all;
  }
  /// "10:/event state {}": to which port what was said.
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    for (const auto& reply : said()) {
      std::string line = std::to_string(reply.to.port) + ":" + reply.message.address.text();
      for (const auto& arg : reply.message.args) {
        const auto* text = osc::as_string(arg);
        line += " " + (text != nullptr ? *text : "#"s);
      }
      lines.push_back(line);
    }
    return lines;
  }
  Result<bool> subscribe(std::uint16_t to, std::uint16_t by, const std::string& kinds = "") {
    osc::Subscription wanted{{1, to}, {1, by}, {}, {"/notify", {1, static_cast<int>(to)}}};
    if (!kinds.empty()) wanted.kinds = *osc::EventKinds::parse(kinds);
    return publisher_.subscribe(wanted, [] { return "{}"s; });
  }
  void step_until(std::int64_t end_ns) {
    for (; now_ns < end_ns; now_ns += kSecond_ns / 4) publisher_.step();
  }

  osc::PollWake wake_;
  osc::ReplyQueue replies_;
  EventPublisher publisher_;
};

TEST_F(PublisherTest, TellsThePresentStateAndThenWhatIsWanted) {
  EXPECT_TRUE(*subscribe(10, 10));
  EXPECT_TRUE(*subscribe(20, 20, "step"));
  EXPECT_TRUE(publisher_.wants("step"));
  EXPECT_FALSE(publisher_.wants("meter"));
  publisher_.tell("step", [] { return "1"s; });
  publisher_.tell("failover", [] { return "2"s; });
  EXPECT_EQ(lines(), (std::vector{"10:/event state {}"s, "20:/event state {}"s, "20:/event step 1"s,
                                  "10:/event failover 2"s}));
}

TEST_F(PublisherTest, SendsAThirdAddressOneSmallPacketAndNothingElse) {
  EXPECT_FALSE(*subscribe(99, 10));
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(*subscribe(99, 10));
  publisher_.tell("failover", [] { return "1"s; });
  const auto all = said();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].to.port, 99);
  EXPECT_EQ(all[0].message.address, "/notify/key");
  EXPECT_LE(osc::encoded_size(all[0].message),
            osc::encoded_size({"/notify", {1, std::int32_t{99}}}));
  step_until(now_ns + 11 * kSecond_ns);
  EXPECT_EQ(lines(), (std::vector{"10:/fail /notify 0.0.0.1:99 did not send /notify/ok # #"s}));
}

TEST_F(PublisherTest, SendsNothingToWhoMayNotSpeakHere) {
  constexpr osc::Endpoint kElsewhere{0x0a000001, 99};
  const osc::Subscription wanted{kElsewhere, {1, 10}, {}, {"/notify", {1, "10.0.0.1", 99}}};
  const auto asked = publisher_.subscribe(wanted, [] { return "{}"s; });
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.reason(), "10.0.0.1:99 may not speak here: chronusd runs without --allow for it");
  publisher_.take_over({wanted});
  publisher_.tell("failover", [] { return "1"s; });
  EXPECT_TRUE(said().empty());
}

TEST_F(PublisherTest, AnswersTheAskerOnceTheThirdAddressAgrees) {
  ASSERT_FALSE(*subscribe(99, 10));
  const auto number = *osc::as_integer(said().at(0).message.args.at(0));
  publisher_.confirm({1, 99}, number + 1, [] { return "{}"s; });
  publisher_.confirm({1, 10}, number, [] { return "{}"s; });
  EXPECT_TRUE(said().empty());
  publisher_.confirm({1, 99}, number, [] { return "{}"s; });
  EXPECT_EQ(lines(), (std::vector{"99:/event state {}"s, "10:/done /notify # #"s}));
  EXPECT_TRUE(*subscribe(99, 10)) << "renewed without another word from there";
}

TEST_F(PublisherTest, SaysGoodbyeWhenALeaseEnds) {
  ASSERT_TRUE(*subscribe(10, 10));
  ASSERT_TRUE(*subscribe(20, 20));
  (void)said();
  step_until(now_ns + 40 * kSecond_ns);
  publisher_.heard({1, 20});
  step_until(now_ns + 25 * kSecond_ns);
  const auto all = lines();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].starts_with("10:/event bye ")) << all[0];
}

TEST_F(PublisherTest, TellsHowManyEventsItLeftOut) {
  ASSERT_TRUE(*subscribe(10, 10, "step"));
  (void)said();
  for (int i = 0; i < 600; ++i) publisher_.tell("step", [] { return "1"s; });
  EXPECT_EQ(said().size(), 500U);
  EXPECT_EQ(publisher_.dropped(), 100U);
  now_ns += kSecond_ns;
  publisher_.step();
  EXPECT_EQ(lines(), (std::vector{"10:/event dropped {\"events\":100}"s}));
  publisher_.step();
  EXPECT_TRUE(said().empty());
}

}  // namespace
}  // namespace chronus::supervisor
