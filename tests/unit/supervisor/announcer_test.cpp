// SPDX-License-Identifier: MIT
#include "supervisor/announcer.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <utility>

namespace chronus::supervisor {
namespace {

class AnnouncerTest : public testing::Test {
 protected:
  AnnouncerTest() {
    auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_st>(log_));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~AnnouncerTest() override { spdlog::set_default_logger(before_); }

  std::ostringstream log_;
  Announcer announcer_;

 private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
};

TEST_F(AnnouncerTest, WithoutAConductorTheLogAloneHearsAnAlarm) {
  announcer_.alarm("early");
  announcer_.close();
  announcer_.tell("journal", "{}");
  announcer_.alarm("late");
  EXPECT_EQ(log_.str(), "error early\nerror late\n");
}

TEST_F(AnnouncerTest, WhatIsOverIsNoError) {
  announcer_.all_clear("it is back");
  EXPECT_EQ(log_.str(), "info it is back\n");
}

}  // namespace
}  // namespace chronus::supervisor
