// SPDX-License-Identifier: MIT
#include "sync/link_follower.hpp"

#include <gtest/gtest.h>

#include "rig.hpp"

namespace chronus::sync {
namespace {

using testing::ns;
using testing::Studio;

/// A session at `bpm` whose beat is `beat` at time 0.
struct Session {
  double bpm = 120.0;
  double beat = 0.0;
  std::size_t peers = 1;
  bool playing = false;
  double since_s = 0.0;

  LinkReading at(std::int64_t now) const {
    return {now,        beat + static_cast<double>(now) * 1e-9 * bpm / 60.0, bpm, peers, playing,
            ns(since_s)};
  }
};

TEST(LinkFollower, AloneThereIsNothingToFollow) {
  LinkFollower follower(4.0);
  follower.read(Session{.peers = 0, .playing = true}.at(0));
  EXPECT_EQ(follower.state(), State::kSearching);
  EXPECT_FALSE(follower.at(0));
  EXPECT_FALSE(follower.take_cue());
}

TEST(LinkFollower, AStartIsOnTheNextMultipleOfTheQuantum) {
  LinkFollower follower(4.0);
  Session session{.bpm = 60.0, .beat = 9.5, .playing = true};
  follower.read(session.at(0));
  const auto cue = follower.take_cue();
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->kind, Cue::Kind::kStart);
  EXPECT_EQ(cue->at_ns, ns(2.5));
  EXPECT_NEAR(follower.at(ns(3.5))->beat, 1.0, 1e-9);
  session.playing = false;
  follower.read(session.at(ns(4.0)));
  EXPECT_EQ(follower.take_cue()->kind, Cue::Kind::kStop);
}

TEST(LinkFollower, AStartThatIsAnnouncedIsWaitedFor) {
  LinkFollower follower(4.0);
  follower.read(Session{.bpm = 60.0, .playing = true, .since_s = 7.9999}.at(ns(1.0)));
  EXPECT_NEAR(static_cast<double>(follower.take_cue()->at_ns), 8e9, 1e3);
}

TEST(LinkFollower, WhoIsLeftAlonePlaysOn) {
  LinkFollower follower(4.0);
  Session session{.playing = true};
  follower.read(session.at(0));
  EXPECT_TRUE(follower.take_cue());
  session.peers = 0;
  session.playing = false;
  follower.read(session.at(ns(1.0)));
  EXPECT_EQ(follower.state(), State::kLost);
  EXPECT_FALSE(follower.take_cue());
}

TEST(LinkFollower, TheTransportMeetsTheSessionsBarsWithoutAJump) {
  for (const double beat : {0.3, 1.7, 2.2, 3.9}) {
    LinkFollower follower(4.0);
    const Session session{.bpm = 126.0, .beat = beat};
    Studio studio(follower, 40.0);
    auto feed = [&](std::int64_t now) { follower.read(session.at(now)); };
    studio.run_to(60.0, feed);
    const double s = studio.heard_s(48'000 * 59);
    const double off = session.beat + s * 126.0 / 60.0 - studio.beat_at(48'000 * 59);
    EXPECT_NEAR(std::remainder(off, 4.0) * 60'000.0 / 126.0, 0.0, 1.0) << beat;
    EXPECT_NEAR(studio.bank.transport().bpm(), 126.0, 0.05);
  }
}

TEST(LinkFollower, AStartedSongIsInPhaseAtOnce) {
  LinkFollower follower(4.0);
  Session session{.bpm = 120.0, .beat = 0.9};
  Studio studio(follower);
  auto feed = [&](std::int64_t now) {
    session.playing = now > ns(10.0);
    session.since_s = 10.0;
    follower.read(session.at(now));
  };
  studio.run_to(14.0, feed);
  // Beat 24 is the first multiple of four behind 10 s: at 11.55 s.
  ASSERT_FALSE(studio.steps.empty());
  EXPECT_NEAR(studio.heard_s(studio.steps.front()), 11.55, 0.001);
}

}  // namespace
}  // namespace chronus::sync
