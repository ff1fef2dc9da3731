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

constexpr StreamFormat kStereo{48'000, 128, 2};
/// Of two groups, the second of which is not full.
constexpr int kVoices = 11;
constexpr int kNoise = 100, kLfo = 101;
constexpr std::uint32_t kIdentity = 7;

float any_value(std::mt19937& random, const ParameterInfo& row) {
  if (row.is_sample) return static_cast<float>(random() % 4);
  if (random() % 3 == 0) return extreme_value(random, row);
  const float value = uniform(random, row.minimum, row.maximum);
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
  static constexpr int kFrames = 6'000;

  const ModuleInfo& type() const { return *GetParam(); }

  void add(PatchOf& patch, int place, std::uint32_t identity, int voices, bool is_moved) const {
    patch.module(place, type().name, identity).voices(place, voices);
    for (std::size_t port = 0; port < type().inputs.size(); ++port) {
      patch.connect(kNoise, place, static_cast<int>(port));
    }
    for (const ParameterInfo& row : type().params) {
      if (!is_moved || row.is_sample || row.curve == Curve::kChoice) continue;
      patch.modulate(kLfo, place, row.name, 0.2F * (row.maximum - row.minimum));
    }
  }
  static void add_sources(PatchOf& patch) {
    patch.module(kNoise, "noise", 1'000, {{"level", 0.3F}});
    patch.module(kLfo, "lfo", 1'001, {{"rate", 3.0F}, {"depth", 0.5F}});
  }
  PatchDescription hear(PatchOf& patch, int places) const {
    PatchDescription description = patch.get();
    for (int place = 0; place < places; ++place) {
      for (std::size_t port = 0; port < type().outputs.size(); ++port) {
        description.connections[description.connection_count++] = {
            .src_module = static_cast<std::uint16_t>(place),
            .src_port = static_cast<std::uint8_t>(port),
            .target = Target::kOutput,
            .dst_index = static_cast<std::uint8_t>(port % 2)};
      }
    }
    return description;
  }

  /// One module of kVoices.
  PatchDescription poly(const Values& values, bool is_moved) const {
    PatchOf patch(1);
    add_sources(patch);
    add(patch, 0, kIdentity, kVoices, is_moved);
    PatchDescription description = hear(patch, 1);
    std::ranges::copy(values.common, description.modules[0].values);
    return description;
  }
  /// As many mono ones, built with what the voices are to have.
  PatchDescription monos(const Values& values, bool is_moved) const {
    PatchOf patch(1);
    add_sources(patch);
    for (int n = 0; n < kVoices; ++n) add(patch, n, lane_identity(kIdentity, n), 0, is_moved);
    PatchDescription description = hear(patch, kVoices);
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
  explicit Take(const PatchDescription& patch, Simd simd = Simd::kBaseline, bool is_apart = false)
      : engine(kStereo, test::built_in_modules(simd)) {
    engine.keep_apart(is_apart);
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
      out.resize(out.size() + static_cast<std::size_t>(next) * 2);
      engine.render(out.data() + out.size() - next * 2, next);
    }
  }
  void rejoin() {
    std::vector<std::byte> keyframe(max_keyframe_bytes());
    keyframe.resize(engine.save(keyframe));
    ASSERT_TRUE(engine.load(keyframe));
  }
  Engine engine;
  std::vector<float> out;
};

TEST_P(OwnValuesOf, AVoiceMakeItTheMonoModuleThatIsSetSo) {
  for (const bool is_moved : {false, true}) {
    std::mt19937 random(is_moved ? 2 : 1);
    const Values values(type(), random);
    for (const Simd simd : {Simd::kBaseline, Simd::kAvx2}) {
      if (!is_usable(simd)) continue;
      Take one(poly(values, is_moved), simd), many(monos(values, is_moved), simd, true);
      for (int voice = 0; voice < kVoices; ++voice) {
        begin_note(one.engine, values, voice, 0.9);
        many.engine.apply(gate(voice, true, 0.9));
      }
      one.render(kFrames), many.render(kFrames);
      // The parameter goes where nobody has his own, and notes end and begin again.
      for (std::size_t i = 0; i < type().params.size(); ++i) {
        const auto to = static_cast<double>(any_value(random, type().params[i]));
        if (type().params[i].is_pitch) continue;  // it is given back to all
        one.engine.apply(set(0, static_cast<int>(i), to));
        for (int voice = 0; voice < kVoices; ++voice) {
          const auto& own = values.own[static_cast<std::size_t>(voice)];
          const bool has_own = std::ranges::any_of(
              own, [&](const auto& value) { return value.first == static_cast<int>(i); });
          if (!has_own) many.engine.apply(set(voice, static_cast<int>(i), to));
        }
      }
      for (int voice = 0; voice < kVoices; voice += 2) {
        one.engine.apply(note_off(0, static_cast<NoteId>(voice + 1)));
        many.engine.apply(gate(voice, false, 0.0));
      }
      one.render(kFrames), many.render(kFrames);
      const auto differs = std::ranges::mismatch(one.out, many.out);
      ASSERT_EQ(differs.in1, one.out.end())
          << to_text(simd) << (is_moved ? ", moved" : "") << ", from sample "
          << differs.in1 - one.out.begin();
    }
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
    Take whole(poly(values, is_moved));
    perform(whole, type(), 11, kMaxBlockFrames, false);
    Take cut(poly(values, is_moved)), again(poly(values, is_moved));
    perform(cut, type(), 11, 37, false);
    EXPECT_EQ(cut.out, whole.out);
    perform(again, type(), 11, 100, true);
    EXPECT_EQ(again.out, whole.out) << "from keyframes";
    Take awake(poly(values, is_moved));
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
