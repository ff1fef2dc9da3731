// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_claim.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "engine/engine.hpp"
#include "engine/keyframe.hpp"
#include "ipc/slot_layout.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::supervisor {
namespace {

using test::kFormat;
constexpr Frame kFrame = 1'280;

std::vector<std::byte> keyframe_at(Frame frame) {
  engine::Engine engine(kFormat, test::built_in_modules());
  std::vector<float> block(256);
  for (Frame f = 0; f < frame; f += 128) engine.render(block.data(), 128);
  std::vector<std::byte> bytes(engine::max_keyframe_bytes());
  bytes.resize(engine.save(bytes));
  return bytes;
}

class Claim : public testing::Test {
 protected:
  bool credible(Frame frame, std::uint64_t seq) const {
    return is_credible(claim(frame, seq), bounds_, kFormat);
  }
  /// As a worker makes it.
  KeyframeClaim claim(Frame frame, std::uint64_t seq) const {
    return {bytes_, frame, seq, 3,
            ipc::keyframe_claim_sum(3, bytes_.size(), frame, seq, engine::checksum_said(bytes_))};
  }
  std::vector<std::byte> bytes_ = keyframe_at(kFrame);
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
  EXPECT_FALSE(is_credible({{}, kFrame, 60, 3, 0}, bounds_, kFormat));
}

/// Each within its bounds: only together they tell.
TEST_F(Claim, OfWhichAWordWasWrittenByAnotherIsNot) {
  const auto sound = claim(kFrame, 60);
  ASSERT_TRUE(is_credible(sound, bounds_, kFormat));
  auto spoilt = sound;
  spoilt.seq = 61;
  EXPECT_FALSE(is_credible(spoilt, bounds_, kFormat));
  spoilt = sound;
  spoilt.request = 4;
  EXPECT_FALSE(is_credible(spoilt, bounds_, kFormat));
  spoilt = sound;
  spoilt.sum ^= 1;
  EXPECT_FALSE(is_credible(spoilt, bounds_, kFormat));
  spoilt = sound;
  spoilt.bytes = spoilt.bytes.first(spoilt.bytes.size() - 1);
  EXPECT_FALSE(is_credible(spoilt, bounds_, kFormat));
}

TEST_F(Claim, OfAKeyframeThatWasSpoiltIsNot) {
  for (const std::size_t at : {std::size_t{48}, bytes_.size() / 2, bytes_.size() - 1}) {
    bytes_[at] ^= std::byte{1};
    EXPECT_FALSE(credible(kFrame, 60)) << at;
    bytes_[at] ^= std::byte{1};
  }
  EXPECT_TRUE(credible(kFrame, 60));
}

}  // namespace
}  // namespace chronus::supervisor
