// SPDX-License-Identifier: MIT
// What the conductor costs a block while sequencers run, and what a sequencer holds in memory.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/scheduling.hpp"
#include "conductor/conductor.hpp"
#include "ring_stage.hpp"
#include "samples.hpp"
#include "score/score.hpp"
#include "sequencer/overload.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::bench {
namespace {

constexpr StreamFormat kFormat;
constexpr double kBlock_s = static_cast<double>(kFormat.block_frames) / kFormat.rate;
constexpr int kBlocks = 20'000;  // 53 s of music
constexpr int kModules = 8;
constexpr double kBpm = 174.0;

/// Sequencers that all step on the same frames, the hardest case: every step sets a parameter,
/// opens a gate and, half a step later, closes it.
std::string score_text(int sequencers) {
  std::string text = "0 /patch/new\n";
  for (int i = 0; i < kModules; ++i) {
    const std::string id = "kick" + std::to_string(i);
    text += "0 /patch/create " + id + " kick\n0 /patch/connect " + id + " output\n";
  }
  text += "0 /patch/commit\n";
  for (int i = 0; i < sequencers; ++i) {
    const std::string id = "s" + std::to_string(i);
    const std::string kick = "kick" + std::to_string(i % kModules);
    text += "0 /seq/create " + id + "\n";
    text += "0 /seq/config " + id + " " + std::to_string(kBpm) + " 16 16\n";
    text += "0 /seq/pattern " + id + " xxxxxxxxxxxxxxxx\n";
    text +=
        "0 /seq/param_lane " + id + " tune \"40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55\"\n";
    text += "0 /seq/assign " + id + " gate " + kick + "\n";
    text += "0 /seq/assign " + id + " param " + kick + " tune\n";
    text += "0 /seq/start " + id + "\n";
  }
  return text;
}

/// As many hits as are admitted, ratchets of 8: with one gate each just within the bound of
/// commands, with four far beyond it.
std::string score_at_the_bounds(int gates) {
  constexpr int kGates = 8;
  constexpr int kSequencers = 46;
  std::string text = "0 /patch/new\n";
  for (int i = 0; i < kGates; ++i) {
    const std::string id = "hat" + std::to_string(i);
    text += "0 /patch/create " + id + " hat\n0 /patch/connect " + id + " output\n";
  }
  text += "0 /patch/commit\n";
  for (int i = 0; i < kSequencers; ++i) {
    const std::string id = "s" + std::to_string(i);
    text += "0 /seq/create " + id + "\n";
    text += "0 /seq/config " + id + " 999 16 128\n";
    text += "0 /seq/pattern " + id + " xxxxxxxxxxxxxxxx\n0 /seq/ratchet " + id + " 8\n";
    for (int gate = 0; gate < gates; ++gate) {
      text += "0 /seq/assign " + id + " gate hat" + std::to_string((i + gate) % kGates) + "\n";
    }
    text += "0 /seq/start " + id + "\n";
  }
  return text;
}

/// Commands of the sequencers in kBlocks blocks, at least: every step that lies in them whole.
std::int64_t least_commands(int sequencers) {
  const double step_s = 240.0 / (kBpm * 16.0);
  return static_cast<std::int64_t>(kBlocks * kBlock_s / step_s - 1.0) * 3 * sequencers;
}

std::size_t largest_sequencer_bytes(const sequencer::Bank& bank) {
  std::size_t largest = 0;
  for (const auto& id : bank.ids()) largest = std::max(largest, bank.find(id)->memory_bytes());
  return largest;
}

void play(benchmark::State& state, const std::string& text, std::int64_t least) {
  auto rings = RingPair::create(kFormat);
  if (!rings) return state.SkipWithError(rings.reason().c_str());
  auto score = test::parse_score(text, kFormat.rate);
  if (!score) return state.SkipWithError(score.reason().c_str());
  RingStage stage(**rings);
  conductor::Conductor conductor(kFormat, test::built_in_catalog(), test::standard_vocabulary(),
                                 stage.doors());
  conductor.load_score(std::move(*score));
  conductor.seed();
  // What every bar needs has its memory after the first one.
  const auto play_block = [&] {
    conductor.advance(conductor.horizon() + kFormat.block_frames);
    conductor.after_pass();
  };
  while (conductor.horizon() < 2 * kFormat.rate) {
    play_block();
    if ((*rings)->drain() < 0) return state.SkipWithError("the rings differ");
  }

  // As chronusd's conductor thread asks for it.
  state.SetLabel(to_text(request_realtime(kConductorPriority)));
  Samples all_s(kBlocks), step_s(kBlocks);
  std::int64_t commands = 0;
  double sum_s = 0.0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    play_block();
    const double block_s = seconds_since(start);
    state.SetIterationTime(block_s);
    const std::int64_t written = (*rings)->drain();
    if (written < 0) return state.SkipWithError("the rings differ");
    commands += written;
    sum_s += block_s;
    all_s.add(block_s);
    if (written > 0) step_s.add(block_s);
  }
  if (!stage.problem().empty()) return state.SkipWithError(stage.problem().c_str());
  if (conductor.score_failures() != 0) return state.SkipWithError("the score has failed");
  if (commands < least) return state.SkipWithError("sequencers stand still");
  state.counters["mean"] = sum_s / (kBlocks * kBlock_s);
  state.counters["median"] = all_s.quantile(0.5) / kBlock_s;
  state.counters["step_median"] = step_s.quantile(0.5) / kBlock_s;
  state.counters["p999"] = all_s.quantile(0.999) / kBlock_s;
  state.counters["commands_per_second"] = static_cast<double>(commands) / (kBlocks * kBlock_s);
  state.counters["sequencer_bytes"] =
      static_cast<double>(largest_sequencer_bytes(conductor.scene().bank));
}

/// Argument: how many sequencers run.
void advance_one_block(benchmark::State& state) {
  const int sequencers = static_cast<int>(state.range(0));
  play(state, score_text(sequencers), least_commands(sequencers));
}

/// Argument: gates of each sequencer.
void advance_at_the_bounds(benchmark::State& state) {
  const auto all = static_cast<double>(sequencer::kMostCommandsPerSecond) * kBlocks * kBlock_s;
  play(state, score_at_the_bounds(static_cast<int>(state.range(0))),
       static_cast<std::int64_t>(0.8 * all));
}

BENCHMARK(advance_one_block)->Arg(1)->Arg(100)->Arg(1000)->Iterations(kBlocks)->UseManualTime();
BENCHMARK(advance_at_the_bounds)->Arg(1)->Arg(4)->Iterations(kBlocks)->UseManualTime();

}  // namespace
}  // namespace chronus::bench
