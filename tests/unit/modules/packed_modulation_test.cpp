// SPDX-License-Identifier: MIT
// A depth and octaves act on a lane of a shared group as on a module by itself, and a module is
// measured in its lane as by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/plan.hpp"
#include "engine/probe.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};
constexpr auto kOctaves = DepthUnit::kOctaves;
constexpr int kVoices = 11;

// Where each kind's first module is.
constexpr int kLfos = 0, kEnvelopes = 20, kSines = 40, kFilters = 60, kLow = 80, kChord = 81;

/// Sines into filters, each with an LFO and an envelope of its own, and one LFO and a chord of
/// three for all.
PatchOf voices() {
  PatchOf patch(1);
  auto identity = [next = 0U]() mutable { return ++next; };
  patch.module(kLow, "lfo", identity(), {{"freq", 0.7F}});
  patch.module(kChord, "lfo", identity(), {{"freq", 31.0F}}).voices(kChord, 3);
  for (int n = 0; n < kVoices; ++n) {
    const auto at = static_cast<float>(n);
    patch.module(kLfos + n, "lfo", identity(), {{"freq", 1.0F + 3.0F * at}});
    patch.module(kEnvelopes + n, "adsr", identity(), {{"attack", 0.001F}, {"release", 0.002F}});
    patch.module(kSines + n, "sine", identity(), {{"freq", 110.0F + 37.0F * at}});
    patch.module(kFilters + n, "svf", identity(), {{"freq", 200.0F + 90.0F * at}});
    patch.connect(kLow, kEnvelopes + n).connect(kSines + n, kFilters + n).hear(kFilters + n);
    // Octaves first, without a depth, with one: in turn.
    patch.modulate(kEnvelopes + n, kSines + n, "freq", 0.3F * at - 1.0F, kOctaves);
    patch.modulate(kLfos + n, kSines + n, "freq", n % 3 == 0 ? 1.0F : 7.0F * at);
    patch.modulate(kLfos + n, kFilters + n, "freq", 2.5F, n % 2 == 0 ? kOctaves : DepthUnit{});
    patch.modulate(kLow, kFilters + n, "freq", -0.4F, kOctaves);
    patch.modulate(kChord, kFilters + n, "freq", 40.0F - at);
  }
  return patch;
}

struct Way {
  bool is_apart = false;
  bool is_awake = false;
  int cut = 500;
  Simd simd = Simd::kBaseline;
};

std::vector<float> perform(const Way& way) {
  Engine engine(kMono, test::built_in_modules(way.simd));
  engine.keep_apart(way.is_apart);
  engine.keep_awake(way.is_awake);
  play(engine, voices());
  std::vector<float> out;
  for (int stretch = 0; stretch < 40; ++stretch) {
    // Envelopes sleep beside others that do not, then all of them.
    const auto n = static_cast<std::uint16_t>(stretch * 7 % kVoices);
    const double on = stretch % 10 < 5 ? 1.0 : 0.0;
    engine.apply({.op = Op::kGate,
                  .module = static_cast<std::uint16_t>(kEnvelopes + n),
                  .value = on,
                  .velocity = 0.8});
    engine.apply({.op = Op::kSetParam,
                  .module = static_cast<std::uint16_t>(kSines + n),
                  .param = 0,
                  .value = 90.0 + 20.0 * stretch});
    for (int left = 500; left > 0; left -= way.cut) {
      const auto piece = render(engine, std::min(left, way.cut));
      out.insert(out.end(), piece.begin(), piece.end());
    }
  }
  return out;
}

TEST(PackedModulation, WithADepthAndInOctavesIsThatOfModulesApart) {
  const auto apart = perform({.is_apart = true, .is_awake = true});
  EXPECT_GT(*std::max_element(apart.begin(), apart.end()), 0.1F);
  EXPECT_EQ(perform({.is_apart = true}), apart);
  EXPECT_EQ(perform({}), apart);
  EXPECT_EQ(perform({.is_awake = true}), apart);
  EXPECT_EQ(perform({.cut = 37}), apart);
  if (!is_usable(Simd::kAvx2)) GTEST_SKIP() << "no AVX2 here";
  EXPECT_EQ(perform({.simd = Simd::kAvx2}), apart);
}

