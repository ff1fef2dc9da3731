// SPDX-License-Identifier: MIT
#include "ipc/slot_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "engine/keyframe.hpp"
#include "ipc/audio_ring.hpp"
#include "ipc/keyframe_area.hpp"

namespace chronus::ipc {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kSession = 0x1234'5678'9abc'def0;

SlotHeader good_header(const StreamFormat& format = {}) {
  const SlotLayout layout(format);
  SlotHeader header;
  header.supervisor_pid = 42;
  header.session = kSession;
  header.generation = 3;
  header.rate = format.rate;
  header.block_frames = format.block_frames;
  header.channels = format.channels;
  header.orders_offset = SlotLayout::kOrders;
  header.report_offset = SlotLayout::kReport;
  header.meter_orders_offset = SlotLayout::kMeterOrders;
  header.module_reports_offset = SlotLayout::kModuleReports;
  header.commands_offset = SlotLayout::kCommands;
  header.audio_offset = layout.audio;
  header.keyframe_offset = layout.keyframe;
  header.keyframe_bytes = layout.keyframe_bytes;
  header.total_bytes = layout.total;
  return header;
}

TEST(SlotLayout, PartsOfEveryFormatLieInOrderAndApart) {
  StreamFormat format;
  for (format.channels = 1; format.channels <= kMaxChannels; ++format.channels) {
    for (format.block_frames = kMinBlockFrames; format.block_frames <= kMaxBlockFrames;
         ++format.block_frames) {
      const SlotLayout layout(format);
      ASSERT_LE(sizeof(SlotHeader), SlotLayout::kOrders);
      ASSERT_LE(SlotLayout::kOrders + sizeof(SlotOrders), SlotLayout::kReport);
      ASSERT_LE(SlotLayout::kReport + sizeof(SlotReport), SlotLayout::kMeterOrders);
      ASSERT_LE(SlotLayout::kMeterOrders + sizeof(MeterOrders), SlotLayout::kModuleReports);
      ASSERT_LE(SlotLayout::kModuleReports + sizeof(ModuleReports), SlotLayout::kCommands);
      ASSERT_LE(SlotLayout::kCommands + sizeof(CommandRing), layout.audio);
      ASSERT_LE(layout.audio + AudioRing::bytes(format), layout.keyframe);
      ASSERT_GE(layout.keyframe_bytes, engine::max_keyframe_bytes());
      ASSERT_EQ(layout.keyframe + layout.keyframe_bytes, layout.total);
      for (const auto offset : {layout.audio, layout.keyframe, layout.total}) {
        ASSERT_EQ(offset % 64, 0U);
      }
    }
  }
}

TEST(SlotLayout, OffsetsAreAsDrawn) {
  EXPECT_EQ(SlotLayout::kOrders, 256U);
  EXPECT_EQ(SlotLayout::kReport, 512U);
  EXPECT_EQ(SlotLayout::kMeterOrders, 1'024U);
  EXPECT_EQ(SlotLayout::kModuleReports, 1'280U);
  EXPECT_EQ(SlotLayout::kCommands, 4'928U);
  const SlotLayout layout(StreamFormat{.rate = 48'000, .block_frames = 128, .channels = 2});
  EXPECT_EQ(layout.audio, 4'928U + 128U + 64U * 16'384U);
  const std::uint64_t audio_end = layout.audio + 128U * (64U + 128U * 2U * 4U);
  EXPECT_GE(layout.keyframe, audio_end);
  EXPECT_LT(layout.keyframe, audio_end + KeyframeArea::kAlign) << "where a mapping may begin";
  EXPECT_EQ(layout.keyframe % KeyframeArea::kAlign, 0U);
}

TEST(SlotHeader, GoodOneFits) {
  const SlotHeader header = good_header();
  const auto fits = check_slot_header(header, header.total_bytes, kSession);
  EXPECT_TRUE(fits) << fits.reason();
  EXPECT_TRUE(check_slot_header(header, header.total_bytes + 4'096, kSession))
      << "a mapping is rounded up to pages";
}

struct Corruption {
  std::string name;
  std::function<void(SlotHeader&)> apply;
};

TEST(SlotHeader, EachCorruptedFieldIsRefusedByName) {
  const std::vector<Corruption> corruptions = {
      {"magic", [](auto& h) { h.magic ^= 1; }},
      {"layout version", [](auto& h) { ++h.layout_version; }},
      {"session", [](auto& h) { h.session ^= 1; }},
      {"rate", [](auto& h) { h.rate = kMinRate - 1; }},
      {"rate", [](auto& h) { h.rate = kMaxRate + 1; }},
      {"block_frames", [](auto& h) { h.block_frames = kMinBlockFrames - 1; }},
      {"block_frames", [](auto& h) { h.block_frames = kMaxBlockFrames + 1; }},
      {"block_frames", [](auto& h) { h.block_frames = 0; }},
      {"block_frames", [](auto& h) { h.block_frames = -128; }},
      {"channels", [](auto& h) { h.channels = 0; }},
      {"channels", [](auto& h) { h.channels = kMaxChannels + 1; }},
      {"orders offset", [](auto& h) { h.orders_offset += 64; }},
      {"report offset", [](auto& h) { h.report_offset += 64; }},
      {"meter orders offset", [](auto& h) { h.meter_orders_offset += 64; }},
      {"module reports offset", [](auto& h) { h.module_reports_offset += 64; }},
      {"commands offset", [](auto& h) { h.commands_offset += 64; }},
      {"audio offset", [](auto& h) { h.audio_offset += 64; }},
      {"keyframe offset", [](auto& h) { h.keyframe_offset += 64; }},
      // In range, but then what follows the audio ring would lie elsewhere.
      {"keyframe offset", [](auto& h) { h.block_frames /= 2; }},
      {"keyframe offset", [](auto& h) { ++h.channels; }},
      {"keyframe bytes", [](auto& h) { h.keyframe_bytes += 64; }},
      {"size", [](auto& h) { h.total_bytes += 64; }},
  };
  for (const auto& corruption : corruptions) {
    SlotHeader header = good_header();
    const std::uint64_t mapped = header.total_bytes + 4'096;
    corruption.apply(header);
    const auto fits = check_slot_header(header, mapped, kSession);
    ASSERT_FALSE(fits) << corruption.name;
    EXPECT_THAT(fits.reason(), HasSubstr(corruption.name));
  }
}

TEST(SlotHeader, SmallerMappingThanTheLayoutIsRefused) {
  const SlotHeader header = good_header();
  const auto fits = check_slot_header(header, header.total_bytes - 1, kSession);
  ASSERT_FALSE(fits);
  EXPECT_THAT(fits.reason(), HasSubstr("size"));
}

// Whatever passes must be safe to use: no part of it may reach beyond the mapping.
TEST(SlotHeader, RandomCorruptionNeverCrashesNorLeadsBeyondTheMapping) {
  std::mt19937_64 random(4);
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    SlotHeader header = good_header();
    const std::uint64_t mapped = header.total_bytes;
    auto* bytes = reinterpret_cast<unsigned char*>(&header);
    for (auto flips = 1 + random() % 4; flips > 0; --flips) {
      bytes[random() % sizeof header] ^= static_cast<unsigned char>(1U << random() % 8);
    }
    if (!check_slot_header(header, mapped, kSession)) continue;
    ++accepted;
    const SlotLayout layout(header.format());
    ASSERT_LE(layout.total, mapped);
    ASSERT_EQ(header.audio_offset, layout.audio);
    ASSERT_EQ(header.keyframe_offset + header.keyframe_bytes, layout.total);
  }
  EXPECT_GT(accepted, 0) << "bits of the process id and the generation are free";
  EXPECT_LT(accepted, 100'000);
}

TEST(SlotHeader, RandomBytesNeverCrash) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 100'000; ++round) {
    std::uint64_t words[sizeof(SlotHeader) / sizeof(std::uint64_t)];
    for (auto& word : words) word = random();
    SlotHeader header;
    std::memcpy(&header, words, sizeof words);
    // Past the first gates, so that the fields behind them are reached.
    header.magic = kSlotMagic;
    header.layout_version = kLayoutVersion;
    ASSERT_FALSE(check_slot_header(header, 1U << 24U, header.session));
  }
}

}  // namespace
}  // namespace chronus::ipc
