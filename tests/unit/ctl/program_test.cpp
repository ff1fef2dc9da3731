// SPDX-License-Identifier: MIT
// Runs chronusctl against a stand-in for chronusd that speaks a little of its vocabulary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stand_in.hpp"

namespace chronus::osc {
namespace {

TEST_F(Chronusctl, PrintsTheAnswerToItsOwnMessageAndEndsWell) {
  const Outcome created = ctl("send /seq/create kick");
  EXPECT_EQ(created.output, "/done /seq/create kick\n");
  EXPECT_EQ(created.status, 0);
}

TEST_F(Chronusctl, TypesArgumentsAsAScoreDoes) {
  EXPECT_EQ(ctl(R"(send /mod/gain1/gain_db -6)").status, 0);
  EXPECT_EQ(ctl(R"(send /mod/a/b -.5 +3 1e3 2147483648 'x x' '"60"' "" '{a}' '[b]' -6)").status, 0);
  EXPECT_EQ(stand_in_.heard(),
            (std::vector{"/mod/gain1/gain_db -6"s,
                         R"(/mod/a/b -0.5 3 1000.0 2147483648 "x x" "60" "" {a} [b] -6)"s}));
}

TEST_F(Chronusctl, SendsAllBehindTheAddressAsItStands) {
  EXPECT_EQ(ctl("send /mod/a/b -- - -h --wait -.x --help --json --osc=1 -.5").status, 0);
  EXPECT_EQ(ctl("send -- /mod/a/b --").status, 0);
  EXPECT_EQ(
      stand_in_.heard(),
      (std::vector{"/mod/a/b -- - -h --wait -.x --help --json --osc=1 -0.5"s, "/mod/a/b --"s}));
}

TEST_F(Chronusctl, SendsTextWhereTheAddressWantsText) {
  for (const char* args :
       {"/seq/pattern 808 5.55", "/seq/pattern kick 5.", "/seq/chain kick 5.55 1234",
        "/seq/bpm 1 2", "/seq/create 7", "/patch/create 7 osc 4", "/patch/connect 7 8",
        "/record/start 1 24", "/mod/a/b 5.55 11111111111111111111111 1e999"}) {
    ctl("--wait 0 send "s + args);
    ctl("sync");  // what was sent before has been heard
  }
  EXPECT_EQ(stand_in_.heard(),
            (std::vector{R"(/seq/pattern "808" "5.55")"s, R"(/seq/pattern kick "5.")"s,
                         R"(/seq/chain kick "5.55" "1234")"s, R"(/seq/bpm "1" 2)"s,
                         R"(/seq/create "7")"s, R"(/patch/create "7" osc 4)"s,
                         R"(/patch/connect "7" "8")"s, R"(/record/start "1" "24")"s,
                         R"(/mod/a/b 5.55 1.1111111111111111e+22 "1e999")"s}));
}

TEST_F(Chronusctl, SendsTheLinesOfStandardInput) {
  const Outcome ended =
      send_lines(R"('%s\n' '# a kick' '/seq/create kick' '' 'oops' '/mod/a/b -.5 "6"  # words')");
  EXPECT_EQ(ended.output,
            "/done /seq/create kick\n"
            "chronusctl: line 4: 'oops' is no address: lines are like '/seq/start kick'\n");
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(stand_in_.heard(), (std::vector{"/seq/create kick"s, R"(/mod/a/b -0.5 "6")"s}));
}

TEST_F(Chronusctl, EveryBadLineHasItsAnswer) {
  // More than a server tells of at once.
  constexpr int kLines = 24;
  const Outcome ended =
      send_lines("'/mod/none/gain_db %d\n' $(seq " + std::to_string(kLines) + ")");
  std::string all;
  for (int i = 0; i < kLines; ++i) all += "/fail /mod/none/gain_db \"no module none\"\n";
  EXPECT_EQ(ended.output, all);
  EXPECT_EQ(ended.status, 1);
}

TEST_F(Chronusctl, AGoodLineBehindABadOneIsDone) {
  const Outcome ended =
      send_lines(R"('%s\n' '/mod/none/gain_db 1' '/mod/a/b 2' '/mod/none/gain_db 3' '/mod/a/b 4')");
  EXPECT_EQ(
      ended.output,
      "/fail /mod/none/gain_db \"no module none\"\n/fail /mod/none/gain_db \"no module none\"\n");
  EXPECT_EQ(stand_in_.heard().size(), 4U);
}

TEST_F(Chronusctl, ReadsTheLinesOfAnyEditor) {
  const Outcome ended = send_lines(
      R"('\357\273\277/seq/create kick\r\n\t/seq/create\tsnare\r\n\r\n/seq/create hat')");
  EXPECT_EQ(ended.output,
            "/done /seq/create kick\n/done /seq/create snare\n/done /seq/create hat\n");
  EXPECT_EQ(ended.status, 0);
}

TEST_F(Chronusctl, APortAloneIsOneOfThisMachine) {
  const std::string port = std::to_string(server_->endpoint().port);
  for (const std::string& osc : {port, ":" + port}) {
    EXPECT_EQ(shell(CHRONUSCTL " --wait 20000 version --osc " + osc).output, "chronus 0.1.0\n");
  }
}

TEST_F(Chronusctl, AnUnknownCommandIsNamed) {
  EXPECT_EQ(ctl("statsu").output, "chronusctl: no command 'statsu'; did you mean status?\n");
  EXPECT_EQ(ctl("status --jsn").output, "chronusctl: no option '--jsn'; did you mean --json?\n");
  const Outcome ended = ctl("strum");
  EXPECT_EQ(ended.output,
            "chronusctl: no command 'strum': use one of send, status, watch, restart, kill, sync, "
            "version, messages, modules, tail, doctor, seq, transport, patch, module, "
            "session, record, worker, sample, dirt, audio, note, undo, redo, render, completion\n");
  EXPECT_EQ(ended.status, 2);
}

TEST_F(Chronusctl, SilentMessagesSucceedSilentlyOrFail) {
  const Outcome good = ctl("send /mod/gain1/gain_db -6.5");
  EXPECT_EQ(good.output, "");
  EXPECT_EQ(good.status, 0);
  const Outcome bad = ctl("send /mod/none/gain_db -6.5");
  EXPECT_EQ(bad.output, "/fail /mod/none/gain_db \"no module none\"\n");
  EXPECT_EQ(bad.status, 1);
}

TEST_F(Chronusctl, WhatIsClampedOfAMessageIsToldBeforeItIsDone) {
  const Outcome cut = ctl("send /seq/pattern k xxxxxxxxxxxxxxxxxxxxxxxx");
  EXPECT_EQ(cut.output, "/clamped /seq/pattern/k 24 8\n/done /seq/pattern k\n");
  EXPECT_EQ(cut.status, 0);
  EXPECT_EQ(
      ctl("send '/seq/pattern' 'k*' x").output,
      "/clamped /seq/pattern/k1 24 8\n/clamped /seq/pattern/k2 24 8\n/done /seq/pattern k*\n");
  EXPECT_EQ(ctl("send /seq/param_lane k cut 1,2").output,
            "/clamped /seq/param_lane/k 24 8\n/done /seq/param_lane k\n");
  const Outcome note = ctl("send /note/wide c4 100 0.2 speed 99");
  EXPECT_EQ(note.output, "/clamped /note/wide/speed 99 16\n");
  EXPECT_EQ(note.status, 0);
}

TEST_F(Chronusctl, APatternIsAnsweredByWhatItMatched) {
  const Outcome ended = ctl("send '/seq/*' kick");
  EXPECT_EQ(ended.output, "/done /seq/start\n");
  EXPECT_EQ(ended.status, 0);
}

TEST_F(Chronusctl, OptionsMayStandAfterTheCommand) {
  const std::string options = " --wait 20000 --osc " + to_text(server_->endpoint());
  EXPECT_EQ(shell(CHRONUSCTL " send" + options + " /seq/create kick").output,
            "/done /seq/create kick\n");
  EXPECT_EQ(shell(CHRONUSCTL " version" + options).output, "chronus 0.1.0\n");
}

TEST_F(Chronusctl, ShowsTheStatusAsATable) {
  const Outcome ended = ctl("status");
  EXPECT_EQ(ended.status, 0);
  for (const char* part :
       {"chronus   0.1.0  up 1:02:05", "null  -  running  underruns 3", "48000 Hz  block 128",
        "failovers 1  lost frames 0", "accepted 10  refused 2  late 0  clamped 4",
        "recording  take.wav  2.5 s",
        "0     primary  ready  11   1           2 ms       96512  0.125",
        "kick       yes      120"}) {
    EXPECT_NE(ended.output.find(part), std::string::npos) << part << " in\n" << ended.output;
  }
}

TEST_F(Chronusctl, ShowsTheStatusAsTheServersJson) {
  const Outcome ended = ctl("status --json");
  EXPECT_EQ(ended.output, kStatus + "\n"s);
  EXPECT_EQ(ended.status, 0);
}

TEST_F(Chronusctl, RestartsKillsSyncsAndTellsVersions) {
  EXPECT_EQ(ctl("restart 1").output, "/done /worker/restart 1\n");
  const Outcome kill = ctl("kill 0");
  EXPECT_EQ(kill.output, "chronusctl: needs --drills\n");
  EXPECT_EQ(kill.status, 1);
  EXPECT_EQ(ctl("sync").status, 0);
  EXPECT_EQ(ctl("version").output, "chronus 0.1.0\n");
  EXPECT_EQ(stand_in_.heard(), (std::vector{"/worker/restart 1"s, "/worker/kill 0"s, "/version"s}));
}

TEST_F(Chronusctl, WatchPrintsTheStateAndEventsBehindTheirTimeUntilItsReaderIsGone) {
  const Outcome ended = ctl("watch | head -n 2");
  EXPECT_THAT(ended.output,
              testing::MatchesRegex(
                  "[0-9:]{8}\\.[0-9]{3} state: up 1:02:05, audio null running, worker 0 ready "
                  "primary, failovers 1, lost frames 0, sequencers 1, record recording\n"
                  "[0-9:]{8}\\.[0-9]{3} /event failover \\{\"slot\": 1\\}\n"));
}

TEST_F(Chronusctl, WatchPrintsStepsWhereTheyAreAskedFor) {
  EXPECT_THAT(ctl("watch --steps | head -n 2").output, testing::HasSubstr("/event step {"));
}

TEST_F(Chronusctl, WatchSaysWhenTheEngineGoesAndComesBack) {
  const Endpoint at = server_->endpoint();
  FILE* pipe = ::popen((CHRONUSCTL " --wait 20000 --osc " + to_text(at) + " watch").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::array<char, 4096> line{};
  const auto read_until = [&](const std::string& what) {
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
      if (std::string(line.data()).find(what) != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_TRUE(read_until("failover"));
  server_.reset();
  EXPECT_TRUE(read_until("engine gone"));
  auto opened = Server::open(at, stand_in_);
  ASSERT_TRUE(opened) << opened.reason();
  server_ = std::move(*opened);
  stand_in_.server = server_.get();
  ASSERT_TRUE(server_->start());
  EXPECT_TRUE(read_until("engine is back"));
  EXPECT_TRUE(read_until("state: "));
  ::pclose(pipe);
}

TEST_F(Chronusctl, WatchUnsubscribesWhenItIsStopped) {
  const std::string command = CHRONUSCTL " --wait 20000 --osc " + to_text(server_->endpoint());
  // Stopped by the arrival of the first event behind the state, and only then.
  const Outcome stopped = shell("sh -c '" + command +
                                " watch & echo $!; wait $!; echo ended $?' | "
                                "{ read pid; read state; read event; kill -INT $pid; cat; }");
  EXPECT_EQ(stopped.output, "ended 0\n");
  ASSERT_EQ(ctl("sync").status, 0) << "what came before has been heard";
  EXPECT_EQ(stand_in_.heard().back(), "/notify 0");
}

TEST_F(Chronusctl, TheEnvironmentNamesTheServer) {
  const Outcome ended = shell(
      "CHRONUS_OSC_HOST=localhost CHRONUS_OSC_PORT=" + std::to_string(server_->endpoint().port) +
      " " CHRONUSCTL " --wait 20000 version");
  EXPECT_EQ(ended.output, "chronus 0.1.0\n");
}

TEST_F(Chronusctl, AMissingServerIsSaidClearly) {
  const std::string at = to_text(server_->endpoint());
  server_.reset();
  for (const char* args :
       {"status", "send /mod/a/b 1", "send /seq/create kick", "watch --wait 50"}) {
    const Outcome ended = shell(CHRONUSCTL " --wait 20000 --osc " + at + " " + args);
    EXPECT_EQ(ended.output, no_answer_from(at)) << args;
    EXPECT_EQ(ended.status, 3) << args;
  }
}

TEST_F(Chronusctl, ASilentServerIsNoAnswer) {
  const Outcome ended = ctl("send --wait 50 /unheard 1");
  EXPECT_EQ(ended.output, no_answer_from(to_text(server_->endpoint())));
  EXPECT_EQ(ended.status, 3);
}

TEST_F(Chronusctl, MisuseSendsNothing) {
  EXPECT_EQ(ctl("send kick").output, "chronusctl: address 'kick' does not start with '/'\n");
  EXPECT_EQ(ctl("restart 2").output, "chronusctl: SLOT: '2' is not a whole number from 0 to 1\n");
  for (const char* args : {"send kick", "send", "send -x", "restart 2", "restart", "unknown", "",
                           "--wait soon status", "status --jsn"}) {
    EXPECT_EQ(ctl(args).status, 2) << args;
  }
  EXPECT_EQ(shell(CHRONUSCTL " --osc nonsense version").status, 2);
  EXPECT_EQ(shell(CHRONUSCTL " --osc 99999 version").status, 2);
  EXPECT_TRUE(stand_in_.heard().empty());
}

}  // namespace
}  // namespace chronus::osc
