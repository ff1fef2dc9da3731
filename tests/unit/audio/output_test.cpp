// SPDX-License-Identifier: MIT
#include "audio/output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include "dsp/ceiling.hpp"
#include "scripted_source.hpp"

namespace chronus::audio {
namespace {

using enum Slot;

using ::testing::Each;
using ::testing::ElementsAre;

constexpr int kFade = 64;

std::vector<float> render(Output& output, int channels, int frames) {
  std::vector<float> out(static_cast<std::size_t>(frames) * channels, -1.0F);
  output.render(out.data(), frames);
  return out;
}

void append(std::vector<float>& to, const std::vector<float>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<float> ramp(Frame frames, int channels) {
  std::vector<float> samples;
  for (Frame f = 0; f < frames; ++f) {
    samples.insert(samples.end(), channels, static_cast<float>(f + 1));
  }
  return samples;
}

TEST(Output, PlaysTheBlocksInOrderWhateverThePeriodsAndTheBlock) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const auto draw = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    const StreamFormat format{48'000, draw(kMinBlockFrames, kMaxBlockFrames),
                              draw(1, kMaxChannels)};
    ScriptedSource source(format);
    ListeningTap tap;
    tap.channels = format.channels;
    Output output(format, source, &tap, nullptr);

    std::vector<float> played;
    Frame frames = 0;
    for (int call = 0; call < 20; ++call) {
      const int period = draw(1, 2'048);
      append(played, render(output, format.channels, period));
      frames += period;
      const Frame blocks = (frames + format.block_frames - 1) / format.block_frames;
      ASSERT_EQ(output.played(), blocks * format.block_frames);
      ASSERT_EQ(output.callbacks(), call + 1);
    }
    ASSERT_EQ(played, ramp(frames, format.channels));
    ASSERT_EQ(tap.heard, ramp(output.played(), format.channels));
    EXPECT_EQ(output.underruns(), 0);
    EXPECT_EQ(output.concealed_frames(), 0);
    EXPECT_EQ(output.switches(), 0);
  }
}

/// Values in no order, so that no fade between two of them comes upon a third.
float scrambled(Frame f) {
  return static_cast<float>(static_cast<std::uint32_t>(f + 1) * 2'654'435'761U >> 9);
}

// A break in the music is a run of frames that are not the next ones. It must hold the fade-in of
// the next block, 63 frames that are heard but not exact (the 64th is), and no more of the music
// than that.
TEST(Output, LosesAndRepeatsNothingWhenBlocksAreLate) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const auto draw = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    const StreamFormat format{48'000, draw(kFade, kMaxBlockFrames), 1};
    ScriptedSource source(format);
    ListeningTap tap;
    tap.channels = 1;
    Output output(format, source, &tap, nullptr);
    source.value = scrambled;
    int call = 0;
    int late_until = 0;
    source.holds = [&](Slot, std::int64_t) { return call >= late_until; };

    std::vector<float> out;
    for (; call < 60; ++call) {
      if (call > late_until && draw(0, 5) == 0) late_until = call + draw(1, 6);
      append(out, render(output, 1, draw(1, 2'048)));
    }

    Frame next = 0;
    std::int64_t breaks = 0;
    bool broken = false;
    for (const float sample : out) {
      if (sample == scrambled(next)) {
        broken = false;
        ++next;
      } else if (broken && sample == scrambled(next + kFade - 1)) {
        broken = false;
        next += kFade;
      } else if (!broken && next > 0) {
        broken = true;
        ++breaks;
      }
    }
    EXPECT_EQ(breaks, output.underruns());
    EXPECT_LE(next, output.played());
    EXPECT_GE(next + format.block_frames + kFade, output.played());
    ASSERT_EQ(tap.heard.size(), static_cast<std::size_t>(output.played()));
    for (Frame f = 0; f < output.played(); ++f) ASSERT_EQ(tap.heard[f], scrambled(f));
  }
}

TEST(Output, HoldsWhatIsPlayedAndRecordedBelowTheCeiling) {
  const StreamFormat format{48'000, 64, 2};
  const auto wave = [](Frame f) { return 4.0F * std::sin(static_cast<float>(f)); };
  for (const bool has_ceiling : {false, true}) {
    ScriptedSource source(format);
    source.value = wave;
    ListeningTap tap;
    tap.channels = 2;
    Output output(format, source, &tap, nullptr);
    output.use_ceiling(has_ceiling);
    std::vector<float> played;
    for (int call = 0; call < 8; ++call) append(played, render(output, 2, 48));
    ASSERT_EQ(played.size(), 768U);
    for (Frame f = 0; f < 384; ++f) {
      const float expected = has_ceiling ? dsp::below_ceiling(wave(f)) : wave(f);
      const auto at = static_cast<std::size_t>(f * 2);
      ASSERT_EQ(played[at], expected);
      ASSERT_EQ(played[at + 1], expected);
      ASSERT_EQ(tap.heard[at], expected);
    }
  }
}

TEST(Output, IsSilentAndCountsNothingBeforeTheFirstBlock) {
  const StreamFormat format{48'000, 128, 2};
  ScriptedSource source(format);
  source.holds = [](Slot, std::int64_t) { return false; };
  Output output(format, source, nullptr, nullptr);
  EXPECT_THAT(render(output, 2, 1'000), Each(0.0F));
  EXPECT_EQ(output.underruns(), 0);
  EXPECT_EQ(output.concealed_frames(), 0);
  EXPECT_EQ(output.played(), 0);

  source.holds = [](Slot, std::int64_t) { return true; };
  EXPECT_EQ(render(output, 2, 256), ramp(256, 2)) << "the first block is not faded in";
}

TEST(Output, TakesTheBlockOfTheOtherSlotAndStaysWithIt) {
  const StreamFormat format{48'000, 64, 2};
  ScriptedSource source(format);
  source.holds = [](Slot slot, std::int64_t index) { return slot == kSecond || index < 3; };
  Output output(format, source, nullptr, nullptr);
  EXPECT_EQ(render(output, 2, 64 * 5), ramp(64 * 5, 2)) << "not one frame differs";
  EXPECT_THAT(source.taken_from, ElementsAre(kFirst, kFirst, kFirst, kSecond, kSecond));
  EXPECT_EQ(output.active_slot(), kSecond);
  EXPECT_EQ(output.switches(), 1);
  EXPECT_EQ(output.underruns(), 0);
}

TEST(Output, FollowsTheSupervisorsChoiceFromTheNextBlockOn) {
  const StreamFormat format{48'000, 64, 1};
  ScriptedSource source(format);
  Output output(format, source, nullptr, nullptr);
  auto out = render(output, 1, 96);
  output.set_active_slot(kSecond);
  append(out, render(output, 1, 96));
  EXPECT_EQ(out, ramp(192, 1));
  EXPECT_THAT(source.taken_from, ElementsAre(kFirst, kFirst, kSecond));
  EXPECT_EQ(output.switches(), 0) << "the callback itself changed nothing";
}

TEST(Output, ConcealsAMissingBlockWithAFadeAndFadesTheNextOneIn) {
  const StreamFormat format{48'000, 128, 2};
  ScriptedSource source(format);
  source.value = [](Frame) { return 1.0F; };
  ListeningTap tap;
  Output output(format, source, &tap, nullptr);
  render(output, 2, 128);
  source.holds = [](Slot, std::int64_t) { return false; };
  const auto gap = render(output, 2, 128);
  for (int n = 0; n < 128; ++n) {
    const float expected = n < kFade ? static_cast<float>(kFade - 1 - n) / kFade : 0.0F;
    ASSERT_FLOAT_EQ(gap[2 * n], expected) << "frame " << n;
    ASSERT_FLOAT_EQ(gap[2 * n + 1], expected) << "frame " << n;
  }
  source.holds = [](Slot, std::int64_t) { return true; };
  const auto back = render(output, 2, 128);
  for (int n = 0; n < 128; ++n) {
    const float expected = n < kFade ? static_cast<float>(n + 1) / kFade : 1.0F;
    ASSERT_FLOAT_EQ(back[2 * n], expected) << "frame " << n;
  }
  EXPECT_EQ(output.underruns(), 1);
  EXPECT_EQ(output.concealed_frames(), 128);
  EXPECT_THAT(tap.heard, Each(1.0F)) << "the tap hears the blocks, not the fades";
  EXPECT_THAT(tap.firsts, ElementsAre(0, 128));
}

TEST(Output, DoesNotClickWhenTheGapIsShorterThanTheFade) {
  const StreamFormat format{48'000, 16, 1};
  ScriptedSource source(format);
  source.value = [](Frame) { return 1.0F; };
  Output output(format, source, nullptr, nullptr);
  std::vector<float> out = render(output, 1, 64);
  source.holds = [](Slot, std::int64_t) { return false; };
  append(out, render(output, 1, 16));
  source.holds = [](Slot, std::int64_t) { return true; };
  append(out, render(output, 1, 256));
  for (std::size_t n = 1; n < out.size(); ++n) {
    ASSERT_LE(std::abs(out[n] - out[n - 1]), 1.0F / kFade + 1e-6F) << "frame " << n;
  }
  EXPECT_EQ(out.back(), 1.0F);
}

TEST(Output, AsksAgainAfterEachBlockOfConcealment) {
  const StreamFormat format{48'000, 64, 1};
  ScriptedSource source(format);
  int refusals = 0;
  source.holds = [&](Slot slot, std::int64_t index) {
    if (index == 0) return true;
    if (slot == kSecond) ++refusals;  // both slots were asked
    return refusals >= 3;
  };
  Output output(format, source, nullptr, nullptr);
  // One long callback: block 0, two concealed blocks' worth, block 1.
  render(output, 1, 64 * 4);
  EXPECT_EQ(output.concealed_frames(), 128);
  EXPECT_EQ(output.played(), 128);
  EXPECT_EQ(output.underruns(), 1) << "a row of misses counts once";
}

TEST(Output, AsksAgainAtTheNextCallbackWhenThatComesFirst) {
  const StreamFormat format{48'000, 1'024, 1};
  ScriptedSource source(format);
  Output output(format, source, nullptr, nullptr);
  render(output, 1, 1'024);
  source.holds = [](Slot, std::int64_t) { return false; };
  render(output, 1, 64);
  source.holds = [](Slot, std::int64_t) { return true; };
  render(output, 1, 64);
  EXPECT_EQ(output.concealed_frames(), 64);
  EXPECT_EQ(output.played(), 2'048);
}

TEST(Output, WakesOncePerCallback) {
  class CountingWake final : public Notifier {
   public:
    void wake() noexcept override { ++count; }
    int count = 0;
  } wake;
  const StreamFormat format{48'000, 64, 1};
  ScriptedSource source(format);
  Output output(format, source, nullptr, &wake);
  for (int call = 0; call < 7; ++call) render(output, 1, 100);
  EXPECT_EQ(wake.count, 7);
}

TEST(Output, TellsWhichFrameWasNextWhenTheCallbackBegan) {
  const StreamFormat format{48'000, 128, 1};
  ScriptedSource source(format);
  Output output(format, source, nullptr, nullptr);
  EXPECT_EQ(output.clock_point().monotonic_ns, 0);
  render(output, 1, 100);
  EXPECT_EQ(output.clock_point().frame, 0);
  const auto first_ns = output.clock_point().monotonic_ns;
  EXPECT_GT(first_ns, 0);
  render(output, 1, 100);
  EXPECT_EQ(output.clock_point().frame, 100);
  EXPECT_GE(output.clock_point().monotonic_ns, first_ns);
  source.holds = [](Slot, std::int64_t) { return false; };
  render(output, 1, 100);
  EXPECT_EQ(output.clock_point().frame, 200);
  render(output, 1, 100);
  EXPECT_EQ(output.clock_point().frame, 256) << "concealment is not the engine's time";
}

TEST(Output, CountersCanBeReadWhileItPlays) {
  const StreamFormat format{48'000, 64, 2};
  ScriptedSource source(format);
  Output output(format, source, nullptr, nullptr);
  std::atomic<bool> done{false};
  std::thread player([&] {
    std::vector<float> out(128);
    for (int call = 0; call < 20'000; ++call) output.render(out.data(), 64);
    done = true;
  });
  ClockPoint last;
  while (!done) {
    const ClockPoint point = output.clock_point();
    if (point.monotonic_ns == 0) continue;
    EXPECT_GE(point.frame, last.frame);
    EXPECT_GE(point.monotonic_ns, last.monotonic_ns);
    EXPECT_GE(output.played(), point.frame);
    last = point;
  }
  player.join();
  EXPECT_EQ(output.clock_point().frame, 64 * 19'999);
}

}  // namespace
}  // namespace chronus::audio
