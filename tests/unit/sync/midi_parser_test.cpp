// SPDX-License-Identifier: MIT
#include "sync/midi_parser.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace chronus::sync {
namespace {

std::string parsed(const std::vector<std::uint8_t>& bytes) {
  MidiParser parser;
  std::string out;
  for (const std::uint8_t byte : bytes) {
    const auto event = parser.feed(byte);
    if (!event) continue;
    if (event->status == midi::kClock) out += "clock ";
    if (event->status == midi::kStart) out += "start ";
    if (event->status == midi::kContinue) out += "continue ";
    if (event->status == midi::kStop) out += "stop ";
    if (event->status == midi::kSongPosition) out += std::to_string(event->sixteenths) + " ";
  }
  return out;
}

TEST(MidiParser, ReadsWhatConcernsAClock) {
  EXPECT_EQ(parsed({0xFA, 0xF8, 0xF8, 0xFC, 0xF2, 0x05, 0x01, 0xFB}),
            "start clock clock stop 133 continue ");
  EXPECT_EQ(parsed({0xF2, 0x7F, 0x7F}), "16383 ");
}

TEST(MidiParser, RealTimeBytesStandWithinAMessage) {
  EXPECT_EQ(parsed({0xF2, 0xF8, 0x10, 0xFE, 0xF8, 0x00}), "clock clock 16 ");
}

TEST(MidiParser, OtherMessagesArePassedOver) {
  EXPECT_EQ(parsed({0x90, 60, 100, 62, 100, 0xF8, 0xE0, 0, 64, 0xF1, 5, 0xF3, 7, 0xF6}), "clock ");
  EXPECT_EQ(parsed({0xF0, 1, 2, 0xF8, 3, 0xF7, 0xFA}), "clock start ");
}

TEST(MidiParser, APositionThatIsCutShortIsNone) {
  EXPECT_EQ(parsed({0xF2, 0x10, 0x90, 60, 100}), "");
  EXPECT_EQ(parsed({0xF2, 0xF2, 0x01, 0x00}), "1 ");
  // System common messages have no running status.
  EXPECT_EQ(parsed({0xF2, 0x01, 0x00, 0x02, 0x00}), "1 ");
  EXPECT_EQ(parsed({0x01, 0x02, 0x03}), "");
}

TEST(MidiParser, TakesAnyBytes) {
  std::mt19937 random(1);
  MidiParser parser;
  for (int i = 0; i < 1'000'000; ++i) {
    const auto event = parser.feed(static_cast<std::uint8_t>(random()));
    if (!event) continue;
    ASSERT_GE(event->sixteenths, 0);
    ASSERT_LE(event->sixteenths, 0x3FFF);
  }
}

}  // namespace
}  // namespace chronus::sync
