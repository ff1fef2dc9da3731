// SPDX-License-Identifier: MIT
#include "vocabulary/vocabulary.hpp"
#include "tests/support/standard_vocabulary.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chronus::vocabulary {
namespace {

TEST(Vocabulary, FindsAMessageByItsAddress) {
  ASSERT_NE(test::standard_vocabulary().find("/seq/bpm"), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find("/seq/bpm")->address, "/seq/bpm");
  EXPECT_EQ(test::standard_vocabulary().find("/seq/nothing"), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find(""), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find("seq/bpm"), nullptr);
}

TEST(Vocabulary, APartInAngleBracketsIsAnyName) {
  ASSERT_NE(test::standard_vocabulary().find("/mod/osc1/freq"), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find("/mod/osc1/freq")->address, "/mod/<module>/<param>");
  EXPECT_EQ(test::standard_vocabulary().find("/mod/osc1"), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find("/mod//freq"), nullptr);
  EXPECT_EQ(test::standard_vocabulary().find("/mod/osc1/freq/x"), nullptr);
}

TEST(Vocabulary, UsageIsMadeOfTheArguments) {
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/seq/euclid")),
            "/seq/euclid id pulses steps [rotation]");
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/seq/prob")), "/seq/prob id values…");
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/seq/fill")), "/seq/fill id 0|1");
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/record/start")),
            "/record/start [file [float|24|16]]");
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/version")), "/version");
  EXPECT_EQ(usage(*test::standard_vocabulary().find("/transport/start")),
            "/transport/start [[at] beats]");
}

TEST(Vocabulary, CountsArguments) {
  EXPECT_EQ(fewest(*test::standard_vocabulary().find("/seq/euclid")), 3U);
  EXPECT_EQ(most(*test::standard_vocabulary().find("/seq/euclid")), 4U);
  EXPECT_EQ(most(*test::standard_vocabulary().find("/seq/chain")), 65U);
}

TEST(Vocabulary, KnowsWhichWordsOfAScoreAreText) {
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/pattern"), 2U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/pattern/kick"), 1U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/bpm"), 1U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/bpm/808"), 0U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/list"), 0U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/seq/prob"), 1U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/mod/osc1/freq"), 0U);
  EXPECT_EQ(texts_first(test::standard_vocabulary(), "/no/such"), 0U);
}

TEST(Vocabulary, AnUnknownAddressIsToldTheNearest) {
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/seq/inf"),
            "unknown address; did you mean /seq/info?");
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/sed/bpm/kick"),
            "unknown address; did you mean /seq/bpm/kick?");
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/mode/osc1/freq"),
            "unknown address; did you mean /mod/osc1/freq?");
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/gate"),
            "unknown address: it is /gate/<module> 0|1 [velocity]");
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/zzz"), "unknown address");
  EXPECT_EQ(test::standard_vocabulary().unknown_address("/qiut", "/quit"),
            "unknown address; did you mean /quit?");
  for (const char* part : {"unknown address", "ends a score", "SIGTERM", "systemctl stop"}) {
    EXPECT_NE(test::standard_vocabulary().unknown_address("/quit").find(part), std::string::npos);
  }
  EXPECT_EQ(test::standard_vocabulary().unknown_address(std::string("/").append(5'000, 'a')),
            "unknown address");
}

constexpr MessageInfo kBad[] = {
    {.address = "/a", .arguments = {{.name = "n", .low = 2, .high = 1}}}};
constexpr MessageInfo kTwice[] = {{.address = "/a"}, {.address = "/a"}};
constexpr MessageInfo kGap[] = {
    {.address = "/a", .arguments = {{.name = "a", .optional = true}, {.name = "b"}}}};
constexpr MessageInfo kAsks[] = {
    {.address = "/a", .arguments = {{.name = "a", .optional = true}}, .asks_with = 0}};

TEST(Vocabulary, RefusesWhatContradictsItself) {
  EXPECT_THROW(Vocabulary({{"", kBad}}), std::invalid_argument);
  EXPECT_THROW(Vocabulary({{"", kTwice}}), std::invalid_argument);
  EXPECT_THROW(Vocabulary({{"", kGap}}), std::invalid_argument);
  EXPECT_THROW(Vocabulary({{"", kAsks}}), std::invalid_argument);
}

constexpr MessageInfo kOne[] = {
    {.address = "/a", .arguments = {{.name = "n", .low = 0, .high = 1}}}};
constexpr MessageInfo kWider[] = {
    {.address = "/a", .arguments = {{.name = "n", .low = 0, .high = 2}}}};

TEST(Vocabulary, ItsHashChangesWithWhatClientsDependOn) {
  EXPECT_EQ(Vocabulary({{"", kOne}}).hash(), Vocabulary({{"other", kOne}}).hash());
  EXPECT_NE(Vocabulary({{"", kOne}}).hash(), Vocabulary({{"", kWider}}).hash());
}

}  // namespace
}  // namespace chronus::vocabulary
