// SPDX-License-Identifier: MIT
#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/support/usual_format.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace chronus::offline {
namespace {

using test::kFormat;

constexpr const char* kScore = R"(
0 /patch/create kick kick
0 /patch/create b osc
0 /patch/create e adsr
0 /patch/create f biquad
0 /patch/connect b e
0 /patch/connect e f
0 /patch/connect f output
0 /patch/connect kick output
0 /patch/commit
0 /seq/create k
0 /seq/pattern k x...x...x...x...
0 /seq/assign k gate kick
0 /seq/create l
0 /seq/pattern l x.x.xx.xx.x.xxxx
0 /seq/param_lane l note "48 60 55 58 36 48 . 60"
0 /seq/assign l gate e
0 /seq/assign l param b note freq
0 /seq/start_all
0.333 /mod/f/freq 700
0.5 /patch/edit
0.5 /patch/create lf lfo
0.5 /mod/lf/depth 500
0.5 /patch/connect lf f.freq
0.5 /patch/commit
0.777 /transport/bpm 147.3
1.1 /seq/stop l
)";

std::vector<float> render(const char* text, const std::vector<int>& cuts, Frame frames,
                          int block = 128) {
  OfflineRenderer renderer({48'000, block, 2}, test::built_in_modules(),
                           test::standard_vocabulary(), *test::parse_score(text, 48'000),
                           [](const std::string& problem) { ADD_FAILURE() << problem; });
  std::vector<float> samples(static_cast<std::size_t>(frames) * 2);
  Frame done = 0;
  for (std::size_t i = 0; done < frames; ++i) {
    const Frame n = std::min<Frame>(cuts[i % cuts.size()], frames - done);
    renderer.render(samples.data() + done * 2, n);
    done += n;
  }
  EXPECT_EQ(renderer.failures(), 0U);
  return samples;
}

TEST(OfflineRenderer, SamplesDoNotDependOnHowFramesAreCutOrOnTheBlock) {
  const auto whole = render(kScore, {72'000}, 72'000);
  EXPECT_EQ(render(kScore, {128}, 72'000), whole);
  EXPECT_EQ(render(kScore, {1, 7, 500, 64, 2'000}, 72'000), whole);
  EXPECT_EQ(render(kScore, {128}, 72'000, 16), whole);
  EXPECT_EQ(render(kScore, {999}, 72'000, 1'024), whole);
}

TEST(OfflineRenderer, PlaysSomethingAndNothingItShouldNot) {
  const auto samples = render(kScore, {4'096}, 72'000);
  double peak = 0.0;
  for (const float sample : samples) {
    ASSERT_TRUE(std::isfinite(sample));
    peak = std::max(peak, std::abs(static_cast<double>(sample)));
  }
  EXPECT_GT(peak, 0.05);
  EXPECT_LT(peak, 1.0);
}

TEST(OfflineRenderer, FirstKickSoundsOnFrameZeroAndTheNextOnItsStep) {
  const auto samples = render(
      "0 /patch/create kick kick\n0 /patch/connect kick output\n0 /patch/commit\n"
      "0 /mod/kick/decay 0.05\n0 /seq/create k\n0 /seq/config k 140 16 16\n"
      "0 /seq/pattern k x...............\n0 /seq/assign k gate kick\n0 /seq/start k\n",
      {512}, 200'000);
  std::vector<Frame> onsets;
  Frame silent = 1'000;
  for (Frame frame = 0; frame < 200'000; ++frame) {
    const bool quiet = samples[static_cast<std::size_t>(frame) * 2] == 0.0F;
    if (!quiet && silent >= 1'000) onsets.push_back(frame);
    silent = quiet ? silent + 1 : 0;
  }
  ASSERT_GE(onsets.size(), 3U);
  EXPECT_LE(onsets[0], 1);
  // 16 steps of 240 / (140 × 16) s: 82285.71 frames.
  EXPECT_EQ(onsets[1] - onsets[0], 82'286);
  EXPECT_EQ(onsets[2] - onsets[0], 164'571);
}

TEST(OfflineRenderer, FailingLinesAreToldByNumberAndChangeNothing) {
  std::vector<std::string> problems;
  OfflineRenderer renderer(kFormat, test::built_in_modules(), test::standard_vocabulary(),
                           *test::parse_score("0 /seq/start nobody\n", 48'000),
                           [&](const std::string& problem) { problems.push_back(problem); });
  std::vector<float> samples(256);
  renderer.render(samples.data(), 128);
  EXPECT_EQ(problems, std::vector<std::string>{"line 1: /seq/start: no sequencer 'nobody'"});
  EXPECT_EQ(renderer.failures(), 1U);
}

TEST(OfflineRenderer, ADrillThatDoesNotFireChangesNoSample) {
  const auto render = [](const std::string& text, bool drills, std::uint64_t* failures) {
    OfflineRenderer renderer(
        kFormat, test::built_in_modules(), test::standard_vocabulary(),
        *test::parse_score(text, 48'000), [](const std::string&) {}, drills);
    std::vector<float> samples(2 * 9'600);
    renderer.render(samples.data(), 9'600);
    *failures = renderer.failures();
    return samples;
  };
  const std::string begin = "0 /patch/create kick kick\n",
                    end = "0 /patch/commit\n0 /gate/kick 1\n";
  const std::string through =
      "0 /patch/create d drill\n0 /patch/connect kick d\n0 /patch/connect d output\n";
  std::uint64_t failures = 0;
  const auto plain = render(begin + "0 /patch/connect kick output\n" + end, false, &failures);
  EXPECT_EQ(failures, 0U);
  EXPECT_EQ(render(begin + through + end, true, &failures), plain);
  EXPECT_EQ(failures, 0U);
  render(begin + through + end, false, &failures);
  EXPECT_GT(failures, 0U);
}

TEST(OfflineRenderer, LengthIsTheQuitOrTwoSecondsAfterTheLastEvent) {
  EXPECT_EQ(score::length_of(*test::parse_score("1 /seq/list\n3 /quit\n", 48'000), 48'000),
            144'000);
  EXPECT_EQ(score::length_of(*test::parse_score("1 /seq/list\n", 48'000), 48'000), 144'000);
}

}  // namespace
}  // namespace chronus::offline
