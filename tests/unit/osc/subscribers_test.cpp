// SPDX-License-Identifier: MIT
#include "osc/subscribers.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

using Asked = Subscribers::Asked;

constexpr std::int64_t kSecond_ns = 1'000'000'000;
const Endpoint kMe{1, 10};
const Endpoint kOther{2, 10};

Subscription own(const Endpoint& endpoint) { return {endpoint, endpoint, {}, {}}; }
Subscription third(const Endpoint& to, const Endpoint& by) { return {to, by, {}, {}}; }

std::vector<Endpoint> addresses(const Subscribers& subscribers) {
  std::vector<Endpoint> endpoints;
  for (const auto& one : subscribers.list()) endpoints.push_back(one.what.to);
  return endpoints;
}

TEST(Subscribers, WhoAsksForItselfIsInAtOnceAndOnlyOnce) {
  Subscribers subscribers;
  EXPECT_EQ(*subscribers.ask(own(kMe), 1, 0), Asked::kSubscribed);
  EXPECT_EQ(*subscribers.ask(own(kOther), 2, 0), Asked::kSubscribed);
  EXPECT_EQ(*subscribers.ask(own(kMe), 3, 0), Asked::kSubscribed);
  EXPECT_EQ(addresses(subscribers), (std::vector{kMe, kOther}));
  EXPECT_TRUE(subscribers.remove(kMe, kMe));
  EXPECT_TRUE(subscribers.remove(kMe, kMe)) << "gone is gone";
  EXPECT_EQ(addresses(subscribers), (std::vector{kOther}));
}

TEST(Subscribers, AnotherAddressIsAskedOnceAndInOnlyWithTheNumberFromThere) {
  Subscribers subscribers;
  EXPECT_EQ(*subscribers.ask(third(kOther, kMe), 77, 0), Asked::kMustConfirm);
  EXPECT_EQ(*subscribers.ask(third(kOther, kMe), 78, 1), Asked::kWaits) << "no second packet";
  EXPECT_TRUE(subscribers.list().empty());
  EXPECT_FALSE(subscribers.confirm(kOther, 78, 2)) << "never sent";
  EXPECT_FALSE(subscribers.confirm(kMe, 77, 2)) << "not from there";
  EXPECT_FALSE(subscribers.confirm({2, 11}, 77, 2)) << "another port";
  const auto confirmed = subscribers.confirm(kOther, 77, 2);
  ASSERT_TRUE(confirmed);
  EXPECT_TRUE(confirmed->added);
  EXPECT_EQ(confirmed->what.asked_by, kMe);
  EXPECT_EQ(addresses(subscribers), (std::vector{kOther}));
  EXPECT_FALSE(subscribers.confirm(kOther, 77, 3)) << "a number holds once";
}

TEST(Subscribers, AConfirmationThatNeverComesIsGivenUpAfterTenSeconds) {
  Subscribers subscribers;
  ASSERT_TRUE(subscribers.ask(third(kOther, kMe), 77, 0));
  EXPECT_TRUE(subscribers.expire(10 * kSecond_ns - 1).empty());
  EXPECT_FALSE(subscribers.confirm(kOther, 77, 10 * kSecond_ns)) << "too late";
  const auto lapsed = subscribers.expire(10 * kSecond_ns);
  ASSERT_EQ(lapsed.size(), 1U);
  EXPECT_EQ(lapsed[0].to, kOther);
  EXPECT_EQ(lapsed[0].asked_by, kMe);
  EXPECT_TRUE(subscribers.expire(11 * kSecond_ns).empty());
}

TEST(Subscribers, OneSenderMayLetFourWaitAndTheNextAsksAllTheSame) {
  Subscribers subscribers;
  for (std::uint16_t port = 1; port <= Subscribers::kMaxAskedForOne; ++port) {
    EXPECT_EQ(*subscribers.ask(third({9, port}, kMe), port, 0), Asked::kMustConfirm);
  }
  EXPECT_FALSE(subscribers.ask(third({9, 99}, kMe), 1, 0));
  EXPECT_EQ(*subscribers.ask(third({9, 99}, kOther), 1, 0), Asked::kMustConfirm);
}

