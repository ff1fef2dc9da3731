// SPDX-License-Identifier: MIT
// What a voice costs: N voices of sine -> adsr, gated eight times a second and half open ->
// low-pass 1 kHz, Q 2, as one instrument and as 3 N modules of one voice, with the code for each
// set of instructions; and of the same voices written by hand.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "bare_voices.hpp"
#include "base/realtime.hpp"
#include "engine/built_in_code.hpp"
#include "engine/engine.hpp"
#include "tests/support/built_in_catalog.hpp"

namespace chronus::bench {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr int kGatesASecond = 8;
constexpr int kGateFrames = kFormat.rate / kGatesASecond / 2;

const engine::ModuleSet& modules(engine::Simd simd) {
  static const engine::ModuleSet baseline(test::built_in_catalog(),
                                          engine::built_in_code(engine::Simd::kBaseline),
                                          engine::kernels(engine::Simd::kBaseline));
  if (simd == engine::Simd::kBaseline) return baseline;
  static const engine::ModuleSet fast(test::built_in_catalog(), engine::built_in_code(simd),
                                      engine::kernels(simd));
  return fast;
}

void add(engine::PatchDescription& patch, int place, const char* type, int voices) {
  auto& entry = patch.modules[place];
  const auto& info = *test::built_in_catalog().find(type);
  entry.type = info.id();
  entry.identity = static_cast<std::uint32_t>(place + 1);
  entry.voices = static_cast<std::uint16_t>(voices);
  for (std::size_t i = 0; i < info.params.size(); ++i) entry.values[i] = info.params[i].initial;
}

void set(engine::PatchDescription& patch, int place, const char* name, float value) {
  auto& entry = patch.modules[place];
  entry.values[find_param(*test::built_in_catalog().find(entry.type), name)] = value;
}

float hz(int voice) { return 220.0F + static_cast<float>(voice); }

/// As many as a patch of single modules holds.
constexpr int kMostSeparate = engine::kMaxModules / 3;

/// Of at most `most` voices each; mono where that is 1. Places 3n, 3n + 1 and 3n + 2.
engine::PatchDescription instruments(int voices, int most, const char* source) {
  engine::PatchDescription patch;
  patch.version = 1;
  for (int n = 0; voices > 0; ++n, voices -= most) {
    const int own = std::min(voices, most);
    const int mono_or_many = own == 1 ? 0 : own;
    add(patch, 3 * n, source, mono_or_many);
    add(patch, 3 * n + 1, "adsr", mono_or_many);
    add(patch, 3 * n + 2, "biquad", mono_or_many);
    set(patch, 3 * n, "freq", hz(n));
    set(patch, 3 * n + 2, "q", 2.0F);
    if (std::string(source) == "osc") set(patch, 3 * n, "wave", 2.0F);
    for (int i = 0; i < 3; ++i) {
      engine::Connection& connection = patch.connections[patch.connection_count++];
      connection.src_module = static_cast<std::uint16_t>(3 * n + i);
      connection.dst_module = static_cast<std::uint16_t>(3 * n + i + 1);
      if (i == 2) connection.target = engine::Target::kOutput;
    }
  }
  return patch;
}

/// Each voice its own pitch, which it keeps: nothing ends these notes.
void begin_notes(engine::Engine& engine, int voices, int most) {
  for (int voice = 0; voice < voices; ++voice) {
    engine.apply({.op = engine::Op::kNoteOn,
                  .module = static_cast<std::uint16_t>(voice / most * 3),
                  .value = static_cast<double>(hz(voice)),
                  .velocity = 0.8,
                  .voice = static_cast<std::uint64_t>(voice + 1)});
  }
}

void tell(benchmark::State& state, int voices, engine::Simd simd) {
  const double frames = static_cast<double>(state.iterations()) * kFormat.block_frames;
  state.counters["ns_per_voice_sample"] =
      benchmark::Counter(frames * std::max(1, voices) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["realtime"] =
      benchmark::Counter(frames / kFormat.rate, benchmark::Counter::kIsRate);
  state.SetLabel(engine::to_text(simd));
}

/// Plays seconds of it a round; a voice's cost is net of the rest only as far as that is small.
void play(benchmark::State& state, const char* source, bool is_gated,
          int most = engine::kMaxVoices) {
  const int voices = static_cast<int>(state.range(0));
  const auto simd = static_cast<engine::Simd>(state.range(1));
  if (!engine::is_usable(simd)) return state.SkipWithError("not on this machine");
  flush_denormals_on_this_thread();
  engine::Engine engine(kFormat, modules(simd));
  if (voices > 0) {
    if (!engine.build(instruments(voices, most, source))) return state.SkipWithError("refused");
    engine.apply({.op = engine::Op::kSwapPatch, .patch_version = 1});
    if (is_gated && most > 1 && voices > 1) begin_notes(engine, voices, most);
  }
  std::vector<float> block(static_cast<std::size_t>(kFormat.block_frames * kFormat.channels));
  int to_gate = 0;
  bool is_open = false;
  for (auto _ : state) {
    if (is_gated && to_gate <= 0) {
      to_gate += kGateFrames;
      is_open = !is_open;
      for (int place = 1; place < 3 * ((voices + most - 1) / most); place += 3) {
        engine.apply({.op = engine::Op::kGate,
                      .module = static_cast<std::uint16_t>(place),
                      .value = is_open ? 1.0 : 0.0,
                      .velocity = 0.8});
      }
    }
    engine.render(block.data(), kFormat.block_frames);
    to_gate -= kFormat.block_frames;
    benchmark::DoNotOptimize(block.data());
  }
  tell(state, voices, simd);
}

/// As play(), without an engine.
void play_bare(benchmark::State& state, bool is_saw) {
  const int voices = static_cast<int>(state.range(0));
  const auto simd = static_cast<engine::Simd>(state.range(1));
  if (!engine::is_usable(simd)) return state.SkipWithError("not on this machine");
  flush_denormals_on_this_thread();
#ifdef CHRONUS_HAS_AVX2
  const auto make = simd == engine::Simd::kAvx2 ? avx2::bare_voices : baseline::bare_voices;
#else
  const auto make = baseline::bare_voices;
#endif
  const auto bare = make(voices, is_saw, static_cast<float>(kFormat.rate));
  std::vector<float> block(static_cast<std::size_t>(kFormat.block_frames));
  int to_gate = 0;
  bool is_open = false;
  for (auto _ : state) {
    if (to_gate <= 0) {
      to_gate += kGateFrames;
      is_open = !is_open;
      bare->gate(is_open);
    }
    bare->render(block.data(), kFormat.block_frames);
    to_gate -= kFormat.block_frames;
    benchmark::DoNotOptimize(block.data());
  }
  tell(state, voices, simd);
}

void sounding(benchmark::State& state) { play(state, "sine", true); }
void sounding_saw(benchmark::State& state) { play(state, "osc", true); }
void separate(benchmark::State& state) { play(state, "sine", true, 1); }
void separate_saw(benchmark::State& state) { play(state, "osc", true, 1); }
void separate_idle(benchmark::State& state) { play(state, "sine", false, 1); }
void idle(benchmark::State& state) { play(state, "sine", false); }
void empty(benchmark::State& state) { play(state, "sine", false); }
void bare(benchmark::State& state) { play_bare(state, false); }
void bare_saw(benchmark::State& state) { play_bare(state, true); }

const std::vector<std::int64_t> kSimds{static_cast<int>(engine::Simd::kBaseline),
                                       static_cast<int>(engine::Simd::kAvx2)};

BENCHMARK(bare)->ArgsProduct({{1, 16, 64, 256}, kSimds});
BENCHMARK(bare_saw)->ArgsProduct({{1, 16, 64, 256}, kSimds});
BENCHMARK(sounding)->ArgsProduct({{1, 16, 64, 256}, kSimds});
BENCHMARK(sounding_saw)->ArgsProduct({{1, 16, 64, 256}, kSimds});
BENCHMARK(separate)->ArgsProduct({{1, 16, 64, kMostSeparate}, kSimds});
BENCHMARK(separate_saw)->ArgsProduct({{1, 16, 64, kMostSeparate}, kSimds});
BENCHMARK(separate_idle)->ArgsProduct({{64}, kSimds});
BENCHMARK(idle)->ArgsProduct({{64}, kSimds});
BENCHMARK(empty)->ArgsProduct({{0}, kSimds});

}  // namespace
}  // namespace chronus::bench
