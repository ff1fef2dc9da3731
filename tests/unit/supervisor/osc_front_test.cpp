// SPDX-License-Identifier: MIT
#include "supervisor/osc_front.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>

namespace chronus::supervisor {
namespace {

using testing::HasSubstr;

std::int64_t door_clock_ns = 0;

/// A front without a conductor behind it: what is passed over never gets there.
class Door : public testing::Test {
 protected:
  Door() {
    door_clock_ns = 0;
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
  }
  ~Door() override { spdlog::set_default_logger(before_); }

  bool wants(const std::string& from) {
    constexpr std::byte kPanic[8] = {std::byte{'/'}};
    return front_.wants(*osc::parse_endpoint(from), kPanic, 0.0);
  }
  std::string said() { return std::exchange(log_, std::ostringstream()).str(); }

  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  OscFront front_{osc::Access({*osc::parse_network("192.168.1.0/24")}, {}),
                  [] { return door_clock_ns; }};
};

TEST_F(Door, PassesOverWhoMayNotSpeakAndCounts) {
  EXPECT_FALSE(wants("10.0.0.1:4000"));
  EXPECT_FALSE(wants("10.0.0.1:4001"));
  EXPECT_FALSE(wants("[2001:db8::1]:4000"));
  EXPECT_EQ(front_.strangers(), 3U);
  EXPECT_EQ(front_.dropped(), 0U);
}

TEST_F(Door, NamesThemInTheLogOnceAndNotOften) {
  EXPECT_FALSE(wants("10.0.0.1:4000"));
  EXPECT_THAT(said(), HasSubstr("what 10.0.0.1:4000 sends is not heard: no --allow names it"));
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(wants("10.0.0.1:" + std::to_string(4'000 + i)));
  EXPECT_FALSE(wants("10.0.0.2:4000"));
  EXPECT_EQ(said(), "");
  door_clock_ns += osc::Strangers::kRest_ns;
  EXPECT_FALSE(wants("10.0.0.2:4000"));
  EXPECT_THAT(said(), HasSubstr("what 10.0.0.2:4000 sends is not heard"));
}

TEST_F(Door, TellsNothingToAStrangerThatFloods) {
  // There is no server behind it to tell anything by.
  front_.thinned(*osc::parse_endpoint("10.0.0.1:4000"));
}

}  // namespace
}  // namespace chronus::supervisor
