// SPDX-License-Identifier: MIT
// A hit begins with the values that are set on its frame, as if they had been there for long.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notes_bench.hpp"
#include "random_patch.hpp"
#include "tests/support/some_samples.hpp"

namespace chronus::engine {
namespace {

constexpr int kModule = 0, kNoise = 100, kSource = 101;
/// Not a whole number of ticks: a hit falls anywhere between two.
constexpr int kBefore = 1'003;
constexpr int kFrames = 3'000;

/// How a module is struck, and how what comes of it is rendered.
struct Way {
  int voices = 0;
  bool is_note = false;
  int block = 128, cut = 128;
  bool rejoins = false;  ///< from a keyframe, between the value and the hit
  Simd simd = Simd::kBaseline;
};

std::vector<Way> ways() {
  std::vector<Way> ways{{},
                        {.voices = 1, .is_note = true},
                        {.voices = 11},
                        {.voices = 11, .is_note = true},
                        {.cut = 16},
                        {.cut = 37, .rejoins = true},
                        {.block = 512, .cut = 512},
                        {.voices = 11, .is_note = true, .cut = 16, .rejoins = true}};
  if (is_usable(Simd::kAvx2)) ways.push_back({.voices = 11, .is_note = true, .simd = Simd::kAvx2});
  return ways;
}

std::string to_text(const Way& way) {
  return std::to_string(way.voices) + (way.is_note ? " voices, a note" : " voices, a gate") +
         ", cut at " + std::to_string(way.cut) + (way.rejoins ? ", from a keyframe, " : ", ") +
         to_text(way.simd);
}

/// Choices in turn, of other parameters far apart.
std::pair<float, float> two_values(const ParameterInfo& row) {
  if (row.is_sample) return {1.0F, 2.0F};
  if (row.curve == Curve::kChoice) return {row.minimum, row.minimum + 1.0F};
  const auto at = [&](float place) {
    return row.curve == Curve::kExponential
               ? row.minimum * std::pow(row.maximum / row.minimum, place)
               : row.minimum + place * (row.maximum - row.minimum);
  };
  return {at(0.8F), at(0.3F)};
}

/// Of an lfo the voices that are not struck have run on at the speed that they had.
bool runs_on(const ModuleInfo& type, std::size_t param, const Way& way) {
  const auto name = type.params[param].name;
  return type.name == "lfo" && way.is_note && way.voices > 1 &&
         (name == "rate" || name == "beats" || name == "bpm");
}

class EveryHit : public testing::TestWithParam<const ModuleInfo*> {
 protected:
  static const ModuleInfo& type() { return *GetParam(); }

