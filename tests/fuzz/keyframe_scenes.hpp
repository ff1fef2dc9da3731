// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "engine/keyframe.hpp"
#include "engine/plan.hpp"
#include "tests/support/some_samples.hpp"
#include "tests/unit/modules/patch_of.hpp"

namespace chronus::fuzz {

/// The least there is: lines of delays are short, and keyframes small.
inline constexpr StreamFormat kSceneFormat{8'000, 16, 1};
inline constexpr int kSceneSamples = 6;

/// A keyframe of a playing engine, and where in it which bytes lie.
struct SceneKeyframe {
  using Stretch = std::pair<std::size_t, std::size_t>;  // from, bytes

  std::vector<std::byte> bytes;
  std::vector<Stretch> checked;  ///< header, plans, ramps, notes: what load() looks at
  std::vector<Stretch> states;   ///< of modules: what it takes as it is

  explicit SceneKeyframe(const engine::Engine& engine) {
    static std::vector<std::byte> room(engine::max_keyframe_bytes());
    bytes.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(engine.save(room)));
    engine::KeyframeHeader header;
    std::memcpy(static_cast<void*>(&header), bytes.data(), sizeof header);
    checked.emplace_back(0, sizeof header);
    add_rack(sizeof header, header.playing_bytes);
    if (header.fading_bytes == 0) return;
    add_rack(sizeof header + header.playing_bytes, header.fading_bytes);
  }

  /// The n-th byte of the stretches, counted round.
  static std::size_t place(const std::vector<Stretch>& stretches, std::size_t n) {
    std::size_t all = 0;
    for (const auto& [from, count] : stretches) all += count;
    n %= all;
    for (const auto& [from, count] : stretches) {
      if (n < count) return from + n;
      n -= count;
    }
    return 0;
  }

 private:
  void add_rack(std::size_t at, std::size_t count) {
    std::size_t states_at = count;
    for (const auto& node : engine::PlanView(bytes.data() + at).nodes()) {
      states_at = std::min<std::size_t>(states_at, node.state_at);
    }
    checked.emplace_back(at, states_at);
    if (states_at < count) states.emplace_back(at + states_at, count - states_at);
  }
};

namespace detail {

using engine::Command;
using engine::Op;
using engine::PatchOf;

inline Command note(int place, engine::NoteId id, double hz, std::uint32_t length = 0) {
  return {.op = Op::kNoteOn,
          .module = static_cast<std::uint16_t>(place),
          .value = hz,
          .velocity = 0.8,
          .length = length,
          .voice = id};
}

/// An instrument, mono modules that share a group, a modulation in octaves, a sampler.
inline PatchOf band(std::uint64_t version, std::uint32_t fade_frames) {
  PatchOf patch(version, fade_frames);
  patch.module(0, "osc", 1).voices(0, 5).module(1, "svf", 2).voices(1, 5);
  patch.module(2, "adsr", 3).voices(2, 5).module(3, "lfo", 4).module(4, "mixer", 5);
  patch.module(5, "gain", 6).module(6, "gain", 7).module(7, "gain", 8).module(8, "sampler", 9);
  patch.connect(0, 1).connect(1, 2).connect(2, 5).connect(2, 6).connect(8, 7);
  patch.connect(5, 4, 0).connect(6, 4, 1).connect(7, 4, 2).hear(4);
  patch.modulate(3, 1, "cutoff", 0.5F, engine::DepthUnit::kOctaves).modulate(3, 5, "gain");
  if (version % 2 == 0) patch.module(20, "noise", 20).connect(20, 4, 3);
  return patch;
}

inline void open_all(engine::Engine& engine) {
  for (std::uint32_t number = 1; number <= kSceneSamples; ++number) {
    engine.apply({.op = Op::kSample, .value = 1.0, .voice = number});
  }
}

inline SceneKeyframe of_band(bool is_busy) {
  engine::Engine engine(kSceneFormat, test::built_in_modules());
  engine.use_samples(test::some_samples().data());
  open_all(engine);
  engine::play(engine, band(1, 0));
  for (int n = 0; n < 4; ++n) {
    engine.apply(note(0, engine::note_id(1, static_cast<std::uint32_t>(n)), 110.0 * (n + 1),
                      n == 2 ? 900U : 0U));
  }
  engine.apply({.op = Op::kSetParam, .module = 8, .param = 0, .value = 2.0});
  engine.apply({.op = Op::kGate, .module = 8, .value = 1.0, .velocity = 0.5});
  engine::render(engine, 70);
  if (is_busy) {
    engine::play(engine, band(2, 800));
    engine::render(engine, 10);
    engine.apply({.op = Op::kPanic});
    engine.apply({.op = Op::kGate, .module = 8, .value = 1.0, .velocity = 0.5});
  }
  engine.apply({.op = Op::kSetParam, .module = 1, .value = 3'000.0});
  engine::render(engine, 3);
  return SceneKeyframe(engine);
}

/// One module, fed by noise, that has played for a while.
inline SceneKeyframe of_module(const catalog::ModuleInfo& type, int voices) {
  engine::Engine engine(kSceneFormat, test::built_in_modules());
  engine.use_samples(test::some_samples().data());
  open_all(engine);
  PatchOf patch(1);
  patch.module(0, "noise", 1).module(1, type.name, 2);
  patch.voices(1, std::min(voices, type.most_voices));
  for (std::size_t input = 0; input < type.inputs.size(); ++input) {
    patch.connect(0, 1, static_cast<int>(input));
  }
  engine::play(engine, patch.hear(1));
  engine.apply({.op = Op::kGate, .module = 1, .value = 1.0, .velocity = 0.5});
  engine.apply(note(1, 1, 220.0));
  engine::render(engine, 100);
  return SceneKeyframe(engine);
}

}  // namespace detail

/// The n-th of the scenes, counted round: a band that plays, one amid a crossfade and a panic, and
/// every module there is, mono and of three voices.
inline const SceneKeyframe& scene_keyframe(std::size_t n) {
  static const auto all = [] {
    std::vector<SceneKeyframe> made{detail::of_band(false), detail::of_band(true)};
    for (const auto& type : test::built_in_catalog()) {
      if (type.name == "drill") continue;  // which is there to fail
      made.push_back(detail::of_module(type, 0));
      made.push_back(detail::of_module(type, 3));
    }
    return made;
  }();
  return all[n % all.size()];
}

}  // namespace chronus::fuzz
