// SPDX-License-Identifier: MIT
#include "score/score.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "osc/text.hpp"
#include "score/doubts.hpp"
#include "score/journal_format.hpp"
#include "score/score_time.hpp"
#include "score/words.hpp"

namespace chronus::score {

namespace {

constexpr const char* kCutOff = ": cut off, left out";

/// The event of a line, nothing for one that is empty or only a comment.
Result<std::optional<TimedMessage>> parse_line(std::string_view line, int rate,
                                               const vocabulary::Vocabulary& vocabulary) {
  const auto words = split_words(line);
  if (!words) return words.error();
  if (words->empty()) return std::optional<TimedMessage>{};

  const Word& time = words->front();
  const auto frame = parse_time(time.text, rate);
  if (!frame) return at_column(time.column, frame.reason());
  if (words->size() == 1) {
    return at_column(static_cast<int>(line.size()) + 1, "an address must follow the time");
  }
  const Word& address = (*words)[1];
  if (!address.text.starts_with('/')) {
    return at_column(address.column, "address '" + address.text + "' does not start with '/'");
  }
  TimedMessage event{*frame, 0, {address.text, {}}};
  const std::size_t texts = vocabulary::texts_first(vocabulary, event.message.address);
  for (std::size_t i = 2; i < words->size(); ++i) {
    auto arg = to_arg((*words)[i], event.message.args.size() < texts);
    if (!arg) return arg.error();
    event.message.args.push_back(std::move(*arg));
  }
  if (address.text == "/quit" && words->size() > 2) {
    return at_column((*words)[2].column, "/quit takes no arguments");
  }
  return std::optional{std::move(event)};
}

void add(Score& score, TimedMessage event) {
  if (event.message.address != "/quit") {
    score.events.push_back(std::move(event));
  } else if (score.end < 0 || event.frame < score.end) {
    score.end = event.frame;
  }
}

/// The frames of a journal that begins in the middle of a set, from its own beginning. What names a
/// command from before it has nothing to name.
void count_from(Frame from, Score& score) {
  if (from == 0) return;
  for (auto& event : score.events) {
    event.frame = std::max<Frame>(event.frame - from, 0);
    const auto& address = event.message.address;
    if (address != "/journal/quarantine" && address != "/journal/withhold") continue;
    if (event.message.args.empty()) continue;
    const auto frame = osc::as_integer(event.message.args[0]);
    if (frame) event.message.args[0] = std::int64_t{*frame - from};
  }
  std::erase_if(score.events, [](const TimedMessage& event) {
    if (!event.message.address.starts_with("/journal/") || event.message.args.empty()) return false;
    const auto* frame = std::get_if<std::int64_t>(&event.message.args[0]);
    return frame != nullptr && *frame < 0;
  });
  if (score.end >= 0) score.end = std::max<Frame>(score.end - from, 0);
}

/// A journal's remark on what it does not hold.
Status read_remark(std::string_view line, Frame from, Score& score) {
  for (const auto mark : {kHole, kAfterHole}) {
    if (!line.starts_with(mark)) continue;
    if (mark == kHole) {
      const auto at = line.substr(kHole.size());
      const auto hole = parse_time(at.substr(0, at.find_first_of(" :")), kMinRate);
      if (!hole) return Error{hole.reason()};
      score.end = std::max<Frame>(*hole, from);
      // The last one says it all.
      std::erase_if(score.gaps, [](const auto& gap) { return gap.starts_with(kHole.substr(2)); });
    }
    score.gaps.emplace_back(line.substr(2));
  }
  return {};
}

/// From a journal's first line, which may be all that was written before its writer died.
Status read_format(std::string_view text, Score& score) {
  const std::size_t end = text.find('\n');
  text = text.substr(0, end);
  text.remove_prefix(kJournalBegin.size());
  const auto format = parse_journal_format(text);
  if (format) {
    score.format = *format;
    if (score.format) score.ceiling = parse_journal_ceiling(text);
    std::string difference = score.format ? engine_difference(text) : "";
    if (!difference.empty()) score.gaps.push_back(std::move(difference));
    for (const auto& unknown : unknown_flags(text)) score.gaps.push_back("line 1: " + unknown);
  } else if (end != std::string_view::npos) {
    return Error{"line 1: " + format.reason()};
  } else {
    score.cut_off = "line 1: " + format.reason() + kCutOff;
  }
  return {};
}

/// How many lie behind the end, and were left out.
std::size_t sort(Score& score) {
  std::stable_sort(score.events.begin(), score.events.end(),
                   [](const TimedMessage& a, const TimedMessage& b) { return a.frame < b.frame; });
  if (score.end < 0) return 0;
  // What a journal says of commands before it counts, though it was written a lead ahead.
  return std::erase_if(score.events, [&](const TimedMessage& event) {
    return event.frame > score.end && !event.message.address.starts_with("/journal/");
  });
}

}  // namespace

Result<Score> parse(std::string_view text, std::optional<int> rate,
                    const vocabulary::Vocabulary& vocabulary, int usual_rate) {
  text = without_byte_order_mark(text);
  const bool is_journal = text.starts_with(kJournalBegin);
  Score score;
  Frame from = 0;
  if (is_journal) {
    if (auto read = read_format(text, score); !read) return read.error();
    const auto first = parse_journal_from(text.substr(0, text.find('\n')));
    if (!first) return Error{"line 1: " + first.reason()};
    from = *first;
    if (from > 0) {
      score.gaps.push_back("it begins in the middle of a set, on frame " + std::to_string(from));
    }
  }
  const int frames_a_second = rate.value_or(score.format ? score.format->rate : usual_rate);
  if (frames_a_second < kMinRate || frames_a_second > kMaxRate) {
    return Error{"rate " + std::to_string(frames_a_second) + " is not between " +
                 std::to_string(kMinRate) + " and " + std::to_string(kMaxRate)};
  }
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (is_journal) (void)read_remark(text.substr(0, end), from, score);
    auto event =
        parse_line(without_carriage_return(text.substr(0, end)), frames_a_second, vocabulary);
    if (!event) {
      const std::string reason = "line " + std::to_string(line) + ", " + event.reason();
      if (!is_journal || end < text.size()) return Error{reason};
      score.cut_off = reason + kCutOff;
      break;
    }
    if (*event) {
      (*event)->line = line;
      add(score, std::move(**event));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  count_from(from, score);
  const std::size_t left_out = sort(score);
  // What a journal has was played.
  if (!score.format) score.doubts = doubts_of(score, left_out, vocabulary);
  return score;
}

std::string to_line(Frame frame, const osc::Message& message) {
  std::string line = std::to_string(frame) + "f " + osc::quoted_if_needed(message.address);
  for (const auto& arg : message.args) line += ' ' + osc::to_text(arg);
  return line;
}

Frame length_of(const Score& score, int rate) {
  if (score.end >= 0) return score.end;
  return (score.events.empty() ? 0 : score.events.back().frame) + 2 * Frame{rate};
}

}  // namespace chronus::score
