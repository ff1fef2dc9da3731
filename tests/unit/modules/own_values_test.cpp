// SPDX-License-Identifier: MIT
// Every parameter of every module with voices may be a note's own: what a voice gives with them is
// what a mono module gives that is set so.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/keyframe.hpp"
#include "notes_bench.hpp"
#include "random_patch.hpp"
#include "tests/support/some_samples.hpp"

namespace chronus::engine {
namespace {

/// Of two groups, the second of which is not full.
constexpr int kVoices = 11;
constexpr int kNoise = 100, kLfo = 101;
constexpr std::uint32_t kIdentity = 7;

float any_value(std::mt19937& random, const ParameterInfo& row) {
  if (row.is_sample) return static_cast<float>(random() % 4);
  if (random() % 3 == 0 && row.maximum <= 300.0F) return extreme_value(random, row);
  // Sums of them are heard, and held within 10^4.
  const float most = row.unit.empty() ? std::min(row.maximum, 300.0F) : row.maximum;
  const float value = uniform(random, std::max(row.minimum, -most), most);
  return row.curve == Curve::kChoice ? static_cast<float>(static_cast<int>(value + 0.5F)) : value;
}

/// What the voices of a module are to be: values that all have, and those that one has alone.
struct Values {
  std::vector<float> common;
  std::vector<std::vector<std::pair<int, float>>> own;  ///< of each voice: parameter and value

  Values(const ModuleInfo& type, std::mt19937& random) : own(kVoices) {
    for (const ParameterInfo& row : type.params) common.push_back(any_value(random, row));
    for (auto& values : own) {
      for (std::size_t i = 0; i < type.params.size(); ++i) {
        if (random() % 3 == 0) continue;
        values.emplace_back(static_cast<int>(i), any_value(random, type.params[i]));
      }
    }
  }
};

/// A module of that type, with its inputs and some parameters moved by the same for all.
class OwnValuesOf : public testing::TestWithParam<const ModuleInfo*> {
 protected:
  static constexpr int kFrames = 4'000;

  const ModuleInfo& type() const { return *GetParam(); }

