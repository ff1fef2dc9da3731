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
using ::testing::Not;

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
  refused("/note/o 60 1 level", "'level' has no value");
  refused("/note/o 60 1 levle", "seconds (argument 3) must be a number");
  refused("/note/oo 60 1 level", "seconds (argument 3) must be a number");
  refused("/note/o 60 1 3601", "seconds (argument 3)");
  for (const char* chord : {"/note/o c4+e4+g4 0.7", "/note/o 60+64+67 0.7",
                            "/note/o \"c4 e4 g4\" 0.7", "/note/o c4,e4 0.7", "/note/o c4 e4 g4",
                            "/note/o c4 e4 g4 0.7", "/note/o 60 64 67 0.7", "/note/o/off c4+e4"}) {
    refused(chord, "a chord is a /note for each of its notes");
  }
  refused("/note/o 60", "usage: /note/<module> note velocity [seconds]");
  refused("/note/o/of 60", "usage: ");
  refused("/note/o/off 60 1", "usage: ");
  EXPECT_THAT(of(Op::kNoteOn), IsEmpty());
  EXPECT_THAT(of(Op::kNoteOff), IsEmpty());
  EXPECT_THAT(studio.stage.journal, IsEmpty());
}

TEST_F(NoteMessage, BringsValuesOfItsOwn) {
  studio.say("/note/o 69 0.5 0.25 width 0.3 f.freq 800 sustain 1 mode highpass");
  const auto on = of(Op::kNoteOn), values = of(Op::kNoteValue), begins = of(Op::kNoteBegin);
  ASSERT_EQ(on.size(), 1U);
  EXPECT_EQ(on[0].flags, engine::kFlagValuesFollow);
  EXPECT_EQ(on[0].length, 12'000U);
  ASSERT_EQ(values.size(), 4U);
  const auto is = [&](std::size_t nth, const char* module, const char* type, const char* param,
                      double value) {
    const auto& command = values[nth];
    const auto& row = *test::built_in_catalog().find(type);
    EXPECT_EQ(command.module, place(module)) << nth;
    EXPECT_EQ(command.param, catalog::find_param(row, param)) << nth;
    EXPECT_FLOAT_EQ(static_cast<float>(command.value), static_cast<float>(value)) << nth;
    EXPECT_EQ(command.voice, on[0].voice) << nth;
    EXPECT_EQ(command.frame, on[0].frame) << nth;
    EXPECT_EQ(command.flags, engine::kFlagValuesFollow) << nth;
  };
  is(0, "o", "osc", "width", 0.3);
  is(1, "f", "biquad", "freq", 800.0);
  is(2, "e", "adsr", "sustain", 1.0);
  is(3, "f", "biquad", "mode", 1.0);
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_EQ(begins[0].module, place("o"));
  EXPECT_EQ(begins[0].velocity, 0.5);
  EXPECT_EQ(begins[0].voice, on[0].voice);
  EXPECT_LT(on[0].seq, values[0].seq);
  EXPECT_LT(values[3].seq, begins[0].seq);
  EXPECT_THAT(studio.stage.sent, IsEmpty());
  EXPECT_THAT(studio.stage.journal.at(0),
              HasSubstr("/note/o 69 0.5 0.25 width 0.3 f.freq 800 sustain 1 mode highpass"));
}

TEST_F(NoteMessage, MayBringValuesWithoutSeconds) {
  studio.say("/note/e 69 100 freq 300");
  ASSERT_EQ(of(Op::kNoteValue).size(), 1U);
  EXPECT_EQ(of(Op::kNoteValue)[0].module, place("o")) << "the first that has one";
  EXPECT_EQ(of(Op::kNoteOn)[0].length, 0U);
  studio.say("/note/f 69 100 freq 300");
  EXPECT_EQ(of(Op::kNoteValue)[1].module, place("f")) << "its own first";
}

TEST_F(NoteMessage, HoldsItsValuesInTheirRangeAndSaysSo) {
  studio.say("/note/o 60 1 width 2 f.freq 440");
  EXPECT_THAT(studio.answer(), HasSubstr("/note/o/width 2"));
  EXPECT_LE(of(Op::kNoteValue).at(0).value, 1.0);
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 1U);
}

