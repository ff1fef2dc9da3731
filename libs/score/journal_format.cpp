// SPDX-License-Identifier: MIT
#include "score/journal_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/engine_number.hpp"
#include "base/nearest.hpp"
#include "score/score.hpp"
#include "score/score_time.hpp"
#include "score/words.hpp"

namespace chronus::score {

namespace {

struct Flag {
  std::string_view name;
  int StreamFormat::*member;
  int low;
  int high;
};

constexpr std::string_view kFrom = " --from ";
constexpr std::string_view kEngine = "--engine";
constexpr std::string_view kCeiling = "--ceiling";
constexpr std::string_view kOn = "on";

constexpr Flag kFlags[] = {
    {"--rate", &StreamFormat::rate, kMinRate, kMaxRate},
    {"--block", &StreamFormat::block_frames, kMinBlockFrames, kMaxBlockFrames},
    {"--channels", &StreamFormat::channels, 1, kMaxChannels}};

Result<int> parse_value(const Flag& flag, std::string_view text) {
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < flag.low || value > flag.high) {
    return Error{fmt::format("{} '{}' is not a whole number from {} to {}", flag.name, text,
                             flag.low, flag.high)};
  }
  return value;
}

/// The word behind the flag; nothing where there is no such flag.
std::optional<std::string> value_of(std::string_view flag, std::string_view flags) {
  const auto words = split_words(flags);
  for (std::size_t i = 0; words && i + 1 < words->size(); ++i) {
    if ((*words)[i].text == flag) return std::string((*words)[i + 1].text);
  }
  return std::nullopt;
}

}  // namespace

std::string to_flags(const StreamFormat& format) {
  std::string flags;
  for (const auto& flag : kFlags) {
    flags += fmt::format("{}{} {}", flags.empty() ? "" : " ", flag.name, format.*flag.member);
  }
  return flags;
}

std::string journal_begin(const StreamFormat& format, Frame from, bool has_ceiling) {
  std::string line =
      std::string(kJournalBegin) + to_flags(format) + fmt::format(" {} {}", kEngine, kEngineNumber);
  if (has_ceiling) line += fmt::format(" {} {}", kCeiling, kOn);
  if (from > 0) line += fmt::format("{}{}f", kFrom, from);
  return line + "\n";
}

Result<Frame> parse_journal_from(std::string_view flags) {
  const auto at = flags.find(kFrom);
  if (at == std::string_view::npos) return Frame{0};
  flags.remove_prefix(at + kFrom.size());
  return parse_time(flags.substr(0, flags.find(' ')), kMinRate);
}

bool parse_journal_ceiling(std::string_view flags) { return value_of(kCeiling, flags) == kOn; }

std::string engine_difference(std::string_view flags) {
  return difference_of_engine(value_of(kEngine, flags).value_or("1"));
}

std::string difference_of_engine(std::string_view number) {
  const std::string own = std::to_string(kEngineNumber);
  if (number == own) return {};
  return fmt::format(
      "it was played by engine {}, and this is engine {}: the same music, "
      "not the same bits",
      number, own);
}

std::vector<std::string> unknown_flags(std::string_view flags) {
  std::vector<std::string_view> known{kEngine, kCeiling, kFrom.substr(1, kFrom.size() - 2)};
  for (const auto& flag : kFlags) known.push_back(flag.name);
  std::vector<std::string> told;
  const auto words = split_words(flags);
  for (std::size_t i = 0; words && i < words->size(); ++i) {
    const std::string& word = (*words)[i].text;
    if (!word.starts_with("--") || word.size() == 2) continue;
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    Nearest nearest(word);
    for (const auto one : known) nearest.consider(one);
    told.push_back("no option '" + word + "' of a journal, it is passed over" + nearest.question());
  }
  return told;
}

Result<std::optional<StreamFormat>> parse_journal_format(std::string_view flags) {
  const auto words = split_words(flags);
  if (!words) return std::optional<StreamFormat>{};
  std::optional<StreamFormat> format;
  for (std::size_t i = 0; i < words->size(); ++i) {
    for (const auto& flag : kFlags) {
      if ((*words)[i].text != flag.name) continue;
      const auto value = parse_value(flag, i + 1 < words->size() ? (*words)[i + 1].text : "");
      if (!value) return value.error();
      if (!format) format.emplace();
      (*format).*flag.member = *value;
    }
  }
  return format;
}

}  // namespace chronus::score
