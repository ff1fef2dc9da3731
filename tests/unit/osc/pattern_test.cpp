// SPDX-License-Identifier: MIT
#include "osc/pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chronus::osc {
namespace {

struct Case {
  const char* pattern;
  const char* address;
  bool matches;
};

TEST(Pattern, MatchesAsOsc10Says) {
  const Case cases[] = {
      {"/a", "/a", true},
      {"/a", "/b", false},
      {"/a", "/a/b", false},
      {"/a/b", "/a", false},
      // '?' is any one character
      {"/?", "/a", true},
      {"/?", "/", false},
      {"/?", "/ab", false},
      {"/a?c", "/abc", true},
      {"/a?c", "/a/c", false},
      // '*' is any run of characters, also none, within one part
      {"/*", "/", true},
      {"/*", "/anything", true},
      {"/*", "/a/b", false},
      {"/*/*", "/a/b", true},
      {"/a*", "/a", true},
      {"/*a*b", "/xaxxb", true},
      {"/*a*b", "/xaxxbc", false},
      {"/mod/*/gain", "/mod/sine1/gain", true},
      {"/mod/*/gain", "/mod/gain", false},
      {"/mod/*/gain", "/mod/a/b/gain", false},
      // '[...]' is one of, with ranges
      {"/[abc]", "/b", true},
      {"/[abc]", "/d", false},
      {"/[a-c]x", "/cx", true},
      {"/[a-c]x", "/dx", false},
      {"/[a-cx-z]", "/y", true},
      {"/sine[0-9]", "/sine7", true},
      {"/sine[0-9]", "/sine", false},
      // '-' at either end of the brackets is itself
      {"/[a-]", "/-", true},
      {"/[a-]", "/b", false},
      {"/[-a]", "/-", true},
      {"/[a-c-]", "/-", true},
      // '!' negates at the beginning, and is itself elsewhere
      {"/[!a-c]", "/d", true},
      {"/[!a-c]", "/b", false},
      {"/[!a]b", "//b", false},
      {"/[a!]", "/!", true},
      {"/[!!]", "/!", false},
      // special characters are themselves in brackets
      {"/[*?]", "/*", true},
      {"/[*?]", "/a", false},
      // '{a,b}' is either word
      {"/{kick,hat}", "/kick", true},
      {"/{kick,hat}", "/hat", true},
      {"/{kick,hat}", "/kickhat", false},
      {"/{kick,hat}", "/snare", false},
      {"/{a,ab}c", "/abc", true},
      {"/{ab,a}{b,c}", "/abb", true},
      {"/x{,y}", "/x", true},
      {"/x{,y}", "/xy", true},
      {"/x{y}z", "/xyz", true},
      {"/seq/{kick,hat}[0-9]/*", "/seq/hat3/start", true},
      {"/{a,b}/?", "/b/c", true},
      {"/a,b", "/a,b", true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(matches(c.pattern, c.address), c.matches) << c.pattern << " on " << c.address;
    EXPECT_TRUE(check_pattern(c.pattern)) << c.pattern;
  }
}

TEST(Pattern, MalformedPatternsMatchNothingAndSayWhere) {
  const struct {
    const char* pattern;
    const char* address;
    const char* reason;
  } cases[] = {
      {"", "", "pattern position 0: does not start with '/'"},
      {"*", "a", "pattern position 0: does not start with '/'"},
      {"/[a", "/a", "pattern position 1: bracket is not closed"},
      {"/{a", "/a", "pattern position 1: bracket is not closed"},
      {"/[a/b]", "/a/b", "pattern position 1: bracket is not closed"},
      {"/{a/b}", "/a/b", "pattern position 1: bracket is not closed"},
      {"/a]", "/a]", "pattern position 2: closes a bracket that is not open"},
      {"/a}", "/a}", "pattern position 2: closes a bracket that is not open"},
      {"/[]", "/", "pattern position 2: nothing between the brackets"},
      {"/[!]", "/!", "pattern position 3: nothing between the brackets"},
      {"/{}", "/", "pattern position 2: nothing between the braces"},
      {"/[z-a]", "/b", "pattern position 2: range runs backwards"},
      {"/{a*,b}", "/a", "pattern position 3: only words and commas may stand between braces"},
      {"/{a,{b,c}}", "/b", "pattern position 4: only words and commas may stand between braces"},
      {"/*[", "/a", "pattern position 2: bracket is not closed"},
  };
  for (const auto& c : cases) {
    EXPECT_FALSE(matches(c.pattern, c.address)) << c.pattern;
    const auto status = check_pattern(c.pattern);
    ASSERT_FALSE(status) << c.pattern;
    EXPECT_EQ(status.reason(), c.reason) << c.pattern;
  }
}

TEST(Pattern, OnlyPatternCharactersMakeAPattern) {
  for (const char* pattern : {"/a*", "/?", "/[a", "/]", "/{", "/}"}) {
    EXPECT_TRUE(is_pattern(pattern)) << pattern;
  }
  EXPECT_FALSE(is_pattern("/seq/start"));
  EXPECT_FALSE(is_pattern("/a,b-c!#"));
}

TEST(Pattern, ManyStarsDoNotExplode) {
  // A matcher that tries one choice after another needs some 10^60 steps for either.
  std::string stars = "/";
  for (int i = 0; i < 200; ++i) stars += "*a";
  stars += "*b";
  EXPECT_FALSE(matches(stars, "/" + std::string(400, 'a')));
  EXPECT_TRUE(matches(stars, "/" + std::string(400, 'a') + "b"));
  std::string words = "/";
  for (int i = 0; i < 60; ++i) words += "{a,aa}";
  EXPECT_FALSE(matches(words, "/" + std::string(121, 'a')));
  EXPECT_TRUE(matches(words, "/" + std::string(90, 'a')));
}

TEST(Pattern, OverlongPatternIsRefused) {
  const std::string longest = "/" + std::string(kMaxPatternLength - 1, 'a');
  EXPECT_TRUE(matches(longest, longest));
  EXPECT_FALSE(matches(longest + "a", longest + "a"));
}

}  // namespace
}  // namespace chronus::osc
