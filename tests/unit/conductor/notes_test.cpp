// SPDX-License-Identifier: MIT
// `/note`: what it says to the engine, what it refuses, and that nothing leaves a note hanging.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/note.hpp"

#include <algorithm>
#include <cmath>

#include "offline/offline_renderer.hpp"
#include "sequencer/note_name.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/rendered.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using test::left_of;

using engine::Op;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kPadIntoDelay = {"/patch/new",
                                                "/patch/create o osc 8",
                                                "/patch/create e adsr 8",
                                                "/patch/create f biquad 8",
                                                "/patch/create m sine",
                                                "/patch/create d delay",
                                                "/patch/connect o e",
                                                "/patch/connect e f",
                                                "/patch/connect f d",
                                                "/patch/connect d output",
                                                "/patch/connect m output",
                                                "/patch/commit"};

class NoteMessage : public ::testing::Test {
 protected:
  NoteMessage() {
    studio.say_bundle(kPadIntoDelay);
    studio.run_to(4'800);
    studio.stage.sent.clear();
    studio.stage.journal.clear();
  }
  std::vector<engine::Command> of(Op op) const { return studio.stage.of(op); }
  std::uint16_t place(const char* module) const {
    return static_cast<std::uint16_t>(
        studio.conductor.scene().patches.playing().seats.find(module)->second.place);
  }

  Studio studio;
};

TEST_F(NoteMessage, SaysPitchVelocityAndLengthAndIsSilent) {
  studio.say("/note/o 69 0.5 0.25");
  studio.say("/note/e c4 127");
  const auto on = of(Op::kNoteOn);
  ASSERT_EQ(on.size(), 2U);
  EXPECT_EQ(on[0].module, place("o"));
  EXPECT_EQ(on[0].value, 440.0);
  EXPECT_EQ(on[0].velocity, 0.5);
  EXPECT_EQ(on[0].length, 12'000U);
  EXPECT_EQ(on[1].module, place("e"));
  EXPECT_EQ(on[1].value, sequencer::note_hz(60.0));
  EXPECT_EQ(on[1].velocity, 1.0);
  EXPECT_EQ(on[1].length, 0U);
  EXPECT_THAT(studio.stage.sent, IsEmpty());
  EXPECT_THAT(studio.stage.journal.at(0), HasSubstr("/note/o 69 0.5 0.25"));
  EXPECT_THAT(studio.stage.journal.at(1), HasSubstr("/note/e c4 127"));
}

TEST_F(NoteMessage, IsEndedByItsPitchHoweverItIsWritten) {
  studio.say("/note/o 60.5 1");
  studio.say("/note/o eb4 1");
  studio.say("/note/o 60.5 0");
  studio.say("/note/e/off 63");
  studio.say("/note/e/off");
  const auto on = of(Op::kNoteOn), off = of(Op::kNoteOff);
  ASSERT_EQ(off.size(), 3U);
  EXPECT_EQ(off[0].voice, on[0].voice);
  EXPECT_EQ(off[1].voice, on[1].voice);
  EXPECT_NE(on[0].voice, on[1].voice);
  EXPECT_EQ(off[2].voice, engine::kAllNotes);
  EXPECT_THAT(studio.stage.sent, IsEmpty());
}

TEST_F(NoteMessage, IsRefusedWithWords) {
  const auto refused = [&](const std::string& line, const std::string& words) {
    studio.say(line);
    EXPECT_THAT(studio.answer(), HasSubstr(words)) << line;
  };
  refused("/note/m 60 1", "module 'm' (sine) is mono, and plays no notes: create it with voices");
  refused("/note/d 60 1", "module 'd' (delay) has no voices");
  refused("/note/m/off", "is mono");
  refused("/note/oo 60 1", "no module 'oo'");
  refused("/note/o h4 1", "note (argument 1) must be a MIDI number from 0 to 127, or a name");
  refused("/note/o 128 1", "note (argument 1)");
  refused("/note/o c10 1", "note (argument 1)");
  refused("/note/o 60 1.5", "velocity (argument 2) must be 0 to 1, or 2 to 127");
  refused("/note/o 60 1 0", "seconds (argument 3)");
  refused("/note/o 60 1 3601", "seconds (argument 3)");
  refused("/note/o 60", "usage: /note/<module> note velocity [seconds]");
  refused("/note/o/of 60", "usage: ");
  refused("/note/o/off 60 1", "usage: ");
  EXPECT_THAT(of(Op::kNoteOn), IsEmpty());
  EXPECT_THAT(of(Op::kNoteOff), IsEmpty());
  EXPECT_THAT(studio.stage.journal, IsEmpty());
}

TEST_F(NoteMessage, ReachesTheInstrumentsThatAPatternMeans) {
  studio.say("/note/{o,m,d} 60 1");
  EXPECT_EQ(of(Op::kNoteOn).size(), 1U) << "the others are no instruments";
  studio.say("/note/*/off");
  EXPECT_EQ(of(Op::kNoteOff).size(), 3U);
  studio.say("/note/* 200 1");
  EXPECT_EQ(of(Op::kNoteOn).size(), 1U) << "all or none";
}

TEST_F(NoteMessage, IsKeptAwayInQuarantineAndSoIsASequencers) {
  studio.say("/note/o 60 1");
  studio.conductor.quarantine(of(Op::kNoteOn).back(), "it killed a worker");
  EXPECT_EQ(studio.answer(), "fail /note/o quarantined: it killed a worker 60 1");
  studio.say_bundle({"/seq/create s", "/seq/pattern s xxxxxxxxxxxxxxxx",
                     "/seq/param_lane s note c4+e4", "/seq/assign s param o note freq",
                     "/seq/start s"});
  while (of(Op::kNoteOn).size() < 3) studio.run_to(studio.now + 128);
  studio.conductor.quarantine(of(Op::kNoteOn).back(), "it killed a worker");
  studio.run_to(studio.now + 24'000);
  EXPECT_EQ(of(Op::kNoteOn).size(), 3U);
  EXPECT_GE(of(Op::kNoteOff).size(), 2U) << "but not from its ends";
}

TEST_F(NoteMessage, OfAGateThatIsPolyIsAllVoices) {
  studio.say("/gate/e 1 0.5");
  ASSERT_EQ(of(Op::kGate).size(), 1U);
  EXPECT_EQ(of(Op::kGate)[0].voice, 0U);
}

TEST_F(NoteMessage, AChordNeedsAnInstrument) {
  const auto answers = [&](const std::string& line) {
    studio.say(line);
    return studio.answer();
  };
  studio.say("/seq/create s");
  EXPECT_THAT(answers("/seq/assign s param m note freq"), HasSubstr("done"));
  EXPECT_THAT(answers("/seq/param_lane s note c4+e4"),
              HasSubstr("lane 'note' has chords, which module 'm' (sine) cannot play: it is mono"));
  studio.say("/seq/unassign s param m note");
  EXPECT_THAT(answers("/seq/param_lane s note c4+e4"), HasSubstr("done"));
  EXPECT_THAT(answers("/seq/assign s param m note freq"), HasSubstr("it is mono"));
  EXPECT_THAT(answers("/seq/assign s param f note freq"), HasSubstr("has no pitch for there"));
  EXPECT_THAT(answers("/seq/assign s param m note"), HasSubstr("has no parameter 'note'"));
  EXPECT_THAT(answers("/seq/assign s param o note freq"), HasSubstr("done"));
  EXPECT_THAT(answers("/seq/assign s param e note"), HasSubstr("done"));
}

TEST_F(NoteMessage, VoicesAreToldAndRefusedWhereATypeHasNone) {
  studio.say("/patch/create x delay 2");
  EXPECT_THAT(studio.answer(), HasSubstr("delay has one voice"));
  for (const char* bad : {"0", "65"}) {
    studio.say("/patch/create x sine " + std::string(bad));
    EXPECT_THAT(studio.answer(), HasSubstr("fail")) << bad;
  }
}

// What is heard.

std::string pad() {
  return "0 /patch/new\n0 /patch/create o osc 4\n0 /patch/create e adsr 4\n"
         "0 /patch/connect o e\n0 /patch/connect e output\n0 /patch/commit\n"
         "0 /mod/e/release 0.05\n";
}
/// A sequencer whose notes last their whole step, a quarter of a second.
std::string chords() {
  return "0 /seq/create s\n0 /seq/config s 60 4 16\n0 /seq/pattern s x...\n"
         "0 /seq/param_lane s note c4+e4+g4\n0 /seq/gate_len s 1\n"
         "0 /seq/assign s param o note freq\n0 /seq/start s\n";
}

float peak(const std::vector<float>& samples, Frame from, Frame to) {
  float most = 0.0F;
  for (Frame i = from; i < to; ++i) {
    most = std::max(most, std::abs(samples[static_cast<std::size_t>(i)]));
  }
  return most;
}

constexpr Frame kSecond = 48'000;

TEST(HeardNote, EndsByItselfWhateverHappensMeanwhile) {
  const auto heard = left_of(pad() +
                                 "0 /note/o 60 1 0.5\n0.1 /transport/bpm 300\n0.2 /patch/edit\n"
                                 "0.2 /patch/create x sine\n0.2 /patch/connect x output\n"
                                 "0.2 /mod/x/level 0\n0.2 /patch/commit\n0.3 /note/o 64 1\n"
                                 "0.4 /note/o 64 0\n0.45 /seq/stop_all\n",
                             2 * kSecond);
  EXPECT_GT(peak(heard, kSecond * 47 / 100, kSecond / 2), 0.1F);
  EXPECT_EQ(peak(heard, kSecond * 6 / 10, 2 * kSecond), 0.0F);
}

/// What happens at 0.1 s, in the middle of a sequencer's chord; then all is silence. Each of these
/// would leave it hanging if its end were lost.
TEST(HeardNote, NoneHangs) {
  for (const char* what : {"/seq/stop s", "/seq/delete s", "/seq/mute s 1", "/transport/stop",
                           "/seq/unassign s", "/panic", "/note/o/off", "/note/e/off"}) {
    const auto heard = left_of(pad() + chords() + "0.1 " + what + "\n", kSecond / 2);
    EXPECT_GT(peak(heard, 4'000, 4'800), 0.1F) << what;
    EXPECT_EQ(peak(heard, 4'800 + 2'500, kSecond / 2), 0.0F) << what;
  }
  for (const char* what :
       {"/seq/pattern s ....", "/seq/bpm s 120", "/transport/bpm 30", "/seq/param_lane s note c5",
        "/seq/steps s 2", "/seq/gate_len s 0.5", "/seq/reset s"}) {
    const auto heard = left_of(pad() + chords() + "0.1 " + what + "\n0.3 /seq/stop s\n", kSecond);
    EXPECT_GT(peak(heard, 4'000, 4'800), 0.1F) << what;
    EXPECT_EQ(peak(heard, kSecond * 36 / 100, kSecond), 0.0F) << what;
  }
}

TEST(HeardNote, OfAModuleThatStaysGoesOnOverACommitAndItsEndArrives) {
  const std::string commit =
      "0.1 /patch/edit\n0.1 /patch/create f biquad 4\n"
      "0.1 /patch/connect e f\n0.1 /patch/connect f output\n"
      "0.1 /patch/disconnect e output\n0.1 /patch/commit\n";
  const auto heard = left_of(pad() + "0 /note/o 60 1\n" + commit + "0.5 /note/o 60 0\n", kSecond);
  EXPECT_GT(peak(heard, kSecond * 4 / 10, kSecond / 2), 0.1F);
  EXPECT_EQ(peak(heard, kSecond * 6 / 10, kSecond), 0.0F);
}

TEST(HeardNote, OfAModuleThatGoesIsGone) {
  const std::string commit =
      "0.1 /patch/edit\n0.1 /patch/delete o\n0.1 /patch/create p sine 4\n"
      "0.1 /patch/connect p e\n0.1 /patch/commit\n";
  const auto heard = left_of(pad() + "0 /note/o 60 1\n" + commit, kSecond);
  EXPECT_GT(peak(heard, 4'000, 4'800), 0.1F);
  EXPECT_EQ(peak(heard, 4'800 + 2'500, kSecond), 0.0F);
  const auto played = left_of(pad() + chords() + commit + "0.24 /seq/stop s\n", kSecond);
  EXPECT_EQ(peak(played, 4'800 + 2'500, kSecond), 0.0F);
}

TEST(HeardNote, IsStolenAndItsEndEndsNoOther) {
  std::string score = pad();
  for (const char* note : {"60", "62", "64", "65", "67"}) {
    score += "0 /note/o " + std::string(note) + " 1 0.2\n";
  }
  const auto heard = left_of(score + "0.1 /note/o 72 1\n0.5 /note/o/off 72\n", kSecond);
  EXPECT_GT(peak(heard, kSecond * 4 / 10, kSecond / 2), 0.1F);
  EXPECT_EQ(peak(heard, kSecond * 6 / 10, kSecond), 0.0F);
}

TEST(HeardNote, IsTheSameHoweverFramesAreCut) {
  const std::string score = pad() + chords() + "0.05 /note/o 48.5 0.7 0.333\n0.1 /note/e c5 90\n";
  const auto whole = left_of(score, kSecond);
  offline::OfflineRenderer renderer({48'000, 32, 2}, test::built_in_modules(),
                                    test::standard_vocabulary(), *test::parse_score(score, 48'000),
                                    {});
  std::vector<float> samples(2 * kSecond);
  for (Frame at = 0; at < kSecond;) {
    const Frame frames = std::min<Frame>(7 + at % 501, kSecond - at);
    renderer.render(samples.data() + 2 * at, frames);
    at += frames;
  }
  for (Frame at = 0; at < kSecond; ++at) {
    ASSERT_EQ(samples[static_cast<std::size_t>(2 * at)], whole[static_cast<std::size_t>(at)]) << at;
  }
}

}  // namespace
}  // namespace chronus::conductor
