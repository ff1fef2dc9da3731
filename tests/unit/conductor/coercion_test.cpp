// SPDX-License-Identifier: MIT
#include "conductor/coercion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "osc/text.hpp"
#include "score/words.hpp"
#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/conductor/vocabulary.hpp"

namespace chronus::conductor {
namespace {

using osc::Arg;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<Arg> neither_text_nor_number() {
  return {osc::Nil{},
          osc::Impulse{},
          osc::Blob{{1, 2}},
          osc::TimeTag{5},
          kNan,
          std::numeric_limits<float>::infinity(),
          -std::numeric_limits<double>::infinity()};
}

std::string text(const Arg& arg) {
  const auto read = text_of(arg);
  return read ? *read : "refused: " + read.reason();
}

TEST(Coercion, TextIsTheShortestDecimalOfANumber) {
  EXPECT_EQ(text(std::string("5.0")), "5.0");
  EXPECT_EQ(text(808), "808");
  EXPECT_EQ(text(std::int64_t{1} << 60), "1152921504606846976");
  EXPECT_EQ(text(5.5F), "5.5");
  EXPECT_EQ(text(5.55F), "5.55");
  EXPECT_EQ(text(5.5), "5.5");
  EXPECT_EQ(text(5.0F), "5");
  EXPECT_EQ(text(808.0F), "808");
  EXPECT_EQ(text(12'345'678.0F), "12345678");
  EXPECT_EQ(text(-0.0F), "0");
  EXPECT_EQ(text(-5.0), "-5");
  EXPECT_EQ(text(1e-5F), "0.00001");
  EXPECT_EQ(text(55'555'555'555.0), "55555555555");
  EXPECT_EQ(text(5.5555555555), "5.5555555555");
}

TEST(Coercion, AFloatThatStandsForSeveralDecimalsIsNoText) {
  EXPECT_EQ(33'333'333.0F, 33'333'332.0F) << "else the test says nothing";
  EXPECT_EQ(text(33'333'333.0F),
            "refused: came as a float that stands for several numbers, one of them 33333332: send "
            "a string");
  for (const Arg& arg : {Arg{16'777'216.0F}, Arg{5.55555555F}, Arg{1e30F}, Arg{-2e9F}, Arg{1e300},
                         Arg{0.1 + 0.2}, Arg{9'007'199'254'740'992.0}}) {
    EXPECT_FALSE(text_of(arg)) << osc::to_text(arg);
    EXPECT_LT(text_of(arg).reason().size(), 120U);
  }
  EXPECT_EQ(text(16'777'215.0F), "16777215");
}

TEST(Coercion, TruthNothingAndBytesAreNoText) {
  for (const Arg& arg : neither_text_nor_number()) EXPECT_FALSE(text_of(arg)) << osc::to_text(arg);
  EXPECT_FALSE(text_of(true));
  EXPECT_FALSE(text_of(false));
}

TEST(Coercion, ANumberMayComeAsAnyTypeThatHoldsOne) {
  for (const Arg& arg : {Arg{2}, Arg{std::int64_t{2}}, Arg{2.0F}, Arg{2.0}, Arg{std::string("2")},
                         Arg{std::string("+2.0")}}) {
    ASSERT_TRUE(number_of(arg)) << osc::to_text(arg);
    EXPECT_EQ(osc::as_number(*number_of(arg)), 2.0);
  }
  EXPECT_EQ(*number_of(133.7F), Arg{133.7});
  EXPECT_EQ(*number_of(true), Arg{1});
  for (const Arg& arg : neither_text_nor_number()) EXPECT_FALSE(number_of(arg));
  for (const char* word : {"", "two", "2x", "0x2", "nan", "inf", "1e999", " 2"}) {
    EXPECT_FALSE(number_of(std::string(word))) << word;
  }
}

TEST(Coercion, AWholeNumberHasNoFractionButForRounding) {
  const auto whole = [](const Arg& arg) -> std::optional<std::int64_t> {
    const auto read = whole_of(arg, -100, 2'000'000'000);
    return read ? std::optional(*read) : std::nullopt;
  };
  for (const Arg& arg : {Arg{16}, Arg{std::int64_t{16}}, Arg{16.0F}, Arg{16.0},
                         Arg{std::string("16")}, Arg{std::string("16.0")}, Arg{16.000002F}}) {
    EXPECT_EQ(whole(arg), 16) << osc::to_text(arg);
  }
  EXPECT_EQ(whole(true), 1);
  EXPECT_EQ(whole(-7.0F), -7);
  EXPECT_EQ(whole(2'000'000'000), 2'000'000'000);
  EXPECT_EQ(whole(12'345'678.0F), 12'345'678);
  EXPECT_EQ(whole(33'333'333.0), 33'333'333);
  for (const Arg& arg : {Arg{8.5F}, Arg{1.001}, Arg{33'333'333.0F}, Arg{-101}, Arg{2e9F},
                         Arg{std::string("8.5")}, Arg{std::string("many")}}) {
    EXPECT_EQ(whole(arg), std::nullopt) << osc::to_text(arg);
  }
  EXPECT_EQ(whole_of(33'333'333.0F, 0, 2'000'000'000).reason(),
            "came as a float that stands for several numbers, one of them 33333332: send an int");
  EXPECT_EQ(whole_of(8.5F, 1, 256).reason(), "must be a whole number from 1 to 256");
}

/// The same in every other way that a client may send it.
std::vector<Arg> other_ways(const Arg& arg, char kind) {
  std::vector<Arg> ways;
  const auto number = number_of(arg);
  if (!number) return ways;
  const double value = *osc::as_number(*number);
  const bool whole = value == std::trunc(value);
  // A quoted "5.0" would be text of its own.
  if (kind != 's' || whole || text_of(value)) {
    ways.emplace_back(static_cast<float>(value));
    ways.emplace_back(value);
  }
  if (kind != 's') ways.emplace_back(osc::to_text(Arg{value}));
  if (whole) {
    ways.emplace_back(static_cast<std::int32_t>(value));
    ways.emplace_back(static_cast<std::int64_t>(value));
    ways.emplace_back(std::to_string(static_cast<int>(value)));
  }
  if (kind != 's' && (value == 0.0 || value == 1.0)) ways.emplace_back(value == 1.0);
  return ways;
}

class EveryArgument : public ::testing::TestWithParam<Example> {};

TEST_P(EveryArgument, MeansTheSameWhicheverWayItComes) {
  const auto& [message, kinds] = GetParam();
  Stocked as_written;
  as_written.perform(message);
  // What there is none of here is refused whichever way it is asked for.
  static const std::set<std::string> kNotThere{"/sample/unload", "/sample/info", "/session/load",
                                               "/session/redo", "/redo"};
  const bool is_refused = kNotThere.contains(message.address.text());
  ASSERT_EQ(as_written.refused(), is_refused) << as_written.answer();
  const auto wanted = as_written.session();
  for (std::size_t i = 0; i < message.args.size(); ++i) {
    for (const auto& way : other_ways(message.args[i], kind_at(kinds, i))) {
      auto other = message;
      other.args[i] = way;
      Stocked studio;
      studio.perform(other);
      EXPECT_EQ(studio.refused(), is_refused) << studio.answer();
      if (is_refused) {
        EXPECT_THAT(studio.answer(), testing::StartsWith(as_written.answer().substr(0, 30)));
      }
      auto session = studio.session();
      session["journal"] = wanted["journal"];
      EXPECT_EQ(session, wanted) << message.address << " argument " << i + 1 << " as "
                                 << osc::to_text(way);
    }
  }
}

TEST_P(EveryArgument, IsRefusedWhereItIsNeitherTextNorANumber) {
  const auto& [message, kinds] = GetParam();
  for (std::size_t i = 0; i < message.args.size(); ++i) {
    const char kind = kind_at(kinds, i);
    if (kind == '*') continue;
    auto bad = neither_text_nor_number();
    if (kind == 's') bad.insert(bad.end(), {Arg{true}, Arg{false}, Arg{33'333'333.0F}});
    if (kind == 'd' || kind == 'i') bad.insert(bad.end(), {std::string("many"), std::string()});
    if (kind == 'i') bad.insert(bad.end(), {Arg{0.5F}, Arg{std::string("0.5")}});
    for (const auto& arg : bad) {
      auto wrong = message;
      wrong.args[i] = arg;
      Stocked studio;
      const auto before = studio.session();
      studio.perform(wrong);
      EXPECT_TRUE(studio.refused()) << studio.answer() << osc::to_text(arg);
      EXPECT_NE(studio.answer().find("(argument " + std::to_string(i + 1) + ")"), std::string::npos)
          << studio.answer();
      EXPECT_EQ(studio.session(), before);
    }
  }
}

/// What a journal holds gives the same again, read from its text.
TEST_P(EveryArgument, IsJournaledAsItWasUnderstood) {
  const auto& [message, kinds] = GetParam();
  std::vector<osc::Message> ways = {message};
  for (std::size_t i = 0; i < message.args.size(); ++i) {
    for (const auto& way : other_ways(message.args[i], kind_at(kinds, i))) {
      ways.push_back(message);
      ways.back().args[i] = way;
    }
  }
  for (const auto& way : ways) {
    Stocked studio;
    const auto lines = studio.stage.journal.size();
    studio.perform(way);
    if (studio.stage.journal.size() == lines) return;  // it changes no music
    Stocked again;
    const std::string line = studio.stage.journal.back();
    again.perform(test::parse_score(line, 48'000)->events.at(0).message);
    EXPECT_FALSE(again.refused()) << line << ": " << again.answer();
    EXPECT_EQ(again.session(), studio.session()) << line;
  }
}

/// A score's words and those of chronusctl know where a number is text.
TEST_P(EveryArgument, IsTextToAScoreWhereTheServerReadsText) {
  const auto& [message, kinds] = GetParam();
  const auto* known = test::standard_vocabulary().find(message.address);
  for (std::size_t i = 0; i < 8 && !is_stream(message.address); ++i) {
    if (kind_at(kinds, i) == '*' || i >= vocabulary::most(*known)) continue;
    EXPECT_EQ(i < vocabulary::texts_first(test::standard_vocabulary(), message.address),
              kind_at(kinds, i) == 's')
        << message.address << " argument " << i + 1;
  }
}

INSTANTIATE_TEST_SUITE_P(Vocabulary, EveryArgument, ::testing::ValuesIn(every_message()),
                         [](const auto& example) {
                           std::string name = example.param.message.address.text().substr(1);
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '/' || c == '-'; }, '_');
                           return name;
                         });

TEST(EveryMessage, HasAnExample) {
  const auto examples = every_message();
  for (const auto& section : test::standard_vocabulary().sections()) {
    for (const auto& known : section.messages) {
      if (known.in_journals_only) continue;
      EXPECT_TRUE(std::any_of(examples.begin(), examples.end(), [&](const auto& example) {
        return test::standard_vocabulary().find(example.message.address) == &known;
      })) << known.address;
    }
  }
}

}  // namespace
}  // namespace chronus::conductor
