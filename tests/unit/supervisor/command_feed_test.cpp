// SPDX-License-Identifier: MIT
#include "supervisor/command_feed.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <functional>
#include <vector>

#include "base/schedule_point.hpp"
#include "conductor_rig.hpp"

namespace chronus::supervisor {
namespace {

class CommandFeedTest : public ConductorRig {
 protected:
  std::vector<engine::Command> read(Slot slot) {
    std::vector<engine::Command> commands;
    auto& from = ring(slot);
    for (auto at = from.read.load(); at < from.written.load(); ++at) {
      commands.push_back(from.commands[at % ipc::CommandRing::kCapacity]);
    }
    from.read.store(from.written.load());
    return commands;
  }
};

TEST_F(CommandFeedTest, BothRingsHoldTheSameBytes) {
  say("/mod/sine1/freq 330");
  say("/gate/adsr1 1");
  const auto first = read(kFirst);
  const auto second = read(kSecond);
  ASSERT_EQ(first.size(), second.size());
  ASSERT_GE(first.size(), 2U);
  EXPECT_EQ(std::memcmp(first.data(), second.data(), first.size() * sizeof first[0]), 0);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].seq, i + 1);
}

TEST_F(CommandFeedTest, PrimaryMayRenderToTheHorizonAndTheStandbyWhatThePrimaryHas) {
  say("/mod/sine1/freq 330");
  render(kFirst, 0);
  feed_.publish_horizons();
  EXPECT_EQ(horizon(kFirst), studio_.conductor.horizon());
  EXPECT_EQ(horizon(kSecond), 0);
  render(kFirst, kFormat.block_frames);
  feed_.publish_horizons();
  EXPECT_EQ(horizon(kSecond), kFormat.block_frames);
}

/// What a worker may have come to, the thread that takes its keyframes knows already.
TEST_F(CommandFeedTest, ProgressIsToldBeforeAnyHorizonThatLetsAWorkerGoByIt) {
  static std::function<void()> before_each_horizon;
  int points = 0;
  before_each_horizon = [&] {
    ++points;
    EXPECT_EQ(progress_.horizon(), studio_.conductor.horizon());
    EXPECT_EQ(progress_.last_seq(), studio_.conductor.last_seq());
  };
  say("/mod/sine1/freq 330");
  g_schedule_hook = [] { before_each_horizon(); };
  feed_.publish_horizons();
  g_schedule_hook = nullptr;
  EXPECT_GE(points, 2);
}

TEST_F(CommandFeedTest, HorizonDoesNotPassACommandThatAFullRingHasNoRoomFor) {
  const Frame frame = studio_.conductor.horizon();
  for (int i = 0; i < 40; ++i) say_bundle(500);
  feed_.publish_horizons();
  EXPECT_EQ(ring(kFirst).written.load() - ring(kFirst).read.load(), ipc::CommandRing::kCapacity);
  EXPECT_LT(horizon(kFirst), studio_.conductor.horizon());
  EXPECT_GT(horizon(kFirst), frame);
  // With room the rest follows, none missing.
  std::uint64_t last = read(kFirst).back().seq;
  feed_.publish_horizons();
  EXPECT_EQ(horizon(kFirst), studio_.conductor.horizon());
  for (const auto& command : read(kFirst)) EXPECT_EQ(command.seq, ++last);
  EXPECT_EQ(last, studio_.conductor.last_seq());
}

TEST_F(CommandFeedTest, WhatWaitsIsTakenFromTheRoomThereIs) {
  EXPECT_EQ(feed_.space(), kHistory);
  for (int i = 0; i < 40; ++i) say_bundle(500);
  const auto waiting = studio_.conductor.last_seq() - ipc::CommandRing::kCapacity;
  EXPECT_EQ(feed_.space(), kHistory - waiting);
}

TEST_F(CommandFeedTest, WhoIsOwedMoreThanIsKeptHasMissedCommands) {
  while (studio_.conductor.last_seq() < 2 * kHistory) {
    say_bundle(500);
    read(kSecond);
  }
  feed_.publish_horizons();
  EXPECT_TRUE(roles_.has_missed_commands(kFirst));
  EXPECT_FALSE(roles_.has_missed_commands(kSecond));
}

TEST_F(CommandFeedTest, PutAsideCommandIsSkippedByAllAndNotWrittenAgain) {
  say("/mod/sine1/freq 330");
  const auto seq = studio_.conductor.last_seq();
  EXPECT_TRUE(feed_.put_aside(seq));
  EXPECT_FALSE(feed_.put_aside(seq)) << "once is enough";
  EXPECT_FALSE(feed_.put_aside(seq + 1)) << "it was never written";
  for (const Slot slot : kSlots) EXPECT_EQ(segments_[slot]->orders().skips[0].load(), seq);
  attach(kFirst);
  feed_.count_anew();
  feed_.replay_after(0, true, kFirst);
  const auto replayed = read(kFirst);
  ASSERT_EQ(replayed.size(), seq);
  EXPECT_EQ(replayed.back().seq, seq) << "its number is taken all the same";
  EXPECT_EQ(replayed.back().op, engine::Op::kNone);
  EXPECT_EQ(feed_.withheld(), 1U);
  EXPECT_EQ(feed_.replayed(), seq - 1);
}

TEST_F(CommandFeedTest, ReplayBeginsBehindTheKeyframe) {
  say("/mod/sine1/freq 330");
  const auto kept = studio_.conductor.last_seq();
  say("/mod/sine1/freq 440");
  attach(kFirst);
  feed_.replay_after(kept, true, kFirst);
  const auto replayed = read(kFirst);
  ASSERT_EQ(replayed.size(), 1U);
  EXPECT_EQ(replayed[0].value, 440.0);
  EXPECT_EQ(horizon(kFirst), studio_.conductor.horizon());
}

