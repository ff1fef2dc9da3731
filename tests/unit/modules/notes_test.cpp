// SPDX-License-Identifier: MIT
// Notes of an instrument: which voice plays what, and that none hangs.
#include "engine/note.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <vector>

#include "engine/keyframe.hpp"
#include "engine/plan.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};
constexpr int kSine = 0, kAdsr = 1, kFilter = 2;

Command note_on(int place, NoteId note, double hz, double velocity = 1.0, int length = 0) {
  return {.op = Op::kNoteOn,
          .module = static_cast<std::uint16_t>(place),
          .value = hz,
          .velocity = velocity,
          .length = static_cast<std::uint32_t>(length),
          .voice = note};
}
Command note_off(int place, NoteId note = kAllNotes) {
  return {.op = Op::kNoteOff, .module = static_cast<std::uint16_t>(place), .voice = note};
}
Command gate(int place, bool on, double velocity = 1.0) {
  return {.op = Op::kGate,
          .module = static_cast<std::uint16_t>(place),
          .value = on ? 1.0 : 0.0,
          .velocity = velocity};
}
Command set(int place, int param, double value) {
  return {.op = Op::kSetParam,
          .flags = kFlagJump,
          .module = static_cast<std::uint16_t>(place),
          .param = static_cast<std::uint16_t>(param),
          .value = value};
}

/// sine -> adsr -> biquad of so many voices.
PatchOf instrument(int voices, std::uint64_t version = 1) {
  PatchOf patch(version, version == 1 ? 0 : 480);
  patch.module(kSine, "sine", 1).module(kAdsr, "adsr", 2, {{"sustain", 0.5F}});
  patch.module(kFilter, "biquad", 3, {{"freq", 5000.0F}});
  for (int place = 0; place < 3; ++place) patch.voices(place, voices);
  return patch.connect(kSine, kAdsr).connect(kAdsr, kFilter).hear(kFilter);
}

class Notes : public ::testing::Test {
 protected:
  void apply(const Command& command) { ASSERT_TRUE(engine_.apply(command)); }
  float loudest(int frames) { return peak(render(engine_, frames)); }
  std::uint32_t used() const { return engine_.voice_use().used; }
  std::uint64_t stolen() const { return engine_.voice_use().stolen; }
  /// Whether a note is held or sounds on after this. Releases take 0.2 s.
  bool is_silent_after_releases() { return loudest(20'000) >= 0.0F && loudest(2'000) == 0.0F; }

  Engine engine_{kMono, test::built_in_modules()};
};

/// What an instrument of so many voices gives of one note that begins on a frame.
std::vector<float> one_note(double hz, double velocity, int voices, int frames) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, instrument(voices));
  engine.apply(note_on(kAdsr, 1, hz, velocity));
  return render(engine, frames);
}