TEST_F(NoteMessage, IsRefusedForAValueThatIsNone) {
  const auto refused = [&](const std::string& line, const std::string& words) {
    studio.say(line);
    EXPECT_THAT(studio.answer(), HasSubstr(words)) << line;
  };
  refused("/note/o 60 1 widht 0.3",
          "module 'o' (osc) has no parameter 'widht', nor has what plays with it; did you mean "
          "width?");
  refused("/note/o 60 1 sustan 0.3", "did you mean sustain?");
  refused("/note/o 60 1 f.frq 0.3",
          "module 'f' (biquad) has no parameter 'frq'; did you mean freq?");
  refused("/note/o 60 1 d.time 0.3", "no module 'd' in the instrument of 'o'");
  refused("/note/o 60 1 0.5 width wide", "width (argument 5) must be a number");
  refused("/note/o 60 1 mode hipass", "mode (argument 4) must be a number or one of lowpass");
  refused("/note/o 60 1 0.5 width", "usage: /note/<module> note velocity [seconds] [param value");
  refused("/note/o 60 1 width 0.3 freq 300 frq 1", "no parameter 'frq'");
  refused("/note/{o,e} 60 1 widht 0.3", "no parameter 'widht'");
  std::string many = "/note/o 60 1";
  for (int n = 0; n < 65; ++n) many += " width 0.5";
  refused(many, "usage: ");
  for (const char* chord : {"/note/o 60 64 67 72 1", "/note/o 60 1 0.5 c4 1"}) {
    refused(chord, "a chord is a /note for each of its notes");
  }
  EXPECT_THAT(of(Op::kNoteOn), IsEmpty());
  EXPECT_THAT(of(Op::kNoteValue), IsEmpty());
  EXPECT_THAT(studio.stage.journal, IsEmpty());
}

TEST_F(NoteMessage, OfVelocityZeroEndsTheNoteWhateverItBrings) {
  studio.say("/note/o 60 1 width 0.3");
  studio.say("/note/o 60 0 width 0.3");
  EXPECT_EQ(of(Op::kNoteOff).size(), 1U);
  EXPECT_EQ(of(Op::kNoteValue).size(), 1U);
}

TEST_F(NoteMessage, TellsOnceWhatIsWithheldOfIt) {
  studio.say("/note/o 60 1 width 0.3 sustain 1");
  const auto first = of(Op::kNoteOn)[0].seq;
  studio.conductor.tell_withheld(first, first + 3, "all were lost");
  EXPECT_EQ(studio.stage.sent.size(), 1U);
  studio.conductor.quarantine(of(Op::kNoteValue)[0], "it killed a worker");
  EXPECT_EQ(studio.answer(),
            "fail /note/o quarantined: it killed a worker 60 1 width 0.3 sustain 1");
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
  EXPECT_THAT(answers("/seq/assign s param m note"),
              HasSubstr("has no parameter 'note': it is mono, which a lane plays as param m note "
                        "freq; notes and chords are for one with voices"));
  EXPECT_THAT(answers("/seq/assign s param o note freq"), HasSubstr("done"));
  EXPECT_THAT(answers("/seq/assign s param e note"), HasSubstr("done"));
}

TEST_F(NoteMessage, WhoWantsASequencerToPlayNotesIsToldHow) {
  studio.say("/seq/create s");
  for (const char* line : {"/seq/assign s o", "/seq/assign s note o", "/seq/assign s o note",
                           "/seq/assign s param o", "/seq/assign s gate o note"}) {
    studio.say(line);
    EXPECT_THAT(studio.answer(), HasSubstr("to play notes: /seq/param_lane id note")) << line;
    EXPECT_THAT(studio.answer(), HasSubstr("/seq/assign id param module note")) << line;
  }
  studio.say("/seq/assign s gate o");
  EXPECT_THAT(studio.answer(), HasSubstr("has no gate; a lane plays its notes: param o note"));
  studio.say("/patch/edit");
  studio.say("/patch/create en adsr");
  studio.say("/seq/assign s param en note");
  EXPECT_THAT(studio.answer(), HasSubstr("and no pitch"));
  studio.say("/seq/unassign s note o");
  EXPECT_THAT(studio.answer(), Not(HasSubstr("to play notes")));
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
