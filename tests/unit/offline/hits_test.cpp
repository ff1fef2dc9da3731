// SPDX-License-Identifier: MIT
// What a lane says for a step is heard from the first frame of its hit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/rendered.hpp"

namespace chronus::offline {
namespace {

/// At 10 beats a minute: a drum is silent long before its next step.
constexpr Frame kStep = 72'000;

struct Played {
  std::string module, parameter, one, other;
};

/// Two steps of a module with that lane.
std::vector<float> steps(const Played& played, const std::string& lane) {
  const std::string& m = played.module;
  const std::string& parameter = played.parameter;
  return test::left_of(
      "0 /patch/new\n0 /patch/create m " + m +
          "\n0 /patch/connect m output\n0 /patch/commit\n"
          "0 /seq/create q\n0 /seq/steps q 2\n0 /seq/pattern q XX\n0 /seq/bpm q 10\n"
          "0 /seq/param_lane q " +
          parameter + " \"" + lane + "\"\n0 /seq/assign q gate m\n0 /seq/assign q param m " +
          parameter + "\n0 /seq/start q\n",
      2 * kStep);
}

TEST(HitsHeard, BeginWithTheirOwnStepsOfALane) {
  const std::vector<Played> all = {{"kick", "level", "1", "0.05"}, {"kick", "sweep", "6", "0.5"},
                                   {"hat", "level", "1", "0.05"},  {"snare", "snap", "1", "0"},
                                   {"tom", "tone", "1", "0"},      {"tom", "bend", "2", "0"}};
  for (const Played& played : all) {
    const auto changed = steps(played, played.one + " " + played.other);
    const auto constant = steps(played, played.other + " " + played.other);
    EXPECT_NE(changed, constant);
    float farthest = 0.0F;
    for (std::size_t n = kStep; n < changed.size(); ++n) {
      farthest = std::max(farthest, std::abs(changed[n] - constant[n]));
    }
    // What a drum still has of its last stroke is below that.
    EXPECT_LT(farthest, 2e-6F) << played.module << " " << played.parameter;
  }
}

}  // namespace
}  // namespace chronus::offline
