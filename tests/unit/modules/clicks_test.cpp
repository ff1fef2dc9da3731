// SPDX-License-Identifier: MIT
// Nothing clicks when it is changed, gated, stolen, muted or swapped.
//
// A click is a corner in the wave that the sound itself does not have: a second difference (a
// sample less the mean of its neighbours, twice) that is far above those of the steady sound before
// and behind. Far: more than twice the largest of them, and a part of the peak that a straight fade
// within one millisecond would have.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "module_bench.hpp"
#include "notes_bench.hpp"
#include "patch_of.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;
constexpr int kSteady = 9'600;  // frames that are looked at on both sides
constexpr int kChange =
    9'613;  // frames that a change may take; odd: changes fall anywhere in a cycle
constexpr float kFade = 1.0F / 48.0F;
constexpr int kSource = 0, kModule = 1;

float sharpest(const std::vector<float>& sound) {
  float most = 0.0F;
  for (std::size_t n = 2; n < sound.size(); ++n) {
    most = std::max(most, std::abs(sound[n] - 2.0F * sound[n - 1] + sound[n - 2]));
  }
  return most;
}

/// How many times sharper than allowed a change is: above 1 it clicks.
class Listener {
 public:
  explicit Listener(Engine& engine) : engine_(engine) { listen(kSteady); }

  /// To steady sound.
  void listen(int frames) { steady_ = render(engine_, frames); }

  double hear(const std::function<void()>& change) {
    change();
    // With the last two frames before it.
    std::vector<float> sound(steady_.end() - 2, steady_.end());
    const auto changing = render(engine_, kChange);
    sound.insert(sound.end(), changing.begin(), changing.end());
    const auto after = render(engine_, kSteady);
    const float loudest = std::max({peak(steady_), peak(after), 1e-3F});
    const float most = 2.0F * std::max(sharpest(steady_), sharpest(after)) + kFade * loudest;
    steady_ = after;
    return sharpest(sound) / most;
  }

 private:
  Engine& engine_;
  std::vector<float> steady_;
};

/// Modules whose output is a control, which is to jump where it is told to, and what is made of
/// steps.
const std::set<std::string_view> kMeantToJump = {"lfo", "quantize", "sample_hold", "bitcrush"};

/// A tone into all that a module hears; a gated one is held open.
PatchOf patch_with(const ModuleInfo& type) {
  PatchOf patch(1);
  patch.module(kSource, "sine", 1, {{"freq", 220.0F}, {"level", 0.5F}});
  patch.module(kModule, type.name, 2).hear(kModule);
  // Its pitch is that of the tone, and what resounds is heard in steady sound.
  for (const auto& input : type.inputs) {
    if (input == "sync" || input == "cv" || input == "env" || input == "accent") continue;
    if (input == "trigger" || input == "key") continue;
    patch.connect(kSource, kModule, find_input(type, input));
  }
  return patch;
}

/// Two values that lie apart: choices in turn, of other parameters a fifth of the way a fader has.
std::vector<float> some_values(const ParameterInfo& row) {
  std::vector<float> values;
  if (row.curve == Curve::kChoice) {
    for (std::size_t n = 0; n < row.choices.size(); ++n) values.push_back(static_cast<float>(n));
    for (std::size_t n = 0; n < row.choices.size(); ++n) {
      values.push_back(static_cast<float>(row.choices.size() - 1 - n));
    }
  } else {
    for (const float place : {0.4F, 0.6F, 0.4F, 0.6F, 0.4F, 0.6F}) {
      values.push_back(row.curve == Curve::kExponential
                           ? row.minimum * std::pow(row.maximum / row.minimum, place)
                           : row.minimum + place * (row.maximum - row.minimum));
    }
  }
  return values;
}

class EverySetting : public testing::TestWithParam<const ModuleInfo*> {};