TEST(Subscribers, ALeaseEndsAfterAMinuteUnlessAnythingIsHeard) {
  Subscribers subscribers;
  ASSERT_TRUE(subscribers.ask(own(kMe), 1, 0));
  ASSERT_TRUE(subscribers.ask(own(kOther), 2, 0));
  subscribers.heard(kOther, 59 * kSecond_ns);
  EXPECT_TRUE(subscribers.expire(60 * kSecond_ns).empty());
  EXPECT_EQ(addresses(subscribers), (std::vector{kOther}));
  const auto partings = subscribers.take_partings();
  ASSERT_EQ(partings.size(), 1U);
  EXPECT_EQ(partings[0].to, kMe);
  ASSERT_TRUE(subscribers.ask(own(kOther), 2, 100 * kSecond_ns));
  (void)subscribers.expire(159 * kSecond_ns);
  EXPECT_EQ(addresses(subscribers), (std::vector{kOther}));
  (void)subscribers.expire(160 * kSecond_ns);
  EXPECT_TRUE(subscribers.list().empty());
}

TEST(Subscribers, NobodyEndsOrChangesWhatAnotherHasAskedFor) {
  Subscribers subscribers;
  ASSERT_TRUE(subscribers.ask(own(kMe), 1, 0));
  EXPECT_FALSE(subscribers.remove(kMe, kOther));
  EXPECT_FALSE(subscribers.ask(third(kMe, kOther), 5, 0)) << "nor its kinds";
  EXPECT_EQ(addresses(subscribers), (std::vector{kMe}));
  const Endpoint screen{3, 9};
  ASSERT_TRUE(subscribers.ask(third(screen, kMe), 6, 0));
  EXPECT_FALSE(subscribers.ask(third(screen, kOther), 7, 0));
  ASSERT_TRUE(subscribers.remove(screen, kOther)) << "nothing is subscribed";
  ASSERT_TRUE(subscribers.confirm(screen, 6, 1)) << "and it still waits";
  EXPECT_FALSE(subscribers.remove(screen, kOther));
  EXPECT_TRUE(subscribers.remove(screen, kMe)) << "who asked for it may";
  ASSERT_TRUE(subscribers.ask(third(screen, kMe), 8, 2));
  ASSERT_TRUE(subscribers.confirm(screen, 8, 3));
  EXPECT_TRUE(subscribers.remove(screen, screen)) << "and it itself";
}

TEST(Subscribers, AFullListRefusesTheNextOfItsHostAndNobodyIsThrownOut) {
  Subscribers subscribers;
  for (std::uint16_t port = 1; port <= Subscribers::kMax; ++port) {
    ASSERT_TRUE(subscribers.ask(own({1, port}), 0, 0));
  }
  EXPECT_EQ(subscribers.ask(own({1, 1000}), 0, 0).reason(), "there are 64 subscribers already");
  EXPECT_TRUE(subscribers.ask(own({1, 5}), 0, 0)) << "a known one may come again";
  EXPECT_EQ(subscribers.list().size(), Subscribers::kMax);
  EXPECT_TRUE(subscribers.take_partings().empty());
}

