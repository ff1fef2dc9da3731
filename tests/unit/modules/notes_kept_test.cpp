// SPDX-License-Identifier: MIT
// Notes that sound when a keyframe is taken or another patch comes.
#include <cstring>

#include "engine/keyframe.hpp"
#include "engine/plan.hpp"
#include "notes_bench.hpp"

namespace chronus::engine {
namespace {

TEST_F(Notes, AreInAKeyframe) {
  play(engine_, instrument(5));
  for (NoteId note = 1; note <= 7; ++note) {
    apply(note_on(kSine, note, 110.0 * static_cast<double>(note), 0.7, note == 6 ? 3'000 : 0));
    render(engine_, 333);
  }
  apply(note_off(kSine, 4));
  render(engine_, 100);
  const auto keyframe = keyframe_of(engine_);
  Engine copy(kMono, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  EXPECT_EQ(copy.voice_use().stolen, stolen());
  EXPECT_GT(stolen(), 0U);
  for (Engine* engine : {&engine_, &copy}) {
    engine->apply(note_on(kSine, 8, 500.0));
    engine->apply(note_on(kSine, 9, 600.0));
  }
  EXPECT_EQ(render(copy, 9'000), render(engine_, 9'000));
  for (Engine* engine : {&engine_, &copy}) engine->apply(note_off(kSine));
  EXPECT_EQ(render(copy, 9'000), render(engine_, 9'000));
}

TEST_F(Notes, ThatCannotBeAreNoKeyframe) {
  play(engine_, instrument(5));
  apply(note_on(kSine, 1, 220.0));
  const auto sound = keyframe_of(engine_);
  const PlanHeader& plan = PlanView(sound.data() + sizeof(KeyframeHeader)).header();
  const std::size_t voice = sizeof(KeyframeHeader) + plan.notes_at + sizeof(NoteCounters);
  const std::size_t sine = sizeof(KeyframeHeader) + plan.own_values_at;
  const std::size_t params = test::built_in_catalog().find("sine")->params.size();
  const std::size_t pitch = sine + params * sizeof(std::uint64_t);
  const auto is_taken_with = [&](std::size_t at, auto value) {
    auto keyframe = sound;
    std::memcpy(keyframe.data() + at, &value, sizeof(value));
    const std::uint64_t sum = keyframe_checksum(keyframe);
    std::memcpy(keyframe.data() + offsetof(KeyframeHeader, checksum), &sum, sizeof(sum));
    return static_cast<bool>(Engine(kMono, test::built_in_modules()).load(keyframe));
  };
  EXPECT_TRUE(is_taken_with(voice + offsetof(Voice, is_held), std::uint16_t{1}));
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, is_held), std::uint16_t{2}));
  EXPECT_TRUE(is_taken_with(voice + offsetof(Voice, waits), std::uint16_t{1}));
  EXPECT_FALSE(is_taken_with(voice + sizeof(Voice) + offsetof(Voice, waits), std::uint16_t{1}))
      << "nobody holds that one";
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, velocity), 1.5F));
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, hz), -1.0F));
  EXPECT_FALSE(is_taken_with(pitch, 1e9F));
  EXPECT_FALSE(is_taken_with(pitch, std::numeric_limits<float>::quiet_NaN()));
  EXPECT_TRUE(is_taken_with(pitch, 440.0F));
  EXPECT_FALSE(is_taken_with(pitch + sizeof(float), 440.0F)) << "no lane with a value of its own";
  EXPECT_FALSE(is_taken_with(sine, std::uint64_t{3})) << "0 Hz";
  EXPECT_FALSE(is_taken_with(sine, std::uint64_t{1} << 5U)) << "no such voice";
}