TEST_P(EverySetting, ChangesWithoutAClick) {
  const ModuleInfo& type = *GetParam();
  if (kMeantToJump.contains(type.name)) GTEST_SKIP() << "it is meant to jump";
  // A stroke is sharp by itself, and part of the steady sound.
  const bool is_struck = type.has_gate && type.name != "adsr";
  for (std::size_t param = 0; param < type.params.size(); ++param) {
    Engine engine({kRate, 128, 1}, test::built_in_modules());
    play(engine, patch_with(type));
    if (type.has_gate) engine.apply(gate(kModule, true));
    render(engine, kRate / 2);
    Listener listener(engine);
    for (const float value : some_values(type.params[param])) {
      if (is_struck) {
        engine.apply(gate(kModule, true));
        listener.listen(kRate / 20);
      }
      const double sharpness = listener.hear([&] {
        engine.apply({.op = Op::kSetParam,
                      .module = kModule,
                      .param = static_cast<std::uint16_t>(param),
                      .value = value});
      });
      // A limiter's ceiling holds at once, also what is on its way while its gain has yet to go
      // down.
      const bool is_held = type.name == "limiter" && type.params[param].name == "ceiling";
      EXPECT_LT(sharpness, is_held ? 1.5 : 1.0) << type.params[param].name << " to " << value;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, EverySetting, testing::ValuesIn(types_that_mean_no_harm()),
                         [](const auto& row) { return std::string(row.param->name); });

/// The yardstick itself.
TEST(Clicks, AJumpIsOneAndAFadeIsNone) {
  Engine engine({kRate, 128, 1}, test::built_in_modules());
  play(engine, PatchOf(1).module(0, "sine", 1, {{"freq", 220.0F}}).hear(0));
  render(engine, 1'000);
  Listener listener(engine);
  const auto level = [&](float to, std::uint16_t flags) {
    return [&engine, to, flags] {
      engine.apply({.op = Op::kSetParam, .flags = flags, .param = 1, .value = to});
    };
  };
  EXPECT_LT(listener.hear(level(0.1F, 0)), 0.5);
  EXPECT_LT(listener.hear(level(0.5F, 0)), 0.5);
  // Another patch without a crossfade: the tone begins anew.
  const double jump = listener.hear([&] {
    play(engine, PatchOf(2).module(0, "sine", 9, {{"freq", 220.0F}, {"level", 1.0F}}).hear(0));
  });
  EXPECT_GT(jump, 2.0);
}

/// source -> adsr of so many voices, an attack of 5 ms.
PatchOf voices_of(std::string_view source, int voices) {
  PatchOf patch(1);
  patch.module(0, source, 1).voices(0, voices);
  patch.module(1, "adsr", 2, {{"attack", 0.005F}, {"release", 0.05F}}).voices(1, voices);
  return patch.connect(0, 1).hear(1);
}

TEST(Clicks, NoneWhenNotesBeginEndAndAreStolen) {
  for (const auto* const source : {"sine", "osc", "supersaw", "wavetable", "fm"}) {
    for (const int voices : {1, 2}) {
      Engine engine({kRate, 128, 1}, test::built_in_modules());
      play(engine, voices_of(source, voices));
      engine.apply(note_on(0, 1, 220.0, 0.8));
      render(engine, kRate / 2);
      Listener listener(engine);
      NoteId id = 1;
      for (const double hz : {330.0, 220.0, 247.0, 220.0, 330.0}) {
        EXPECT_LT(listener.hear([&] { engine.apply(note_on(0, ++id, hz, 0.8)); }), 1.0)
            << source << " of " << voices << ", stolen for " << hz;
      }
      EXPECT_LT(listener.hear([&] { engine.apply(note_off(0)); }), 1.0) << source << ", ended";
      EXPECT_LT(listener.hear([&] { engine.apply(note_on(0, 99, 220.0, 0.8)); }), 1.0) << source;
    }
  }
}

/// A drum's stroke is sharp by itself: over what still sounds it is no sharper.
TEST(Clicks, NoneWhereADrumIsStruckOverWhatItStillHas) {
  for (const auto* const drum : {"kick", "snare", "hat", "clap", "tom", "cymbal"}) {
    float first = 0.0F, loudest = 0.0F;
    for (unsigned identity = 1; identity < 20; ++identity) {  // noise is not always as sharp
      ModuleBench once(drum, kRate / 4, kRate, identity);
      first = std::max(first, sharpest(once.run({{0, true}})));
      loudest = std::max(loudest, peak(once.output()));
    }
    ModuleBench again(drum, 2 * kRate);
    std::vector<GateAt> gates;
    for (int at = 0; at < 2 * kRate; at += 1'877) gates.push_back({at, true, 1.0F});
    again.run(gates);
    // As of any steady sound: that of two strokes adds up.
    EXPECT_LT(sharpest(again.output()), 2.0F * first + kFade * loudest) << drum;
  }
}

TEST(Clicks, NoneWhenAChannelIsMutedOrAnotherSolo) {
  Engine engine({kRate, 128, 1}, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "sine", 1, {{"freq", 220.0F}}).module(2, "sine", 3, {{"freq", 331.0F}});
  play(engine, patch.module(1, "mixer", 2).connect(0, 1).connect(2, 1, 1).hear(1));
  render(engine, 1'000);
  Listener listener(engine);
  const auto& mixer = *test::built_in_catalog().find("mixer");
  for (const auto* const name : {"mute1", "solo1", "solo2", "mute2"}) {
    for (const double value : {1.0, 0.0, 1.0, 0.0}) {
      EXPECT_LT(listener.hear([&] {
        engine.apply({.op = Op::kSetParam,
                      .module = 1,
                      .param = static_cast<std::uint16_t>(find_param(mixer, name)),
                      .value = value});
      }),
                1.0)
          << name << " " << value;
    }
  }
}

TEST(Clicks, NoneWhenAPatchIsSwappedOrAPanicComes) {
  Engine engine({kRate, 128, 1}, test::built_in_modules());
  play(engine, PatchOf(1).module(0, "sine", 1, {{"freq", 220.0F}}).hear(0));
  render(engine, 1'000);
  Listener listener(engine);
  EXPECT_LT(listener.hear([&] {
    play(engine, PatchOf(2, 480).module(0, "sine", 2, {{"freq", 331.0F}}).hear(0));
  }),
            1.0);
  EXPECT_LT(listener.hear([&] {
    play(engine, PatchOf(3, 480)
                     .module(0, "sine", 2, {{"freq", 331.0F}})
                     .module(1, "adsr", 3)
                     .connect(0, 1)
                     .hear(1));
  }),
            1.0);
  engine.apply(gate(1, true));
  render(engine, kRate / 2);
  Listener again(engine);
  EXPECT_LT(again.hear([&] { engine.apply({.op = Op::kPanic}); }), 1.0);
}

}  // namespace
}  // namespace chronus::engine
