// SPDX-License-Identifier: MIT
#include "supervisor/status_report.hpp"

#include <gmock/gmock.h>

namespace chronus::supervisor {
namespace {

using enum Slot;

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class StatusReportTest : public testing::Test {
 protected:
  StatusReportTest() {
    report_.format = {48'000, 128, 2};
    scene_.bpm = 120.0;
    scene_.counters.late = 3;
  }
  std::string text() const { return status_text(scene_, report_); }

  conductor::SceneStatus scene_;
  StatusReport report_;
};

TEST_F(StatusReportTest, StandsAroundTheConductorsPart) {
  report_.osc.dropped = 5;
  EXPECT_THAT(text(), AllOf(HasSubstr(R"("bpm":120.0)"),
                            HasSubstr(R"("clamped":0,"dropped":5,"late":3,"malformed":0,)"),
                            HasSubstr(R"("block":128)")));
}

TEST_F(StatusReportTest, PrimaryIsNamedInTheRoleOfItsWorker) {
  report_.primary = kSecond;
  EXPECT_THAT(text(),
              AllOf(HasSubstr(R"("active_slot":1)"), HasSubstr(R"("role":"standby","slot":0,)"),
                    HasSubstr(R"("role":"primary","slot":1,)")));
}

TEST_F(StatusReportTest, EmptySlotHasNoFiguresAndOneBeforeItsFirstBeatNoAge) {
  report_.workers[kSecond].figures.emplace().rendered = 256;
  EXPECT_THAT(text(), AllOf(HasSubstr(R"("heartbeat_age_ms":null,"last_death":"","load":null,)"),
                            HasSubstr(R"("heartbeat_age_ms":null,"last_death":"","late_comm)"),
                            HasSubstr(R"("rendered_frame":256)")));
  report_.workers[kSecond].figures->beat_age_ns = 1'500'000;
  EXPECT_THAT(text(), HasSubstr(R"("heartbeat_age_ms":1.5)"));
}

TEST_F(StatusReportTest, ASessionThatGoesOnSaysWhichFramesAreTheSameMoment) {
  EXPECT_THAT(
      text(),
      HasSubstr(
          R"("session":{"dirty":false,"dropped":0,"has_hole":false,"kept":false,"name":"","refused":0,"restored":false})"));
  report_.session.is_kept = true;
  report_.session_frame = 640;
  report_.session_was_frame = 9'600'000;
  EXPECT_THAT(
      text(),
      HasSubstr(
          R"("frame":640,"has_hole":false,"kept":true,"name":"","refused":0,"restored":true,"was_frame":9600000})"));
}

TEST_F(StatusReportTest, AJournalSaysForHowLongTheyAreKept) {
  report_.journal.keep_bytes = 64'000'000;
  report_.journal.keep_days = 30;
  EXPECT_THAT(text(), HasSubstr(R"("holes":0,"keep_bytes":64000000,"keep_days":30,"removed":0)"));
}

TEST_F(StatusReportTest, VoicesAreThePrimarys) {
  EXPECT_THAT(text(), HasSubstr(R"("voices":{"stolen":0,"used":0})"));
  report_.primary = kSecond;
  report_.workers[kFirst].figures.emplace().voices_used = 7;
  report_.workers[kSecond].figures.emplace().voices_used = 5;
  report_.workers[kSecond].figures->voices_stolen = 3;
  EXPECT_THAT(text(), HasSubstr(R"("voices":{"stolen":3,"used":5})"));
}

TEST_F(StatusReportTest, TheDearestModulesStandInIt) {
  scene_.dearest = {{"hall", "reverb", 0.03125}, {"lead", "osc", std::nullopt}};
  EXPECT_THAT(text(), HasSubstr(R"("dearest":[{"cost":0.03125,"id":"hall","type":"reverb"},)"
                                R"({"cost":null,"id":"lead","type":"osc"}])"));
}

TEST_F(StatusReportTest, LoadIsThatOfTheBusiestPart) {
  report_.conductor_load = 0.25;
  EXPECT_THAT(text(), HasSubstr(R"(,"load":0.25,"log")"));
  report_.workers[kFirst].figures.emplace().load = 0.5;
  EXPECT_THAT(text(), HasSubstr(R"(,"load":0.5,"log")"));
  report_.conductor_load = 0.75;
  EXPECT_THAT(text(), HasSubstr(R"(,"load":0.75,"log")"));
}

TEST_F(StatusReportTest, WhatIsNotThereIsNotTold) {
  EXPECT_THAT(text(), AllOf(Not(HasSubstr("\"sync\"")), Not(HasSubstr("state_dir"))));
  report_.sync = Json{{"state", "searching"}};
  report_.state_dir_lost = 2;
  report_.state_dir_is_there = false;
  EXPECT_THAT(text(), AllOf(HasSubstr(R"("sync":{"state":"searching"})"),
                            HasSubstr(R"("state_dir":{"lost":2,"there":false})")));
}

TEST_F(StatusReportTest, RecordingTellsItsReasonWhereItFailed) {
  audio::RecordStatus record;
  EXPECT_EQ(record_text(record), R"({"file":"","seconds":0.0,"state":"idle"})");
  record = {audio::RecordState::kFailed, "a.wav", 1.5, "disk full"};
  EXPECT_EQ(record_text(record),
            R"({"file":"a.wav","reason":"disk full","seconds":1.5,"state":"failed"})");
}

}  // namespace
}  // namespace chronus::supervisor
