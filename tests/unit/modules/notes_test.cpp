// SPDX-License-Identifier: MIT
// Notes of an instrument: which voice plays what, and that none hangs.
#include "engine/note.hpp"

#include <limits>

#include "notes_bench.hpp"

namespace chronus::engine {
namespace {

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
