// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "engine/note.hpp"
#include "tests/support/some_samples.hpp"
#include "tests/unit/modules/patch_of.hpp"
#include "tests/unit/modules/random_patch.hpp"

namespace chronus::life {

using engine::Command;
using engine::Op;

/// A module among sources that feed it and modulate it at audio rate, and what a seed does to it,
/// block by block: parameters, gates, notes, panics; inputs that are silent, denormal, at full
/// scale and far beyond.
class ModuleLife {
 public:
  ModuleLife(const catalog::ModuleInfo& type, unsigned seed, const StreamFormat& format,
             const engine::ModuleSet& modules)
      : type_(type), random_(seed), engine_(format, modules) {
    engine_.use_samples(test::some_samples().data());
    for (std::uint32_t number = 1; number <= engine::kMostSamples; ++number) {
      engine_.apply({.op = Op::kSample, .value = 1.0, .voice = number});
    }
    engine::play(engine_, patch());
  }

  engine::Engine& engine() { return engine_; }

  /// What happens before the next block.
  std::vector<Command> draw() {
    std::vector<Command> commands;
    if (chance(4)) commands.push_back(set(kInputGain, "value", some_gain()));
    if (chance(6)) commands.push_back(set(kTone, "freq", uniform(1.0F, 20'000.0F)));
    if (chance(6)) commands.push_back(set(kModulator, "freq", uniform(0.1F, 20'000.0F)));
    for (int n = static_cast<int>(random_() % 3); n > 0; --n) {
      const auto param = random_() % type_.params.size();
      commands.push_back({.op = Op::kSetParam,
                          .flags = chance(2) ? engine::kFlagJump : std::uint16_t{0},
                          .module = kModule,
                          .param = static_cast<std::uint16_t>(param),
                          .value = engine::extreme_value(random_, type_.params[param])});
    }
    if (chance(3)) {
      commands.push_back({.op = Op::kGate,
                          .module = kModule,
                          .value = chance(3) ? 0.0 : 1.0,
                          .velocity = uniform(0.0F, 1.0F)});
    }
    if (chance(2)) commands.push_back(some_note());
    if (chance(3)) give_values(commands);
    if (chance(20)) {
      commands.push_back({.op = Op::kSample,
                          .value = chance(2) ? 1.0 : 0.0,
                          .voice = random_() % (engine::kMostSamples + 2)});
    }
    if (chance(200)) commands.push_back({.op = Op::kPanic});
    return commands;
  }

 private:
  enum Place : std::uint16_t { kNoise, kTone, kModulator, kInput, kInputGain, kModule };

  bool chance(unsigned of) { return random_() % of == 0; }
  float uniform(float low, float high) { return engine::uniform(random_, low, high); }

  /// Denormals too, and what becomes denormal when it is multiplied once more.
  float some_gain() {
    constexpr float kGains[] = {0.0F, 0.0F, 1e-40F, 1e-38F, 1e-20F, 0.01F, 1.0F, 1.0F, 20'000.0F};
    return kGains[random_() % std::size(kGains)];
  }

  static Command set(Place place, std::string_view param, float value) {
    constexpr std::string_view kTypes[] = {"noise", "sine", "osc", "mul", "const"};
    const auto& row = *test::built_in_catalog().find(kTypes[place]);
    return {.op = Op::kSetParam,
            .flags = engine::kFlagJump,
            .module = place,
            .param = static_cast<std::uint16_t>(find_param(row, param)),
            .value = value};
  }

  Command some_note() {
    const engine::NoteId id = 1 + random_() % 12;
    if (chance(3)) return {.op = Op::kNoteOff, .module = kModule, .voice = id};
    return {.op = Op::kNoteOn,
            .module = kModule,
            .value = uniform(8.0F, 12'000.0F),
            .velocity = uniform(0.0F, 1.0F),
            .length = chance(2) ? static_cast<std::uint32_t>(random_() % 3'000) : 0U,
            .voice = id};
  }

  /// To a note that waits for them, or to one that is held; some of them lack one end.
  void give_values(std::vector<Command>& commands) {
    const engine::NoteId id = 1 + random_() % 12;
    const bool waits = chance(2);
    const auto flags = waits ? engine::kFlagValuesFollow : std::uint16_t{0};
    if (waits && !chance(5)) {
      commands.push_back({.op = Op::kNoteOn, .flags = flags, .module = kModule, .voice = id});
    }
    for (int n = static_cast<int>(random_() % 4); n > 0; --n) {
      const auto param = random_() % type_.params.size();
      commands.push_back({.op = Op::kNoteValue,
                          .flags = flags,
                          .module = kModule,
                          .param = static_cast<std::uint16_t>(param),
                          .value = engine::extreme_value(random_, type_.params[param]),
                          .voice = id});
    }
    if (waits && !chance(5)) {
      commands.push_back(
          {.op = Op::kNoteBegin, .module = kModule, .velocity = uniform(0.0F, 1.0F), .voice = id});
    }
  }

  engine::PatchOf patch() {
    engine::PatchOf patch(1);
    patch.module(kNoise, "noise", 1, {{"level", 1.0F}});
    patch.module(kTone, "sine", 2, {{"freq", uniform(20.0F, 20'000.0F)}, {"level", 1.0F}});
    patch.module(kModulator, "osc", 3, {{"freq", 3'000.0F}, {"wave", 2.0F}, {"level", 1.0F}});
    patch.module(kInput, "mul", 4).module(kInputGain, "const", 5, {{"value", 1.0F}});
    patch.connect(kNoise, kInput).connect(kTone, kInput).connect(kInputGain, kInput, 1);
    patch.module(kModule, type_.name, 6);
    constexpr int kVoices[] = {0, 1, 3, 8, 17};
    patch.voices(kModule, std::min(type_.most_voices, kVoices[random_() % std::size(kVoices)]));
    for (std::size_t input = 0; input < type_.inputs.size(); ++input) {
      if (!chance(5)) patch.connect(kInput, kModule, static_cast<int>(input));
    }
    for (const catalog::ParameterInfo& row : type_.params) {
      if (!chance(3)) continue;
      const float depth = uniform(-1.0F, 1.0F) * (row.maximum - row.minimum);
      patch.modulate(chance(2) ? kModulator : kNoise, kModule, row.name, depth);
    }
    return patch.hear(kModule);
  }

  const catalog::ModuleInfo& type_;
  std::mt19937 random_;
  engine::Engine engine_;
};

}  // namespace chronus::life
