// SPDX-License-Identifier: MIT
#include "supervisor/session_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "osc/poll_wake.hpp"
#include "osc/reply_queue.hpp"
#include "session/taking_up.hpp"
#include "tests/unit/audio/temporary_directory.hpp"
#include "tests/unit/session/runs.hpp"

namespace chronus::supervisor {
namespace {

using session::Performance;

constexpr std::int64_t kBegan_ns = 1'767'225'600'123'456'789;
constexpr std::int64_t kNsASecond = 1'000'000'000;

/// A run with its session, as ConductorLoop has them; its frame 0 is heard at `zero_ns`.
struct KeptRun : Performance {
  KeptRun(session::SessionFiles& files, std::int64_t heard_from_ns,
          std::unique_ptr<session::Replay> restored)
      : zero_ns(heard_from_ns) {
    if (restored) conductor.load_score(restored_score(*restored, false));
    desk = std::make_unique<SessionDesk>(session::kFormat, conductor, clock, events, &writer,
                                         figures, std::move(restored));
    writer.start(files, session::kFormat);
  }

  void pass() {
    if (now > 0) clock.observe(now, zero_ns + now * kNsASecond / session::kFormat.rate);
    desk->before_advance();
    const std::size_t before = stage.journal.size();
    step();
    // As the journal does.
    for (std::size_t i = before; i < stage.journal.size(); ++i) {
      writer.changed(now, stage.journal[i] + "\n");
    }
    desk->after_advance(now, is_heard);
  }
  void pass_to(Frame frame) {
    while (now < frame) pass();
  }
  void do_all(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      conductor.submit({conductor::Sender{}, {{}, {message(line)}}});
      pass();
    }
  }

  std::int64_t zero_ns;
  bool is_heard = true;  ///< a worker may play
  conductor::WallClock clock{session::kFormat.rate};
  osc::PollWake wake{std::move(*osc::PollWake::open())};
  osc::ReplyQueue replies{64, wake};
  EventPublisher events{replies};
  SessionWriter writer;
  Figures figures;
  std::unique_ptr<SessionDesk> desk;
};

class SessionAtTheDesk : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(*files_.open()); }
  std::unique_ptr<session::Replay> taken_up(std::int64_t unix_ns) {
    auto saved = session::take_up(files_, test::standard_vocabulary(), [](const std::string&) {});
    if (!saved) return nullptr;
    auto replay = std::make_unique<session::Replay>(std::move(*saved), test::built_in_catalog(),
                                                    test::standard_vocabulary(), false);
    replay->advance_to_time(unix_ns);
    return replay;
  }

  const TemporaryDirectory temporary_;
  session::SessionFiles files_{disk::direct(), (temporary_.path() / "session").string()};
};

