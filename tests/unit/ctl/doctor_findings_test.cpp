// SPDX-License-Identifier: MIT
#include "apps/ctl/doctor/findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "healthy.hpp"

namespace chronus::ctl {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Doctor, AHealthyMachineHasNothingWrongAndNothingToMend) {
  const auto findings = examine(healthy());
  EXPECT_EQ(worst_of(findings), Severity::kOk);
  for (const auto& one : findings) {
    EXPECT_EQ(one.severity, Severity::kOk) << one.subject << ": " << one.what;
    EXPECT_EQ(one.remedy, "") << one.subject;
  }
  EXPECT_GE(findings.size(), 9U);
}

TEST(Doctor, WithoutALimitRealTimeIsGrantedByAFile) {
  auto facts = healthy();
  facts.realtime.granted = 0;
  facts.realtime.limit = 0;
  EXPECT_THAT(ills(facts, "real-time"),
              ElementsAre(AllOf(StartsWith("wrong: priority 70 is refused (RLIMIT_RTPRIO is 0)"),
                                HasSubstr("/etc/security/limits.d/95-chronus.conf"),
                                HasSubstr("usermod -aG audio ann"))));
}

TEST(Doctor, APriorityThatIsTooLowIsNotEnough) {
  auto facts = healthy();
  facts.realtime = {20, 20, true, 950'000, {}};
  EXPECT_THAT(ills(facts, "real-time"),
              ElementsAre(AllOf(HasSubstr("RLIMIT_RTPRIO is 20"), HasSubstr("rtkit"))));
}

TEST(Doctor, AFileThatGrantsRealTimeToAGroupAsksForTheGroup) {
  auto facts = healthy();
  facts.realtime.granted = 0;
  facts.realtime.limit = 0;
  facts.realtime.limits = {{"/etc/security/limits.d/a.conf", "@low", "rtprio", "20"},
                           {"/etc/security/limits.d/a.conf", "@pro", "rtprio", "95"}};
  EXPECT_THAT(ills(facts, "real-time"), ElementsAre(HasSubstr("-> sudo usermod -aG pro ann")));
  facts.user.groups.emplace_back("pro");
  EXPECT_THAT(ills(facts, "real-time"),
              ElementsAre(AllOf(HasSubstr("-> loginctl terminate-user ann"),
                                HasSubstr("/etc/security/limits.d/a.conf grants it"))));
}

TEST(Doctor, AKernelWithoutRealTimeIsToldFromALimit) {
  auto facts = healthy();
  facts.realtime = {0, 95, false, 0, {}};
  EXPECT_THAT(ills(facts, "real-time"),
              ElementsAre(HasSubstr("-> sudo sysctl kernel.sched_rt_runtime_us=950000")));
  facts.realtime.runtime_us = 950'000;
  EXPECT_THAT(ills(facts, "real-time"), ElementsAre(HasSubstr("though RLIMIT_RTPRIO is 95")));
}

TEST(Doctor, ASmallMemoryLockIsAWarningUnlessItIsNoLimitForUs) {
  auto facts = healthy();
  facts.memory.limit_bytes = 8 << 20;
  EXPECT_THAT(ills(facts, "memory lock"),
              ElementsAre(StartsWith("warning: RLIMIT_MEMLOCK is 8 MB")));
  facts.memory.is_exempt = true;
  EXPECT_THAT(ills(facts, "memory lock"), ElementsAre());
}

TEST(Doctor, ASlowGovernorIsCounted) {
  auto facts = healthy();
  facts.governors = {"performance", "powersave", "powersave"};
  EXPECT_THAT(ills(facts, "governor"),
              ElementsAre(AllOf(HasSubstr("2 of 3 processors are on 'powersave'"),
                                HasSubstr("echo performance | sudo tee"))));
}

TEST(Doctor, SilenceAllAroundIsAWarningAndCardsThatAreShutAreWrong) {
  auto facts = healthy();
  facts.sound = {};
  EXPECT_THAT(ills(facts, "sound"), ElementsAre(StartsWith("warning: no sound server")));
  facts.sound.cards = {"USB"};
  facts.sound.may_open_cards = false;
  EXPECT_THAT(ills(facts, "sound"),
              ElementsAre(AllOf(StartsWith("wrong: ALSA card USB"), HasSubstr("audio ann"))));
  facts.sound.pipewire = true;  // opens them for us
  EXPECT_THAT(ills(facts, "sound"), ElementsAre());
}

TEST(Doctor, APortThatAnotherHoldsNamesIt) {
  auto facts = healthy();
  facts.port.program = "python3";
  EXPECT_THAT(ills(facts, "port"),
              ElementsAre("wrong: 127.0.0.1:5005 is held by python3 (77) -> kill 77  # or: "
                          "chronusd --osc 127.0.0.1:5006"));
  facts.port.pid = 0;
  facts.port.program = "";
  EXPECT_THAT(ills(facts, "port"), ElementsAre()) << "it answers: it is a chronusd";
  facts.engine = {};
  EXPECT_THAT(ills(facts, "port"), ElementsAre(HasSubstr("sudo ss -lunp 'sport = :5005'")));
  facts.port.reason = EACCES;
  EXPECT_THAT(ills(facts, "port"), ElementsAre(HasSubstr("cannot be had: Permission denied")));
  facts.port.is_of_this_machine = false;
  EXPECT_THAT(ills(facts, "port"), ElementsAre());
}

TEST(Doctor, AStateDirectoryThatKeepsNothingIsWrong) {
  auto facts = healthy();
  facts.state.is_writable = false;
  EXPECT_THAT(ills(facts, "state"),
              ElementsAre(AllOf(StartsWith("wrong: /srv/ann/state cannot be written"),
                                HasSubstr("sudo chown -R ann /srv/ann/state"))));
  facts.state.is_directory = false;
  EXPECT_THAT(ills(facts, "state"), ElementsAre(HasSubstr("is no directory")));
  facts.state.path = "/a b";
  EXPECT_THAT(ills(facts, "state"), ElementsAre(HasSubstr("mv '/a b' '/a b'.old")));
}

TEST(Doctor, ADiskThatFillsIsAWarningAndAFullOneWrong) {
  auto facts = healthy();
  facts.state.free_bytes = 500ULL << 20U;
  EXPECT_THAT(ills(facts, "state"),
              ElementsAre(AllOf(StartsWith("warning: /srv/ann/state: 500 MB free, journals 12 MB "
                                           "in 1 file, recordings 3.0 GB in 20 files"))));
  facts.state.free_bytes = 50ULL << 20U;
  EXPECT_THAT(ills(facts, "state"), ElementsAre(StartsWith("wrong: ")));
  facts.state.free_bytes = 50ULL << 30U;
  facts.state.free_inodes = 0;
  EXPECT_THAT(ills(facts, "state"), ElementsAre(HasSubstr("takes no more files")));
}

TEST(Doctor, ForHowLongThingsAreKeptIsSaid) {
  auto facts = healthy();
  const auto said = [&] {
    for (const auto& one : examine(facts)) {
      if (one.subject == "state") return one.what;
    }
    return ""s;
  };
  EXPECT_THAT(said(), EndsWith("; journals are kept up to 1.0 GB, with no limit of days; "
                               "recordings are never taken away"));
  facts.engine.status["journal"]["keep_bytes"] = 500'000;
  facts.engine.status["journal"]["keep_days"] = 30;
  EXPECT_THAT(said(), HasSubstr("; journals are kept up to 488 kB, for 30 days at the most; "));
  facts.engine.status["journal"]["file"] = "/srv/bob/state/journals/j";
  EXPECT_THAT(said(), AllOf(Not(HasSubstr("journals are kept")), EndsWith("never taken away")));
  facts.engine.status = nullptr;
  EXPECT_THAT(said(), EndsWith("in 20 files; recordings are never taken away"));
}

TEST(Doctor, AStateDirectoryThatOthersMayWriteIsAWarning) {
  auto facts = healthy();
  facts.state.mode = 0770;
  EXPECT_THAT(ills(facts, "state"), ElementsAre(HasSubstr("(mode 770) -> chmod go-w")));
}

TEST(Doctor, AClockThatNobodySetsIsAWarning) {
  auto facts = healthy();
  facts.clock.is_synchronised = false;
  EXPECT_THAT(ills(facts, "clock"), ElementsAre(HasSubstr("-> sudo timedatectl set-ntp true")));
  facts.clock.is_known = false;
  EXPECT_THAT(ills(facts, "clock"), ElementsAre(StartsWith("warning: ")));
}

TEST(Doctor, TellsInLinesWithTheRemedyBelowAndACount) {
  const std::vector<Finding> findings{{Severity::kOk, "port", "free", ""},
                                      {Severity::kWrong, "clock", "stands", "wind it"}};
  EXPECT_EQ(findings_text(findings),
            "ok       port         free\n"
            "wrong    clock        stands\n"
            "                      wind it\n"
            "1 ok, 0 warnings, 1 wrong\n");
  EXPECT_EQ(worst_of(findings), Severity::kWrong);
}

TEST(Doctor, TellsTheSameInJson) {
  const auto json = json_of(findings_json({{Severity::kWarning, "state", "a\xff b", "do"}}));
  EXPECT_EQ(at(json, "severity"), "warning");
  EXPECT_EQ(at(json, "findings")[0]["subject"], "state");
  EXPECT_EQ(at(json, "findings")[0]["remedy"], "do");
}

}  // namespace
}  // namespace chronus::ctl
