// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "rig.hpp"
#include "support/pulse_server.hpp"

namespace chronus::audio {
namespace {

using test::ChildProcess;
using test::PulseServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

// PulseAudio is no low-latency server; a block of a size that people would use with it.
constexpr int kBlockFrames = 1'024;

/// Adds about a second of what the sink plays.
void hear(ChildProcess& listener, std::vector<float>& samples) {
  const std::size_t end = samples.size() + 2 * 48'000;
  std::vector<float> chunk(8'192);
  std::size_t partial = 0;  // bytes of a float read so far
  while (samples.size() < end) {
    auto* bytes = reinterpret_cast<char*>(chunk.data());
    const std::size_t got =
        listener.read(bytes + partial, chunk.size() * sizeof(float) - partial) + partial;
    ASSERT_GT(got, partial) << "parec has ended";
    const std::size_t whole = got / sizeof(float);
    samples.insert(samples.end(), chunk.begin(),
                   chunk.begin() + static_cast<std::ptrdiff_t>(whole));
    partial = got % sizeof(float);
    std::copy_n(bytes + whole * sizeof(float), partial, bytes);
  }
}

TEST(PulseDevice, TheSinkPlaysWhatTheTapHeard) {
  PulseServer server({});
  Rig rig(Api::kPulse, kBlockFrames);
  ASSERT_TRUE(rig.start());
  const DeviceStatus status = rig.keeper.status();
  ASSERT_EQ(status.state, DeviceState::kRunning) << status.note;
  EXPECT_EQ(status.api, Api::kPulse);
  EXPECT_EQ(status.period_frames, kBlockFrames);

  const auto listener = server.listen();
  constexpr std::int64_t kEnough = 48'000 / 4;
  Stretch stretch;
  std::vector<float> heard;
  for (int second = 0; second < 20 && stretch.frames < kEnough; ++second) {
    hear(*listener, heard);
    stretch = longest_stretch(heard, rig.tap);
  }
  EXPECT_GE(stretch.frames, kEnough);
  EXPECT_TRUE(rig.tap.in_order());
  EXPECT_TRUE(rig.until_steady(48'000));
}

TEST(PulseDevice, AsksForNoMoreThanRealTime) {
  PulseServer server({});
  Rig rig(Api::kPulse, kBlockFrames);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().state, DeviceState::kRunning) << rig.keeper.status().note;
  ASSERT_TRUE(rig.until_steady(4'800));
  std::int64_t begin_ns = 0;
  std::int64_t lost = 0;
  do {
    ASSERT_TRUE(rig.until_state(DeviceState::kRunning));
    lost = rig.keeper.status().lost;
    begin_ns = Rig::now_ns();
    ASSERT_TRUE(rig.until_played(48'000 * 2));
  } while (rig.keeper.status().lost != lost && lost < 5);
  ASSERT_EQ(rig.keeper.status().lost, lost) << "the server is never there for two seconds";
  // Two seconds of music, less what the server buffers.
  EXPECT_GT(static_cast<double>(Rig::now_ns() - begin_ns) / 1e9, 1.5);
}

TEST(PulseDevice, IsFoundByPartOfItsNameAndElseTheNamesAreListed) {
  PulseServer server({});
  std::string name;
  {
    Rig rig(Api::kPulse, kBlockFrames);
    ASSERT_TRUE(rig.start());
    name = rig.keeper.status().device;
    ASSERT_GT(name.size(), 3U);
  }
  {
    Rig rig(Api::kPulse, kBlockFrames, name.substr(1));
    ASSERT_TRUE(rig.start());
    EXPECT_EQ(rig.keeper.status().state, DeviceState::kRunning) << rig.keeper.status().note;
  }
  Rig rig(Api::kPulse, kBlockFrames, "no such sink");
  ASSERT_TRUE(rig.start());
  EXPECT_THAT(rig.keeper.status().note, AllOf(HasSubstr("'no such sink'"), HasSubstr(name)));
}

TEST(PulseServerLost, KilledTheClockGoesOnInRealTimeAndTheServerIsFoundAgain) {
  PulseServer server({});
  Rig rig(Api::kPulse, kBlockFrames);
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.until_steady(48'000)) << rig.keeper.status().note;
  const auto reopened = rig.keeper.status().reopened;
  server.kill();
  const Frame at_kill = rig.output.played();
  const auto killed_ns = Rig::now_ns();
  ASSERT_TRUE(rig.until_state(DeviceState::kFallback));
  ASSERT_TRUE(rig.until_played(9'600));
  const double passed = static_cast<double>(Rig::now_ns() - killed_ns) / 1e9 * rig.format.rate;
  EXPECT_LT(static_cast<double>(rig.output.played() - at_kill), passed + 8 * kBlockFrames)
      << "the dead device raced through the music";

  server.start();
  ASSERT_TRUE(rig.until_state(DeviceState::kRunning));
  ASSERT_TRUE(rig.until_steady(48'000));
  EXPECT_GT(rig.keeper.status().reopened, reopened);
  EXPECT_TRUE(rig.tap.in_order());
}

TEST(PulseServerLost, FrozenItHoldsUpNeitherTheClockNorTheEnd) {
  PulseServer server({});
  const auto rig = std::make_unique<Rig>(Api::kPulse, kBlockFrames);
  ASSERT_TRUE(rig->start());
  ASSERT_TRUE(rig->until_steady(48'000)) << rig->keeper.status().note;
  server.freeze();
  ASSERT_TRUE(rig->until_state(DeviceState::kFallback));
  ASSERT_TRUE(rig->until([&] {
    return rig->keeper.status().note.find("does not answer") != std::string::npos;
  })) << "an attempt to reopen gives up by itself";
  ASSERT_TRUE(rig->until_played(9'600));
  server.thaw();
  EXPECT_TRUE(rig->until_state(DeviceState::kRunning));
  EXPECT_TRUE(rig->tap.in_order());
}

}  // namespace
}  // namespace chronus::audio
