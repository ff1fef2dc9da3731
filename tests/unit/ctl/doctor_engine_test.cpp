// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "healthy.hpp"

namespace chronus::ctl {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> ills_with(const std::function<void(Json&)>& change) {
  auto facts = healthy();
  change(facts.engine.status);
  return ills(facts, "engine");
}

TEST(DoctorOfTheEngine, SaysHowItPlaysWhereAllIsWell) {
  const auto findings = examine_engine(healthy());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].what, "chronusd and chronusctl are both 1.2.3");
  EXPECT_EQ(findings[1].what, "plays on jack since 1:02:05, load 0.1, no failover");
}

TEST(DoctorOfTheEngine, NoAnswerIsToldBySomeoneWhoHoldsThePortOrNot) {
  auto facts = healthy();
  facts.engine = {};
  EXPECT_THAT(ills(facts, "engine"),
              ElementsAre(HasSubstr("wrong: chronusd (77) does not answer")));
  facts.port.process_state = 'T';
  EXPECT_THAT(ills(facts, "engine"),
              ElementsAre("wrong: chronusd (77) is stopped -> kill -CONT 77"));
  facts.port = {"127.0.0.1:5005", 5005, true, true, 0, 0, "", 'R'};
  EXPECT_THAT(ills(facts, "engine"),
              ElementsAre("warning: no chronusd answers on 127.0.0.1:5005 -> chronusd"));
}

TEST(DoctorOfTheEngine, OtherVersionsAreAWarning) {
  auto facts = healthy();
  facts.engine.version = "1.2.4";
  EXPECT_THAT(ills(facts, "versions"),
              ElementsAre(HasSubstr("chronusd is 1.2.4, chronusctl 1.2.3 -> kill 77 && chronusd")));
}

TEST(DoctorOfTheEngine, AnAnswerThatIsNoStatusIsWrong) {
  auto facts = healthy();
  facts.engine.status = json_of("nonsense");
  EXPECT_THAT(ills(facts, "engine"), ElementsAre(HasSubstr("not to /status")));
}

TEST(DoctorOfTheEngine, ADeviceThatIsLookedForIsWrong) {
  EXPECT_THAT(ills_with([](Json& status) {
                status["audio"]["state"] = "fallback";
                status["audio"]["note"] = "no such device";
              }),
              ElementsAre(HasSubstr("wrong: no sound: system is looked for (no such device)")));
}

TEST(DoctorOfTheEngine, ADeviceThatDoesNotFitIsWrongAndASlowOneIsWorthAWord) {
  const auto in_state = [](const char* state) {
    return ills_with([state](Json& status) {
      status["audio"]["state"] = state;
      status["audio"]["note"] = "the note";
    });
  };
  EXPECT_THAT(in_state("rate mismatch"),
              ElementsAre(HasSubstr("wrong: no sound: rate mismatch (the note)")));
  EXPECT_THAT(in_state("period too long"),
              ElementsAre(HasSubstr("wrong: no sound: period too long (the note)")));
  EXPECT_THAT(in_state("slow"), ElementsAre(HasSubstr("warning: the device is slow: the note")));
}

TEST(DoctorOfTheEngine, UnderrunsAskForMoreLead) {
  EXPECT_THAT(ills_with([](Json& status) { status["audio"]["underruns"] = 3; }),
              ElementsAre(AllOf(HasSubstr("warning: 3 underruns"), HasSubstr("--lead 8"))));
}

TEST(DoctorOfTheEngine, SilenceIsOneOnlyWhileSomethingShouldSound) {
  const auto silent = [](Json& status) { status["levels"]["peak_db"] = -200.0; };
  EXPECT_THAT(ills_with(silent), ElementsAre(HasSubstr("nothing is heard")));
  EXPECT_THAT(ills_with([&](Json& status) {
                silent(status);
                status["sequencers"][0]["muted"] = true;
              }),
              ElementsAre());
}

TEST(DoctorOfTheEngine, WorkersThatAreNotReadyAreNamed) {
  EXPECT_THAT(ills_with([](Json& status) {
                status["workers"][1]["state"] = "left down";
                status["workers"][1]["last_death"] = "signal 11";
              }),
              ElementsAre("wrong: the worker of slot 1 is left down, the last one ended: signal 11 "
                          "-> chronusctl restart 1"));
  EXPECT_THAT(ills_with([](Json& status) { status["workers"][1]["state"] = "joining"; }),
              ElementsAre(HasSubstr("warning: the worker of slot 1 is joining")));
  EXPECT_THAT(ills_with([](Json& status) { status["workers"][1]["state"] = "unused"; }),
              ElementsAre());
  EXPECT_THAT(ills_with([](Json& status) { status["standby"]["spare_ready"] = false; }),
              ElementsAre(HasSubstr("spare")));
}

TEST(DoctorOfTheEngine, WhatHappenedSinceItsStartIsTold) {
  EXPECT_THAT(ills_with([](Json& status) {
                status["failovers"] = 2;
                status["workers"][0]["last_death"] = "signal 9";
              }),
              ElementsAre(HasSubstr("warning: 2 failovers since its start, slot 0: signal 9")));
  EXPECT_THAT(ills_with([](Json& status) { status["lost_frames"] = 128; }),
              ElementsAre(HasSubstr("wrong: 128 frames")));
  EXPECT_THAT(ills_with([](Json& status) { status["quarantined"] = 1; }),
              ElementsAre(HasSubstr("quarantine")));
  EXPECT_THAT(ills_with([](Json& status) { status["diverged"] = 1; }),
              ElementsAre(HasSubstr("wrong: the workers differed")));
  EXPECT_THAT(ills_with([](Json& status) { status["load"] = 0.9; }),
              ElementsAre(HasSubstr("load 0.9")));
}

TEST(DoctorOfTheEngine, WhatTheMachineDidNotGrantItIsTold) {
  EXPECT_THAT(ills_with([](Json& status) {
                status["conductor"]["scheduling"] = "SCHED_OTHER";
                status["workers"][1]["scheduling"] = "SCHED_OTHER";
              }),
              ElementsAre(HasSubstr("without real-time priority: conductor, worker 1")));
  EXPECT_THAT(ills_with([](Json& status) { status["workers"][0]["memory_locked"] = false; }),
              ElementsAre(HasSubstr("memory is not locked")));
}

TEST(DoctorOfTheEngine, FilesThatAreNotKeptAreTold) {
  EXPECT_THAT(
      ills_with([](Json& status) {
        status["record"] = {{"state", "failed"}, {"file", "a.wav"}, {"reason", "disk full"}};
      }),
      ElementsAre(HasSubstr("wrong: the recording a.wav failed: disk full")));
  EXPECT_THAT(ills_with([](Json& status) { status["session"]["kept"] = false; }),
              ElementsAre(HasSubstr("df -h /srv/ann/state")));
  EXPECT_THAT(ills_with([](Json& status) { status["session"]["has_hole"] = true; }),
              ElementsAre(HasSubstr("not all")));
  EXPECT_THAT(ills_with([](Json& status) { status["journal"]["has_hole"] = true; }),
              ElementsAre(HasSubstr("hole")));
}

TEST(DoctorOfTheEngine, AnEngineThatSaysLittleIsNotBlamedForIt) {
  EXPECT_THAT(ills_with([](Json& status) { status = Json::object(); }), ElementsAre());
}

}  // namespace
}  // namespace chronus::ctl