TEST_F(CommandFeedTest, ReplayWithoutClientsLeavesOutWhatTheySentButNoSwap) {
  say("/patch/edit");
  say("/patch/commit");
  say("/mod/sine1/freq 330");
  attach(kFirst);
  feed_.replay_after(0, false, kFirst);
  int swaps = 0;
  for (const auto& command : read(kFirst)) {
    EXPECT_FALSE(command.op == engine::Op::kSetParam && command.value == 330.0);
    swaps += command.op == engine::Op::kSwapPatch ? 1 : 0;
  }
  EXPECT_GE(swaps, 1);
  // What comes now is played.
  say("/mod/sine1/freq 440");
  EXPECT_EQ(read(kFirst).back().value, 440.0);
}

/// A note that the keyframe holds would sound for ever without its end.
TEST_F(CommandFeedTest, ReplayWithoutClientsLeavesOutNothingThatEndsASound) {
  for (const char* line :
       {"/patch/new", "/patch/create pad osc 4", "/patch/create env adsr 4",
        "/patch/connect pad env", "/patch/connect env output", "/patch/commit"}) {
    say(line);
  }
  say("/note/pad c4 0.7");
  say("/gate/env 1");
  const auto held = studio_.conductor.last_seq();
  say("/mod/pad/freq 330");
  say("/note/pad e4 0.7");
  studio_.stage.sent.clear();
  say("/note/pad c4 0");
  say("/note/pad/off e4");
  say("/note/pad/off");
  say("/gate/env 0");
  say("/panic");
  attach(kFirst);
  feed_.replay_after(held, false, kFirst);
  std::vector<engine::Op> ops;
  for (const auto& command : read(kFirst)) ops.push_back(command.op);
  using enum engine::Op;
  EXPECT_THAT(ops, testing::ElementsAre(kNone, kNone, kNoteOff, kNoteOff, kNoteOff, kGate, kPanic));
  EXPECT_EQ(feed_.withheld(), 2U);
  for (const auto& sent : studio_.stage.sent) {
    const auto& about = *osc::as_string(sent.message.args[0]);
    if (sent.message.address != "/fail") continue;
    EXPECT_THAT(about, testing::AnyOf("/mod/pad/freq", "/note/pad")) << "ends are not withheld";
  }
}

TEST_F(CommandFeedTest, WhoSentWhatARestoreLeavesOutHearsWhy) {
  say("/mod/sine1/freq 330");
  say("/gate/* 1");
  studio_.stage.sent.clear();
  attach(kFirst);
  feed_.note_loss("a level beyond all bounds from module 'l' (lfo)");
  feed_.replay_after(0, false, kFirst);
  ASSERT_EQ(studio_.stage.sent.size(), 2U) << "once a message";
  for (const auto& sent : studio_.stage.sent) {
    EXPECT_EQ(sent.message.address, "/fail");
    EXPECT_THAT(*osc::as_string(sent.message.args[1]),
                testing::AllOf(testing::StartsWith("withheld: "), testing::HasSubstr("'l' (lfo)")));
  }
  EXPECT_THAT(studio_.stage.events.back(), testing::StartsWith("withheld "));
  attach(kSecond);
  feed_.replay_after(0, false, kSecond);
  EXPECT_EQ(studio_.stage.sent.size(), 2U) << "another worker is no other message";
}

TEST_F(CommandFeedTest, WhoSentWhatAFloodCrowdedOutHearsIt) {
  // Many commands of few messages: of more than 16,384 nobody knows any more who sent them.
  while (studio_.conductor.last_seq() < 2 * kHistory) say("/mod/*/* 100");
  feed_.publish_horizons();
  ASSERT_TRUE(roles_.has_missed_commands(kFirst));
  studio_.stage.sent.clear();
  feed_.skip_missed_commands(kFirst);
  ASSERT_FALSE(studio_.stage.sent.empty());
  EXPECT_THAT(studio_.answer(), testing::HasSubstr("withheld: a flood"));
}

TEST_F(CommandFeedTest, WhoSentAGateThatAFreshStartDoesNotPlayHearsIt) {
  say("/gate/adsr1 1");
  const Frame frame = studio_.stage.commands.back().frame;
  say("/mod/sine1/freq 330");
  studio_.stage.sent.clear();
  feed_.tell_lost_gates(frame + 1);
  EXPECT_TRUE(studio_.stage.sent.empty()) << "it was played";
  feed_.tell_lost_gates(frame);
  ASSERT_EQ(studio_.stage.sent.size(), 1U) << "the parameter is in the books";
  EXPECT_THAT(studio_.answer(), testing::HasSubstr("/gate/adsr1 withheld: "));
}

TEST_F(CommandFeedTest, NumberThatNoKeyframeCanHoldForgetsNothing) {
  say("/mod/sine1/freq 330");
  const auto seq = studio_.conductor.last_seq();
  feed_.forget_up_to(seq + 1'000'000);
  EXPECT_NE(feed_.find(seq), nullptr);
  feed_.forget_up_to(seq);
  EXPECT_EQ(feed_.find(seq), nullptr);
  EXPECT_TRUE(feed_.holds_all_after(seq));
  EXPECT_FALSE(feed_.holds_all_after(seq - 1));
}

}  // namespace
}  // namespace chronus::supervisor
