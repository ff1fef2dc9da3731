// SPDX-License-Identifier: MIT
#include "apps/ctl/doctor/proc_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chronus::ctl {
namespace {

using testing::ElementsAre;

TEST(ProcText, LimitsAreTheLinesOnPriorityAndMemory) {
  const auto lines = limit_lines(
      "# a comment\n@audio - rtprio 95 # why\n@audio\t-\tmemlock\tunlimited\n"
      "ann hard rtprio 99\n* soft nofile 100\nbroken line\nann soft rtprio 70",
      "f");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].domain + lines[0].item + lines[0].value, "@audiortprio95");
  EXPECT_EQ(lines[1].value, "unlimited");
  EXPECT_EQ(lines[2].domain, "ann");
  EXPECT_EQ(lines[2].file, "f");
}

constexpr const char* kUdp =
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode ref pointer drops\n"
    "  497: 0100007F:138D 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "4242 2 0000000000000000 0\n"
    "  498: 00000000000000000000000001000000:138D 00000000000000000000000000000000:0000 07 "
    "00000000:00000000 00:00000000 00000000     0        0 4243 2 0000000000000000 0\n"
    "  499: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "4244 2 0000000000000000 0\n";

TEST(ProcText, SocketsAreFoundByTheirPort) {
  EXPECT_THAT(sockets_on_port(kUdp, 5005), ElementsAre(4242U, 4243U));
  EXPECT_THAT(sockets_on_port(kUdp, 8080), ElementsAre(4244U));
  EXPECT_THAT(sockets_on_port(kUdp, 1), ElementsAre());
  EXPECT_THAT(sockets_on_port("nonsense\n: : : : : : : : : :", 0), ElementsAre());
}

TEST(ProcText, SoundServersAreThoseThatListen) {
  const auto paths = listening_paths(
      "Num       RefCount Protocol Flags    Type St Inode Path\n"
      "0000000000000000: 00000002 00000000 00010000 0001 01 1 /run/user/1000/pulse/native\n"
      "0000000000000000: 00000003 00000000 00000000 0001 03 2 /run/user/1000/pipewire-0\n"
      "0000000000000000: 00000003 00000000 00000000 0001 03 3\n"
      "0000000000000000: 00000002 00000000 00010000 0001 01 4 /dev/shm/jack_default_1000_0\n"
      "0000000000000000: 00000002 00000000 00010000 0001 01 5 /run/user/1000/pipewire-0-manager\n");
  EXPECT_THAT(paths, ElementsAre("/run/user/1000/pulse/native", "/dev/shm/jack_default_1000_0",
                                 "/run/user/1000/pipewire-0-manager"));
  SoundFacts facts;
  find_sound_servers(paths, &facts);
  EXPECT_TRUE(facts.pulse);
  EXPECT_TRUE(facts.jack);
  EXPECT_FALSE(facts.pipewire);
  find_sound_servers({"/run/user/1000/pipewire-0"}, &facts);
  EXPECT_TRUE(facts.pipewire);
  EXPECT_FALSE(facts.jack);
}

TEST(ProcText, CardsAreNamedAsPeopleNameThem) {
  EXPECT_THAT(sound_cards(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
                          "                      HDA Intel PCH at 0xf7e30000 irq 32\n"
                          " 1 [USB            ]: USB-Audio - Scarlett 2i2 USB\n"),
              ElementsAre("HDA Intel PCH", "Scarlett 2i2 USB"));
  EXPECT_THAT(sound_cards("--- no soundcards ---\n"), ElementsAre());
}

TEST(ProcText, TheStateOfAProcessStandsBehindItsName) {
  EXPECT_EQ(process_state("12 (a) S b) T 1 12 12"), 'T');
  EXPECT_EQ(process_state(""), '?');
  EXPECT_EQ(process_state("12 (a)"), '?');
}

TEST(ProcText, CapabilitiesAreBits) {
  constexpr const char* kStatus = "CapPrm:\t000001ffffffffff\nCapEff:\t0000000000004000\n";
  EXPECT_TRUE(has_capability(kStatus, 14));
  EXPECT_FALSE(has_capability(kStatus, 13));
  EXPECT_FALSE(has_capability("", 14));
}

}  // namespace
}  // namespace chronus::ctl
