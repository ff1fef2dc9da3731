// SPDX-License-Identifier: MIT
// What a block costs a module at the worst, and in the middle of all: a life of blocks whose
// parameters stand or move at audio rate, whose inputs are silent, denormal, at full scale or
// beyond, with gates. The same life is lived several times, and a block's cost is the least that it
// ever had: what is left is the module's own.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "base/realtime.hpp"
#include "engine/plan.hpp"
#include "samples.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/unit/modules/random_patch.hpp"

namespace chronus::bench {
namespace {

using catalog::ModuleInfo;
using engine::kGroupLanes;

constexpr int kRate = 48'000;
constexpr int kFrames = 128;
constexpr int kBlocks = 1'500;
constexpr int kLives = 7;

struct alignas(engine::kStateAlign) State {
  std::byte bytes[engine::kStateAlign];
};

/// One group of voices where a type has voices, else the mono module.
class Life {
 public:
  explicit Life(const ModuleInfo& type, engine::Simd simd)
      : type_(type),
        lanes_(type.most_voices > 1 ? kGroupLanes : 1),
        code_(code_of(type, simd)),
        state_(type.bytes(kRate, lanes_) / sizeof(State) + 1),
        inputs_(type.inputs.size(), std::vector<float>(kFrames * lanes_)),
        outputs_(type.outputs.size(), std::vector<float>(kFrames * lanes_)),
        values_(type.params.size(), std::vector<float>(kFrames)),
        stands_(type.params.size(), true) {
    std::vector<unsigned> identities(static_cast<std::size_t>(lanes_));
    for (int lane = 0; lane < lanes_; ++lane) {
      identities[lane] = static_cast<unsigned>(lane + 1);
    }
    code_.init(state_.data(), kRate, identities.data());
    for (std::size_t p = 0; p < values_.size(); ++p) {
      std::ranges::fill(values_[p], type.params[p].initial);
    }
  }

  /// The next block's, in seconds.
  double live() {
    for (std::size_t p = 0; p < values_.size(); ++p) draw_param(p);
    for (auto& input : inputs_) draw_input(&input);
    draw_gate();
    std::vector<const float*> in;
    std::vector<float*> out;
    std::vector<engine::Param> params;
    for (const auto& input : inputs_) in.push_back(input.data());
    for (auto& output : outputs_) out.push_back(output.data());
    for (std::size_t p = 0; p < values_.size(); ++p) {
      params.push_back({values_[p].data(), stands_[p] ? 0 : 1});
    }
    const engine::Context context{frame_, kFrames, kRate, in.data(), out.data(), params.data()};
    const auto start = std::chrono::steady_clock::now();
    code_.process(state_.data(), context);
    const double seconds = seconds_since(start);
    frame_ += kFrames;
    return seconds;
  }

 private:
  static const engine::LaneCode& code_of(const ModuleInfo& type, engine::Simd simd) {
    const auto& code = *test::built_in_modules(simd).find(type.id());
    return type.most_voices > 1 ? code.group : code.one;
  }

  void draw_param(std::size_t p) {
    const auto& row = type_.params[p];
    if (!stands_[p] || random_() % 8 == 0) {
      std::ranges::fill(values_[p], engine::extreme_value(random_, row));
    }
    stands_[p] = random_() % 6 != 0;
    if (stands_[p]) return;
    for (float& value : values_[p]) value = engine::uniform(random_, row.minimum, row.maximum);
  }

  void draw_input(std::vector<float>* input) {
    constexpr float kLevels[] = {0.0F, 1e-39F, 1e-20F, 1.0F, 1.0F, 1e6F};
    if (random_() % 4 == 0) level_ = kLevels[random_() % std::size(kLevels)];
    for (float& sample : *input) sample = engine::uniform(random_, -level_, level_);
  }

  void draw_gate() {
    if (code_.gate == nullptr || random_() % 5 != 0) return;
    std::vector<float> now;
    for (const auto& values : values_) now.push_back(values[0]);
    const int lane = static_cast<int>(random_() % static_cast<unsigned>(lanes_));
    code_.gate(state_.data(), lane, random_() % 4 != 0, engine::uniform(random_, 0, 1), now.data());
  }

  const ModuleInfo& type_;
  int lanes_;
  const engine::LaneCode& code_;
  std::vector<State> state_;
  std::vector<std::vector<float>> inputs_, outputs_, values_;
  std::vector<bool> stands_;
  float level_ = 1.0F;
  Frame frame_ = 0;
  std::mt19937 random_{7};
};

void live(benchmark::State& state, const ModuleInfo& type, engine::Simd simd) {
  flush_denormals_on_this_thread();
  std::vector<double> least(kBlocks, 1e9);
  for (auto _ : state) {
    for (int n = 0; n < kLives; ++n) {
      Life life(type, simd);
      for (double& cost : least) cost = std::min(cost, life.live());
    }
  }
  Samples costs(kBlocks);
  for (const double cost : least) costs.add(cost * 1e9);
  const double median = costs.quantile(0.5), worst = costs.quantile(1.0);
  state.counters["median_ns"] = median;
  state.counters["worst_ns"] = worst;
  state.counters["ratio"] = worst / median;
  state.counters["voices"] = type.most_voices > 1 ? kGroupLanes : 1;
}

/// For each type, with the code that this machine would choose.
void add_all() {
  const auto simd =
      engine::is_usable(engine::Simd::kAvx2) ? engine::Simd::kAvx2 : engine::Simd::kBaseline;
  for (const ModuleInfo* type : engine::types_that_mean_no_harm()) {
    benchmark::RegisterBenchmark(std::string(type->name).c_str(), [type,
                                                                   simd](benchmark::State& state) {
      live(state, *type, simd);
    })->Iterations(1);
  }
}

}  // namespace
}  // namespace chronus::bench

int main(int argc, char** argv) {
  chronus::bench::add_all();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