TEST_F(SessionAtTheDesk, AfterAKillStepsFallOnTheFramesThatTheOldRunWouldHavePlayed) {
  KeptRun run(files_, kBegan_ns, nullptr);
  run.pass_to(1'000);
  run.do_all({"/transport/bpm 133.7", "/seq/create kick", "/seq/swing kick 58.3",
              "/seq/create line", "/seq/config line 91.3 7 12", "/seq/chain line x. xx ..x",
              "/seq/start kick", "/seq/start line"});
  run.pass_to(200'000);
  ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));  // killed
  const Frame killed = run.now;

  // Frame 0 of the next is heard a fraction of a frame off the old one's.
  const std::int64_t zero_ns =
      kBegan_ns + killed * kNsASecond / session::kFormat.rate + 312'345'678;
  KeptRun next(files_, zero_ns, taken_up(zero_ns - 50'000'000));
  next.pass_to(400'000);
  const Frame here = next.figures.session_frame;
  const Frame there = next.figures.session_was_frame;
  ASSERT_GT(here, 0);
  // The same moment, to the frame.
  const std::int64_t off_ns = next.clock.unix_ns_at(here) - run.clock.unix_ns_at(there);
  EXPECT_LE(std::abs(off_ns), kNsASecond / session::kFormat.rate / 2 + 2);
  EXPECT_LT(here, 1'000) << "as soon as the clock is known";

  run.run_to(there + 400'000);
  const Frame end = there + 390'000;
  EXPECT_EQ(next.steps(there, end, there - here), run.steps(there, end));
  EXPECT_GT(run.steps(there, end).size(), 50U);
  EXPECT_EQ(next.conductor.score_failures(), 0U);
}

TEST_F(SessionAtTheDesk, WhatIsTakenUpIsFadedIn) {
  KeptRun run(files_, kBegan_ns, nullptr);
  run.pass_to(1'000);
  run.do_all({"/patch/new", "/patch/create o sine", "/patch/connect o output", "/patch/commit"});
  ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
  next.pass_to(1'000);
  const auto swaps = next.stage.of(engine::Op::kSwapPatch);
  ASSERT_EQ(swaps.size(), 2U);
  EXPECT_EQ(swaps[1].frame, 1) << "only a patch on frame 0 is not faded in";
}

TEST_F(SessionAtTheDesk, BeforeItIsTakenUpNothingIsWrittenOverIt) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    run.do_all({"/transport/bpm 77"});
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  const auto numbers = files_.numbers();
  KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
  // The audio clock is not known yet, since no callback comes.
  next.desk->before_advance();
  next.step();
  next.desk->after_advance(0, true);
  ASSERT_TRUE(next.writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_EQ(files_.numbers(), numbers);
}

TEST_F(SessionAtTheDesk, WhatComesMeanwhileWaitsUntilItIsTakenUpButNotForEver) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    run.do_all({"/seq/create line", "/seq/start line"});
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
  const std::int64_t first_ns = 7'000;
  EXPECT_TRUE(next.desk->holds_clients_back(first_ns));
  EXPECT_TRUE(next.desk->holds_clients_back(first_ns + SessionDesk::kMostWait_ns - 1));
  EXPECT_FALSE(next.desk->holds_clients_back(first_ns + SessionDesk::kMostWait_ns));
  EXPECT_TRUE(next.desk->holds_clients_back(first_ns));
  next.pass_to(1'000);
  EXPECT_FALSE(next.desk->holds_clients_back(first_ns));
  KeptRun fresh(files_, kBegan_ns, nullptr);
  EXPECT_FALSE(fresh.desk->holds_clients_back(first_ns)) << "there was none";
}

TEST_F(SessionAtTheDesk, SubscribersHearOfItUnlessTheirLeaseIsOver) {
  const osc::Endpoint listener(INADDR_LOOPBACK, 9'000);
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    ASSERT_TRUE(run.events.subscribe(
        {listener, listener, *osc::EventKinds::parse("step,session"), {}}, {}));
    run.pass_to(10'000);
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  for (const std::int64_t gap_s : {2, 90}) {
    const std::int64_t zero_ns = kBegan_ns + gap_s * kNsASecond;
    KeptRun next(files_, zero_ns, taken_up(zero_ns));
    next.pass_to(1'000);
    EXPECT_EQ(next.events.wants("session"), gap_s < 60);
    EXPECT_EQ(next.events.wants("step"), gap_s < 60);
    EXPECT_FALSE(next.events.wants("late"));
    files_.note({});
  }
}

TEST_F(SessionAtTheDesk, AnAlarmOfItWaitsForThoseWhoListened) {
  const osc::Endpoint listener(INADDR_LOOPBACK, 9'000);
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    ASSERT_TRUE(
        run.events.subscribe({listener, listener, *osc::EventKinds::parse("alarm"), {}}, {}));
    run.pass_to(10'000);
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
  next.desk->tell("alarm", "{}");
  std::vector<std::string> told;
  const auto deliver = [&](osc::Reply& reply) {
    if (reply.message.address == "/event") told.push_back(*osc::as_string(reply.message.args[0]));
  };
  next.replies.drain(deliver);
  EXPECT_TRUE(told.empty());
  next.desk->refused("/seq/mute: no sequencer 'kick'");
  next.pass_to(1'000);
  next.replies.drain(deliver);
  EXPECT_THAT(told, ::testing::ElementsAre("alarm"));
  ASSERT_TRUE(next.writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_EQ(next.writer.status().refused, 1U);
}

/// Killed from outside in quick succession it is not the session's doing, once it has been heard.
TEST_F(SessionAtTheDesk, ARunThatHasBeenHeardForHalfASecondIsNoTry) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  for (int kills = 0; kills < 5; ++kills) {
    KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
    ASSERT_NE(files_.tries().count, 0) << "it stands while that is not known";
    next.pass_to(26'000);
    ASSERT_TRUE(next.writer.is_written_within(std::chrono::seconds(20)));
    EXPECT_EQ(files_.tries().count, 0) << kills;
  }
}

TEST_F(SessionAtTheDesk, ARunWhoseWorkersDieOfItCountsAsATryHoweverLongItIs) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
  for (Frame death = 12'000; death < 6 * 48'000; death += 12'000) {
    next.is_heard = true;
    next.pass_to(death);
    next.is_heard = false;
    next.pass();
  }
  ASSERT_TRUE(next.writer.is_written_within(std::chrono::seconds(20)));
  EXPECT_EQ(files_.tries().count, 1);
}

TEST_F(SessionAtTheDesk, ARunThatEndsAtOnceCountsAsATry) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(1'000);
    ASSERT_TRUE(run.writer.is_written_within(std::chrono::seconds(20)));
  }
  for (const Frame played : {Frame{20'000}, Frame{4 * 48'000}}) {
    KeptRun next(files_, kBegan_ns + kNsASecond, taken_up(kBegan_ns + kNsASecond));
    next.pass_to(played);
    ASSERT_TRUE(next.writer.is_written_within(std::chrono::seconds(20)));
    EXPECT_EQ(files_.tries().count, played > 48'000 ? 0 : 1) << played;
  }
}

/// More than a pass has time to tell of.
std::vector<std::string> many_sequencers() {
  std::vector<std::string> lines;
  for (int i = 0; i < 3'000; ++i) lines.push_back("/seq/create s" + std::to_string(i));
  return lines;
}

TEST_F(SessionAtTheDesk, OneThatIsLargeIsKeptAgainWhereSequencersStandStill) {
  KeptRun run(files_, kBegan_ns, nullptr);
  run.pass_to(48'000);
  run.do_all(many_sequencers());
  run.say("/seq/start s0");
  run.writer.missed();
  // It is asked for one.
  while (!run.writer.wants_snapshot()) std::this_thread::yield();
  run.pass();
  ASSERT_TRUE(run.writer.status().has_hole) << "while it plays there is no time for it";
  run.do_all({"/seq/stop s0"});
  while (run.writer.status().has_hole) {
    run.pass();
    std::this_thread::yield();
  }
}

TEST_F(SessionAtTheDesk, OneThatIsLargeIsKeptAtTheEndAsItIsThen) {
  {
    KeptRun run(files_, kBegan_ns, nullptr);
    run.pass_to(48'000);
    run.writer.missed();
    run.do_all(many_sequencers());
    run.do_all({"/seq/start s0"});
    run.pass();
    run.writer.missed();
    run.desk->end();
    while (!run.writer.is_written_within(std::chrono::seconds(1))) {
    }
  }
  const auto next = taken_up(kBegan_ns + 2 * kNsASecond);
  ASSERT_NE(next, nullptr);
  const auto lines = next->settings(false);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const auto& line) { return line.address == "/seq/create"; }),
            3'000);
}

}  // namespace
}  // namespace chronus::supervisor
