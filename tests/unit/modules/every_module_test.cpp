// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "group_bench.hpp"
#include "module_bench.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

/// What holds for any module type, whatever it does, but for those that fail on purpose.
class EveryModule : public testing::TestWithParam<const ModuleInfo*> {
 protected:
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

  static bool same_bits(float one, float other) {
    return std::bit_cast<std::uint32_t>(one) == std::bit_cast<std::uint32_t>(other);
  }

  static void expect_same(const ModuleBench& one, const ModuleBench& other,
                          const std::string& what) {
    for (std::size_t port = 0; port < one.outputs().size(); ++port) {
      const auto differs = std::ranges::mismatch(one.output(port), other.output(port), same_bits);
      ASSERT_EQ(differs.in1, one.output(port).end())
          << "output " << port << " from frame " << differs.in1 - one.output(port).begin() << ": "
          << what;
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
      expect_same(
          whole, cut,
          "new values every " + std::to_string(hold) + ", cuts up to " + std::to_string(largest));
    }
  }
}

TEST_P(EveryModule, GivesTheSameBitsForAStillValueAsForItWrittenOut) {
  constexpr int kFrames = 20'000;
  for (const int hold : {7, 200, 3000, kFrames}) {
    std::mt19937 random(hold);
    ModuleBench written(GetParam()->name, kFrames);
    fill(written, random, hold, 1.0F);
    const auto gates = some_gates(*GetParam(), random, kFrames);
    std::vector<int> cuts;
    for (int at = 0; at < kFrames; at += 1 + static_cast<int>(random() % 300)) cuts.push_back(at);
    written.run(gates, cuts);
    std::mt19937 again(hold);
    ModuleBench still(GetParam()->name, kFrames);
    fill(still, again, hold, 1.0F);
    still.tell_what_is_still().run(gates, cuts);
    expect_same(written, still, "new values every " + std::to_string(hold));
  }
}

