// SPDX-License-Identifier: MIT
// Events with numbers that nobody means: what they play has bounds all the same.
#include <gtest/gtest.h>

#include <cmath>

#include "dirt/playing.hpp"
#include "tests/unit/dirt/events.hpp"

namespace chronus::dirt {
namespace {

constexpr int kRate = 48'000;
constexpr double kHuge = 1.7e308;

void expect_bounded(const PlayEvent& event) {
  const SampleFacts long_one{std::uint64_t{600} * kRate, kRate};
  for (const auto& played : {play_synth(event, kRate), play_sample(event, long_one)}) {
    EXPECT_TRUE(std::isfinite(played.hz));
    EXPECT_GE(played.length, 1U);
    EXPECT_LE(played.length, 3'600U * kRate);
    for (const auto* values : {&played.values, &played.orbit}) {
      for (const auto& value : *values) EXPECT_LE(std::abs(value.value), 1e6) << value.param;
    }
  }
}

TEST(DirtExtremes, AProductOfTwoNumbersIsANumber) {
  expect_bounded(event_of({"s", "bd", "unit", "c", "speed", 0.0, "cps", kHuge}));
  expect_bounded(event_of({"s", "bd", "amp", 0.0, "overgain", kHuge}));
  expect_bounded(event_of({"s", "bd", "pan", kHuge, "channel", kHuge}));
  expect_bounded(event_of({"s", "bd", "delta", kHuge, "legato", -kHuge}));
  expect_bounded(event_of({"s", "bd", "delay", 1, "delaytime", 1, "lock", 1, "cps", 5e-324}));
}

TEST(DirtExtremes, AFileIsFoundWhateverTheNumber) {
  const PlayEvent event = event_of({"s", "bd:1.7e308", "n", kHuge});
  EXPECT_EQ(event.sound, "bd");
  EXPECT_TRUE(std::isfinite(*event.n));
  EXPECT_LT(file_of(event, 7), 7U);
}

TEST(DirtExtremes, EveryKeyMayBeAsFarAsItGoes) {
  for (const auto& key : number_keys()) {
    for (const double value : {-kHuge, -5e-324, 0.0, 5e-324, kHuge}) {
      SCOPED_TRACE(key.name);
      expect_bounded(event_of({"s", "bd", std::string(key.name), value}));
      expect_bounded(
          event_of({"s", "bd", "unit", "c", std::string(key.name), value, "cps", kHuge}));
    }
  }
}

}  // namespace
}  // namespace chronus::dirt
