// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "score/score.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::score {
namespace {

using Random = std::mt19937_64;

/// Any bit pattern, so that denormals, huge and whole values all occur.
template <class Float, class Bits>
Float random_float(Random& random) {
  const auto bits = static_cast<Bits>(random());
  Float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return std::isfinite(value) ? value : Float{1};
}

std::string random_string(Random& random) {
  constexpr std::string_view kTelling = "x.X|\"\\#\n\r\t 09-+.eE/nan\x01\x7f\xc3\xa9\0";
  std::string text(random() % 8, '\0');
  for (char& c : text) {
    c = random() % 4 == 0 ? static_cast<char>(random()) : kTelling[random() % kTelling.size()];
  }
  return text;
}

osc::Arg random_arg(Random& random) {
  switch (random() % 7) {
    case 0:
      return static_cast<std::int32_t>(random());
    case 1:
      return static_cast<std::int64_t>(random() >> random() % 64);
    case 2:
      return random_float<float, std::uint32_t>(random);
    case 3:
      return random_float<double, std::uint64_t>(random);
    case 4:
      return static_cast<double>(static_cast<std::int32_t>(random())) / 4;
    case 5:
      return random() % 2 == 0;
    default:
      return random_string(random);
  }
}

bool means_the_same(const osc::Arg& read, const osc::Arg& written) {
  if (osc::as_string(written) != nullptr || std::holds_alternative<double>(written)) {
    return read == written;
  }
  return osc::as_number(read) == osc::as_number(written) &&
         osc::as_integer(read) == osc::as_integer(written);
}

TEST(RoundTrip, RandomMessagesSurviveTheJournal) {
  Random random(4);
  for (int i = 0; i < 200'000; ++i) {
    osc::Message message{"/" + random_string(random), {}};
    if (message.address == "/quit") continue;
    for (auto n = random() % 6; n > 0; --n) message.args.push_back(random_arg(random));
    const auto frame = static_cast<Frame>(random() >> 3U);

    const std::string line = to_line(frame, message);
    ASSERT_EQ(line.find('\n'), std::string::npos);
    const auto score = test::parse_score(line, 48'000);
    ASSERT_TRUE(score) << line << ": " << score.reason();
    ASSERT_EQ(score->events.size(), 1U) << line;
    const TimedMessage& event = score->events[0];
    ASSERT_EQ(event.frame, frame);
    ASSERT_EQ(event.message.address, message.address);
    ASSERT_EQ(event.message.args.size(), message.args.size()) << line;
    for (std::size_t a = 0; a < message.args.size(); ++a) {
      ASSERT_TRUE(means_the_same(event.message.args[a], message.args[a])) << line << " arg " << a;
    }
    ASSERT_EQ(to_line(event.frame, event.message), line) << "a journal of a journal is the same";
  }
}

TEST(RoundTrip, AJournalLineLooksLikeThis) {
  EXPECT_EQ(to_line(72'000, {"/seq/bpm", {std::string("kick"), 133.7F}}),
            "72000f /seq/bpm kick 133.7");
  EXPECT_EQ(to_line(0, {"/a", {std::string("60"), 60, true}}), "0f /a \"60\" 60 1");
}

TEST(RoundTrip, NoMessageCanForgeALineOfItsOwn) {
  const auto score =
      test::parse_score(to_line(1, {"/a\n0f /quit", {std::string("b\n0f /quit")}}), 48'000);
  ASSERT_TRUE(score) << score.reason();
  EXPECT_EQ(score->end, -1);
  EXPECT_EQ(score->events.size(), 1U);
}

}  // namespace
}  // namespace chronus::score
