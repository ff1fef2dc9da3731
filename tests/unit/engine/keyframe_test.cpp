// SPDX-License-Identifier: MIT
#include "engine/keyframe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <random>

#include "engine/plan.hpp"
#include "scene.hpp"

namespace chronus::engine {
namespace {

using ::testing::HasSubstr;
using namespace tiny;
using Bytes = std::vector<std::byte>;

Bytes keyframe_of(const Engine& engine) {
  static Bytes room(max_keyframe_bytes());
  const std::size_t bytes = engine.save(room);
  return {room.begin(), room.begin() + bytes};
}

/// Makes the checksum right again, so that the checks behind it are reached.
void reseal(Bytes& bytes) {
  KeyframeHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  const std::size_t claimed =
      sizeof(header) + std::size_t{header.playing_bytes} + std::size_t{header.fading_bytes};
  const std::uint64_t sum =
      keyframe_checksum(std::span(bytes).first(std::min(claimed, bytes.size())));
  std::memcpy(bytes.data() + offsetof(KeyframeHeader, checksum), &sum, sizeof(sum));
}

template <class T>
void put(Bytes& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

std::string refusal(const Bytes& bytes, const StreamFormat& format = kFormat) {
  Engine engine(format, modules());
  const Status status = engine.load(bytes);
  return status ? "accepted" : status.reason();
}

/// In the middle of a crossfade, of a glide and of an open gate.
Engine& busy(Engine& engine) {
  EXPECT_TRUE(play(engine, scene(1, 20)));
  render(engine, 50);
  engine.apply(gate(3, 1, 0.7));
  EXPECT_TRUE(play(engine, scene(2, 40)));
  render(engine, 10);
  engine.apply(set_param(5, 0, 0.9));
  render(engine, 5);
  return engine;
}

TEST(Keyframe, OfAnyFrameContinuesBitByBitThroughSwapsGlidesAndGates) {
  constexpr Frame kFrames = 320;
  const auto score = random_score(3, kFrames);
  const auto swaps = std::count_if(score.begin(), score.end(), [](const Happening& happening) {
    return happening.command.op == Op::kSwapPatch;
  });
  ASSERT_GE(swaps, 4);
  Engine engine(kFormat, modules());
  std::vector<Bytes> keyframes;
  std::vector<std::size_t> positions;
  std::vector<float> expected(kFrames * kFormat.channels);
  std::size_t next = 0;
  while (engine.frame() < kFrames) {
    apply_due(engine, score, next);
    keyframes.push_back(keyframe_of(engine));
    positions.push_back(next);
    engine.render(expected.data() + engine.frame() * kFormat.channels, 1);
  }
  Engine copy(kFormat, modules());
  for (Frame from = 0; from < kFrames; ++from) {
    ASSERT_TRUE(copy.load(keyframes[from]));
    ASSERT_EQ(copy.frame(), from);
    next = positions[from];
    std::vector<float> frame(kFormat.channels);
    while (copy.frame() < std::min(from + 150, kFrames)) {
      const float* samples = expected.data() + copy.frame() * kFormat.channels;
      copy.render(frame.data(), 1);
      ASSERT_EQ(std::memcmp(frame.data(), samples, frame.size() * sizeof(float)), 0)
          << "loaded at " << from << ", differs at " << copy.frame() - 1;
      apply_due(copy, score, next);
    }
    // The frame after is reached in the same state, not just with the same samples.
    if (copy.frame() < kFrames) {
      EXPECT_EQ(keyframe_of(copy), keyframes[copy.frame()]);
    }
  }
}

TEST(Keyframe, LoadsAndSavesToTheSameBytes) {
  Engine engine(kFormat, modules());
  const Bytes bytes = keyframe_of(busy(engine));
  Engine copy(kFormat, modules(), 123);
  ASSERT_TRUE(copy.load(bytes));
  EXPECT_EQ(keyframe_of(copy), bytes);
}

TEST(Keyframe, OneThatLoadsItGoesOnCountingItsModules) {
  Engine engine(kFormat, modules());
  const Bytes bytes = keyframe_of(busy(engine));
  Engine copy(kFormat, modules());
  std::atomic<std::uint64_t> done = 0;
  copy.count_modules_in(done);
  ASSERT_TRUE(copy.load(bytes));
  render(copy, 16);
  EXPECT_GT(done.load(), 0U);
}

TEST(Keyframe, OfTheEmptyPatchLoadsToo) {
  Engine engine(kFormat, modules(), 5);
  Engine copy(kFormat, modules());
  ASSERT_TRUE(copy.load(keyframe_of(engine)));
  EXPECT_EQ(copy.frame(), 5);
  EXPECT_EQ(copy.patch_version(), 0U);
}

TEST(Keyframe, LeavesAStagedPatchStaged) {
  Engine engine(kFormat, modules());
  const Bytes bytes = keyframe_of(busy(engine));
  for (int swaps = 0; swaps < 4; ++swaps) {
    // Whatever rack the staged patch is in.
    Engine copy(kFormat, modules());
    for (int i = 1; i <= swaps; ++i) ASSERT_TRUE(play(copy, scene(i, 0)));
    ASSERT_TRUE(copy.build(Patch(77).module(0, kConstant, 70, {6.0F}).hear(0).get()));
    ASSERT_TRUE(copy.load(bytes));
    EXPECT_EQ(copy.staged_version(), 77U);
    ASSERT_TRUE(copy.apply(swap_to(77)));
    EXPECT_EQ(channel(render(copy, 1), 0)[0], 6.0F);
    // Every rack is still in use or free: the next builds find one.
    for (std::uint64_t version = 80; version < 90; ++version) {
      ASSERT_TRUE(play(copy, scene(version, 10)));
      render(copy, 3);
    }
  }
}

TEST(Keyframe, IsNotWrittenWhereItDoesNotFit) {
  Engine engine(kFormat, modules());
  const std::size_t bytes = keyframe_of(busy(engine)).size();
  Bytes room(bytes);
  EXPECT_EQ(engine.save(std::span(room).first(bytes - 1)), 0U);
  EXPECT_EQ(engine.save(room), bytes);
}

TEST(Keyframe, IsRefusedForEveryChangedByte) {
  Engine engine(kFormat, modules());
  Bytes bytes = keyframe_of(busy(engine));
  Engine copy(kFormat, modules());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= std::byte{4};
    ASSERT_FALSE(copy.load(bytes)) << "byte " << i;
    bytes[i] ^= std::byte{4};
  }
  EXPECT_TRUE(copy.load(bytes));
}

TEST(Keyframe, IsRefusedWhereItIsCutShort) {
  Engine engine(kFormat, modules());
  const Bytes bytes = keyframe_of(busy(engine));
  for (std::size_t size = 0; size < bytes.size(); size += 41) {
    EXPECT_NE(refusal(Bytes(bytes.begin(), bytes.begin() + size)), "accepted") << size;
  }
  Bytes longer = bytes;
  longer.resize(bytes.size() + 100);
  EXPECT_EQ(refusal(longer), "accepted");
}

TEST(Keyframe, IsRefusedByAnEngineOfAnotherFormat) {
  Engine engine(kFormat, modules());
  const Bytes bytes = keyframe_of(busy(engine));
  EXPECT_THAT(refusal(bytes, {.rate = 48'000, .block_frames = 16, .channels = 2}),
              HasSubstr("8000 Hz"));
  EXPECT_THAT(refusal(bytes, {.rate = 8'000, .block_frames = 16, .channels = 4}),
              HasSubstr("2 channels"));
}

TEST(Keyframe, LargerThanTheCacheIsCheckedToItsLastByte) {
  Engine engine(kFormat, modules());
  ASSERT_TRUE(play(engine, Patch(1).module(0, kHuge, 1).module(1, kNoise, 2).hear(1)));
  const Bytes good = keyframe_of(engine);
  ASSERT_GT(good.size(), std::size_t{3} << 20);
  EXPECT_EQ(refusal(good), "accepted");
  const std::size_t racks = sizeof(KeyframeHeader);
  for (std::size_t at = racks + 8'191; at < good.size(); at += 8'192 * 31 + 1) {
    Bytes bytes = good;
    bytes[at] ^= std::byte{4};
    EXPECT_EQ(refusal(bytes), "keyframe: wrong checksum") << at;
  }
  Bytes bytes = good;
  bytes.back() ^= std::byte{1};
  EXPECT_EQ(refusal(bytes), "keyframe: wrong checksum");
  bytes = good;
  std::swap_ranges(bytes.begin() + racks, bytes.begin() + racks + 8'192,
                   bytes.begin() + racks + 8'192);
  EXPECT_EQ(refusal(bytes), "keyframe: wrong checksum");
}

TEST(Keyframe, ClaimingARackLargerThanRacksAreIsRefusedBeforeItIsCopied) {
  Engine engine(kFormat, modules());
  Bytes bytes = keyframe_of(busy(engine));
  bytes.resize(kArenaBytes + 4'096);
  for (const std::size_t field :
       {offsetof(KeyframeHeader, playing_bytes), offsetof(KeyframeHeader, fading_bytes)}) {
    Bytes claiming = bytes;
    put<std::uint32_t>(claiming, field, kArenaBytes + 1);
    reseal(claiming);
    EXPECT_EQ(refusal(claiming), "keyframe: larger than its racks can be");
  }
}

TEST(Keyframe, ClaimingMoreThanThereIsIsRefusedBeforeItIsRead) {
  Engine engine(kFormat, modules());
  const Bytes good = keyframe_of(busy(engine));
  for (const std::size_t field :
       {offsetof(KeyframeHeader, playing_bytes), offsetof(KeyframeHeader, fading_bytes)}) {
    Bytes claiming = good;
    put<std::uint32_t>(claiming, field, kArenaBytes);
    reseal(claiming);
    EXPECT_THAT(refusal(claiming), HasSubstr("cut short"));
  }
}

TEST(Keyframe, OfRacksThatHeldLargerPatchesBeforeIsTheSameByteByByte) {
  Engine used(kFormat, modules());
  // More than there are racks, so that each of them has held one.
  for (std::uint64_t version = 10; version < 14; ++version) {
    const auto id = static_cast<std::uint32_t>(version);
    ASSERT_TRUE(play(used, Patch(version).module(0, kHuge, id).module(1, kNoise, id + 50).hear(1)));
  }
  ASSERT_TRUE(play(used, scene(20, 0)));
  Engine fresh(kFormat, modules());
  ASSERT_TRUE(play(fresh, scene(20, 0)));
  EXPECT_EQ(keyframe_of(used), keyframe_of(fresh));
}

TEST(Keyframe, WithARightChecksumIsStillRefusedForWhatItHolds) {
  Engine engine(kFormat, modules());
  const Bytes good = keyframe_of(busy(engine));
  constexpr std::size_t kRack = sizeof(KeyframeHeader);
  const auto refused = [&](auto change) {
    Bytes bytes = good;
    change(bytes);
    reseal(bytes);
    return refusal(bytes);
  };
  PlanHeader plan;
  std::memcpy(&plan, good.data() + kRack, sizeof(plan));

  EXPECT_EQ(refused([](Bytes&) {}), "accepted");
  EXPECT_THAT(refused([](Bytes& b) { put<Frame>(b, offsetof(KeyframeHeader, frame), -1); }),
              HasSubstr("impossible frame"));
  EXPECT_THAT(
      refused([](Bytes& b) { put<std::uint32_t>(b, offsetof(KeyframeHeader, fade_position), 40); }),
      HasSubstr("crossfade"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint32_t>(b, offsetof(KeyframeHeader, playing_bytes), plan.used_bytes - 4);
              }),
              HasSubstr("its size is not the bytes it uses"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint32_t>(b, kRack + offsetof(PlanHeader, node_count), 0xFFFF'FFFF);
              }),
              HasSubstr("too many modules"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint32_t>(b, kRack + offsetof(PlanHeader, ramps_at), 0xFFFF'FFF0);
              }),
              HasSubstr("not the one its patch gives"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint32_t>(b, kRack + sizeof(PlanHeader) + offsetof(PlanNode, type), 500);
              }),
              HasSubstr("no module type of the id 500"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint16_t>(b, kRack + sizeof(PlanHeader) + offsetof(PlanNode, place), 512);
              }),
              HasSubstr("bad place"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::uint32_t>(b, kRack + sizeof(PlanHeader) + offsetof(PlanNode, state_at),
                                   4'000'000);
              }),
              HasSubstr("not the one its patch gives"));
  EXPECT_THAT(refused([&](Bytes& b) { put<std::uint16_t>(b, kRack + plan.connections_at, 600); }),
              HasSubstr("the source, place 600"));
  EXPECT_THAT(refused([&](Bytes& b) { put<std::uint16_t>(b, kRack + plan.sources_at, 600); }),
              HasSubstr("not the one its patch gives"));
  EXPECT_THAT(refused([&](Bytes& b) { put<std::uint16_t>(b, kRack + plan.places_at, 600); }),
              HasSubstr("not the one its patch gives"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<std::int32_t>(b, kRack + plan.ramps_at + offsetof(ParamRamp, remaining),
                                  1'000'000);
              }),
              HasSubstr("out of range"));
  EXPECT_THAT(refused([&](Bytes& b) {
                put<float>(b, kRack + plan.ramps_at + offsetof(ParamRamp, target), NAN);
              }),
              HasSubstr("out of range"));
}

TEST(Keyframe, CorruptedAtRandomWithARightChecksumNeitherCrashesNorChangesARefusingEngine) {
  Engine engine(kFormat, modules());
  const Bytes good = keyframe_of(busy(engine));
  Engine victim(kFormat, modules());
  ASSERT_TRUE(victim.load(good));
  std::mt19937 random(20'240'601);
  int refused = 0;
  int accepted = 0;
  for (int round = 0; round < 600; ++round) {
    Bytes bytes = good;
    // Half of the rounds aim at the headers and tables at the front of a rack.
    const std::size_t range = round % 2 == 0 ? 700 : bytes.size();
    for (unsigned n = 1 + random() % 4; n > 0; --n) {
      const std::size_t at = 16 + random() % (range - 16);
      bytes[at] = static_cast<std::byte>(random() % 3 == 0 ? 0xFF : random());
    }
    reseal(bytes);
    const Bytes before = keyframe_of(victim);
    if (victim.load(bytes)) {
      ++accepted;
      render(victim, 60, 7);
      ASSERT_TRUE(victim.load(good));
    } else {
      ++refused;
      ASSERT_EQ(keyframe_of(victim), before);
    }
  }
  EXPECT_GT(refused, 200);
  EXPECT_GT(accepted, 10);
}

}  // namespace
}  // namespace chronus::engine
