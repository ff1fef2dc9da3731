// SPDX-License-Identifier: MIT
// Values that notes bring for their own voices.
#include <cmath>
#include <limits>

#include "engine/keyframe.hpp"
#include "notes_bench.hpp"

namespace chronus::engine {
namespace {

int param_of(std::string_view type, std::string_view name) {
  return find_param(*test::built_in_catalog().find(type), name);
}

const int kCutoff = param_of("biquad", "freq"), kMode = param_of("biquad", "mode"),
          kDepth = param_of("const", "value");

/// An instrument whose 12 lanes are heard as the sum of their values.
PatchOf constants(std::uint64_t version = 1) {
  PatchOf patch(version, version == 1 ? 0 : 480);
  patch.module(0, "const", 1, {{"value", 0.25F}}).voices(0, 12);
  patch.module(1, "adsr", 2, {{"release", 0.05F}, {"sustain", 1.0F}}).voices(1, 12);
  return patch.module(2, "mixer", 3).modulate(1, 0, "value", 0.0F).hear(0);
}

class NoteValues : public Notes {
 protected:
  void SetUp() override { play(engine_, constants()); }
  /// A note with a value of its own for the const.
  void play_note(NoteId note, double value, int length = 0) {
    apply(waiting_note(0, note, 0.0, length));
    apply(note_value(0, kDepth, value, note, kFlagValuesFollow));
    apply(begin(0, note));
  }
  float heard() { return render(engine_, 64).back(); }
};

TEST_F(NoteValues, HoldInTheirOwnVoice) {
  EXPECT_EQ(heard(), 12 * 0.25F);
  play_note(7, 1.0);
  EXPECT_EQ(heard(), 11 * 0.25F + 1.0F);
  play_note(8, -2.0);
  EXPECT_EQ(heard(), 10 * 0.25F - 1.0F);
  apply(set(0, kDepth, 0.5));
  render(engine_, 480);
  EXPECT_EQ(heard(), 10 * 0.5F - 1.0F) << "the other voices follow the parameter";
}

TEST_F(NoteValues, AreKeptUntilTheVoicePlaysItsNextNote) {
  play_note(7, 1.0);
  render(engine_, 100);
  apply(note_off(0, 7));
  EXPECT_EQ(heard(), 11 * 0.25F + 1.0F) << "it sounds on";
  render(engine_, 24'000);
  EXPECT_EQ(heard(), 11 * 0.25F + 1.0F);
  apply(note_on(0, 8, 0.0));
  EXPECT_EQ(heard(), 12 * 0.25F) << "the same voice, which is silent";
}

TEST_F(NoteValues, AreForgottenByTheSameNoteAgain) {
  play_note(7, 1.0);
  render(engine_, 100);
  apply(waiting_note(0, 7));
  EXPECT_EQ(heard(), 12 * 0.25F);
  play_note(7, 2.0);
  EXPECT_EQ(heard(), 11 * 0.25F + 2.0F);
  apply(note_on(0, 7, 0.0));
  EXPECT_EQ(heard(), 12 * 0.25F);
}

TEST_F(NoteValues, MayChangeWhileTheNoteIsHeld) {
  play_note(7, 1.0);
  apply(note_value(0, kDepth, 3.0, 7));
  EXPECT_EQ(heard(), 11 * 0.25F + 3.0F);
  apply(note_value(0, kDepth, 4.0, 8));
  EXPECT_EQ(heard(), 11 * 0.25F + 3.0F) << "nobody holds that note";
  apply(note_off(0, 7));
  apply(note_value(0, kDepth, 5.0, 7));
  EXPECT_EQ(heard(), 11 * 0.25F + 3.0F) << "nobody any more";
}

TEST_F(NoteValues, AreHeldWithinTheRangeOfTheirParameter) {
  play_note(7, 1e9);
  play_note(8, -1e9);
  EXPECT_EQ(heard(), 10 * 0.25F);
  for (const double none :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    apply(note_value(0, kDepth, none, 7));
  }
  apply(note_value(0, 40, 1.0, 7));
  apply(note_value(0, -1, 1.0, 7));
  apply(note_value(2, 0, 1.0, 7));
  apply(note_value(3, 0, 1.0, 7));
  EXPECT_EQ(heard(), 10 * 0.25F) << "what there is not changes nothing";
}

TEST_F(NoteValues, AreUnderWhatModulates) {
  PatchOf patch(2);
  patch.module(0, "const", 1, {{"value", 0.25F}}).voices(0, 12);
  patch.module(4, "lfo", 9, {{"depth", 0.0F}, {"offset", 0.5F}}).voices(4, 12);
  play(engine_, patch.modulate(4, 0, "value", 2.0F).hear(0));
  EXPECT_EQ(heard(), 12 * 1.25F);
  play_note(7, -3.0);
  EXPECT_EQ(heard(), 11 * 1.25F - 2.0F);
  apply(note_value(4, param_of("lfo", "offset"), -1.0, 7));
  EXPECT_EQ(heard(), 11 * 1.25F - 5.0F);
}

TEST_F(NoteValues, WaitForTheBeginningOfTheirNote) {
  PatchOf patch(2);
  patch.module(0, "const", 1, {{"value", 1.0F}}).voices(0, 4);
  patch.module(1, "adsr", 2, {{"attack", 0.0F}, {"sustain", 1.0F}, {"release", 0.05F}});
  play(engine_, patch.voices(1, 4).connect(0, 1).hear(1));
  apply(waiting_note(1, 7));
  EXPECT_EQ(used(), 1U) << "it has its voice";
  EXPECT_EQ(loudest(500), 0.0F);
  apply(begin(1, 7, 0.5));
  const float once = loudest(500);
  EXPECT_GT(once, 0.0F);
  apply(begin(1, 7, 1.0));
  EXPECT_EQ(loudest(500), once) << "it has begun";
  apply(note_off(1, 7));
  render(engine_, 24'000);
  apply(begin(1, 7));
  EXPECT_EQ(loudest(500), 0.0F) << "it is not held";
  apply(waiting_note(1, 8, 0.0, 100));
  render(engine_, 100);
  apply(begin(1, 8));
  EXPECT_EQ(loudest(500), 0.0F) << "its length is over";
}

/// What may be withheld, one by one: nothing of it does harm.
TEST_F(NoteValues, OfANoteThatWasWithheldAreNothing) {
  play_note(7, 1.0);
  const float before = heard();
  apply(note_value(0, kDepth, 2.0, 7, kFlagValuesFollow));
  apply(begin(0, 7, 0.1));
  EXPECT_EQ(heard(), before) << "the note of that name has begun long ago";
  apply(note_value(0, kDepth, 2.0, 8, kFlagValuesFollow));
  apply(begin(0, 8));
  EXPECT_EQ(heard(), before);
  EXPECT_EQ(used(), 1U);
  apply(waiting_note(0, 8));
  apply(note_value(0, kDepth, 2.0, 8, kFlagValuesFollow));
  EXPECT_EQ(heard(), before + 1.75F) << "only what begins it is withheld";
  apply(note_off(0, 8));
  apply(note_off(0, 7));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 0U);
}

TEST_F(NoteValues, GoOnOverASwapWhereTheModuleDoes) {
  play_note(7, 1.0);
  play_note(8, 2.0);
  apply(note_off(0, 8));
  PatchOf next = constants(2);
  next.module(5, "const", 9, {{"value", 0.5F}}).voices(5, 12);
  play(engine_, next.modulate(1, 5, "value", 0.0F).hear(5));
  render(engine_, 24'000);
  const float both = 10 * 0.25F + 3.0F + 12 * 0.5F;
  EXPECT_EQ(heard(), both) << "what is new beside it has its parameter";
  apply(note_value(5, kDepth, 1.5, 7));
  EXPECT_EQ(heard(), both + 1.0F);
  apply(note_on(5, 9, 0.0));
  EXPECT_EQ(heard(), both + 1.0F - 1.75F) << "in the voice of the note that has ended";
}

TEST_F(NoteValues, ThatComeWithinACrossfadeAreInBothPatches) {
  play(engine_, constants(2));
  render(engine_, 100);
  play_note(7, 1.0);
  for (const float sample : render(engine_, 800)) ASSERT_EQ(sample, 11 * 0.25F + 1.0F);
}

TEST_F(NoteValues, EndWithAPanicButForNotesThatComeWithinIt) {
  play_note(7, 1.0);
  heard();
  apply({.op = Op::kPanic});
  render(engine_, 100);
  play_note(8, 2.0);
  render(engine_, 2'000);
  EXPECT_EQ(heard(), 11 * 0.25F + 2.0F);
  EXPECT_EQ(used(), 1U);
  apply(note_off(0, 8));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 0U) << "it had begun behind the panic";
}

TEST_F(NoteValues, OfANoteThatHasNotBegunOutliveAPanicWithoutBeginning) {
  apply({.op = Op::kPanic});
  render(engine_, 100);
  apply(waiting_note(0, 8));
  render(engine_, 2'000);
  EXPECT_EQ(used(), 1U);
  apply(note_off(0, 8));
  EXPECT_EQ(used(), 0U) << "its gates never opened";
}

TEST_F(NoteValues, AreInAKeyframe) {
  play_note(7, 1.0);
  play_note(8, 2.0);
  apply(waiting_note(0, 9));
  render(engine_, 333);
  const auto keyframe = keyframe_of(engine_);
  Engine copy(kMono, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  for (Engine* engine : {&engine_, &copy}) {
    engine->apply(begin(0, 9));
    engine->apply(note_value(0, kDepth, 0.125, 9));
  }
  EXPECT_EQ(render(copy, 9'000), render(engine_, 9'000));
  for (Engine* engine : {&engine_, &copy}) engine->apply(note_on(0, 7, 0.0));
  EXPECT_EQ(render(copy, 9'000), render(engine_, 9'000));
  EXPECT_EQ(keyframe_of(copy), keyframe_of(engine_)) << "byte by byte";
}

TEST_F(NoteValues, OfAnInstrumentOfOneVoiceAreAsThoseOfMany) {
  const auto take = [](int voices) {
    Engine engine(kMono, test::built_in_modules());
    play(engine, instrument(voices));
    engine.apply(waiting_note(kSine, 1, 220.0));
    engine.apply(note_value(kFilter, kCutoff, 300.0, 1, kFlagValuesFollow));
    engine.apply(note_value(kFilter, kMode, 1.0, 1, kFlagValuesFollow));
    engine.apply(begin(kSine, 1, 0.6));
    return render(engine, 9'000);
  };
  const auto expected = take(1);
  EXPECT_GT(peak(expected), 0.01F);
  for (const int voices : {2, 8, 13, 64}) EXPECT_EQ(take(voices), expected) << voices;
  Engine mono(kMono, test::built_in_modules());
  PatchOf patch(1);
  patch.module(kSine, "sine", 1, {{"freq", 220.0F}}).module(kAdsr, "adsr", 2, {{"sustain", 0.5F}});
  patch.module(kFilter, "biquad", 3, {{"freq", 300.0F}, {"mode", 1.0F}});
  play(mono, patch.connect(kSine, kAdsr).connect(kAdsr, kFilter).hear(kFilter));
  mono.apply(gate(kAdsr, true, 0.6));
  EXPECT_EQ(render(mono, 9'000), expected) << "as what is built with them";
}

}  // namespace
}  // namespace chronus::engine
