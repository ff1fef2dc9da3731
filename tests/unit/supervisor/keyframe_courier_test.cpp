// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_courier.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "engine/engine.hpp"
#include "engine/keyframe.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::supervisor {
namespace {

using failover::Rung;

using test::kFormat;
constexpr Slot kGiver = Slot::kSecond;

/// What the workers would write is written by the test.
class KeyframeCourierTest : public testing::Test {
 protected:
  KeyframeCourierTest() { tell_progress(1'280, 70); }

  std::unique_ptr<ipc::SlotSegment> make_segment() {
    return std::make_unique<ipc::SlotSegment>(std::move(*ipc::SlotSegment::create(
        control_.session(), ++generation_, kFormat, ipc::Reserve::kWhenNeeded)));
  }
  void tell_progress(Frame horizon, std::uint64_t seq) {
    progress_.set_horizon(horizon);
    progress_.set_last_seq(seq);
  }
  /// As the renderer answers a request.
  void save(Frame frame, std::uint64_t seq) {
    engine::Engine engine(kFormat, test::built_in_modules());
    ASSERT_TRUE(engine.start_at(frame));
    const std::size_t size = engine.save({giver_->keyframe(), giver_->keyframe_bytes()});
    const auto number = giver_->orders().keyframe_request.load();
    auto& report = giver_->report();
    report.keyframe_size = static_cast<std::uint32_t>(size);
    report.keyframe_frame = frame;
    report.keyframe_seq = seq;
    report.keyframe_sum = ipc::keyframe_claim_sum(
        number, size, frame, seq, engine::checksum_said({giver_->keyframe(), size}));
    report.keyframe_done = number;
  }
  std::optional<KeyframeCourier::Delivery> collect() { return courier_.collect(kGiver, *giver_); }
  /// Put aside, and played.
  void store(Frame frame, std::uint64_t seq) {
    tell_progress(frame, seq);
    courier_.ask_for_store(kGiver, *giver_, now_ns_);
    save(frame, seq);
    ASSERT_EQ(collect()->lie, nullptr);
  }

  ipc::ControlSegment control_{
      std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()))};
  std::uint32_t generation_ = 0;
  std::unique_ptr<ipc::SlotSegment> giver_ = make_segment();
  std::unique_ptr<ipc::SlotSegment> joiner_ = make_segment();
  ConductorProgress progress_;
  KeyframeCourier courier_{kFormat, progress_};
  std::int64_t now_ns_ = 1'000'000'000;
};

TEST_F(KeyframeCourierTest, WhatAPeerSavedIsWhatTheJoinerBeginsWith) {
  EXPECT_FALSE(collect()) << "nothing was asked for";
  courier_.ask_for_peer(kGiver, *giver_, 640);
  EXPECT_EQ(giver_->orders().keyframe_from.load(), 640);
  EXPECT_TRUE(courier_.is_asked(kGiver));
  EXPECT_FALSE(collect()) << "it is not there yet";
  save(768, 50);
  const auto delivery = collect();
  ASSERT_TRUE(delivery && delivery->lie == nullptr);
  EXPECT_TRUE(delivery->is_for_peer);
  EXPECT_EQ(delivery->frame, 768);
  EXPECT_FALSE(courier_.is_asked(kGiver));
  courier_.hand_over(*joiner_);
  EXPECT_EQ(joiner_->orders().start.load(), ipc::StartOrder::kKeyframe);
  EXPECT_EQ(joiner_->orders().load_seq.load(), 50U);
  EXPECT_EQ(std::memcmp(joiner_->keyframe(), giver_->keyframe(), joiner_->orders().load_size), 0);
}

TEST_F(KeyframeCourierTest, OneRequestAtATime) {
  courier_.ask_for_store(kGiver, *giver_, now_ns_);
  courier_.ask_for_peer(kGiver, *giver_, 640);
  EXPECT_EQ(giver_->orders().keyframe_request.load(), 1U);
  save(640, 50);
  EXPECT_FALSE(collect()->is_for_peer);
}

TEST_F(KeyframeCourierTest, WhatLiesBeyondTheConductorsProgressIsALie) {
  courier_.ask_for_peer(kGiver, *giver_, 0);
  save(1'280 + 128, 50);
  EXPECT_NE(collect()->lie, nullptr);
  courier_.ask_for_peer(kGiver, *giver_, 0);
  save(1'280, 71);
  EXPECT_NE(collect()->lie, nullptr);
  courier_.ask_for_peer(kGiver, *giver_, 0);
  save(1'280, 70);
  EXPECT_EQ(collect()->lie, nullptr);
}

TEST_F(KeyframeCourierTest, KeyframeThatNobodyAskedForIsALie) {
  giver_->report().keyframe_done = 3;
  EXPECT_STREQ(collect()->lie, "it gives keyframes that nobody asked for");
}

TEST_F(KeyframeCourierTest, OneThatIsLargerThanItsPlaceIsNotRead) {
  courier_.ask_for_peer(kGiver, *giver_, 0);
  save(640, 50);
  giver_->report().keyframe_size = static_cast<std::uint32_t>(giver_->keyframe_bytes()) + 1;
  EXPECT_STREQ(collect()->lie, "its keyframe is larger than its place");
}

TEST_F(KeyframeCourierTest, WorkerThatRendersOnAndAnswersNotIsALiar) {
  courier_.ask_for_peer(kGiver, *giver_, 0);
  giver_->report().rendered = 1'280 + 32 * 128 - 128;
  EXPECT_FALSE(collect());
  giver_->report().rendered = 1'280 + 32 * 128;
  EXPECT_STREQ(collect()->lie, "it renders on and gives no keyframe");
}

TEST_F(KeyframeCourierTest, StoreAsksNowAndThenAndAtOnceWhereTheOneAskedIsGone) {
  EXPECT_TRUE(courier_.is_time_for_store(now_ns_));
  courier_.ask_for_store(kGiver, *giver_, now_ns_);
  EXPECT_FALSE(courier_.is_time_for_store(now_ns_ + 249'000'000));
  EXPECT_TRUE(courier_.is_time_for_store(now_ns_ + 250'000'000));
  courier_.forget(kGiver, now_ns_);
  EXPECT_FALSE(courier_.is_asked(kGiver));
  EXPECT_TRUE(courier_.is_time_for_store(now_ns_));
}

TEST_F(KeyframeCourierTest, KeyframeOfTheStoreIsKeptOnceTheMusicHasComeToIt) {
  store(1'280, 70);
  EXPECT_FALSE(courier_.is_time_for_store(now_ns_ + 1'000'000'000)) << "one waits";
  EXPECT_FALSE(courier_.settle(1'280 - 128));
  EXPECT_FALSE(courier_.write_kept(Rung::kReplay, *joiner_));
  EXPECT_EQ(courier_.settle(1'280), 70U);
  EXPECT_EQ(courier_.write_kept(Rung::kReplay, *joiner_), 70U);
  EXPECT_EQ(joiner_->orders().load_seq.load(), 70U);
  EXPECT_FALSE(courier_.write_kept(Rung::kFresh, *joiner_)) << "it begins without";
}

TEST_F(KeyframeCourierTest, OlderKeyframeIsForTheRungThatDistrustsTheLast) {
  const Frame far = 1'280 + 375 * 128 * 3;  // three seconds on
  store(1'280, 70);
  courier_.settle(1'280);
  store(far, 90);
  courier_.settle(far);
  EXPECT_EQ(courier_.write_kept(Rung::kOlderWithoutClients, *joiner_), 70U);
  EXPECT_EQ(courier_.write_kept(Rung::kWithoutClients, *joiner_), 90U);
}

TEST_F(KeyframeCourierTest, AfterARestoreTheMusicMayHoldFewerCommands) {
  store(1'280, 70);
  courier_.forget_what_lies_ahead();
  EXPECT_FALSE(courier_.settle(1'280)) << "it lay ahead";
  courier_.ask_for_peer(kGiver, *giver_, 0);
  save(1'280, 40);
  EXPECT_EQ(collect()->lie, nullptr);
}

}  // namespace
}  // namespace chronus::supervisor
