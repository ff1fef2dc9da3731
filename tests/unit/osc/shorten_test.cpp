// SPDX-License-Identifier: MIT
#include "osc/shorten.hpp"

#include <gtest/gtest.h>

#include <string>

#include "osc/packet.hpp"

namespace chronus::osc {
namespace {

using namespace std::string_literals;

const Arg kDots{"\u2026"s};

TEST(Shorten, WhatFitsStaysAsItIs) {
  const Message done{"/done", {"/seq/pattern"s, "kick"s, std::string(256, 'x')}};
  EXPECT_EQ(shortened_answer(done), done);
  Message numbers{"/done", {"/seq/param_lane"s, "kick"s, "freq"s}};
  for (int i = 0; i < 200; ++i) numbers.args.emplace_back(i);
  EXPECT_EQ(shortened_answer(numbers), numbers);
}

TEST(Shorten, LongTextsEndInDotsAndShortOnesStay) {
  const auto done =
      shortened_answer({"/done", {"/seq/pattern"s, "kick"s, std::string(60'000, 'x')}});
  EXPECT_EQ(done, (Message{"/done", {"/seq/pattern"s, "kick"s, std::string(64, 'x') + "\u2026"}}));
  const auto fail = shortened_answer(
      {"/fail", {"/seq/"s + std::string(60'000, 'a'), std::string(2'000, 'r'), Blob{{1}}}});
  EXPECT_LE(encoded_size(fail), kSmallPacketBytes);
  EXPECT_EQ(std::get<std::string>(fail.args[0]), "/seq/" + std::string(251, 'a') + "\u2026");
  EXPECT_EQ(std::get<std::string>(fail.args[1]), std::string(512, 'r') + "\u2026");
  EXPECT_EQ(fail.args[2], Arg{Blob{{1}}});
}

TEST(Shorten, NoCharacterIsCutInTwo) {
  std::string text(63, 'x');
  for (int i = 0; i < 1'000; ++i) text += "\u00e9";
  const auto done = shortened_answer({"/done", {"/a"s, text}});
  EXPECT_EQ(std::get<std::string>(done.args[1]), std::string(63, 'x') + "\u2026");
  const auto noise = shortened_answer({"/done", {"/a"s, std::string(2'000, '\x80')}});
  EXPECT_LE(std::get<std::string>(noise.args[1]).size(), 67U);
}

TEST(Shorten, ManyArgumentsAreCutToTheFirst) {
  for (const std::size_t count : {500U, 2'047U}) {
    for (const Arg& arg : {Arg{1}, Arg{std::string(63, 'x')}, Arg{Nil{}}, Arg{Blob{{1, 2, 3}}}}) {
      Message done{"/done", {"/seq/prob"s}};
      done.args.insert(done.args.end(), count, arg);
      const auto shorter = shortened_answer(done);
      EXPECT_LE(encoded_size(shorter), kSmallPacketBytes);
      EXPECT_EQ(shorter.args[0], done.args[0]);
      EXPECT_EQ(shorter.args[1], arg);
      EXPECT_TRUE(shorter == done || shorter.args.back() == kDots);
      EXPECT_TRUE(decode(encode(shorter)));
    }
  }
}

}  // namespace
}  // namespace chronus::osc