  /// The module, which hears a noise that begins with the hit, voice by voice.
  static PatchDescription patch(std::size_t param, float value, const Way& way) {
    PatchOf patch(1);
    patch.module(kNoise, "noise", 1'000, {{"level", 0.3F}});
    patch.module(kSource, "adsr", 1'001).voices(kSource, way.voices).connect(kNoise, kSource);
    patch.module(kModule, type().name, 7).voices(kModule, way.voices);
    for (std::size_t port = 0; port < type().inputs.size(); ++port) {
      patch.connect(kSource, kModule, static_cast<int>(port));
    }
    PatchDescription description = patch.get();
    for (std::size_t port = 0; port < type().outputs.size(); ++port) {
      description.connections[description.connection_count++] = {
          .src_module = kModule,
          .src_port = static_cast<std::uint8_t>(port),
          .target = Target::kOutput,
          .dst_index = static_cast<std::uint8_t>(port)};
    }
    auto& values = description.modules[kModule].values;
    for (std::size_t i = 0; i < type().params.size(); ++i) {
      if (type().params[i].is_sample) values[i] = 1.0F;
    }
    values[param] = value;
    return description;
  }

  /// What comes from the hit on, where the parameter gets its value so many frames before.
  static std::vector<float> hit(std::size_t param, int before, const Way& way) {
    const auto [from, to] = two_values(type().params[param]);
    const auto channels = static_cast<int>(type().outputs.size());
    const StreamFormat format{48'000, way.block, channels};
    Engine first(format, test::built_in_modules(way.simd));
    Engine second(format, test::built_in_modules(way.simd));
    for (Engine* engine : {&first, &second}) engine->use_samples(test::some_samples().data());
    EXPECT_TRUE(first.build(patch(param, from, way)));
    first.apply({.op = Op::kSwapPatch, .patch_version = 1});
    for (std::uint64_t number = 1; number < 4; ++number) {
      first.apply({.op = Op::kSample, .value = 1.0, .voice = number});
    }
    std::vector<float> out(static_cast<std::size_t>(channels) * (kBefore + kFrames));
    first.render(out.data(), kBefore - before);
    first.apply(set(kModule, static_cast<int>(param), static_cast<double>(to)));
    if (before > 0) first.render(out.data(), before);
    if (way.rejoins) {
      EXPECT_TRUE(second.load(keyframe_of(first)));
    }
    Engine& engine = way.rejoins ? second : first;
    if (!way.is_note) engine.apply(gate(kSource, true));
    engine.apply(way.is_note ? note_on(kModule, 1, 0.0, 0.8) : gate(kModule, true, 0.8));
    out.clear();
    for (int done = 0; done < kFrames; done += way.cut) {
      const int frames = std::min(way.cut, kFrames - done);
      out.resize(out.size() + static_cast<std::size_t>(frames * channels));
      engine.render(out.data() + out.size() - frames * channels, frames);
    }
    return out;
  }
};

TEST_P(EveryHit, IsWhatItWouldBeIfItsValuesHadBeenThere) {
  float loudest = 0.0F;
  for (const Way& way : ways()) {
    if (way.voices > type().most_voices) continue;
    for (std::size_t param = 0; param < type().params.size(); ++param) {
      if (runs_on(type(), param, way)) continue;
      const auto expected = hit(param, kBefore, way), now = hit(param, 0, way);
      loudest = std::max(loudest, peak(now));
      const auto differs = std::ranges::mismatch(now, expected);
      EXPECT_EQ(differs.in1, now.end())
          << type().params[param].name << ", " << to_text(way) << ", from sample "
          << differs.in1 - now.begin() << ": " << *differs.in1 << ", not " << *differs.in2;
    }
  }
  EXPECT_GT(loudest, 0.01F);
}

std::vector<const ModuleInfo*> types_with_a_gate() {
  auto types = types_that_mean_no_harm();
  // A sample_hold has a rate alone, and a clock that runs on.
  std::erase_if(types,
                [](const auto* row) { return !row->has_gate || row->name == "sample_hold"; });
  return types;
}

INSTANTIATE_TEST_SUITE_P(Types, EveryHit, testing::ValuesIn(types_with_a_gate()),
                         [](const auto& row) { return std::string(row.param->name); });

/// An instrument of twelve voices, of which the first module tells its value and has no gate.
class Hits : public Notes {
 protected:
  static constexpr int kConst = 0, kEnvelope = 1, kVoices = 12;

  static PatchOf constants(std::uint64_t version) {
    PatchOf patch(version, version == 1 ? 0 : 480);
    patch.module(kConst, "const", 1, {{"value", 0.25F}}).voices(kConst, kVoices);
    patch.module(kEnvelope, "adsr", 2).voices(kEnvelope, kVoices);
    if (version > 1) patch.module(2, "mixer", 3);
    return patch.modulate(kEnvelope, kConst, "value", 0.0F).hear(kConst);
  }
  void SetUp() override { play(engine_, constants(1)); }
  void set_value(double value) { apply(set(kConst, 0, value)); }
  /// Of the next frame, in the mean of all voices.
  float heard() { return render(engine_, 1)[0] / kVoices; }
};

TEST_F(Hits, OfANoteAreOfAllModulesThatPlayIt) {
  EXPECT_EQ(heard(), 0.25F);
  set_value(0.75);
  apply(note_on(kEnvelope, 1, 0.0));
  EXPECT_EQ(heard(), 0.75F) << "all voices have one parameter";
  set_value(0.5);
  apply(note_on(kConst, 1, 0.0));
  EXPECT_EQ(heard(), 0.5F) << "also where a note begins anew";
}

TEST_F(Hits, AreNoneWhereNothingIsStruck) {
  set_value(0.75);
  apply(gate(kEnvelope, true));
  apply(gate(kConst, true));
  EXPECT_LT(heard(), 0.5F) << "a gate is one module's, and this one has none";
  render(engine_, 4'800);
  apply(note_on(kConst, 1, 0.0));
  set_value(0.25);
  EXPECT_GT(heard(), 0.5F) << "behind the hit";
  render(engine_, 4'800);
  set_value(0.75);
  Command bend = note_on(kConst, 1, 220.0);
  bend.flags = kFlagBend;
  apply(bend);
  apply(note_off(kConst, 1));
  apply(gate(kEnvelope, false));
  EXPECT_LT(heard(), 0.5F) << "the end of a note";
}

TEST_F(Hits, LeaveAloneWhatHasBeenOnItsWay) {
  set_value(0.75);
  const float first = heard();
  apply(note_on(kConst, 1, 0.0));
  const float next = heard();
  EXPECT_GT(next, first);
  EXPECT_LT(next, 0.5F);
  set_value(0.5);
  apply(note_on(kConst, 1, 0.0));
  EXPECT_EQ(heard(), 0.5F) << "a new value is on its way from now on";
}

TEST_F(Hits, OfANoteThatWaitsComeWhenItBegins) {
  set_value(0.75);
  apply(waiting_note(kConst, 1));
  EXPECT_LT(heard(), 0.5F);
  render(engine_, 4'800);
  set_value(0.5);
  apply(begin(kConst, 1));
  EXPECT_EQ(heard(), 0.5F);
}

TEST_F(Hits, AreOfBothPatchesInACrossfade) {
  render(engine_, 100);
  play(engine_, constants(2));
  render(engine_, 100);
  set_value(0.75);
  apply(note_on(kConst, 1, 0.0));
  EXPECT_EQ(heard(), 0.75F);
}

TEST_F(Hits, KnowFromAKeyframeWhatIsNew) {
  for (const int frames : {0, 1}) {
    set_value(frames == 0 ? 0.75 : 0.25);
    if (frames > 0) render(engine_, frames);
    Engine copy(kMono, test::built_in_modules());
    ASSERT_TRUE(copy.load(keyframe_of(engine_)));
    for (Engine* engine : {&engine_, &copy}) engine->apply(note_on(kConst, 1, 0.0));
    const auto own = render(engine_, 480), other = render(copy, 480);
    EXPECT_EQ(own, other);
    EXPECT_EQ(own[0] == own[479], frames == 0);
  }
}

}  // namespace
}  // namespace chronus::engine