TEST_F(Notes, TakeOneVoiceInAllModulesOfTheInstrument) {
  play(engine_, instrument(0));
  apply(set(kSine, 0, 330.0));
  apply(gate(kAdsr, true, 0.5));
  const auto expected = render(engine_, 5'000);
  EXPECT_GT(peak(expected), 0.05F);
  for (const int voices : {1, 3, 8, 20, 64}) {
    EXPECT_EQ(one_note(330.0, 0.5, voices, 5'000), expected) << voices;
  }
}

TEST_F(Notes, SoundTogether) {
  play(engine_, instrument(12));
  for (const double hz : {220.0, 277.0, 330.0}) {
    apply(note_on(kSine, static_cast<NoteId>(hz), hz, 0.5));
  }
  EXPECT_EQ(used(), 3U);
  const auto chord = render(engine_, 4'000);
  const auto a = one_note(220.0, 0.5, 12, 4'000), b = one_note(277.0, 0.5, 12, 4'000),
             c = one_note(330.0, 0.5, 12, 4'000);
  for (std::size_t n = 0; n < chord.size(); ++n) {
    ASSERT_NEAR(chord[n], a[n] + b[n] + c[n], 1e-6F) << n;
  }
}

TEST_F(Notes, EndOneByOneByWhoPlaysThemOrAllAtOnce) {
  play(engine_, instrument(8));
  apply(note_on(kSine, note_id(1, 60), 220.0));
  apply(note_on(kSine, note_id(1, 64), 277.0));
  apply(note_on(kSine, note_id(2, 60), 330.0));
  render(engine_, 1'000);
  apply(note_off(kFilter, note_id(1, 60)));
  render(engine_, 20'000);
  EXPECT_EQ(used(), 2U) << "any module of the instrument will do";
  apply(note_off(kSine, note_id(1, kAllOfSource)));
  render(engine_, 20'000);
  EXPECT_EQ(used(), 1U);
  apply(note_off(kSine));
  EXPECT_TRUE(is_silent_after_releases());
  EXPECT_EQ(used(), 0U);
}

TEST_F(Notes, AllThatEndClosesGatesThatNoNoteHasOpened) {
  play(engine_, instrument(8));
  apply(gate(kAdsr, true));
  EXPECT_GT(loudest(1'000), 0.0F);
  apply(note_off(kSine));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, AgainBeginAnewInTheirVoice) {
  play(engine_, instrument(8));
  apply(note_on(kSine, 5, 220.0));
  render(engine_, 5'000);
  apply(note_on(kSine, 5, 220.0, 1.0, 480));
  EXPECT_EQ(used(), 1U);
  EXPECT_EQ(stolen(), 0U);
  render(engine_, 1'000);
  EXPECT_TRUE(is_silent_after_releases()) << "it has the end of the second";
}

TEST_F(Notes, WithALengthEndOnTheirFrameHoweverTheWayIsCut) {
  for (const int length : {1, 100, 128, 1'000, 1'001}) {
    Engine timed(kMono, test::built_in_modules()), told(kMono, test::built_in_modules());
    play(timed, instrument(4));
    play(told, instrument(4));
    render(timed, 77);
    render(told, 77);
    timed.apply(note_on(kSine, 1, 220.0, 1.0, length));
    told.apply(note_on(kSine, 1, 220.0));
    const auto before = render(told, length);
    told.apply(note_off(kSine, 1));
    auto expected = before;
    for (const float sample : render(told, 9'000)) expected.push_back(sample);
    std::vector<float> out(expected.size());
    for (std::size_t at = 0; at < out.size(); at += 50) {
      timed.render(out.data() + at, static_cast<int>(std::min<std::size_t>(50, out.size() - at)));
    }
    EXPECT_EQ(out, expected) << length;
  }
}

TEST_F(Notes, EndBeforeWhatElseComesOnThatFrame) {
  play(engine_, instrument(1));
  apply(note_on(kSine, 1, 220.0, 1.0, 1'000));
  render(engine_, 1'000);
  apply(note_on(kSine, 2, 330.0));
  render(engine_, 20'000);
  EXPECT_EQ(used(), 1U) << "the end of the first is not the second's";
}

/// Pitches tell the voices apart: whoever still holds which note ends with its off.
TEST_F(Notes, StealWhatWasReleasedFirstThenTheQuietestThenTheOldest) {
  play(engine_, instrument(3));
  for (const NoteId note : {1, 2, 3}) {
    apply(note_on(kSine, note, 220.0, note == 2 ? 0.3 : 1.0));
    render(engine_, 4'800);
  }
  EXPECT_EQ(stolen(), 0U);
  apply(note_off(kSine, 3));
  render(engine_, 48);
  apply(note_off(kSine, 1));
  render(engine_, 48);
  apply(note_on(kSine, 4, 330.0));  // the voice of 3, released before 1's
  EXPECT_EQ(stolen(), 1U);
  apply(note_on(kSine, 5, 330.0));  // that of 1
  EXPECT_EQ(stolen(), 2U);
  render(engine_, 24'000);
  EXPECT_EQ(used(), 3U);
  apply(note_on(kSine, 6, 440.0));  // that of 2, the quietest
  EXPECT_EQ(stolen(), 3U);
  render(engine_, 24'000);
  apply(note_off(kSine, 2));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 3U) << "who was stolen has no off any more";
  apply(note_on(kSine, 7, 550.0));  // all are as loud: that of 4, the oldest
  render(engine_, 24'000);
  apply(note_off(kSine, 4));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 3U);
  for (const NoteId note : {5, 6, 7}) apply(note_off(kSine, note));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, OfOneFrameStealTheOldestOfThem) {
  play(engine_, instrument(2));
  for (const NoteId note : {1, 2, 3}) apply(note_on(kSine, note, 220.0));
  apply(note_off(kSine, 1));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 2U);
  apply(note_off(kSine, 2));
  render(engine_, 24'000);
  EXPECT_EQ(used(), 1U);
}

TEST_F(Notes, TakeSilentVoicesFromTheFirstOn) {
  play(engine_, instrument(64));
  for (NoteId note = 1; note < 100; ++note) {
    apply(note_on(kSine, note, 220.0, 1.0, 480));
    render(engine_, 24'000);
  }
  EXPECT_EQ(stolen(), 0U);
  apply(note_on(kSine, 1, 220.0));
  const auto first = render(engine_, 1'000);
  EXPECT_GT(peak(first), 0.0F);
}

TEST_F(Notes, AreInAKeyframe) {
  play(engine_, instrument(5));
  for (NoteId note = 1; note <= 7; ++note) {
    apply(note_on(kSine, note, 110.0 * static_cast<double>(note), 0.7, note == 6 ? 3'000 : 0));
    render(engine_, 333);
  }
  apply(note_off(kSine, 4));
  render(engine_, 100);
  std::vector<std::byte> keyframe(max_keyframe_bytes());
  keyframe.resize(engine_.save(keyframe));
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
  std::vector<std::byte> sound(max_keyframe_bytes());
  sound.resize(engine_.save(sound));
  const PlanHeader& plan = PlanView(sound.data() + sizeof(KeyframeHeader)).header();
  const std::size_t voice = sizeof(KeyframeHeader) + plan.notes_at + sizeof(NoteCounters);
  const std::size_t pitch = sizeof(KeyframeHeader) + plan.pitches_at;
  const auto is_taken_with = [&](std::size_t at, auto value) {
    auto keyframe = sound;
    std::memcpy(keyframe.data() + at, &value, sizeof(value));
    const std::uint64_t sum = keyframe_checksum(keyframe);
    std::memcpy(keyframe.data() + offsetof(KeyframeHeader, checksum), &sum, sizeof(sum));
    return static_cast<bool>(Engine(kMono, test::built_in_modules()).load(keyframe));
  };
  EXPECT_TRUE(is_taken_with(voice + offsetof(Voice, is_held), std::uint32_t{1}));
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, is_held), std::uint32_t{2}));
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, velocity), 1.5F));
  EXPECT_FALSE(is_taken_with(voice + offsetof(Voice, hz), -1.0F));
  EXPECT_FALSE(is_taken_with(pitch, 1e9F));
  EXPECT_FALSE(is_taken_with(pitch, std::numeric_limits<float>::quiet_NaN()));
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

TEST_F(Notes, EndWithAPanic) {
  play(engine_, instrument(4));
  apply(note_on(kSine, 1, 220.0));
  render(engine_, 1'000);
  apply({.op = Op::kPanic});
  EXPECT_EQ(used(), 1U) << "its envelope fades";
  render(engine_, 481);
  EXPECT_EQ(loudest(5'000), 0.0F);
  EXPECT_EQ(used(), 0U);
}

TEST_F(Notes, ThatComeWhileAPanicFadesOutBeginBehindIt) {
  play(engine_, instrument(4));
  apply(note_on(kSine, 1, 220.0));
  render(engine_, 1'000);
  apply({.op = Op::kPanic});
  render(engine_, 100);
  apply(note_on(kSine, 2, 330.0));
  apply(note_on(kSine, 3, 440.0, 1.0, 50));
  render(engine_, 2'000);
  EXPECT_EQ(used(), 1U) << "one has ended meanwhile";
  EXPECT_GT(loudest(2'000), 0.05F);
  apply(note_off(kSine, 2));
  EXPECT_TRUE(is_silent_after_releases());
}

TEST_F(Notes, HaveTheVelocityOfTheirVoiceAsAnOutput) {
  PatchOf patch(1);
  patch.module(0, "adsr", 1, {{"release", 0.01F}}).voices(0, 10);
  patch.module(1, "lfo", 2, {{"depth", 0.0F}}).voices(1, 10).module(2, "adsr", 3);
  // The third output to the offset of an lfo that gives nothing else.
  auto description = patch.hear(1).get();
  auto& cable = description.connections[description.connection_count++];
  cable = {.src_module = 0, .src_port = 2, .target = Target::kParam, .dst_module = 1};
  cable.dst_index =
      static_cast<std::uint8_t>(find_param(*test::built_in_catalog().find("lfo"), "offset"));
  ASSERT_TRUE(engine_.build(description));
  apply({.op = Op::kSwapPatch, .patch_version = 1});
  apply(note_on(0, 1, 0.0, 0.25));
  EXPECT_EQ(render(engine_, 500).back(), 0.25F);
  apply(note_on(0, 2, 0.0, 0.5));
  EXPECT_EQ(render(engine_, 500).front(), 0.75F) << "from its own frame on";
  apply(note_off(0, 1));
  EXPECT_EQ(render(engine_, 470).back(), 0.75F);
  EXPECT_EQ(render(engine_, 100).back(), 0.5F) << "until its release has ended";
}

TEST_F(Notes, GlideFromThePitchThatTheirVoiceHad) {
  play(engine_, instrument(2));
  apply(set(kSine, 2, 0.5));
  apply(note_on(kSine, 1, 220.0));
  apply(note_on(kSine, 2, 880.0));
  render(engine_, 48'000);
  Engine mono(kMono, test::built_in_modules());
  play(mono, instrument(1));
  mono.apply(set(kSine, 2, 0.5));
  mono.apply(note_on(kSine, 2, 880.0));
  render(mono, 48'000);
  apply(note_off(kSine, 1));
  render(engine_, 24'000);
  render(mono, 24'000);
  // The first voice has its pitch of before; the second one's glide is what a mono voice's is.
  apply(note_on(kSine, 2, 440.0));
  mono.apply(note_on(kSine, 2, 440.0));
  EXPECT_EQ(render(engine_, 10'000), render(mono, 10'000));
}

TEST_F(Notes, AreBentWithoutBeingStruckAgain) {
  Engine told(kMono, test::built_in_modules());
  for (Engine* engine : {&engine_, &told}) {
    play(*engine, instrument(4));
    engine->apply(note_on(kSine, 1, 220.0));
    render(*engine, 1'001);
  }
  auto bend = note_on(kAdsr, 1, 330.0);
  bend.flags = kFlagBend;
  apply(bend);
  told.apply(set(kSine, 0, 330.0));
  EXPECT_EQ(render(engine_, 5'000), render(told, 5'000));
  bend.voice = 2;
  apply(bend);
  EXPECT_EQ(used(), 1U) << "nobody plays it";
}

TEST_F(Notes, GiveThePitchBackToAParameterThatIsSet) {
  play(engine_, instrument(8));
  apply(note_on(kSine, 1, 220.0));
  render(engine_, 1'000);
  apply(set(kSine, 0, 660.0));
  render(engine_, 20'000);
  Engine other(kMono, test::built_in_modules());
  play(other, instrument(8));
  other.apply(note_on(kSine, 1, 660.0));
  EXPECT_NEAR(loudest(4'000), peak(render(other, 24'000)), 0.3F);
  const auto both = render(engine_, 480);
  int crossings = 0;
  for (std::size_t n = 1; n < both.size(); ++n) crossings += both[n - 1] < 0.0F && both[n] >= 0.0F;
  EXPECT_NEAR(crossings, 6.6, 1.0) << "660 Hz for 10 ms";
}

TEST_F(Notes, WithoutAPitchPlayTheParameters) {
  play(engine_, instrument(8));
  apply(note_on(kSine, 1, 0.0, 0.5));
  EXPECT_EQ(render(engine_, 3'000), one_note(440.0, 0.5, 8, 3'000));
}

TEST_F(Notes, ThatNobodyCanPlayDoNothing) {
  play(engine_, instrument(0));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const int place : {kSine, 77, 9'999}) {
    apply(note_on(place, 1, 220.0));
    apply(note_off(place));
  }
  EXPECT_EQ(loudest(1'000), 0.0F);
  play(engine_, instrument(4, 2));
  apply(note_on(kSine, 1, nan));
  apply(note_on(kSine, 1, 220.0, nan));
  EXPECT_EQ(used(), 0U);
  apply(note_on(kSine, 1, -5.0, 7.0));
  apply(note_on(kSine, 2, 1e300, -1.0));
  render(engine_, 1'000);
  EXPECT_LE(peak(render(engine_, 5'000)), 2.0F);
}

}  // namespace
}  // namespace chronus::engine
