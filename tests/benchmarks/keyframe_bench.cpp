// SPDX-License-Identifier: MIT
// What a keyframe costs: the worker saves one between two blocks, a new worker loads it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "engine/engine.hpp"
#include "engine/keyframe.hpp"
#include "offline/offline_renderer.hpp"
#include "samples.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::bench {
namespace {

constexpr StreamFormat kFormat;
constexpr double kBlock_s = static_cast<double>(kFormat.block_frames) / kFormat.rate;
constexpr int kRounds = 300;

/// A patch by the number of its delays; in a crossfade with one like it there are two racks.
struct Case {
  int delays;
  bool fades;
};
/// No delay; two; the most that fit; and those in a crossfade, the largest keyframe there is.
constexpr Case kCases[] = {{0, false}, {2, false}, {16, false}, {16, true}};

/// A chain of an osc and delays. Chains of one `family` share their modules, others none.
engine::PatchDescription chain(int delays, std::uint64_t version, std::uint32_t family,
                               std::uint32_t fade_frames) {
  engine::PatchDescription patch;
  patch.version = version;
  patch.fade_frames = fade_frames;
  const auto place = [&](int n) { return static_cast<std::uint16_t>(2 * n + family % 2); };
  for (int n = 0; n <= delays; ++n) {
    const auto& info = *test::built_in_catalog().find(n == 0 ? "osc" : "delay");
    engine::ModuleEntry& entry = patch.modules[place(n)];
    entry.type = info.id();
    entry.identity = family * 100 + static_cast<std::uint32_t>(n);
    for (std::size_t i = 0; i < info.params.size(); ++i) {
      entry.values[i] = info.params[i].initial;
    }
    engine::Connection& connection = patch.connections[patch.connection_count++];
    connection.src_module = place(n);
    if (n == delays) {
      connection.target = engine::Target::kOutput;
    } else {
      connection.dst_module = place(n + 1);
    }
  }
  return patch;
}

Status play(engine::Engine& engine, const engine::PatchDescription& patch) {
  if (Status built = engine.build(patch); !built) return built;
  if (!engine.apply({.op = engine::Op::kSwapPatch, .patch_version = patch.version})) {
    return Error{"a swap was refused"};
  }
  return {};
}

/// What was last read or written is in no cache any more, as a second after the last keyframe.
void cool_caches() {
  static std::vector<std::byte> memory(std::size_t{64} << 20);
  for (std::size_t at = 0; at < memory.size(); at += 64) memory[at] ^= std::byte{1};
  benchmark::DoNotOptimize(memory.data());
}

template <class Function>
double timed(Function function) {
  cool_caches();
  const auto start = std::chrono::steady_clock::now();
  function();
  return seconds_since(start);
}

void tell(benchmark::State& state, std::size_t bytes, Samples& save_s, Samples& copy_s,
          Samples& load_s) {
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["save"] = save_s.quantile(0.5) / kBlock_s;
  state.counters["save_p99"] = save_s.quantile(0.99) / kBlock_s;
  state.counters["copy"] = copy_s.quantile(0.5) / kBlock_s;
  state.counters["load"] = load_s.quantile(0.5) / kBlock_s;
  state.counters["load_p99"] = load_s.quantile(0.99) / kBlock_s;
}

/// Argument: index in kCases.
void keyframe(benchmark::State& state) {
  const Case which = kCases[state.range(0)];
  flush_denormals_on_this_thread();
  engine::Engine engine(kFormat, test::built_in_modules());
  engine::Engine joining(kFormat, test::built_in_modules());
  std::vector<float> block(static_cast<std::size_t>(kFormat.block_frames * kFormat.channels));
  const auto render = [&](int frames) {
    for (; frames > 0; frames -= kFormat.block_frames) {
      engine.render(block.data(), kFormat.block_frames);
    }
  };
  Status playing = play(engine, chain(which.delays, 1, 1, 0));
  render(3 * kFormat.rate);
  if (playing && which.fades) {
    playing = play(engine, chain(which.delays, 2, 2, engine::kMaxFadeFrames));
    render(3 * kFormat.rate);
  }
  if (!playing) return state.SkipWithError(playing.reason().c_str());

  // As a worker's render thread asks for it.
  state.SetLabel(to_text(request_realtime(kWorkerPriority)));
  std::vector<std::byte> area(engine::max_keyframe_bytes(), std::byte{1});
  std::vector<std::byte> copy(area);
  Samples save_s(kRounds), load_s(kRounds), copy_s(kRounds), swap_s(kRounds);
  std::size_t bytes = 0;
  Status loaded;
  std::uint64_t version = 2;
  for (auto _ : state) {
    const double saved_s = timed([&] { bytes = engine.save(area); });
    state.SetIterationTime(saved_s);
    save_s.add(saved_s);
    copy_s.add(timed([&] { std::memcpy(copy.data(), area.data(), bytes); }));
    load_s.add(timed([&] { loaded = joining.load({area.data(), bytes}); }));
    if (!loaded) return state.SkipWithError(loaded.reason().c_str());
    // A commit that keeps the modules: their state goes over to the new rack.
    if (Status built = joining.build(chain(which.delays, ++version, which.fades ? 2 : 1, 0));
        !built) {
      return state.SkipWithError(built.reason().c_str());
    }
    swap_s.add(
        timed([&] { joining.apply({.op = engine::Op::kSwapPatch, .patch_version = version}); }));
    if (joining.patch_version() != version) return state.SkipWithError("a swap was refused");
  }
  tell(state, bytes, save_s, copy_s, load_s);
  state.counters["swap"] = swap_s.quantile(0.5) / kBlock_s;
}

/// What `--dirt` needs: of each orbit a sampler of 64 voices, a delay and a reverb; an osc is heard
/// through those of the first `sounding`.
engine::PatchDescription orbit_patch(int sounding) {
  constexpr int kOrbits = 12;
  engine::PatchDescription patch;
  patch.version = 1;
  std::uint16_t place = 0;
  const auto module = [&](const char* type, std::uint16_t voices) {
    const auto& info = *test::built_in_catalog().find(type);
    engine::ModuleEntry& entry = patch.modules[place];
    entry.type = info.id();
    entry.identity = place + 1U;
    entry.voices = voices;
    for (std::size_t i = 0; i < info.params.size(); ++i) entry.values[i] = info.params[i].initial;
    return place++;
  };
  const auto connect = [&](int src, int dst) {
    engine::Connection& connection = patch.connections[patch.connection_count++];
    connection.src_module = static_cast<std::uint16_t>(src);
    if (dst < 0) {
      connection.target = engine::Target::kOutput;
    } else {
      connection.dst_module = static_cast<std::uint16_t>(dst);
    }
  };
  const int osc = module("osc", 0);
  for (int n = 0; n < kOrbits; ++n) {
    const int sampler = module("sampler", 64), delay = module("delay", 0);
    const int reverb = module("reverb", 0);
    connect(sampler, delay), connect(delay, reverb), connect(reverb, -1);
    if (n < sounding) connect(osc, delay);
  }
  return patch;
}

/// Argument: how many orbits sound.
void orbits(benchmark::State& state) {
  flush_denormals_on_this_thread();
  engine::Engine engine(kFormat, test::built_in_modules()),
      joining(kFormat, test::built_in_modules());
  if (const Status playing = play(engine, orbit_patch(static_cast<int>(state.range(0))));
      !playing) {
    return state.SkipWithError(playing.reason().c_str());
  }
  std::vector<float> block(static_cast<std::size_t>(kFormat.block_frames * kFormat.channels));
  for (int frames = 0; frames < 6 * kFormat.rate; frames += kFormat.block_frames) {
    engine.render(block.data(), kFormat.block_frames);
  }
  state.SetLabel(to_text(request_realtime(kWorkerPriority)));
  std::vector<std::byte> area(engine::max_keyframe_bytes(), std::byte{1});
  std::vector<std::byte> copy(area);
  Samples save_s(kRounds), load_s(kRounds), copy_s(kRounds);
  std::size_t bytes = 0;
  Status loaded;
  for (auto _ : state) {
    const double saved_s = timed([&] { bytes = engine.save(area); });
    state.SetIterationTime(saved_s);
    save_s.add(saved_s);
    copy_s.add(timed([&] { std::memcpy(copy.data(), area.data(), bytes); }));
    load_s.add(timed([&] { loaded = joining.load({area.data(), bytes}); }));
    if (!loaded) return state.SkipWithError(loaded.reason().c_str());
  }
  tell(state, bytes, save_s, copy_s, load_s);
}

/// Of the demo while it plays, four times a second, from its first drop to its second.
void song(benchmark::State& state) {
  constexpr int kFrom_s = 72;
  const auto score = test::load_score(std::string(CHRONUS_EXAMPLES) + "/demo.score", kFormat.rate);
  if (!score) return state.SkipWithError(score.reason().c_str());
  std::string problem;
  const engine::ModuleSet& modules = test::built_in_modules(engine::simd_of_environment());
  offline::OfflineRenderer renderer(kFormat, modules, test::standard_vocabulary(), *score,
                                    [&](const std::string& what) { problem = what; });
  std::vector<float> heard(static_cast<std::size_t>(kFormat.rate * kFormat.channels));
  for (int second = 0; second < kFrom_s; ++second) renderer.render(heard.data(), kFormat.rate);
  state.SetLabel(to_text(request_realtime(kWorkerPriority)));
  engine::Engine joining(kFormat, modules);
  std::vector<std::byte> area(engine::max_keyframe_bytes(), std::byte{1});
  std::vector<std::byte> copy(area);
  Samples save_s(kRounds), load_s(kRounds), copy_s(kRounds);
  std::size_t bytes = 0;
  Status loaded;
  for (auto _ : state) {
    renderer.render(heard.data(), kFormat.rate / 4);
    const double saved_s = timed([&] { bytes = renderer.engine().save(area); });
    state.SetIterationTime(saved_s);
    save_s.add(saved_s);
    copy_s.add(timed([&] { std::memcpy(copy.data(), area.data(), bytes); }));
    load_s.add(timed([&] { loaded = joining.load({area.data(), bytes}); }));
    if (!loaded) return state.SkipWithError(loaded.reason().c_str());
  }
  if (!problem.empty()) return state.SkipWithError(problem.c_str());
  tell(state, bytes, save_s, copy_s, load_s);
}

BENCHMARK(song)->Arg(0)->Iterations(kRounds)->UseManualTime();
BENCHMARK(orbits)->Arg(0)->Arg(3)->Arg(12)->Iterations(kRounds)->UseManualTime();
BENCHMARK(keyframe)->DenseRange(0, 3)->Iterations(kRounds)->UseManualTime();

}  // namespace
}  // namespace chronus::bench
