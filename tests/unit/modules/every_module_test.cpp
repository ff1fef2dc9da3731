// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>

#include "module_bench.hpp"

namespace chronus::engine {
namespace {

std::vector<const ModuleInfo*> types_that_mean_no_harm() {
  std::vector<const ModuleInfo*> types;
  for (const ModuleInfo& type : test::built_in_catalog()) {
    if (!type.drill_only) types.push_back(&type);
  }
  return types;
}

/// What holds for any module type, whatever it does, but for those that fail on purpose.
class EveryModule : public testing::TestWithParam<const ModuleInfo*> {
 protected:
  static float uniform(std::mt19937& random, float low, float high) {
    return low + (high - low) * (static_cast<float>(random() >> 8) * 0x1p-24F);
  }

  /// A value anywhere in range, a tenth of them at each end.
  static float any_value(std::mt19937& random, const ParameterInfo& row) {
    const auto kind = random() % 10;
    if (kind == 0) return row.minimum;
    if (kind == 1) return row.maximum;
    if (row.curve != Curve::kExponential) return uniform(random, row.minimum, row.maximum);
    return std::clamp(row.minimum * std::pow(row.maximum / row.minimum, uniform(random, 0, 1)),
                      row.minimum, row.maximum);
  }

  /// Every parameter takes a new value every `hold` frames.
  static void fill(ModuleBench& bench, std::mt19937& random, int hold, float input_level) {
    for (std::size_t p = 0; p < bench.type().params.size(); ++p) {
      float value = bench.type().params[p].initial;
      int n = 0;
      for (float& sample : bench.param(p)) {
        if (n++ % hold == 0) value = any_value(random, bench.type().params[p]);
        sample = value;
      }
    }
    for (std::size_t port = 0; port < bench.type().inputs.size(); ++port) {
      for (float& sample : bench.input(port)) {
        sample = uniform(random, -input_level, input_level);
      }
    }
  }

  static std::vector<GateAt> some_gates(const ModuleInfo& type, std::mt19937& random, int frames) {
    std::vector<GateAt> gates;
    if (!type.has_gate) return gates;
    for (int at = 0; at < frames; at += static_cast<int>(random() % 700)) {
      gates.push_back({at, random() % 3 != 0, uniform(random, 0.0F, 1.0F)});
    }
    return gates;
  }
};

TEST_P(EveryModule, GivesTheSameBitsHoweverFramesAreCutIntoCalls) {
  constexpr int kFrames = 20'000;
  for (const int hold : {1, 97, 5000, kFrames}) {
    std::mt19937 random(hold);
    ModuleBench whole(GetParam()->name, kFrames);
    fill(whole, random, hold, 1.0F);
    const auto gates = some_gates(*GetParam(), random, kFrames);
    whole.run(gates);

    for (const int largest : {1, 40, 300}) {
      std::mt19937 again(hold);
      ModuleBench cut(GetParam()->name, kFrames);
      fill(cut, again, hold, 1.0F);
      std::vector<int> cuts;
      for (int at = 0; at < kFrames; at += 1 + static_cast<int>(random() % largest)) {
        cuts.push_back(at);
      }
      cut.run(gates, cuts);
      for (std::size_t port = 0; port < whole.outputs().size(); ++port) {
        ASSERT_EQ(std::memcmp(whole.output(port).data(), cut.output(port).data(), kFrames * 4), 0)
            << "output " << port << ", new values every " << hold << ", cuts up to " << largest;
      }
    }
  }
}

TEST_P(EveryModule, StaysFiniteForAnyValuesAtAnyRate) {
  constexpr int kFrames = 60'000;
  for (const float rate : {8'000.0F, 44'100.0F, 192'000.0F}) {
    for (const int hold : {1, 50, 4000}) {
      std::mt19937 random(static_cast<unsigned>(rate) + hold);
      ModuleBench bench(GetParam()->name, kFrames, rate);
      fill(bench, random, hold, 4.0F);
      bench.run(some_gates(*GetParam(), random, kFrames));
      for (const Samples& output : bench.outputs()) {
        ASSERT_TRUE(std::ranges::all_of(output, [](float x) { return std::isfinite(x); }))
            << "rate " << rate << ", new values every " << hold;
        ASSERT_LT(peak(output), 50'000.0F);
      }
    }
  }
}

TEST_P(EveryModule, IsTheSameAgainFromACopyOfItsState) {
  constexpr int kFrames = 4000;
  const ModuleInfo& type = *GetParam();
  const ModuleCode& code = *test::built_in_modules().find(type.id());
  static_assert(kStateAlign <= alignof(std::max_align_t));
  std::vector<std::max_align_t> first(type.bytes(48'000) / sizeof(std::max_align_t) + 1), second;
  code.init(first.data(), 48'000.0F, 9);

  const Samples input(kFrames, 0.3F);
  const std::vector<const float*> inputs(type.inputs.size(), input.data());
  std::vector<Samples> values;
  std::vector<const float*> params;
  for (const ParameterInfo& row : type.params) values.emplace_back(kMaxBlockFrames, row.initial);
  for (const Samples& value : values) params.push_back(value.data());
  if (type.has_gate) {
    std::vector<float> initial;
    for (const ParameterInfo& row : type.params) initial.push_back(row.initial);
    code.gate(first.data(), true, 0.7F, initial.data());
  }
  const auto render = [&](void* state, int frames) {
    std::vector<Samples> out(type.outputs.size(), Samples(frames));
    std::vector<float*> outputs;
    for (Samples& samples : out) outputs.push_back(samples.data());
    code.process(state, {frames, 48'000.0F, inputs.data(), outputs.data(), params.data()});
    return out;
  };
  render(first.data(), 777);
  second = first;
  EXPECT_EQ(render(first.data(), 1000), render(second.data(), 1000));
}

INSTANTIATE_TEST_SUITE_P(Types, EveryModule, testing::ValuesIn(types_that_mean_no_harm()),
                         [](const auto& row) { return std::string(row.param->name); });

TEST(GatedModule, IsSilentUntilItsGate) {
  for (const auto name : {"adsr", "kick", "snare", "hat"}) {
    ModuleBench bench(name, 5000);
    for (std::size_t n = 0; n < bench.type().inputs.size(); ++n) {
      std::ranges::fill(bench.input(n), 1.0F);
    }
    bench.run();
    for (const Samples& output : bench.outputs()) EXPECT_EQ(onset(output), 5000) << name;
  }
}

}  // namespace
}  // namespace chronus::engine
