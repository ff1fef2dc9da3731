// SPDX-License-Identifier: MIT
// What SuperDirt's `squiz` does to a sample, by its formula (docs/live_coding_parameters.md).
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "dsp/sample_kernel.hpp"
#include "module_bench.hpp"

namespace chronus::engine {
namespace {

struct Player {
  /// One sample alone, which is number 1.
  const Samples& play(ModuleBench& bench, const Samples& samples) {
    memory.add(samples);
    shelf = memory.shelf();
    return bench.use_samples(shelf).set("sample", 1.0F).run({{0, true, 1.0F}});
  }
  test::SampleMemory memory;
  SampleShelf shelf;
};

/// What is read at a frame by who goes at that speed.
struct SampleKernelReader {
  const Samples& samples;
  const dsp::SampleKernel& kernel = made();
  float operator()(int frame, double speed) const {
    return kernel.read(samples.data(), static_cast<std::int64_t>(samples.size()),
                       std::int64_t{frame} << 32, kernel.band_of(speed));
  }
  static const dsp::SampleKernel& made() {
    static const dsp::SampleKernel one;
    return one;
  }
};

/// A tone of whole periods of 96 frames, from its upward crossing on, so that chunks are known.
Samples tone_of_96(int periods) {
  Samples made;
  for (int n = 0; n < 96 * periods; ++n) {
    made.push_back(static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * n / 96.0)));
  }
  return made;
}

TEST(SamplerSquiz, PlaysEachWaveAgainFasterAndLeavesASilence) {
  for (const int ratio : {2, 3, 4}) {
    ModuleBench bench("sampler", 96 * 20);
    Player own;
    const Samples tone = tone_of_96(22);
    const Samples& out = own.play(bench.set("squiz", static_cast<float>(ratio)), tone);
    for (int n = 96 * 3; n < 96 * 20; ++n) {
      const int into = (n - 1) % 96 + 1;  // a wave ends with its crossing, where rounding may lie
      if (into > 93 || into < 3) continue;
      const double wanted =
          into * ratio < 96 ? 0.5 * std::sin(2.0 * std::numbers::pi * into * ratio / 96.0) : 0.0;
      // The crossing may be seen a frame off, which the ratio makes larger.
      ASSERT_NEAR(out[n], wanted, 0.04 * ratio) << "ratio " << ratio << ", frame " << n;
    }
    // Until the second crossing there is nothing to play again.
    for (int n = 0; n < 90; ++n) ASSERT_EQ(out[n], 0.0F) << n;
  }
}

TEST(SamplerSquiz, IsTheFilesOwnSamplesAsTheyLie) {
  // Waves of several lengths, above zero first: some end before the next one, some are cut off.
  Samples waves;
  for (const int length : {10, 20, 30, 10, 20}) {
    for (int n = 0; n < length; ++n) {
      waves.push_back((n < length / 2 ? 1.0F : -1.0F) * static_cast<float>(length + n) / 64.0F);
    }
  }
  waves.insert(waves.end(), 100, -0.25F);
  ModuleBench bench("sampler", 90);
  const SampleKernelReader read{waves};
  Player own;
  const Samples& out = own.play(bench.set("squiz", 2.0F), waves);
  int begin = 0, before = 0, wave = 0;
  for (const int length : {10, 20, 30, 10, 20}) {
    for (int n = 0; n < length; ++n) {
      const int at = before + 2 * n;
      const float wanted = wave > 0 && at < begin ? read(at, 2.0) : 0.0F;
      ASSERT_EQ(out[begin + n], wanted) << begin + n;
    }
    before = begin, begin += length, ++wave;
  }
}

TEST(SamplerSquiz, CutsWhatNeverCrossesAtATenthOfASecond) {
  ModuleBench bench("sampler", 12'000);
  Player own;
  const Samples& out = own.play(bench.set("squiz", 2.0F), Samples(12'000, 0.5F));
  for (int n = 0; n < 4'800; ++n) ASSERT_EQ(out[n], 0.0F) << n;
  for (int n = 4'850; n < 7'200; ++n) ASSERT_NEAR(out[n], 0.5F, 1e-5F) << n;
  for (int n = 7'200; n < 9'600; ++n) ASSERT_EQ(out[n], 0.0F) << n;
}

TEST(SamplerSquiz, OfOneOrLessIsNone) {
  const Samples tone = tone_of_96(10);
  for (const float squiz : {0.0F, 1.0F}) {
    ModuleBench bench("sampler", 900);
    Player own;
    const Samples& out = own.play(bench.set("squiz", squiz), tone);
    for (int n = 0; n < 900; ++n) ASSERT_EQ(out[n], tone[n]) << n;
  }
}

}  // namespace
}  // namespace chronus::engine
