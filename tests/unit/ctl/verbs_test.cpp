// SPDX-License-Identifier: MIT
#include "apps/ctl/verbs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "stand_in.hpp"

namespace chronus::osc {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Characters of UTF-8, each of which takes a column here.
std::size_t columns_of(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// Everything that is sent arrives in this order, since each waits for its answer.
class Verbs : public Chronusctl {};

TEST_F(Verbs, GroupsAreTheRootsOfTheVocabularyAndSessions) {
  const auto groups = ctl::verb_groups(vocabulary::standard());
  for (const char* group : {"seq", "patch", "record", "transport", "worker", "session"}) {
    EXPECT_THAT(groups, Contains(group));
  }
  for (const char* none : {"mod", "note", "status", "notify", "sync"}) {
    EXPECT_THAT(groups, Not(Contains(none)));
  }
}

TEST_F(Verbs, HelpNamesEveryVerbWithItsArguments) {
  const auto help = ctl("seq --help").output;
  EXPECT_THAT(help, HasSubstr("  euclid id pulses steps [rotation]"));
  EXPECT_THAT(help, HasSubstr("how many steps it has"));
  EXPECT_THAT(ctl("session --help").output, HasSubstr("  load name"));
  EXPECT_EQ(ctl("record").status, 2);
  EXPECT_THAT(ctl("record").output, HasSubstr("record what? one of\n  start [file"));
}

TEST_F(Verbs, HelpFitsATerminal) {
  constexpr std::size_t kColumns = 100;
  auto commands = ctl::verb_groups(vocabulary::standard());
  for (const char* other : {"", "send", "status", "messages", "doctor", "note"}) {
    commands.emplace_back(other);
  }
  for (const auto& command : commands) {
    std::istringstream help(ctl(command + " --help").output);
    for (std::string line; std::getline(help, line);) {
      EXPECT_LE(columns_of(line), kColumns) << command << ": " << line;
    }
  }
  EXPECT_THAT(ctl("seq --help").output, HasSubstr("\n  euclid id pulses steps [rotation]\n      "));
}

TEST_F(Verbs, WhatIsDoneIsSilentAndSentAsItStands) {
  const auto done = ctl("seq create -..x");
  EXPECT_EQ(done.output, "");
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(ctl("record start f.wav").status, 0);
  EXPECT_EQ(ctl("seq create -- --json").status, 0);
  EXPECT_EQ(stand_in_.heard(),
            (std::vector{"/seq/create -..x"s, "/record/start f.wav"s, "/seq/create --json"s}));
}

TEST_F(Verbs, ALongListIsAskedForToItsEnd) {
  EXPECT_EQ(ctl("seq list").output, "hat\nkick\nsnare\n");
  EXPECT_EQ(stand_in_.heard(), (std::vector{"/seq/list"s, "/seq/list 2"s}));
}

TEST_F(Verbs, AValueThatWasAskedForIsALine) {
  EXPECT_EQ(ctl("seq bpm kick").output, "kick 120.0\n");
  EXPECT_EQ(ctl("seq bpm kick --json").output,
            "{\"args\":[\"kick\",120.0],\"reply\":\"/seq/bpm.reply\"}\n");
}

TEST_F(Verbs, APatchIsTablesForPeopleAndJsonForMachines) {
  EXPECT_EQ(ctl("patch get").output,
            "draft  no\n"
            "\n"
            "connections\n"
            "SRC   DST     DEPTH\n"
            "osc1  output  0.25\n"
            "\n"
            "modules\n"
            "ID    TYPE  PARAMS  VOICES\n"
            "osc1  sine  -       -\n");
  EXPECT_THAT(ctl("patch get --json").output, HasSubstr("\"src\":\"osc1\""));
  EXPECT_EQ(ctl("patch commit").output, "added    a b\nkept     -\nremoved  -\n");
}

TEST_F(Verbs, ARefusalIsTheServersReasonAndStatusOne) {
  const auto refused = ctl("session load x");
  EXPECT_EQ(refused.output, "chronusctl: no session 'x'\n");
  EXPECT_EQ(refused.status, 1);
  const auto in_json = ctl("session load x --json");
  EXPECT_EQ(in_json.output,
            "{\"args\":[\"x\"],\"fail\":\"/session/load\",\"reason\":\"no session 'x'\"}\n");
  EXPECT_EQ(in_json.status, 1);
}

TEST_F(Verbs, UndoRedoAndSessionsAreTheContractsMessages) {
  EXPECT_EQ(ctl("undo").status, 0);
  EXPECT_EQ(ctl("undo 3").status, 0);
  EXPECT_EQ(ctl("session save evening").status, 0);
  EXPECT_EQ(ctl("redo --wait 0").status, 0);
  ctl("sync");
  EXPECT_EQ(stand_in_.heard(), (std::vector{"/session/undo"s, "/session/undo 3"s,
                                            "/session/save evening"s, "/session/redo"s}));
}

TEST_F(Verbs, NotesArePlayedAndEnded) {
  EXPECT_EQ(ctl("note bass c3 0.8 1.5").status, 0);
  EXPECT_EQ(ctl("note bass c3").status, 0);
  EXPECT_EQ(ctl("note bass off c3").status, 0);
  EXPECT_EQ(ctl("note bass off").status, 0);
  EXPECT_EQ(stand_in_.heard(), (std::vector{"/note/bass c3 0.8 1.5"s, "/note/bass c3 0.79"s,
                                            "/note/bass/off c3"s, "/note/bass/off"s}));
  EXPECT_EQ(ctl("note high 200 1").output, "chronusctl: 200 is out of range: 127 was taken\n");
  EXPECT_EQ(ctl("note bass").status, 2);
}

TEST_F(Verbs, WhatIsClampedIsTold) {
  const auto cut = ctl("seq pattern k xxxxxxxxxxxxxxxxxxxxxxxx");
  EXPECT_EQ(cut.output, "chronusctl: 24 steps given, 8 kept\n");
  EXPECT_EQ(cut.status, 0);
  EXPECT_EQ(ctl("seq param_lane k cut 1,2").output, "chronusctl: 24 steps given, 8 kept\n");
  EXPECT_EQ(ctl("seq pattern 'k*' x").output,
            "chronusctl: k1: 24 steps given, 8 kept\nchronusctl: k2: 24 steps given, 8 kept\n");
  EXPECT_EQ(ctl("seq pattern k x --json").output,
            "{\"args\":[24,8],\"clamped\":\"/seq/pattern/k\"}\n"
            "{\"args\":[\"k\"],\"done\":\"/seq/pattern\"}\n");
  EXPECT_EQ(ctl("note wide c4 100 0.2 speed 99").output,
            "chronusctl: speed 99 is out of range: 16 was taken\n");
  EXPECT_EQ(ctl("note wide c4 100 0.2 speed 99 --json").output,
            "{\"args\":[99,16],\"clamped\":\"/note/wide/speed\"}\n");
}

TEST_F(Verbs, AnAnswerWithoutWordsIsNamed) {
  EXPECT_EQ(ctl("dirt hello").output, "/dirt/hello/reply\n");
}

TEST_F(Verbs, NoServerIsNoAnswerAtOnce) {
  const std::string at = to_text(server_->endpoint());
  server_.reset();
  const auto ended = shell(CHRONUSCTL " --osc " + at + " seq list");
  EXPECT_EQ(ended.output, no_answer_from(at));
  EXPECT_EQ(ended.status, 3);
}

TEST_F(Verbs, RenderHandsOverToChronusRender) {
  EXPECT_THAT(ctl("render --help").output, HasSubstr("chronus-render: renders a score"));
  EXPECT_EQ(ctl("render /nowhere/x.score -o /nowhere/x.wav").status, 2);
  EXPECT_THAT(ctl("render --osc 1").output, HasSubstr("--osc")) << "its own options, not ours";
}

}  // namespace
}  // namespace chronus::osc
