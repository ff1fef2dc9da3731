// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace chronus {
namespace {

TEST(EditDistance, CountsLettersChangedLeftOutPutInAndSwapped) {
  EXPECT_EQ(edit_distance("kick", "kick", 3), 0U);
  EXPECT_EQ(edit_distance("kick", "kock", 3), 1U);
  EXPECT_EQ(edit_distance("kick", "kck", 3), 1U);
  EXPECT_EQ(edit_distance("kick", "kicks", 3), 1U);
  EXPECT_EQ(edit_distance("kick", "ikck", 3), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3U);
  EXPECT_EQ(edit_distance("", "abc", 3), 3U);
}

TEST(EditDistance, GivesUpBeyondTheMost) {
  EXPECT_EQ(edit_distance("kick", "snare", 2), 3U);
  EXPECT_EQ(edit_distance("a", std::string(200, 'a'), 3), 4U);
  EXPECT_EQ(edit_distance(std::string(200, 'a'), std::string(200, 'a'), 3), 4U);
}

std::string question(std::string_view word, std::initializer_list<const char*> known) {
  Nearest nearest(word);
  for (const auto* one : known) nearest.consider(one);
  return nearest.question();
}

TEST(Nearest, NamesTheNearestFirst) {
  EXPECT_EQ(question("osc1", {"osc2", "osc11", "lfo", "filter1"}), "; did you mean osc11 or osc2?");
  EXPECT_EQ(question("frq", {"freq", "gain_db"}), "; did you mean freq?");
}

TEST(Nearest, NamesWhatTheWordBegins) {
  EXPECT_EQ(question("fil", {"filter1", "kick"}), "; did you mean filter1?");
}

TEST(Nearest, NamesThreeAtTheMostAndEachOnce) {
  EXPECT_EQ(question("a1", {"a5", "a4", "a3", "a2", "a2"}), "; did you mean a2, a3 or a4?");
}

TEST(Nearest, NamesWhatHasTheWordInItOrIsInItWhereNothingIsNear) {
  EXPECT_EQ(question("filter", {"biquad_filter", "sine", "comb_filter"}),
            "; did you mean comb_filter or biquad_filter?");
  EXPECT_EQ(question("sinewave", {"sine", "saw", "in"}), "; did you mean sine?");
  EXPECT_EQ(question("filter", {"biquad_filter", "filter1"}), "; did you mean filter1?");
  EXPECT_EQ(question("in", {"sine"}), "") << "two letters are in anything";
}

TEST(Nearest, NamesWhatTheWordIsSaidOf) {
  Nearest nearest("envelope");
  nearest.consider("adsr", "envelope and amplifier");
  nearest.consider("gain", "amplifier in dB");
  EXPECT_EQ(nearest.question(), "; did you mean adsr?");
}

TEST(Nearest, OfAFewNamesTheNearestThoughNoneIsAlike) {
  const auto of = [](std::size_t most) {
    Nearest nearest("pitch", most);
    for (const char* one : {"level", "freq", "glide", "width"}) nearest.consider(one);
    return nearest.question();
  };
  EXPECT_EQ(of(4), "; did you mean width, freq or glide?");
  EXPECT_EQ(of(3), "");
  Nearest near("levle", 4);
  for (const char* one : {"level", "freq"}) near.consider(one);
  EXPECT_EQ(near.question(), "; did you mean level?") << "what is near is enough";
}

TEST(Nearest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(question("zebra", {"kick", "snare"}), "");
  EXPECT_EQ(question("x", {}), "");
  EXPECT_EQ(question("", {"kick"}), "");
  EXPECT_EQ(question("x", {"a"}), "");
}

}  // namespace
}  // namespace chronus