TEST(Subscribers, AHostThatFillsTheListGivesPlacesToOthersAndIsTold) {
  Subscribers subscribers;
  ASSERT_TRUE(subscribers.ask(own(kOther), 0, 0));
  for (std::uint16_t port = 1; port < Subscribers::kMax; ++port) {
    ASSERT_TRUE(subscribers.ask(own({1, port}), 0, port));
  }
  subscribers.heard({1, 1}, 1'000);
  const Endpoint newcomer{3, 1};
  ASSERT_TRUE(subscribers.ask(own(newcomer), 0, 2'000));
  EXPECT_EQ(subscribers.list().size(), Subscribers::kMax);
  EXPECT_EQ(addresses(subscribers).front(), kOther) << "not who was there first";
  const auto partings = subscribers.take_partings();
  ASSERT_EQ(partings.size(), 1U);
  EXPECT_EQ(partings[0].to, (Endpoint{1, 2})) << "silent for the longest";
}

TEST(Subscribers, ThoseNotConfirmedTakeNoPlace) {
  Subscribers subscribers;
  for (std::uint16_t port = 1; port < 1'000; ++port) {
    (void)subscribers.ask(third({9, port}, {5, port}), port, 0);
  }
  EXPECT_EQ(*subscribers.ask(own(kMe), 1, 0), Asked::kSubscribed);
  EXPECT_EQ(addresses(subscribers), (std::vector{kMe}));
}

TEST(Subscribers, EventsBeyondTheShareAreLeftOutAndCounted) {
  Subscribers subscribers;
  ASSERT_TRUE(subscribers.ask(own(kMe), 1, 0));
  auto& me = subscribers.list().front();
  int allowed = 0;
  for (int i = 0; i < 2'000; ++i) allowed += subscribers.allow(me, 5) ? 1 : 0;
  EXPECT_EQ(allowed, Subscribers::kEventsPerSecond);
  EXPECT_EQ(me.dropped, 1'500U);
  EXPECT_EQ(subscribers.dropped(), 1'500U);
  EXPECT_TRUE(subscribers.allow(me, 5 + kSecond_ns / 100));
  int later = 0;
  for (int i = 0; i < 2'000; ++i) later += subscribers.allow(me, 5 + 10 * kSecond_ns) ? 1 : 0;
  EXPECT_EQ(later, Subscribers::kEventsPerSecond) << "silence saves no more than a second";
}

TEST(Subscribers, PortZeroCannotBeNotified) {
  Subscribers subscribers;
  EXPECT_FALSE(subscribers.ask(own({1, 0}), 1, 0));
  EXPECT_FALSE(subscribers.ask(third({1, 0}, kMe), 1, 0));
  EXPECT_TRUE(subscribers.list().empty());
}

TEST(Subscribers, ThoseOfARunBeforeAreTakenOverForALease) {
  Subscribers subscribers;
  const auto before = subscribers.revision();
  subscribers.take_over(own(kMe), 5);
  EXPECT_GT(subscribers.revision(), before);
  subscribers.take_over(third(kMe, kOther), 6);
  subscribers.take_over(own({1, 0}), 6);
  EXPECT_EQ(addresses(subscribers), std::vector{kMe});
  const auto taken = subscribers.revision();
  (void)subscribers.expire(5 + Subscribers::kLease_ns);
  EXPECT_TRUE(subscribers.list().empty());
  EXPECT_NE(subscribers.revision(), taken);
}

TEST(Subscribers, ARevisionIsOfWhoIsInItAndWhatTheyWant) {
  Subscribers subscribers;
  (void)subscribers.ask(own(kMe), 1, 0);
  const auto first = subscribers.revision();
  (void)subscribers.ask(own(kMe), 1, 1);
  subscribers.heard(kMe, 2);
  EXPECT_EQ(subscribers.revision(), first) << "it is renewed";
  (void)subscribers.ask({kMe, kMe, *EventKinds::parse("step"), {}}, 1, 3);
  EXPECT_NE(subscribers.revision(), first);
}

TEST(EventKinds, AreTextAgain) {
  EXPECT_EQ(EventKinds().to_text(), "");
  EXPECT_EQ(EventKinds::parse("step,record")->to_text(), "step,record");
}

TEST(EventKinds, WithoutAListAllButWhatComesManyTimesASecond) {
  const EventKinds kinds;
  EXPECT_TRUE(kinds.wants("failover"));
  EXPECT_TRUE(kinds.wants("of the future"));
  EXPECT_FALSE(kinds.wants("step"));
  EXPECT_FALSE(kinds.wants("meter"));
}

TEST(EventKinds, AListIsTheseAndNoOthers) {
  const auto kinds = EventKinds::parse("step,record");
  ASSERT_TRUE(kinds) << kinds.reason();
  EXPECT_TRUE(kinds->wants("step"));
  EXPECT_TRUE(kinds->wants("record"));
  EXPECT_FALSE(kinds->wants("failover"));
  EXPECT_TRUE(EventKinds::parse("all")->wants("step"));
  EXPECT_TRUE(EventKinds::parse("all")->wants("failover"));
  for (const char* bad :
       {"", ",", "step,", "step, record", "Step", "nowhere:1x", "a b", "stpe", "step,stpe"}) {
    EXPECT_FALSE(EventKinds::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace chronus::osc
