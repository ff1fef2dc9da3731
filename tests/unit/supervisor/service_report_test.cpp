// SPDX-License-Identifier: MIT
#include "supervisor/service_report.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace chronus::supervisor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Heard final : service_manager::Notices {
  void send(const std::string& lines) override { all.push_back(lines); }
  std::vector<std::string> all;
};

const osc::Endpoint kHere{INADDR_LOOPBACK, 5005};

audio::DeviceStatus device(audio::DeviceState state, std::string name, std::string note = "") {
  audio::DeviceStatus status;
  status.api = state == audio::DeviceState::kRunning ? audio::Api::kJack : audio::Api::kNull;
  status.state = state;
  status.device = std::move(name);
  status.note = std::move(note);
  return status;
}

TEST(ServiceReport, IsReadyOnceWithTheFirstSound) {
  Heard heard;
  ServiceReport report(heard, std::nullopt);
  report.set_device(kHere, device(audio::DeviceState::kRunning, "system"));
  report.step(false, {1, 1}, 1);
  EXPECT_TRUE(heard.all.empty());
  report.step(true, {2, 2}, 2);
  report.step(true, {3, 3}, 3);
  report.step(false, {4, 4}, 4);
  EXPECT_THAT(heard.all, ElementsAre("READY=1\nSTATUS=127.0.0.1:5005, jack: system"));
}

TEST(ServiceReport, TheWatchdogIsFedFromThenOnWhileThereIsProgress) {
  Heard heard;
  ServiceReport report(heard, 400);
  report.step(false, {1, 1}, 0);
  report.step(true, {1, 1}, 100);
  report.step(true, {1, 2}, 200);
  report.step(true, {2, 2}, 300);
  report.step(true, {3, 3}, 301);
  EXPECT_THAT(heard.all, ElementsAre("READY=1\n", "WATCHDOG=1", "WATCHDOG=1"));
}

TEST(ServiceReport, SaysWhereTheSoundIsAndThatItEnds) {
  Heard heard;
  ServiceReport report(heard, std::nullopt);
  report.step(true, {1, 1}, 1);
  heard.all.clear();
  report.set_device(kHere, device(audio::DeviceState::kFallback, "null clock", "it went\naway"));
  report.end();
  ASSERT_EQ(heard.all.size(), 2U);
  EXPECT_EQ(heard.all[0], "STATUS=127.0.0.1:5005, without sound: it went away");
  EXPECT_THAT(heard.all[1], HasSubstr("STOPPING=1"));
}

}  // namespace
}  // namespace chronus::supervisor
