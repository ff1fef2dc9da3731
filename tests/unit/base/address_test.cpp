// SPDX-License-Identifier: MIT
#include "base/address.hpp"

#include <gtest/gtest.h>

namespace chronus {
namespace {

TEST(Address, KnowsItsParts) {
  const Address address("/seq/bpm/kick");
  EXPECT_EQ(address.root(), "seq");
  EXPECT_EQ(address.name(), "bpm");
  EXPECT_EQ(address.rest(), "kick");
  EXPECT_EQ(address.without_rest(), "/seq/bpm");
  EXPECT_FALSE(address.is_pattern());
}

TEST(Address, WhatIsNotThereIsEmpty) {
  const Address verb("/panic");
  EXPECT_EQ(verb.root(), "panic");
  EXPECT_FALSE(verb.has_name());
  EXPECT_FALSE(verb.has_rest());
  EXPECT_EQ(verb.name(), "");
  EXPECT_EQ(verb.rest(), "");
  EXPECT_EQ(verb.without_rest(), "/panic");
  const Address open("/mod/");  // a name there is, but it is empty
  EXPECT_TRUE(open.has_name());
  EXPECT_EQ(open.name(), "");
  EXPECT_FALSE(open.has_rest());
}

TEST(Address, AllBehindTheThirdSlashIsTheRest) {
  EXPECT_EQ(Address("/mod/a/b/c").rest(), "b/c");
  EXPECT_EQ(Address("/seq/stop//").rest(), "/");
}

TEST(Address, WhatBeginsWithoutASlashHasNoParts) {
  for (const char* text : {"", "seq/bpm/kick", "#packet"}) {
    const Address address(text);
    EXPECT_EQ(address.root(), "") << text;
    EXPECT_FALSE(address.has_name()) << text;
    EXPECT_FALSE(address.has_rest()) << text;
    EXPECT_EQ(address.without_rest(), text);
  }
}

TEST(Address, KnowsWherePatternsStand) {
  for (const char* pattern : {"/s?q/bpm", "/seq/{bpm,steps}/kick", "/mod/*", "/mod/[ab"}) {
    EXPECT_TRUE(Address(pattern).is_pattern()) << pattern;
    EXPECT_TRUE(Address(pattern).is_pattern_before_rest()) << pattern;
  }
  EXPECT_TRUE(Address("/seq/stop/k*").is_pattern());
  EXPECT_FALSE(Address("/seq/stop/k*").is_pattern_before_rest());
}

TEST(Address, IsSplitAnewWhenItIsAssignedAndKeptWhenItIsMoved) {
  Address address("/seq/bpm/kick");
  address = "/mod/osc1/freq";
  EXPECT_EQ(address.root(), "mod");
  const Address moved = std::move(address);
  EXPECT_EQ(moved.name(), "osc1");
  EXPECT_EQ(moved, "/mod/osc1/freq");
}

}  // namespace
}  // namespace chronus
