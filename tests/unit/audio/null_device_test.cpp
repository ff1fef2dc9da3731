// SPDX-License-Identifier: MIT
#include "audio/null_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(PeriodClock, DoesNotDriftInAWeek) {
  constexpr int kRate = 44'100;
  constexpr int kPeriod = 441 * 2 + 1;  // no whole number of nanoseconds
  PeriodClock clock(kRate, kPeriod, 5);
  const std::int64_t periods = std::int64_t{7} * 24 * 3'600 * kRate / kPeriod;
  std::int64_t due = 0;
  for (std::int64_t k = 0; k <= periods; ++k) due = clock.next(due);
  const long double exact_ns = static_cast<long double>(periods * kPeriod) * kSecond / kRate;
  EXPECT_NEAR(static_cast<double>(due - 5 - exact_ns), 0.0, 1.0);
}

TEST(PeriodClock, CatchesUpAfterAShortStall) {
  PeriodClock clock(48'000, 480, 0);  // 10 ms
  EXPECT_EQ(clock.next(0), 0);
  EXPECT_EQ(clock.next(50'000'000), 10'000'000) << "four periods late: still owed";
  EXPECT_EQ(clock.next(50'000'000), 20'000'000);
}

TEST(PeriodClock, GoesOnWithoutABurstAfterALongStall) {
  PeriodClock clock(48'000, 480, 0);
  EXPECT_EQ(clock.next(0), 0);
  EXPECT_EQ(clock.next(50'000'001), 50'000'001);
  EXPECT_EQ(clock.next(50'000'002), 60'000'001);
}

class CountingRenderer final : public Callback {
 public:
  void render(float* out, int frames) noexcept override {
    for (int n = 0; n < frames * 2; ++n) out[n] = 1.0F;
    frames_asked = frames;
    ++calls;
    called.release();
  }
  std::atomic<int> calls{0};
  std::atomic<int> frames_asked{0};
  std::counting_semaphore<> called{0};
};

TEST(NullDevice, CallsBlockByBlockUntilItsEnd) {
  CountingRenderer renderer;
  auto device = open_null_device({48'000, 256, 2}, renderer);
  ASSERT_TRUE(device);
  EXPECT_EQ((*device)->info().api, Api::kNull);
  EXPECT_EQ((*device)->info().period_frames, 256);
  EXPECT_THAT((*device)->info().scheduling, StartsWith("SCHED_"));
  for (int call = 0; call < 20; ++call) renderer.called.acquire();
  device->reset();
  EXPECT_EQ(renderer.frames_asked, 256);
  EXPECT_GE(renderer.calls, 20);
}

TEST(Api, NamesGoBothWays) {
  for (const Api api : {Api::kAuto, Api::kNull, Api::kAlsa, Api::kPulse, Api::kJack}) {
    auto parsed = parse_api(api_name(api));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, api);
  }
  const auto unknown = parse_api("oss");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.reason(), HasSubstr("'oss'"));
  EXPECT_THAT(unknown.reason(), HasSubstr("auto, null, alsa, pulse, jack"));
}

}  // namespace
}  // namespace chronus::audio
