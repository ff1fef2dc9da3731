// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_claim.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "engine/engine.hpp"

namespace chronus::supervisor {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr Frame kFrame = 1'280;

std::vector<std::byte> keyframe_at(Frame frame) {
  engine::Engine engine(kFormat);
  std::vector<float> block(256);
  for (Frame f = 0; f < frame; f += 128) engine.render(block.data(), 128);
  std::vector<std::byte> bytes(engine::Engine::max_keyframe_bytes());
  bytes.resize(engine.save(bytes));
  return bytes;
}

class Claim : public testing::Test {
 protected:
  bool credible(Frame frame, std::uint64_t seq) const {
    return is_credible({bytes_, frame, seq}, bounds_, kFormat);
  }
  const std::vector<std::byte> bytes_ = keyframe_at(kFrame);
  KeyframeBounds bounds_{2'560, 70, 640, 50};
};

TEST_F(Claim, OfWhatCanBeIsBelieved) {
  EXPECT_TRUE(credible(kFrame, 50));
  EXPECT_TRUE(credible(kFrame, 70));
}

TEST_F(Claim, OfCommandsThatNobodyWroteIsNot) {
  EXPECT_FALSE(credible(kFrame, 71));
  EXPECT_FALSE(credible(kFrame, std::numeric_limits<std::uint64_t>::max()));
}

TEST_F(Claim, OfFewerCommandsThanAnEarlierKeyframeIsNot) { EXPECT_FALSE(credible(kFrame, 49)); }

TEST_F(Claim, OfFewerCommandsIsBelievedOfAStandbyThatIsBehind) {
  bounds_.kept_frame = kFrame + 128;
  EXPECT_TRUE(credible(kFrame, 49));
}

TEST_F(Claim, OfAnotherFrameThanTheKeyframesOwnIsNot) {
  EXPECT_FALSE(credible(kFrame + 128, 60));
  EXPECT_FALSE(credible(kFrame - 128, 60));
}

TEST_F(Claim, BeyondTheHorizonOrWithoutAKeyframeIsNot) {
  bounds_.horizon = kFrame - 128;
  EXPECT_FALSE(credible(kFrame, 60));
  bounds_.horizon = 2'560;
  EXPECT_FALSE(is_credible({{}, kFrame, 60}, bounds_, kFormat));
}

}  // namespace
}  // namespace chronus::supervisor