TEST(PackedModulation, TellsNobodyApartByItsDepth) {
  const auto plan = *make_plan(voices().get(), test::built_in_catalog(), kMono.rate);
  const PlanView view(plan.data());
  std::vector<std::pair<int, int>> groups;
  for (const SharedGroup& group : view.shared_groups()) {
    groups.emplace_back(view.nodes()[group.first].place, group.count);
  }
  // The twelfth LFO without an input is the one for all.
  using Groups = std::vector<std::pair<int, int>>;
  EXPECT_EQ(groups, (Groups{{0, 8}, {8, 4}, {20, 8}, {28, 3}, {40, 8}, {48, 3}, {60, 8}, {68, 3}}));
}

/// What meters tell of envelopes of which one output each is heard, and what modules cost.
class PackedProbe : public testing::TestWithParam<bool> {
 protected:
  static constexpr int kCount = 6;
  static std::int64_t slow_ns() { return now_ns_ += 6'000; }

  PackedProbe() {
    PatchDescription patch;
    patch.version = 1;
    const auto& row = *test::built_in_catalog().find("adsr");
    const auto connect = [&](const Connection& connection) {
      patch.connections[patch.connection_count++] = connection;
    };
    PatchOf modules(1);
    for (int n = 0; n < kCount; ++n) {
      modules.module(n, "adsr", static_cast<unsigned>(n + 1), {{"attack", 0.001F}});
      modules.module(kCount + n, "const", static_cast<unsigned>(kCount + n + 1),
                     {{"value", 1.5F * static_cast<float>(n)}});
      modules.connect(kCount + n, n);
    }
    patch = modules.get();
    for (int n = 0; n < kCount; ++n) {
      const auto port = static_cast<std::uint8_t>(static_cast<std::size_t>(n) % row.outputs.size());
      connect({static_cast<std::uint16_t>(n), port, Target::kOutput, 0, 0});
    }
    for (int n = 0; n < kCount; ++n) {
      probe_.meters[static_cast<std::size_t>(n)].begin(n, static_cast<unsigned>(n + 1));
    }
    engine_.keep_apart(GetParam());
    engine_.show_to(probe_);
    if (!engine_.build(patch)) throw std::runtime_error("no patch");
    engine_.apply({.op = Op::kSwapPatch, .patch_version = 1});
    for (std::uint16_t n = 0; n < kCount; ++n) {
      engine_.apply({.op = Op::kGate, .module = n, .value = 1.0, .velocity = 0.1 * (n + 1)});
    }
  }
  const OutputLevel& level(int module, std::size_t port) const {
    return probe_.meters[static_cast<std::size_t>(module)].output(port);
  }

  static inline std::int64_t now_ns_ = 0;
  Probe probe_{slow_ns};
  Engine engine_{kMono, test::built_in_modules()};
};

TEST_P(PackedProbe, MetersReadAModulesOwnLane) {
  render(engine_, 4'800);
  const std::size_t ports = test::built_in_catalog().find("adsr")->outputs.size();
  for (int n = 0; n < kCount; ++n) {
    for (std::size_t port = 0; port < ports; ++port) {
      EXPECT_EQ(level(n, port).is_heard, port == static_cast<std::size_t>(n) % ports)
          << n << ", output " << port;
    }
  }
  // What the third output gives is the velocity.
  ASSERT_EQ(ports, 3U);
  EXPECT_EQ(level(2, 2).peak, 0.3F);
  EXPECT_EQ(level(5, 2).peak, 0.6F);
  // Envelopes go up to the velocity, and let through their constant times that.
  EXPECT_EQ(level(0, 0).peak, 0.0F);
  EXPECT_FLOAT_EQ(level(3, 0).peak, 4.5F * 0.4F);
  EXPECT_GT(level(3, 0).clipped, 0U);
  EXPECT_EQ(level(1, 1).peak, 0.2F);
  EXPECT_EQ(level(4, 1).peak, 0.5F);
  EXPECT_EQ(probe_.meters[4].frames(), 4'800);
}

TEST_P(PackedProbe, CostsOfAGroupAreDividedAmongItsModules) {
  probe_.costs.begin_block();
  render(engine_, 128);
  ASSERT_TRUE(probe_.costs.end_block(6e6));
  // A look takes 6 us, and there is one behind every module, or every group of six.
  const float share = GetParam() ? 1e-3F : 1e-3F / 6.0F;
  for (std::size_t place = 0; place < 2 * kCount; ++place) {
    EXPECT_FLOAT_EQ(probe_.costs.share(place), share) << place;
  }
  EXPECT_LT(probe_.costs.share(2 * kCount), 0.0F);
}

INSTANTIATE_TEST_SUITE_P(Modules, PackedProbe, testing::Bool(),
                         [](const auto& apart) { return apart.param ? "OneByOne" : "Together"; });

}  // namespace
}  // namespace chronus::engine
