// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "scene.hpp"

namespace chronus::engine {
namespace {

using namespace tiny;

constexpr Frame kFrames = 4'000;

/// Renders the score with calls of 1 to `longest` frames, ending at every command's frame.
std::vector<float> perform(const std::vector<Happening>& score, int longest, unsigned seed) {
  std::mt19937 random(seed);
  Engine engine(kFormat, modules());
  std::vector<float> out(kFrames * kFormat.channels);
  std::size_t next = 0;
  while (engine.frame() < kFrames) {
    apply_due(engine, score, next);
    const Frame end = next < score.size() ? score[next].frame : kFrames;
    const Frame cut = 1 + static_cast<Frame>(random() % static_cast<unsigned>(longest));
    engine.render(out.data() + engine.frame() * kFormat.channels,
                  static_cast<int>(std::min(end - engine.frame(), cut)));
  }
  return out;
}

TEST(Partition, OfFramesIntoCallsDoesNotChangeABit) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto score = random_score(seed, kFrames);
    const auto one_by_one = perform(score, 1, seed);
    // Not a comparison of silences.
    EXPECT_GT(*std::max_element(one_by_one.begin(), one_by_one.end()), 0.5F);
    EXPECT_EQ(perform(score, 7, seed), one_by_one) << "seed " << seed;
    EXPECT_EQ(perform(score, kMaxBlockFrames, seed), one_by_one) << "seed " << seed;
  }
}

TEST(Partition, OfALongStretchAtTheInternalSegmentsDoesNotEither) {
  const auto rendered = [](int cut) {
    Engine engine(kFormat, modules());
    EXPECT_TRUE(play(engine, scene(2, 700)));
    engine.apply(set_param(5, 0, 0.9));
    engine.apply(gate(3, 1, 0.1));
    return render(engine, 3'000, cut);
  };
  const auto one_by_one = rendered(1);
  for (const int cut : {255, 256, 257, 699, 700, 701, 1'024}) EXPECT_EQ(rendered(cut), one_by_one);
}

}  // namespace
}  // namespace chronus::engine