TEST_F(Notes, GoOnOverASwapAndTheirOffArrives) {
  play(engine_, instrument(4));
  apply(note_on(kAdsr, 1, 220.0));
  apply(note_on(kAdsr, 2, 330.0, 1.0, 5'000));
  render(engine_, 1'000);
  Engine other(kMono, test::built_in_modules());
  play(other, instrument(4));
  other.apply(note_on(kAdsr, 1, 220.0));
  other.apply(note_on(kAdsr, 2, 330.0, 1.0, 5'000));
  render(other, 1'000);
  play(engine_, instrument(4, 2));
  EXPECT_EQ(render(engine_, 20'000), render(other, 20'000)) << "nothing has changed";
  EXPECT_EQ(used(), 1U);
  apply(note_off(kAdsr, 1));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, AreGivenToWhatIsNewBesideThem) {
  play(engine_, instrument(4));
  apply(note_on(kAdsr, 1, 220.0));
  render(engine_, 1'000);
  PatchOf patch(2, 480);
  patch.module(5, "osc", 9, {{"wave", 2.0F}}).module(kAdsr, "adsr", 2, {{"sustain", 0.5F}});
  patch.module(6, "adsr", 10, {{"sustain", 0.5F}});
  for (const int place : {5, kAdsr, 6}) patch.voices(place, 4);
  play(engine_, patch.connect(5, kAdsr).connect(5, 6).hear(kAdsr).hear(6));
  render(engine_, 9'600);
  Engine other(kMono, test::built_in_modules());
  PatchOf from_the_start = patch;
  play(other, from_the_start);
  other.apply(note_on(kAdsr, 1, 220.0));
  render(other, 9'600);
  EXPECT_NEAR(loudest(9'600), peak(render(other, 9'600)), 0.02F) << "both envelopes, its pitch";
  apply(note_off(6, 1));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, OfAModuleThatGoesEndWhereTheRestStays) {
  play(engine_, instrument(4));
  apply(note_on(kSine, 1, 220.0));
  render(engine_, 1'000);
  PatchOf patch(2, 480);
  patch.module(5, "osc", 9).module(kAdsr, "adsr", 2, {{"sustain", 0.5F}});
  play(engine_, patch.voices(5, 4).voices(kAdsr, 4).connect(5, kAdsr).hear(kAdsr));
  EXPECT_TRUE(is_silent_after_releases());
  EXPECT_EQ(used(), 0U);
}

TEST_F(Notes, EndInWhatIsCutOffFromTheModuleTheyWerePlayedOn) {
  PatchOf joined(1), cut(2, 480);
  for (PatchOf* patch : {&joined, &cut}) {
    patch->module(0, "sine", 1).module(1, "adsr", 2).module(2, "sine", 3).module(3, "adsr", 4);
    for (int place = 0; place < 4; ++place) patch->voices(place, 4);
    patch->connect(0, 1).connect(2, 3).hear(1).hear(3);
  }
  joined.connect(0, 3);
  play(engine_, joined);
  apply(note_on(1, 1, 220.0));
  render(engine_, 1'000);
  EXPECT_EQ(used(), 1U);
  play(engine_, cut);
  render(engine_, 20'000);
  EXPECT_EQ(used(), 1U);
  apply(note_off(2));
  EXPECT_EQ(used(), 1U) << "it is in the first half alone";
  apply(note_off(0, 1));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, OfTwoInstrumentsThatJoinGoOnInTheFirst) {
  PatchOf apart(1), joined(2, 480);
  for (PatchOf* patch : {&apart, &joined}) {
    patch->module(0, "sine", 1).module(1, "adsr", 2).module(2, "sine", 3).module(3, "adsr", 4);
    for (int place = 0; place < 4; ++place) patch->voices(place, 4);
    patch->connect(0, 1).connect(2, 3).hear(1).hear(3);
  }
  play(engine_, apart);
  apply(note_on(1, 1, 220.0));
  apply(note_on(3, 2, 330.0));
  apply(note_on(3, 3, 440.0));
  render(engine_, 1'000);
  play(engine_, joined.connect(0, 3));
  render(engine_, 20'000);
  EXPECT_EQ(used(), 2U) << "the second lane's note is the only one there";
  for (const NoteId note : {1, 2, 3}) apply(note_off(0, note));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, ThatComeWithinACrossfadeAreHeardInBothPatches) {
  Engine other(kMono, test::built_in_modules());
  for (Engine* engine : {&engine_, &other}) {
    play(*engine, instrument(4));
    render(*engine, 1'000);
  }
  play(engine_, instrument(4, 2));
  for (Engine* engine : {&engine_, &other}) {
    render(*engine, 100);
    engine->apply(note_on(kSine, 1, 220.0, 1.0, 200));
  }
  EXPECT_EQ(render(engine_, 5'000), render(other, 5'000));
}

}  // namespace
}  // namespace chronus::engine
