// SPDX-License-Identifier: MIT
#include "audio/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace chronus::audio {
namespace {

using ::testing::Each;

/// Notices a second device inside.
class LonelyRenderer final : public Callback {
 public:
  void render(float* out, int frames) noexcept override {
    if (inside_.exchange(true)) crowded = true;
    for (int n = 0; n < frames; ++n) out[n] = 1.0F;
    ++calls;
    inside_.store(false);
  }
  std::atomic<bool> crowded{false};
  int calls = 0;  // not atomic: the gate must order it

 private:
  std::atomic<bool> inside_{false};
};

std::array<float, 8> through(Gate& gate, std::uint64_t token) {
  std::array<float, 8> out;
  out.fill(7.0F);
  gate.render(token, out.data(), 8);
  return out;
}

TEST(Gate, GivesSilenceToADeviceThatIsNotAdmitted) {
  LonelyRenderer renderer;
  Gate gate(renderer, 1);
  EXPECT_THAT(through(gate, 1), Each(0.0F));
  gate.admit(1);
  EXPECT_THAT(through(gate, 1), Each(1.0F));
  gate.admit(2);
  EXPECT_THAT(through(gate, 1), Each(0.0F));
  EXPECT_THAT(through(gate, 2), Each(1.0F));
  EXPECT_EQ(renderer.calls, 2);
}

TEST(Gate, LetsNoOneInOnceClosed) {
  LonelyRenderer renderer;
  Gate gate(renderer, 1);
  gate.admit(1);
  gate.close();
  gate.close();
  EXPECT_THAT(through(gate, 1), Each(0.0F));
  EXPECT_EQ(renderer.calls, 0);
}

TEST(Gate, DeviceThatIsNotAdmittedTakesNoTurnFromTheOneThatIs) {
  LonelyRenderer renderer;
  Gate gate(renderer, 1);
  gate.admit(1);
  std::atomic<bool> stop{false};
  std::thread stranger([&] {
    while (!stop) through(gate, 2);
  });
  constexpr int kTurns = 200'000;
  for (int turn = 0; turn < kTurns; ++turn) through(gate, 1);
  stop = true;
  stranger.join();
  EXPECT_EQ(renderer.calls, kTurns);
}

TEST(Gate, NeverHasTwoDevicesInsideWhileTheyChangePlaces) {
  LonelyRenderer renderer;
  Gate gate(renderer, 1);
  std::atomic<bool> stop{false};
  std::vector<std::thread> devices;
  for (std::uint64_t token : {1U, 2U}) {
    devices.emplace_back([&, token] {
      while (!stop) through(gate, token);
    });
  }
  for (int turn = 0; turn < 20'000; ++turn) gate.admit(1 + static_cast<std::uint64_t>(turn % 2));
  gate.close();
  const int calls = renderer.calls;
  stop = true;
  for (auto& device : devices) device.join();
  EXPECT_FALSE(renderer.crowded);
  EXPECT_EQ(renderer.calls, calls) << "after close() the renderer is left alone";
}

}  // namespace
}  // namespace chronus::audio
