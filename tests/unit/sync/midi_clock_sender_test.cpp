// SPDX-License-Identifier: MIT
#include "sync/midi_clock_sender.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <string>

#include "sequencer/bank.hpp"

namespace chronus::sync {
namespace {

using sequencer::Bank;

constexpr int kRate = 48'000;
/// A clock at 120 BPM and kRate.
constexpr Frame kClockFrames = 1'000;

/// A bank whose transport is sent as clock, block by block.
struct Studio {
  Bank bank{kRate};
  MidiClockSender sender;
  Frame now = 0;
  std::vector<MidiMessage> sent;

  void run_to(Frame to, Frame block = 128) {
    while (now < to) {
      const Frame end = std::min(now + block, to);
      bank.advance(end);
      sender.advance(bank.transport(), bank.events(), bank.playing(), now, end, &sent);
      bank.clear_events();
      now = end;
    }
  }
  /// All but the clocks: "48000 start".
  std::string told() const {
    std::string out;
    for (const auto& m : sent) {
      const std::string at = std::to_string(m.frame);
      if (m.bytes[0] == midi::kStart) out += at + " start\n";
      if (m.bytes[0] == midi::kContinue) out += at + " continue\n";
      if (m.bytes[0] == midi::kStop) out += at + " stop\n";
      if (m.bytes[0] == midi::kSongPosition) {
        out += at + " position " + std::to_string(m.bytes[1] | m.bytes[2] << 7) + "\n";
      }
    }
    return out;
  }
  std::vector<Frame> clocks() const {
    std::vector<Frame> out;
    for (const auto& m : sent) {
      if (m.bytes[0] == midi::kClock) out.push_back(m.frame);
    }
    return out;
  }
};

TEST(MidiClockSender, EveryClockOfAnHourIsOnTheNearestFrame) {
  for (const int rate : {44'100, 48'000}) {
    for (const int bpm : {1, 97, 133, 999}) {
      const sequencer::TempoGrid grid(rate, bpm);
      MidiClockSender sender;
      std::vector<MidiMessage> sent;
      const Frame end = Frame{3'600} * rate;
      for (Frame at = 0; at < end; at += 1'024) {
        sender.advance(grid, {}, false, at, std::min(at + 1'024, end), &sent);
      }
      for (std::size_t n = 0; n < sent.size(); ++n) {
        // n · 60 · rate / (24 · bpm), halves up, in integers.
        const std::int64_t frame =
            (2 * static_cast<std::int64_t>(n) * 60 * rate + 24 * bpm) / (2 * 24 * bpm);
        ASSERT_EQ(sent[n].frame, frame) << "clock " << n << " at " << bpm << " BPM";
        ASSERT_EQ(sent[n].bytes[0], midi::kClock);
      }
      EXPECT_EQ(sent.size(), static_cast<std::size_t>(3'600 * 24 * bpm / 60));
    }
  }
}

TEST(MidiClockSender, TempoChangesLoseAndDoubleNoClock) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> bpm(30.0, 400.0);
  Studio studio;
  double beats = 0.0;
  Frame changed = 0;
  for (int i = 0; i < 300; ++i) {
    const Frame at = studio.now + static_cast<Frame>(random() % 20'000);
    studio.run_to(at, 1 + static_cast<Frame>(random() % 500));
    beats += static_cast<double>(at - changed) * studio.bank.transport().bpm() / 60.0 / kRate;
    changed = at;
    EXPECT_TRUE(studio.bank.transport_bpm(bpm(random), at));
    // Clock 0 is on beat 0.
    ASSERT_NEAR(static_cast<double>(studio.sent.size()), beats * 24.0 + 0.5, 0.6);
  }
  const auto clocks = studio.clocks();
  const double shortest = 60.0 * kRate / (400.0 * 24.0);
  for (std::size_t i = 1; i < clocks.size(); ++i) {
    ASSERT_GE(clocks[i] - clocks[i - 1], static_cast<Frame>(shortest) - 1);
  }
}

TEST(MidiClockSender, AFasterTempoDoublesNoClockWhereverItComes) {
  for (const auto& [slow, fast] : {std::pair{120.0, 240.0}, {60.0, 120.0}, {30.0, 120.0}}) {
    for (Frame at = 1; at < 4'000; ++at) {
      Studio studio;
      EXPECT_TRUE(studio.bank.transport_bpm(slow, 0));
      studio.run_to(at, 4'000);
      EXPECT_TRUE(studio.bank.transport_bpm(fast, at));
      studio.run_to(at + 5'000, 5'000);
      const auto clocks = studio.clocks();
      const auto shortest = static_cast<Frame>(60.0 * kRate / (fast * 24.0));
      for (std::size_t i = 1; i < clocks.size(); ++i) {
        ASSERT_GE(clocks[i] - clocks[i - 1], shortest - 1) << slow << " to " << fast << ", " << at;
      }
    }
  }
}

TEST(MidiClockSender, HowTimeIsCutIntoBlocksIsNoMatter) {
  const auto play = [](Frame block) {
    Studio studio;
    EXPECT_TRUE(studio.bank.create("a"));
    studio.run_to(10'240, block);
    EXPECT_TRUE(studio.bank.start("a", studio.now));
    studio.run_to(102'400, block);
    EXPECT_TRUE(studio.bank.transport_bpm(133.7, studio.now));
    studio.run_to(204'800, block);
    studio.bank.stop_all(studio.now);
    studio.run_to(307'200, block);
    return studio.clocks();
  };
  EXPECT_EQ(play(128), play(1'024));
  EXPECT_EQ(play(128), play(16));
}

TEST(MidiClockSender, StartComesWithTheFirstStep) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  studio.run_to(20'000);
  ASSERT_TRUE(studio.bank.start("a", studio.now));
  studio.run_to(40'000);
  // The next sixteenth is frame 24000; its block begins at 23968.
  EXPECT_EQ(studio.told(), "23968 start\n");
  EXPECT_THAT(studio.clocks(), ::testing::Contains(24'000));
  studio.bank.stop_all(40'000);
  studio.run_to(60'000);
  EXPECT_EQ(studio.told(), "23968 start\n40000 stop\n");
  for (const Frame frame : studio.clocks()) EXPECT_EQ(frame % kClockFrames, 0);
}

TEST(MidiClockSender, StartIsAMillisecondAheadWhereItCanBe) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  studio.run_to(20'000);
  ASSERT_TRUE(studio.bank.start("a", studio.now));
  studio.run_to(30'000, 10'000);
  EXPECT_EQ(studio.told(), "23952 start\n");
}

TEST(MidiClockSender, AtTheVeryFirstFrameTheFirstClockIsTheFirstStep) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  ASSERT_TRUE(studio.bank.start_all(0));
  studio.run_to(1'500);
  EXPECT_EQ(studio.told(), "0 start\n");
  EXPECT_THAT(studio.clocks(), ::testing::ElementsAre(0, 1'000));
}

TEST(MidiClockSender, AResetOfEverythingStartsTheOthersAnew) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  ASSERT_TRUE(studio.bank.start_all(0));
  studio.run_to(50'048);
  studio.bank.reset_all(studio.now);
  studio.run_to(60'000);
  EXPECT_EQ(studio.told(), "0 start\n53952 start\n");
}

TEST(MidiClockSender, ASongsMiddleIsAPositionAndContinue) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  studio.run_to(10'000);
  // Position 2.1 beats: the next sixteenth is the tenth, 0.4 beats behind.
  ASSERT_TRUE(studio.bank.start_in_song(21 * sequencer::kTicksPerBeat / 10, studio.now));
  studio.run_to(40'000);
  const Frame sixteenth = 10'000 + 24'000 * 15 / 100;
  ASSERT_EQ(studio.told(), "13584 position 9\n13584 continue\n");
  EXPECT_THAT(studio.clocks(), ::testing::Contains(sixteenth));
  EXPECT_THAT(studio.clocks(), ::testing::Contains(sixteenth + kClockFrames));
}

TEST(MidiClockSender, APositionWhilePlayingComesBehindAStop) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  ASSERT_TRUE(studio.bank.start_all(0));
  studio.run_to(12'800);
  ASSERT_TRUE(studio.bank.start_in_song(4 * sequencer::kTicksPerBeat, studio.now));
  studio.run_to(20'000);
  EXPECT_EQ(studio.told(), "0 start\n12800 stop\n12800 position 16\n12800 continue\n");
  ASSERT_TRUE(studio.bank.start_in_song(0, studio.now));
  studio.run_to(30'000);
  EXPECT_TRUE(studio.told().ends_with("20000 start\n")) << studio.told();
}

TEST(MidiClockSender, WhoComesLateIsToldWhereTheSongIs) {
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  studio.sender.tell_again();  // nothing runs: there is nothing to tell
  ASSERT_TRUE(studio.bank.start_all(0));
  studio.run_to(31'000);
  studio.sender.tell_again();
  studio.run_to(40'000);
  EXPECT_EQ(studio.told(), "0 start\n35992 stop\n35992 position 6\n35992 continue\n");
  EXPECT_THAT(studio.clocks(), ::testing::Contains(36'000));
}

TEST(MidiClockSender, WhatGoesOutCanBeFollowed) {
  // The bytes of a set with changes of tempo, counted by a receiver that knows nothing else.
  Studio studio;
  ASSERT_TRUE(studio.bank.create("a"));
  studio.run_to(30'000);
  ASSERT_TRUE(studio.bank.start_in_song(0, studio.now));
  for (const double bpm : {120.0, 140.0, 90.0}) {
    ASSERT_TRUE(studio.bank.transport_bpm(bpm, studio.now));
    studio.run_to(studio.now + 100'000);
  }
  std::int64_t count = -1;
  Frame previous = -1;
  for (const auto& message : studio.sent) {
    ASSERT_GE(message.frame, previous);
    previous = message.frame;
    if (message.bytes[0] == midi::kStart) count = 0;
    if (message.bytes[0] != midi::kClock || count < 0) continue;
    ++count;
  }
  const auto& grid = studio.bank.transport();
  const auto ticks = grid.tick_at({studio.now, 0}) - grid.downbeat();
  EXPECT_EQ(count, ticks / MidiClockSender::kClockTicks + 1);
}

}  // namespace
}  // namespace chronus::sync
