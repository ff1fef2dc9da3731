// SPDX-License-Identifier: MIT
#include "supervisor/announcer.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>

namespace chronus::supervisor {
namespace {

TEST(Announcer, WithoutAConductorTheLogAloneHearsAnAlarm) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_st>(log)));
  Announcer announcer;
  announcer.alarm("early");
  announcer.close();
  announcer.tell("journal", "{}");
  announcer.alarm("late");
  spdlog::set_default_logger(before);
  EXPECT_NE(log.str().find("early"), std::string::npos);
  EXPECT_NE(log.str().find("late"), std::string::npos);
}

}  // namespace
}  // namespace chronus::supervisor
