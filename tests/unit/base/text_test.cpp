// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace chronus {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream input(text);
  LineReader reader(input);
  std::vector<std::string> lines;
  for (std::string line; reader.next(&line);) lines.push_back(line);
  EXPECT_EQ(reader.number(), static_cast<int>(lines.size()));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Text, ControlCharactersStandAsInC) {
  EXPECT_EQ(on_one_line("a\x1b[31m\tb\nc\x7f"), "a\\x1b[31m\\x09b\\nc\\x7f");
  EXPECT_EQ(on_one_line("\u201Cx\u201D \\"), "\u201Cx\u201D \\");
}

TEST(Text, ACharacterIsItsBytesOrNone) {
  EXPECT_EQ(character_size("ab"), 1U);
  EXPECT_EQ(character_size("\u00E9a"), 2U);
  EXPECT_EQ(character_size("\u201Ca"), 3U);
  EXPECT_EQ(character_size("\xF0\x9F\x8E\xB5"), 4U);
  for (const char* none : {"", "\x80", "\xE9 x", "\xE2\x80", "\xC0\xAF", "\xED\xA0\x80", "\xFF"}) {
    EXPECT_EQ(character_size(none), 0U) << none;
  }
}

TEST(Text, QuotationMarksOfWordProcessorsAreKnown) {
  EXPECT_EQ(typographic_quote("\u201Cx"), "\u201C");
  EXPECT_EQ(typographic_quote("\u201Ex"), "\u201E");
  for (const char* none : {"", "\"x\"", "'x'", "x\u201D"}) EXPECT_EQ(typographic_quote(none), "");
}

TEST(Text, EveryEditorsLinesAreTheSame) {
  const Lines wanted{"one", "", "\ttwo "};
  EXPECT_EQ(lines_of("one\n\n\ttwo \n"), wanted);
  EXPECT_EQ(lines_of("one\r\n\r\n\ttwo \r\n"), wanted);
  EXPECT_EQ(lines_of("one\n\n\ttwo "), wanted) << "the last line need not end";
  EXPECT_EQ(lines_of("\xEF\xBB\xBFone\r\n\n\ttwo \r"), wanted);
}

TEST(Text, AByteOrderMarkIsOneInFrontOnly) {
  EXPECT_EQ(lines_of("one\n\xEF\xBB\xBFtwo"), (Lines{"one", "\xEF\xBB\xBFtwo"}));
  EXPECT_EQ(without_byte_order_mark("\xEF\xBB"), "\xEF\xBB");
  EXPECT_EQ(without_byte_order_mark("\xEF\xBB\xBF"), "");
}

TEST(Text, ACarriageReturnInsideALineStays) { EXPECT_EQ(lines_of("a\rb\r\n"), Lines{"a\rb"}); }

TEST(Text, NothingHasNoLines) { EXPECT_EQ(lines_of(""), Lines{}); }

}  // namespace
}  // namespace chronus
