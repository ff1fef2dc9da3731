// SPDX-License-Identifier: MIT
#include "offline/stems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::offline {
namespace {

using testing::ElementsAre;

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr Frame kLength = 72'000;

/// Voices, a stereo module, a module that is heard on one side alone, one that goes and comes back
/// under its name, a crossfade, a panic, and something that nobody hears by itself.
constexpr const char* kScore = R"(
0 /patch/create kick kick
0 /patch/create b osc 4
0 /patch/create e adsr 4
0 /patch/create hiss noise
0 /patch/create rev reverb
0 /patch/connect b e
0 /patch/connect e output
0 /patch/connect e rev
0 /patch/connect rev output
0 /patch/connect kick output
0 /patch/connect hiss output.left
0 /patch/commit
0 /mod/hiss/level 0.02
0 /mod/b/level 0.1
0 /gate/kick 1
0.1 /note/b 60 0.8 0.5
0.2 /note/b 64.5 0.6 0.9
0.4 /patch/edit
0.4 /patch/delete hiss
0.4 /patch/commit
0.6 /patch/edit
0.6 /patch/create hiss noise
0.6 /patch/connect hiss output.left
0.6 /patch/create lone sine
0.6 /patch/commit
0.9 /panic
1.0 /gate/kick 1
)";

struct Rendering {
  std::vector<float> samples;
  std::vector<HeardModule> heard;
};

Rendering render_stems(const char* text, int channels, StemPass stems = {}) {
  OfflineRenderer renderer(
      kFormat, test::built_in_modules(), test::standard_vocabulary(),
      *test::parse_score(text, kFormat.rate),
      [](const std::string& problem) { ADD_FAILURE() << problem; }, false, stems);
  Rendering done;
  done.samples.resize(static_cast<std::size_t>(kLength) * static_cast<std::size_t>(channels));
  renderer.render(done.samples.data(), kLength);
  done.heard = renderer.heard();
  return done;
}

TEST(Stems, AreOfEachModuleThatWasHeardInTheOrderInWhichTheyCame) {
  const StemLayout layout(render_stems(kScore, 2).heard, 2);
  EXPECT_THAT(layout.names(), ElementsAre("e", "rev", "kick", "hiss"));
  EXPECT_EQ(layout.passes(), 1);
  EXPECT_EQ(layout.columns_of(0), 8);
}

TEST(Stems, AddUpToWhatIsHeard) {
  const Rendering master = render_stems(kScore, 2);
  const StemLayout layout(master.heard, 2);
  const int columns = layout.columns_of(0);
  const std::vector<float> stems = render_stems(kScore, columns, {&layout, 0}).samples;
  float most = 0.0F;
  double furthest = 0.0;
  std::vector<double> loudest(static_cast<std::size_t>(columns));
  for (Frame frame = 0; frame < kLength; ++frame) {
    for (int channel = 0; channel < 2; ++channel) {
      double sum = 0.0;
      for (int column = channel; column < columns; column += 2) {
        const auto sample = stems[static_cast<std::size_t>(frame * columns + column)];
        auto& level = loudest[static_cast<std::size_t>(column)];
        level = std::max<double>(level, std::abs(sample));
        sum += static_cast<double>(sample);
      }
      const float heard = master.samples[static_cast<std::size_t>(frame * 2 + channel)];
      most = std::max(most, std::abs(heard));
      furthest = std::max(furthest, std::abs(sum - static_cast<double>(heard)));
    }
  }
  EXPECT_GT(most, 0.1F);
  // What single precision rounds in adding four of them up.
  EXPECT_LT(furthest, 4.0 * std::ldexp(static_cast<double>(most), -24));
  for (int column = 0; column < columns; ++column) {
    // `hiss` is not on the right.
    EXPECT_EQ(loudest[static_cast<std::size_t>(column)] > 1e-3, column != 7) << column;
  }
}

TEST(Stems, WithoutACrossfadeTheirSumIsTheSameBits) {
  constexpr const char* kOnePatch = R"(
0 /patch/create a osc
0 /patch/create b noise
0 /patch/create c sine
0 /patch/connect a output
0 /patch/connect b output
0 /patch/connect c output
0 /patch/commit
)";
  const Rendering master = render_stems(kOnePatch, 2);
  const StemLayout layout(master.heard, 2);
  const std::vector<float> stems = render_stems(kOnePatch, 6, {&layout, 0}).samples;
  for (std::size_t frame = 0; frame < static_cast<std::size_t>(kLength); ++frame) {
    const float* columns = stems.data() + frame * 6;
    const float sum = columns[0] + columns[2] + columns[4];
    ASSERT_EQ(sum, master.samples[frame * 2]) << frame;
  }
}

TEST(Stems, ThePatchThatAScoreReplacesOnItsFirstFrameIsNotHeard) {
  EXPECT_THAT(StemLayout(render_stems("0 /seq/create a\n", 2).heard, 2).names(),
              ElementsAre("filter1"));
}

TEST(Stems, ManyTakeSeveralPassesAndEachIsInOne) {
  std::vector<HeardModule> heard;
  for (std::uint32_t i = 0; i < 150; ++i) heard.push_back({i + 1, "m" + std::to_string(i)});
  const StemLayout layout(heard, 2);
  ASSERT_EQ(layout.passes(), 2);
  EXPECT_EQ(layout.first_of(0), 0);
  EXPECT_EQ(layout.first_of(1), 127);
  EXPECT_EQ(layout.first_of(2), 150);
  EXPECT_EQ(layout.columns_of(0), 254);
  EXPECT_EQ(layout.columns_of(1), 46);

  const auto patch = std::make_unique<engine::PatchDescription>();
  patch->modules[3].identity = 1;    // the first stem
  patch->modules[4].identity = 130;  // the third of the second pass
  patch->modules[5].identity = 999;  // none
  for (std::uint16_t place = 3; place < 6; ++place) {
    patch->connections[patch->connection_count++] = {
        .src_module = place, .target = engine::Target::kOutput, .dst_index = 1};
  }
  auto led = std::make_unique<engine::PatchDescription>(*patch);
  layout.lead(led.get(), 0);
  EXPECT_EQ(led->connections[0].dst_index, 1);
  EXPECT_EQ(led->connections[1].dst_index, 254);
  EXPECT_EQ(led->connections[2].dst_index, 254);
  *led = *patch;
  layout.lead(led.get(), 1);
  EXPECT_EQ(led->connections[0].dst_index, 254);
  EXPECT_EQ(led->connections[1].dst_index, 2 * 2 + 1);
  EXPECT_EQ(led->connections[2].dst_index, 254);
}

}  // namespace
}  // namespace chronus::offline
