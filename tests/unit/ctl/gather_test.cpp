// SPDX-License-Identifier: MIT
// The facts of a real machine, where the test knows them since it made them.
#include "apps/ctl/doctor/gather.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "osc/socket.hpp"

namespace chronus::ctl {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class Gather : public testing::Test {
 protected:
  Gather() {
    std::string name = testing::TempDir() + "chronus-gather-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Gather() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(folder_ + path).parent_path());
    std::ofstream(folder_ + path) << text;
  }

  /// `root` is this machine's own unless told otherwise.
  Facts facts(const osc::Endpoint& server, const std::string& root = "") {
    return gather({root, folder_ + "/state"}, server);
  }

  std::string folder_;
  osc::Endpoint free_{INADDR_LOOPBACK, 0};  // any port
};

TEST_F(Gather, APortThatIsHeldNamesItsHolder) {
  auto socket = osc::bind_udp({INADDR_LOOPBACK, 0}, 4096);
  ASSERT_TRUE(socket) << socket.reason();
  const auto at = osc::local_endpoint(*socket);
  ASSERT_TRUE(at);
  const auto port = facts(*at).port;
  EXPECT_FALSE(port.is_free);
  EXPECT_EQ(port.reason, EADDRINUSE);
  EXPECT_EQ(port.pid, ::getpid());
  EXPECT_EQ(port.program, "test_ctl");
  EXPECT_EQ(port.at, osc::to_text(*at));
}

TEST_F(Gather, APortThatNobodyHoldsIsFreeBeforeAndAfter) {
  EXPECT_TRUE(facts(free_).port.is_free);
  auto socket = osc::bind_udp({INADDR_LOOPBACK, 0}, 4096);
  ASSERT_TRUE(socket);
  const auto at = *osc::local_endpoint(*socket);
  *socket = FileDescriptor(-1);
  EXPECT_TRUE(facts(at).port.is_free);
  EXPECT_TRUE(osc::bind_udp(at, 4096)) << "it was let go again";
}

TEST_F(Gather, AnAddressThatIsNoneOfOursIsOnAnotherMachine) {
  EXPECT_FALSE(facts({0xc0000201, 5005}).port.is_of_this_machine);  // 192.0.2.1 is nobody's
}

TEST_F(Gather, AStateDirectoryIsMeasured) {
  write("/state/journals/a", std::string(1'000, 'x'));
  write("/state/journals/b", std::string(24, 'x'));
  ::chmod((folder_ + "/state").c_str(), 0750);
  const auto state = facts(free_).state;
  EXPECT_TRUE(state.exists && state.is_directory && state.is_writable);
  EXPECT_EQ(state.mode, 0750U);
  EXPECT_GT(state.free_bytes, 0U);
  ASSERT_EQ(state.folders.size(), 2U);
  EXPECT_EQ(state.folders[0].bytes, 1'024U);
  EXPECT_EQ(state.folders[0].files, 2U);
  EXPECT_EQ(state.folders[1].files, 0U);
}

TEST_F(Gather, AStateDirectoryThatIsNotThereCanBeMadeBelowOneThatIs) {
  auto state = facts(free_).state;
  EXPECT_FALSE(state.exists);
  EXPECT_TRUE(state.is_writable);
  EXPECT_GT(state.free_bytes, 0U);
  state = gather({"", "/proc/1/nowhere/state"}, free_).state;
  EXPECT_FALSE(state.exists);
}

TEST_F(Gather, AFileInItsPlaceIsNoDirectory) {
  write("/state", "");
  const auto state = facts(free_).state;
  EXPECT_TRUE(state.exists);
  EXPECT_FALSE(state.is_directory);
}

TEST_F(Gather, LimitsAreThisProcesss) {
  rlimit limit{};
  ::getrlimit(RLIMIT_MEMLOCK, &limit);
  const auto expected =
      limit.rlim_cur == RLIM_INFINITY ? -1 : static_cast<std::int64_t>(limit.rlim_cur);
  EXPECT_EQ(facts(free_).memory.limit_bytes, expected);
}

TEST_F(Gather, FilesOfTheSystemAreRead) {
  write("/etc/security/limits.conf", "ann - memlock 1000\n");
  write("/etc/security/limits.d/a.conf", "@audio - rtprio 95\n");
  write("/etc/security/limits.d/a.conf.old", "@audio - rtprio 1\n");
  write("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  write("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
  write("/proc/asound/cards", " 0 [USB            ]: USB-Audio - Scarlett\n");
  write("/proc/net/unix", "0: 00000002 00000000 00010000 0001 01 1 /run/user/1/pulse/native\n");
  write("/proc/self/status", "CapEff:\t0000000000004000\n");
  write("/proc/sys/kernel/sched_rt_runtime_us", "-1\n");
  const auto it = facts(free_, folder_);
  ASSERT_EQ(it.realtime.limits.size(), 2U);
  EXPECT_EQ(it.realtime.limits[1].file, "/etc/security/limits.d/a.conf");
  EXPECT_EQ(it.realtime.runtime_us, -1);
  EXPECT_FALSE(it.realtime.has_rtkit);
  EXPECT_THAT(it.governors, ElementsAre("powersave", "performance"));
  EXPECT_THAT(it.sound.cards, ElementsAre("Scarlett"));
  EXPECT_TRUE(it.sound.pulse);
  EXPECT_TRUE(it.memory.is_exempt);
}

TEST_F(Gather, AnEmptyMachineIsNoReasonToFail) {
  const auto it = facts(free_, folder_ + "/nowhere");
  EXPECT_TRUE(it.governors.empty());
  EXPECT_TRUE(it.sound.cards.empty());
  EXPECT_FALSE(it.memory.is_exempt);
}

}  // namespace
}  // namespace chronus::ctl
