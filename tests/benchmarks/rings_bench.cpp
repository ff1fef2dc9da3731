// SPDX-License-Identifier: MIT
// What one event costs the conductor: the same command into both workers' rings.
#include <benchmark/benchmark.h>

#include <chrono>
#include <optional>
#include <thread>

#include "ring_pair.hpp"
#include "samples.hpp"

namespace chronus::bench {
namespace {

constexpr int kBursts = 20'000;
constexpr int kBurst = 256;  // a block with 128 sequencers that all step in it

/// Drains both rings all the time, on a core of its own where there is one.
class Drainer {
 public:
  explicit Drainer(RingPair& rings)
      : thread_([&rings](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            if (rings.drain(0) + rings.drain(1) == 0) std::this_thread::yield();
          }
        }) {}

 private:
  std::jthread thread_;
};

/// Argument 1: the rings are read while they are written, so that every command's cache line and
/// both positions travel between cores. 0: they are read between bursts, on the writer's thread.
void write_to_both_rings(benchmark::State& state) {
  auto rings = RingPair::create({});
  if (!rings) return state.SkipWithError(rings.reason().c_str());
  RingPair& pair = **rings;
  const bool meanwhile = state.range(0) != 0;
  std::optional<Drainer> drainer;
  if (meanwhile) drainer.emplace(pair);

  Samples event_s(kBursts);
  engine::Command command;
  command.op = engine::Op::kSetParam;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    bool written = true;
    for (int i = 0; i < kBurst; ++i) {
      ++command.seq;
      command.value += 1.0;
      written = pair.write(command) && written;
    }
    const double burst_s = seconds_since(start);
    state.SetIterationTime(burst_s);
    event_s.add(burst_s / kBurst);
    if (!written) return state.SkipWithError("a ring was full");
    if (!meanwhile && pair.drain() != kBurst) return state.SkipWithError("the rings differ");
    while (!pair.is_drained()) std::this_thread::yield();
  }
  state.counters["median_ns"] = event_s.quantile(0.5) * 1e9;
  state.counters["p999_ns"] = event_s.quantile(0.999) * 1e9;
}

BENCHMARK(write_to_both_rings)->Arg(0)->Arg(1)->Iterations(kBursts)->UseManualTime();

}  // namespace
}  // namespace chronus::bench