TEST_P(EveryModule, GivesTheSameBitsByOtherInstructions) {
  if (!is_usable(Simd::kAvx2)) GTEST_SKIP() << "this machine has no others";
  constexpr int kFrames = 20'000;
  for (const int hold : {1, 97, kFrames}) {
    std::mt19937 random(hold);
    ModuleBench baseline(GetParam()->name, kFrames);
    fill(baseline, random, hold, 1.0F);
    const auto gates = some_gates(*GetParam(), random, kFrames);
    baseline.run(gates);
    std::mt19937 again(hold);
    ModuleBench avx2(GetParam()->name, kFrames, 48'000.0F, 1, Simd::kAvx2);
    fill(avx2, again, hold, 1.0F);
    avx2.run(gates);
    expect_same(baseline, avx2, "new values every " + std::to_string(hold));
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

TEST_P(EveryModule, HasVoicesThatAreEachTheMonoModule) {
  if (GetParam()->most_voices == 1) return;  // it has no other lanes
  constexpr int kFrames = 10'000;
  for (const Simd simd : {Simd::kBaseline, Simd::kAvx2}) {
    for (const int hold : {1, 97, kFrames}) {
      if (!is_usable(simd)) continue;
      std::mt19937 random(hold);
      GroupBench group(GetParam()->name, kFrames, 5, simd);
      std::vector<std::unique_ptr<ModuleBench>> monos;
      std::vector<LaneGateAt> gates;
      for (int lane = 0; lane < kGroupLanes; ++lane) {
        monos.push_back(std::make_unique<ModuleBench>(GetParam()->name, kFrames, 48'000.0F,
                                                      lane_identity(5, lane)));
        fill(*monos.back(), random, hold, 1.0F);
        const auto own = some_gates(*GetParam(), random, kFrames);
        for (const auto& gate : own) gates.push_back({gate.frame, lane, gate.on, gate.velocity});
        group.take_over(*monos.back(), lane);
        monos.back()->run(own);
      }
      std::ranges::stable_sort(gates, {}, &LaneGateAt::frame);
      group.run(gates);
      for (int lane = 0; lane < kGroupLanes; ++lane) {
        for (std::size_t port = 0; port < monos[lane]->outputs().size(); ++port) {
          const Samples own = group.lane_of_output(port, lane);
          const auto differs = std::ranges::mismatch(monos[lane]->output(port), own, same_bits);
          ASSERT_EQ(differs.in2, own.end())
              << to_text(simd) << ", lane " << lane << ", output " << port << ", new values every "
              << hold << ", from frame " << differs.in2 - own.begin();
        }
      }
    }
  }
}

TEST_P(EveryModule, IsTheSameAgainFromACopyOfItsState) {
  constexpr int kFrames = 4000;
  const ModuleInfo& type = *GetParam();
  const ModuleCode& code = *test::built_in_modules().find(type.id());
  std::vector<StateBlock> first(type.bytes(48'000) / sizeof(StateBlock) + 1), second;
  const unsigned identity = 9;
  code.one.init(first.data(), 48'000.0F, &identity);

  const Samples input(kFrames, 0.3F);
  const std::vector<const float*> inputs(type.inputs.size(), input.data());
  std::vector<Samples> values;
  std::vector<Param> params;
  for (const ParameterInfo& row : type.params) values.emplace_back(kMaxBlockFrames, row.initial);
  for (const Samples& value : values) params.push_back({value.data(), 1});
  if (type.has_gate) {
    std::vector<float> initial;
    for (const ParameterInfo& row : type.params) initial.push_back(row.initial);
    code.one.gate(first.data(), 0, true, 0.7F, initial.data());
  }
  const auto render = [&](void* state, int frames) {
    std::vector<Samples> out(type.outputs.size(), Samples(frames));
    std::vector<float*> outputs;
    for (Samples& samples : out) outputs.push_back(samples.data());
    code.one.process(state, {0, frames, 48'000.0F, inputs.data(), outputs.data(), params.data()});
    return out;
  };
  render(first.data(), 777);
  second = first;
  EXPECT_EQ(render(first.data(), 1000), render(second.data(), 1000));
}

/// A keyframe leaves it out then.
TEST_P(EveryModule, RestsWithALineOfZeros) {
  const ModuleInfo& type = *GetParam();
  const ModuleCode& code = *test::built_in_modules().find(type.id());
  if (!code.line_rests_empty) return;
  int rests = 0;
  for (unsigned seed = 0; seed < 6; ++seed) {
    std::mt19937 random(seed);
    std::vector<StateBlock> state(type.bytes(48'000) / sizeof(StateBlock) + 1);
    const unsigned identity = 9;
    code.one.init(state.data(), 48'000.0F, &identity);
    std::vector<float> values;
    std::vector<Param> params;
    for (const ParameterInfo& row : type.params) {
      values.push_back(seed == 0 ? row.initial : any_value(random, row));
    }
    for (const float& value : values) params.push_back({&value, 0});
    Samples noise(128), silence(128), out(128);
    const std::vector<float*> outputs(type.outputs.size(), out.data());
    auto rest = Rest::kNone;
    for (Frame frame = 0; frame < 48'000 * 40 && rest != Rest::kQuiet; frame += 128) {
      for (float& sample : noise) sample = uniform(random, -1.0F, 1.0F);
      const bool sounds = frame < 48'000;
      const std::vector<const float*> inputs(type.inputs.size(),
                                             sounds ? noise.data() : silence.data());
      rest = code.one.process(
          state.data(), {frame, 128, 48'000.0F, inputs.data(), outputs.data(), params.data()});
    }
    if (rest != Rest::kQuiet) continue;  // its feedback goes on
    ++rests;
    const auto* line = reinterpret_cast<const std::byte*>(state.data()) + type.state_bytes;
    const std::size_t bytes = type.bytes(48'000) - type.state_bytes;
    EXPECT_TRUE(std::all_of(line, line + bytes, [](std::byte b) { return b == std::byte{0}; }))
        << seed;
  }
  EXPECT_GT(rests, 0);
}

INSTANTIATE_TEST_SUITE_P(Types, EveryModule, testing::ValuesIn(types_that_mean_no_harm()),
                         [](const auto& row) { return std::string(row.param->name); });

TEST(GatedModule, IsSilentUntilItsGate) {
  for (const auto name : {"adsr", "kick", "snare", "hat", "clap", "tom", "cymbal", "pluck"}) {
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
