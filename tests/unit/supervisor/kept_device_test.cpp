// SPDX-License-Identifier: MIT
#include "supervisor/kept_device.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "osc/poll_wake.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/audio/temporary_directory.hpp"

namespace chronus::supervisor {
namespace {

using audio::Api;

class KeptDeviceTest : public testing::Test {
 protected:
  KeptDeviceTest() {
    options.format = {48'000, 128, 2};
    options.state_dir = (directory.path() / "state").string();
  }
  /// A run that chooses that, and ends.
  void choose(Api api, const std::string& device) {
    KeptDevice kept(options, test::standard_vocabulary(), disk::direct());
    kept.start_thread(outbox, [this](const auto& what) { told.push_back(what); });
    kept.keep(api, device);
    while (!std::filesystem::exists(file())) std::this_thread::yield();
    ASSERT_TRUE(kept.end_within(std::chrono::seconds(10)));
  }
  std::string next_start() {
    KeptDevice kept(options, test::standard_vocabulary(), disk::direct());
    const auto wanted = kept.wanted([this](const auto& what) { told.push_back(what); });
    return std::string(audio::api_name(wanted.api)) + " '" + wanted.device + "'" +
           (wanted.by_hand ? " by hand" : "");
  }
  std::filesystem::path file() const {
    return std::filesystem::path(options.state_dir) / "audio" / "device.score";
  }

  TemporaryDirectory directory;
  Options options;
  osc::PollWake bell = std::move(*osc::PollWake::open());
  osc::ReplyQueue replies{16, bell};
  Outbox outbox{replies};
  std::vector<std::string> told;
};

TEST_F(KeptDeviceTest, WhatWasChosenIsWhatTheNextStartBeginsWith) {
  EXPECT_EQ(next_start(), "auto ''");
  choose(Api::kPulse, "USB \"Audio\" #1");
  EXPECT_EQ(next_start(), "pulse 'USB \"Audio\" #1' by hand");
  EXPECT_TRUE(told.empty());
}

TEST_F(KeptDeviceTest, OptionsAreStronger) {
  choose(Api::kPulse, "USB");
  options.api = Api::kPulse;
  EXPECT_EQ(next_start(), "pulse 'USB' by hand") << "they do not contradict it";
  options.api = Api::kJack;
  EXPECT_EQ(next_start(), "jack ''");
  options.api = Api::kAuto;
  options.device = "speakers";
  EXPECT_EQ(next_start(), "auto 'speakers'");
  options.device.clear();
  options.no_restore = true;
  EXPECT_EQ(next_start(), "auto ''");
}

TEST_F(KeptDeviceTest, ADamagedFileIsToldAndNothingElse) {
  std::filesystem::create_directories(file().parent_path());
  for (const char* text :
       {"nonsense", "", "0 /audio/use\n", "0 /audio/use pulse\n", "0 /audio/use oss x\n",
        "0 /panic\n", "0 /audio/use pulse a\n0 /audio/use pulse b\n"}) {
    std::ofstream(file()) << text;
    told.clear();
    EXPECT_EQ(next_start(), "auto ''") << text;
    EXPECT_EQ(told.size(), 1U) << text;
  }
}

}  // namespace
}  // namespace chronus::supervisor
