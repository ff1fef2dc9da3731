// SPDX-License-Identifier: MIT
#include "sequencer/trig.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/rounding.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/text.hpp"

namespace chronus::sequencer {
namespace {

std::string_view name_of(TrigField field) {
  switch (field) {
    case TrigField::kChance:
      return "prob";
    case TrigField::kRatchet:
      return "ratchet";
    case TrigField::kNudge:
      return "nudge";
    case TrigField::kCondition:
      break;
  }
  return "cond";
}

Status parse_chance(std::string_view word, Trig* trig) {
  const std::optional<double> value = parse_number(word);
  const auto fraction = value ? fraction_of(*value, 100.0) : std::nullopt;
  if (!fraction) {
    return Error{"is neither a fraction from 0 to 1 nor, from 2 on, a percentage up to 100"};
  }
  trig->chance = static_cast<std::uint32_t>(std::llround(*fraction * kMillion)) & 0xFFFFFFU;
  return {};
}

Status parse_ratchet(std::string_view word, Trig* trig) {
  const std::optional<double> value = parse_number(word);
  const double whole = value ? std::round(*value) : 0.0;
  if (whole < 1.0 || whole > kMaxRatchet || std::abs(*value - whole) > kRounding) {
    return Error{"is no whole number from 1 to " + std::to_string(kMaxRatchet)};
  }
  trig->ratchet = static_cast<std::uint8_t>(whole);
  return {};
}

Status parse_nudge(std::string_view word, Trig* trig) {
  const std::optional<double> read = parse_number(word);
  const double value = read ? within_rounding(*read, -kMaxNudge, kMaxNudge) : 1.0;
  if (std::abs(value) > kMaxNudge) {
    return Error{"is no part of a step from " + number(-kMaxNudge) + " to " + number(kMaxNudge)};
  }
  trig->nudge = static_cast<std::int32_t>(std::llround(value * kMillion));
  return {};
}

std::optional<std::uint8_t> parse_count(std::string_view word) {
  int value = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
    if (value > kMaxRatio) return std::nullopt;
  }
  if (value == 0) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

bool equal_in_either_case(std::string_view word, std::string_view capitals) {
  return std::equal(word.begin(), word.end(), capitals.begin(), capitals.end(), [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

Status parse_condition(std::string_view word, Trig* trig) {
  Condition& condition = trig->condition;
  condition.negated = word.starts_with('!');
  if (condition.negated) word.remove_prefix(1);
  if (equal_in_either_case(word, "1ST")) {
    condition.kind = Condition::Kind::kFirst;
  } else if (equal_in_either_case(word, "FILL")) {
    condition.kind = Condition::Kind::kFill;
  } else if (equal_in_either_case(word, "PRE")) {
    condition.kind = Condition::Kind::kPrevious;
  } else {
    const std::size_t colon = std::min(word.find(':'), word.size());
    const auto a = parse_count(word.substr(0, colon));
    const auto b = parse_count(word.substr(std::min(colon + 1, word.size())));
    if (!a || !b || *a > *b) {
      return Error{"is none of 1ST, FILL, PRE, A:B with 1 <= A <= B <= " +
                   std::to_string(kMaxRatio) + ", these with ! before, and ."};
    }
    condition = {Condition::Kind::kRatio, condition.negated, *a, *b};
  }
  return {};
}

Status parse_trig(TrigField field, std::string_view word, Trig* trig) {
  if (word == "." || word == "_") return {};
  switch (field) {
    case TrigField::kChance:
      return parse_chance(word, trig);
    case TrigField::kRatchet:
      return parse_ratchet(word, trig);
    case TrigField::kNudge:
      return parse_nudge(word, trig);
    case TrigField::kCondition:
      break;
  }
  return parse_condition(word, trig);
}

std::string condition_text(const Condition& condition) {
  const std::string sign = condition.negated ? "!" : "";
  switch (condition.kind) {
    case Condition::Kind::kNone:
      break;
    case Condition::Kind::kFirst:
      return sign + "1ST";
    case Condition::Kind::kRatio:
      return sign + std::to_string(condition.a) + ":" + std::to_string(condition.b);
    case Condition::Kind::kFill:
      return sign + "FILL";
    case Condition::Kind::kPrevious:
      return sign + "PRE";
  }
  return ".";
}

/// "." where the field is plain.
std::string trig_text(TrigField field, const Trig& trig) {
  switch (field) {
    case TrigField::kChance:
      return trig.chance == kMillion ? "." : number(static_cast<double>(trig.chance) / kMillion);
    case TrigField::kRatchet:
      return trig.ratchet == 1 ? "." : std::to_string(static_cast<int>(trig.ratchet));
    case TrigField::kNudge:
      return trig.nudge == 0 ? "." : number(static_cast<double>(trig.nudge) / kMillion);
    case TrigField::kCondition:
      break;
  }
  return condition_text(trig.condition);
}

bool same_value(TrigField field, const Trig& a, const Trig& b) {
  switch (field) {
    case TrigField::kChance:
      return a.chance == b.chance;
    case TrigField::kRatchet:
      return a.ratchet == b.ratchet;
    case TrigField::kNudge:
      return a.nudge == b.nudge;
    case TrigField::kCondition:
      break;
  }
  const auto& one = a.condition;
  const auto& other = b.condition;
  return one.kind == other.kind && one.negated == other.negated && one.a == other.a &&
         one.b == other.b;
}

}  // namespace

bool Condition::holds(std::int64_t cycle, bool fill, bool previous) const {
  bool value = true;
  switch (kind) {
    case Kind::kNone:
      return true;
    case Kind::kFirst:
      value = cycle == 0;
      break;
    case Kind::kRatio:
      value = cycle % b == a - 1;
      break;
    case Kind::kFill:
      value = fill;
      break;
    case Kind::kPrevious:
      value = previous;
      break;
  }
  return value != negated;
}

Result<std::vector<Trig>> parse_trigs(TrigField field, std::string_view text) {
  std::vector<Trig> trigs;
  std::size_t count = 0;
  for (std::string_view word = take_word(&text); !word.empty(); word = take_word(&text)) {
    Trig trig;
    const Status parsed = parse_trig(field, word, &trig);
    ++count;
    if (!parsed) {
      return Error{std::string(name_of(field)) + ": " + quoted(word) + " (value " +
                   std::to_string(count) + ") " + parsed.reason()};
    }
    if (trigs.size() < kMaxSteps) trigs.push_back(trig);
  }
  if (count == 0) return Error{std::string(name_of(field)) + ": there are no values"};
  return trigs;
}

std::string trigs_text(TrigField field, const std::vector<Trig>& trigs) {
  std::string out;
  bool plain = true;
  for (const Trig& trig : trigs) {
    const std::string word = trig_text(field, trig);
    plain = plain && word == ".";
    if (!out.empty()) out += ' ';
    out += word;
  }
  return plain ? std::string() : out;
}

std::string trigs_words(TrigField field, const std::vector<Trig>& trigs) {
  // Most often, and for thousands of sequencers at once: the text of all would cost much.
  const auto is_like_first = [&](const Trig& trig) { return same_value(field, trig, trigs[0]); };
  if (std::all_of(trigs.begin(), trigs.end(), is_like_first)) {
    return trigs.empty() ? "." : trig_text(field, trigs[0]);
  }
  std::string text = trigs_text(field, trigs);
  std::string_view list = text;
  const std::string_view first = take_word(&list);
  if (first.empty()) return ".";
  for (std::string_view word = take_word(&list); !word.empty(); word = take_word(&list)) {
    if (word != first) return text;
  }
  return std::string(first);
}

void copy_field(TrigField field, const Trig& from, Trig* to) {
  switch (field) {
    case TrigField::kChance:
      to->chance = from.chance;
      break;
    case TrigField::kRatchet:
      to->ratchet = from.ratchet;
      break;
    case TrigField::kNudge:
      to->nudge = from.nudge;
      break;
    case TrigField::kCondition:
      to->condition = from.condition;
      break;
  }
}

}  // namespace chronus::sequencer