  void add(PatchOf& patch, int place, std::uint32_t identity, int voices, bool is_moved) const {
    patch.module(place, type().name, identity).voices(place, voices);
    for (std::size_t port = 0; port < type().inputs.size(); ++port) {
      patch.connect(kNoise, place, static_cast<int>(port));
    }
    for (const ParameterInfo& row : type().params) {
      if (!is_moved || row.is_sample || row.curve == Curve::kChoice) continue;
      const float most = row.unit.empty() ? 60.0F : row.maximum;
      patch.modulate(kLfo, place, row.name, 0.2F * std::min(most, row.maximum - row.minimum));
    }
  }
  static void add_sources(PatchOf& patch) {
    patch.module(kNoise, "noise", 1'000, {{"level", 0.3F}});
    patch.module(kLfo, "lfo", 1'001, {{"rate", 3.0F}, {"depth", 0.5F}});
  }
  static void hear(PatchDescription& patch, int place, std::size_t port) {
    patch.connections[patch.connection_count++] = {
        .src_module = static_cast<std::uint16_t>(place),
        .src_port = static_cast<std::uint8_t>(port),
        .target = Target::kOutput,
        .dst_index = static_cast<std::uint8_t>(place % kGroupLanes)};
  }

  /// One module of kVoices.
  PatchDescription poly(const Values& values, std::size_t port, bool is_moved) const {
    PatchOf patch(1);
    add_sources(patch);
    add(patch, 0, kIdentity, kVoices, is_moved);
    PatchDescription description = patch.get();
    hear(description, 0, port);
    std::ranges::copy(values.common, description.modules[0].values);
    return description;
  }
  /// As many mono ones, built with what the voices are to have. In the first channel the first of
  /// each group are heard, and so on: as lanes are summed.
  PatchDescription monos(const Values& values, std::size_t port, bool is_moved) const {
    PatchOf patch(1);
    add_sources(patch);
    for (int n = 0; n < kVoices; ++n) add(patch, n, lane_identity(kIdentity, n), 0, is_moved);
    PatchDescription description = patch.get();
    for (int n = 0; n < kVoices; ++n) hear(description, n, port);
    for (int n = 0; n < kVoices; ++n) {
      std::ranges::copy(values.common, description.modules[n].values);
      for (const auto& [param, value] : values.own[static_cast<std::size_t>(n)]) {
        description.modules[n].values[param] = value;
      }
    }
    return description;
  }

  static void begin_note(Engine& engine, const Values& values, int voice, double velocity) {
    const auto id = static_cast<NoteId>(voice + 1);
    engine.apply(waiting_note(0, id));
    for (const auto& [param, value] : values.own[static_cast<std::size_t>(voice)]) {
      const auto given = static_cast<double>(value);
      engine.apply(note_value(0, param, given, id, kFlagValuesFollow));
    }
    engine.apply(begin(0, id, velocity));
  }
};

struct Take {
  explicit Take(const PatchDescription& patch, Simd simd = Simd::kBaseline, int width = 1)
      : channels(width), engine({48'000, 128, width}, test::built_in_modules(simd)) {
    engine.keep_apart(width > 1);
    engine.use_samples(test::some_samples().data());
    if (const auto built = engine.build(patch); !built) throw std::runtime_error(built.reason());
    engine.apply({.op = Op::kSwapPatch, .patch_version = 1});
    for (std::uint64_t number = 1; number < 4; ++number) {
      engine.apply({.op = Op::kSample, .value = 1.0, .voice = number});
    }
  }
  void render(int frames, int cut = kMaxBlockFrames) {
    for (; frames > 0; frames -= cut) {
      const int next = std::min(frames, cut);
      std::vector<float> block(static_cast<std::size_t>(next * channels));
      engine.render(block.data(), next);
      for (auto frame = block.begin(); frame != block.end(); frame += channels) {
        float sum = *frame;
        for (int channel = 1; channel < channels; ++channel) sum += frame[channel];
        out.push_back(sum);
      }
    }
  }
  void rejoin() {
    const auto keyframe = keyframe_of(engine);
    ASSERT_TRUE(engine.load(keyframe));
  }
  int channels;
  Engine engine;
  std::vector<float> out;  ///< the sum of all channels
};

/// Each parameter goes somewhere where nobody has his own.
void move_common(Take& one, Take& many, const ModuleInfo& type, const Values& values,
                 std::mt19937& random) {
  for (std::size_t i = 0; i < type.params.size(); ++i) {
    if (type.params[i].is_pitch) continue;  // it is given back to all
    const auto to = static_cast<double>(any_value(random, type.params[i]));
    one.engine.apply(set(0, static_cast<int>(i), to));
    for (int voice = 0; voice < kVoices; ++voice) {
      const auto& own = values.own[static_cast<std::size_t>(voice)];
      const bool has_own = std::ranges::any_of(
          own, [&](const auto& value) { return value.first == static_cast<int>(i); });
      if (!has_own) many.engine.apply(set(voice, static_cast<int>(i), to));
    }
  }
}

TEST_P(OwnValuesOf, AVoiceMakeItTheMonoModuleThatIsSetSo) {
  for (unsigned way = 0; way < 4 * type().outputs.size(); ++way) {
    const Simd simd = way % 2 == 0 ? Simd::kBaseline : Simd::kAvx2;
    if (!is_usable(simd)) continue;
    const bool is_moved = way / 2 % 2 == 0;
    const std::size_t port = way / 4;
    std::mt19937 random(is_moved ? 2 : 1);
    const Values values(type(), random);
    Take one(poly(values, port, is_moved), simd);
    Take many(monos(values, port, is_moved), simd, kGroupLanes);
    for (int voice = 0; voice < kVoices; ++voice) {
      begin_note(one.engine, values, voice, 0.9);
      many.engine.apply(gate(voice, true, 0.9));
    }
    one.render(kFrames), many.render(kFrames);
    move_common(one, many, type(), values, random);
    for (int voice = 0; voice < kVoices; voice += 2) {
      one.engine.apply(note_off(0, static_cast<NoteId>(voice + 1)));
      many.engine.apply(gate(voice, false, 0.0));
    }
    one.render(kFrames), many.render(kFrames);
    const auto differs = std::ranges::mismatch(one.out, many.out);
    ASSERT_EQ(differs.in1, one.out.end())
        << to_text(simd) << (is_moved ? ", moved" : "") << ", output " << port << ", from frame "
        << differs.in1 - one.out.begin() << ": " << *differs.in1 << ", not " << *differs.in2;
  }
}

/// Notes with values at random, and values of notes that are held.
void perform(Take& take, const ModuleInfo& type, unsigned seed, int cut, bool rejoins) {
  std::mt19937 random(seed);
  for (int n = 0; n < 60; ++n) {
    const auto id = static_cast<NoteId>(random() % 14 + 1);
    const auto kind = random() % 6;
    if (kind < 2) {
      take.engine.apply(waiting_note(0, id, static_cast<double>(random() % 2 * 300)));
    } else if (kind == 2) {
      take.engine.apply(note_off(0, id));
    }
    for (unsigned values = random() % 4; values > 0; --values) {
      const auto param = random() % type.params.size();
      const auto value = static_cast<double>(any_value(random, type.params[param]));
      take.engine.apply(note_value(0, static_cast<int>(param), value, id));
    }
    if (random() % 5 != 0) take.engine.apply(begin(0, id, 0.7));
    if (random() % 20 == 0) take.engine.apply({.op = Op::kPanic});
    if (rejoins) take.rejoin();
    take.render(static_cast<int>(random() % 500 + 1), cut);
  }
}

TEST_P(OwnValuesOf, AVoiceGiveTheSameBitsHoweverFramesAreCutAndFromAnyKeyframe) {
  for (const bool is_moved : {false, true}) {
    std::mt19937 random(5);
    const Values values(type(), random);
    Take whole(poly(values, 0, is_moved));
    perform(whole, type(), 11, kMaxBlockFrames, false);
    Take cut(poly(values, 0, is_moved)), again(poly(values, 0, is_moved));
    perform(cut, type(), 11, 37, false);
    EXPECT_EQ(cut.out, whole.out);
    perform(again, type(), 11, 100, true);
    EXPECT_EQ(again.out, whole.out) << "from keyframes";
    Take awake(poly(values, 0, is_moved));
    awake.engine.keep_awake(true);
    perform(awake, type(), 11, kMaxBlockFrames, false);
    EXPECT_EQ(awake.out, whole.out) << "awake";
  }
}

std::vector<const ModuleInfo*> types_with_voices() {
  auto types = types_that_mean_no_harm();
  std::erase_if(types, [](const ModuleInfo* type) { return type->most_voices == 1; });
  return types;
}

INSTANTIATE_TEST_SUITE_P(Types, OwnValuesOf, testing::ValuesIn(types_with_voices()),
                         [](const auto& row) { return std::string(row.param->name); });

}  // namespace
}  // namespace chronus::engine
